import { z } from 'zod'
import { CHANNELS } from './agent-words.ts'
import { PERFORMANCE_FIGURES } from './agents.ts'
import { proofEndpoints } from './proofs.ts'
import { dayRange } from './timeframe.ts'

/** What the home page says about yesterday and today. */
export const HOME_FIGURES = [
  'conversations',
  'resolved',
  'escalated',
  'messages',
  'new_profiles',
  'orders',
  'revenue',
  'revenue_by_agent',
  'revenue_by_messages',
] as const
export type HomeFigure = (typeof HOME_FIGURES)[number]

/** Numbers of the home page and of the agent's dashboard: each can be proven. */
export const FIGURES = [...HOME_FIGURES, ...PERFORMANCE_FIGURES] as const
export type FigureName = (typeof FIGURES)[number]

export const figureProof = proofEndpoints({
  kind: 'figure',
  name: 'Figure',
  numbers: 'a number of the home page or of the agent’s dashboard',
  access: 'metrics:read',
  query: {
    figure: z.enum(FIGURES),
    ...dayRange,
    /** Of figures of the agent's dashboard: of this channel alone. */
    channel: z.enum(CHANNELS).optional(),
  },
  rate: 'M',
})
