import { z } from 'zod'
import { CHANNELS } from './agent-words.ts'
import { PERFORMANCE_FIGURES } from './agents.ts'
import { endpoint, resourceType } from './endpoint.ts'
import { dayRange } from './timeframe.ts'
import { InstantOut } from './values.ts'

const TAG = 'Reporting'

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

const proofQuery = {
  figure: z.enum(FIGURES),
  ...dayRange,
  /** Of figures of the agent's dashboard: of this channel alone. */
  channel: z.enum(CHANNELS).optional(),
}

const Part = z.object({ name: z.string(), value: z.number(), definition: z.string() })

export const FigureProof = resourceType({
  type: 'figure-proof',
  self: '/api/x/figure-proof/',
  attributes: z.object({
    figure: z.enum(FIGURES),
    /** Null: nothing to divide by. */
    value: z.number().nullable(),
    unit: z.enum(['count', 'ratio', 'money']),
    currency: z.string(),
    formula: z.string(),
    numerator: Part,
    /** Null: the number is a count or a sum. */
    denominator: Part.nullable(),
    window: z.object({
      /** Calendar days, both included. */
      start: z.string(),
      end: z.string(),
      timezone: z.string(),
      from_at: InstantOut,
      /** Excluded. */
      until_at: InstantOut,
      counts_by: z.string(),
    }),
    channel: z.enum(CHANNELS).nullable(),
    /** Names of the metrics whose events are counted; empty for other figures. */
    metrics: z.array(z.string()),
    /** Fetch it, and the same number comes back; the days are written out in it. */
    link: z.string(),
    rows_link: z.string(),
  }),
})

export const getFigureProof = endpoint({
  id: 'getFigureProof',
  method: 'GET',
  path: '/api/x/figure-proof',
  tag: TAG,
  summary:
    'How a number of the home page or of the agent’s dashboard comes about: formula, window, zone, denominator.',
  access: 'metrics:read',
  query: z.object(proofQuery),
  reply: { status: 200, one: FigureProof },
  rate: 'M',
})

export const FigureProofRow = resourceType({
  type: 'figure-proof-row',
  self: '/api/x/figure-proof-rows/{id}/',
  attributes: z.object({
    kind: z.enum(['conversation', 'message', 'profile', 'event', 'click']),
    at: InstantOut,
    /** What the row adds to the number. */
    counts: z.number(),
    profile_id: z.string(),
    conversation_id: z.string().nullable(),
    message_id: z.string().nullable(),
    event_id: z.string().nullable(),
  }),
})

export const getFigureProofRows = endpoint({
  id: 'getFigureProofRows',
  method: 'GET',
  path: '/api/x/figure-proof-rows',
  tag: TAG,
  summary:
    'The rows behind such a number, the oldest first. `counts` of all of them add up to the numerator, or the denominator.',
  access: 'profiles:read',
  query: z.object({ ...proofQuery, part: z.enum(['numerator', 'denominator']).optional() }),
  page: { default: 50, max: 200 },
  reply: { status: 200, many: FigureProofRow },
  rate: 'M',
})
