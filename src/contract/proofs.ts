import { z } from 'zod'
import { type Endpoint, endpoint, resourceType } from './endpoint.ts'
import type { Permission } from './permissions.ts'
import { InstantOut } from './values.ts'

/** How numbers of reports come about. There are several kinds of numbers, and one shape of proof. */

export const PROOF_KINDS = [
  'figure',
  'report',
  'ledger',
  'metric',
  'group',
  'campaign',
  'flow',
] as const
export type ProofKind = (typeof PROOF_KINDS)[number]

export const PROOF_PARTS = ['numerator', 'denominator'] as const
export type ProofPartName = (typeof PROOF_PARTS)[number]

/** What narrows a number down, beside its window. */
export const PROOF_CONDITIONS = [
  'metric',
  'channel',
  'filter',
  'conversion-metric',
  'exclusion',
  'product',
  'group',
  'list',
  'segment',
  'campaign',
  'variation',
  'flow',
  'outcome',
  'reason',
  /** Recipients of whom no row is kept. */
  'dropped',
  /** Members of whom the log has no joining; fewer than none: who is gone and has not left by it. */
  'unlogged',
] as const
export type ProofConditionName = (typeof PROOF_CONDITIONS)[number]

const Part = z.object({ name: z.string(), value: z.number(), definition: z.string() })

export const ProofAttributes = z.object({
  /** Null: nothing to divide by. */
  value: z.number().nullable(),
  unit: z.enum(['count', 'ratio', 'money']),
  currency: z.string(),
  formula: z.string(),
  numerator: Part,
  /** What the numerator is put together from, where that is more than one. */
  terms: z.array(z.object({ ...Part.shape, is_subtracted: z.boolean() })),
  /** Null: the number is a count or a sum. */
  denominator: Part.nullable(),
  window: z.object({
    from_at: InstantOut,
    /** Excluded. */
    until_at: InstantOut,
    timezone: z.string(),
    /** The instant by which a row lies in the window. */
    counts_by: z.string(),
  }),
  conditions: z.array(z.object({ name: z.enum(PROOF_CONDITIONS), value: z.string() })),
  /** Fetch it, and the same number comes back; the window is written out in it. */
  link: z.string(),
  rows_link: z.string(),
})
export type Proof = z.output<typeof ProofAttributes>

export const PROOF_ROW_KINDS = [
  'conversation',
  'message',
  'touch',
  'conversion',
  'profile',
  'event',
  'click',
  'showing',
  'answer',
  /** Of a list or segment: a membership that began, ended, was there, and one that the log does not know. */
  'joined',
  'left',
  'member',
  'unlogged',
  /** Who waits for a message of a campaign. */
  'recipient',
  /** Through a flow. */
  'passage',
] as const
export type ProofRowKind = (typeof PROOF_ROW_KINDS)[number]

export const ProofRowAttributes = z.object({
  kind: z.enum(PROOF_ROW_KINDS),
  at: InstantOut,
  /** What the row adds to the number. */
  counts: z.number(),
  profile_id: z.string(),
  conversation_id: z.string().nullable(),
  message_id: z.string().nullable(),
  message_name: z.string().nullable(),
  /** Of a message. */
  state: z.string().nullable(),
  /** Why: of a membership that began or ended, and of a message that was skipped. */
  reason: z.string().nullable(),
  event_id: z.string().nullable(),
})

/** The two endpoints of a kind of numbers: how one comes about, and the rows behind it. */
export function proofEndpoints<const Shape extends z.ZodRawShape>(of: {
  kind: ProofKind
  /** `Figure`: the endpoints are `getFigureProof` and `getFigureProofRows`. */
  name: string
  /** Which numbers, as the summaries say it: `a number of a report of messages`. */
  numbers: string
  access: Permission
  query: Shape
  rate: Endpoint['rate']
}) {
  const { kind, name, numbers, access, query, rate } = of
  const common = { method: 'GET', tag: 'Reporting', rate } as const
  const proof = endpoint({
    ...common,
    id: `get${name}Proof`,
    path: `/api/x/${kind}-proof`,
    summary: `How ${numbers} comes about: formula, window, zone, denominator.`,
    access,
    query: z.object(query),
    reply: {
      status: 200,
      one: resourceType({
        type: `${kind}-proof`,
        self: `/api/x/${kind}-proof/`,
        attributes: ProofAttributes,
      }),
    },
  })
  const rows = endpoint({
    ...common,
    id: `get${name}ProofRows`,
    path: `/api/x/${kind}-proof-rows`,
    summary: `The rows behind ${numbers}. \`counts\` of all of them add up to the numerator, or the denominator.`,
    access: 'profiles:read',
    query: z.object({ ...query, part: z.enum(PROOF_PARTS).optional() }),
    page: { default: 50, max: 200 },
    reply: {
      status: 200,
      many: resourceType({
        type: `${kind}-proof-row`,
        self: `/api/x/${kind}-proof-rows/{id}/`,
        attributes: ProofRowAttributes,
      }),
    },
  })
  return { proof, rows }
}
