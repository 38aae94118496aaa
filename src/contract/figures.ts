import { z } from 'zod'
import { CHANNELS } from './agent-words.ts'
import { PERFORMANCE_FIGURES, PERFORMANCE_GROUPINGS } from './agents.ts'
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

/** What the charts of the home page show beside these, of conversations by the day on which they began. */
const CHART_FIGURES = [
  'begun_resolved',
  'begun_unresolved',
  'begun_resolution_rate',
  'revenue_by_others',
] as const

/** How the conversations of the agent's dashboard stand. */
const OUTCOME_FIGURES = [
  'outcome_confirmed',
  'outcome_assumed',
  'outcome_procedure_complete',
  'outcome_escalated',
  'outcome_abandoned',
  'outcome_closed',
  'outcome_open',
] as const

/** Figures of one group: of conversations by any grouping, of the rest by skill. */
export const GROUP_FIGURES = [
  'started',
  'skill_turns',
  'skill_conversations',
  'skill_resolution_rate',
] as const

/** Figures that can be asked for one channel alone. */
export const AGENT_FIGURES = [...PERFORMANCE_FIGURES, ...OUTCOME_FIGURES, ...GROUP_FIGURES] as const

/** Numbers of the home page and of the agent's dashboard: each can be proven. */
export const FIGURES = [...HOME_FIGURES, ...CHART_FIGURES, ...AGENT_FIGURES] as const
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
    /** Of figures of a group: by what, and which. */
    group_by: z.enum(PERFORMANCE_GROUPINGS).optional(),
    group: z.string().max(200).optional(),
  },
  rate: 'M',
})
