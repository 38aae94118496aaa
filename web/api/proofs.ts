import { infiniteQueryOptions, queryOptions, skipToken } from '@tanstack/react-query'
import { z } from 'zod'
import { CHANNELS } from '../../src/contract/agent-words.ts'
import { PERFORMANCE_GROUPINGS } from '../../src/contract/agents.ts'
import { CAMPAIGN_NUMBERS } from '../../src/contract/campaign-proof.ts'
import { FIGURES } from '../../src/contract/figures.ts'
import { FLOW_NUMBERS } from '../../src/contract/flow-proof.ts'
import { GROUP_NUMBERS } from '../../src/contract/group-proof.ts'
import { LEDGER_NUMBERS } from '../../src/contract/home.ts'
import { SKIP_REASONS } from '../../src/contract/messages.ts'
import { MEASUREMENTS } from '../../src/contract/metrics.ts'
import {
  ProofAttributes,
  type ProofPartName,
  ProofRowAttributes,
} from '../../src/contract/proofs.ts'
import { MESSAGE_REPORTS, MESSAGE_STATISTICS } from '../../src/contract/reports.ts'
import { call } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'

const Text = z.string().max(1_000)
/** Calendar days of the account's zone, both included. */
const days = { start: z.iso.date(), end: z.iso.date() }
const Wall = z.iso.datetime({ local: true })
const Instant = z.iso.datetime({ offset: true })

/** A number whose proof is asked for, as the API is asked and as addresses of the console say it. */
export const ProofQuestion = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('figure'),
    figure: z.enum(FIGURES),
    ...days,
    channel: z.enum(CHANNELS).optional(),
    group_by: z.enum(PERFORMANCE_GROUPINGS).optional(),
    group: Text.optional(),
  }),
  z.strictObject({
    kind: z.literal('report'),
    statistic: z.enum(MESSAGE_STATISTICS),
    report: z.enum(MESSAGE_REPORTS),
    start: Wall,
    /** Excluded. */
    end: Wall,
    conversion_metric_id: Text.min(1),
    where: z.string().default(''),
  }),
  z.strictObject({
    kind: z.literal('metric'),
    metric_id: Text.min(1),
    measurement: z.enum(MEASUREMENTS),
    /** Without it, from the first event on. */
    from: Instant.optional(),
    /** Excluded. */
    until: Instant,
    group_by: Text.optional(),
    group: Text.optional(),
    where: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('ledger'),
    number: z.enum(LEDGER_NUMBERS),
    product_id: Text.min(1),
    ...days,
  }),
  z.strictObject({
    kind: z.literal('campaign'),
    campaign_id: Text.min(1),
    number: z.enum(CAMPAIGN_NUMBERS),
    message_id: Text.optional(),
    variation_id: Text.optional(),
    /** Of what was skipped. */
    reason: z.enum(SKIP_REASONS).optional(),
  }),
  z.strictObject({
    kind: z.literal('flow'),
    flow_id: Text.min(1),
    action_id: Text.min(1),
    number: z.enum(FLOW_NUMBERS),
    value: Text.optional(),
  }),
  z.strictObject({
    kind: z.literal('group'),
    group_id: Text.min(1),
    number: z.enum(GROUP_NUMBERS),
    /** Without both the last 30 days until now. */
    from: Instant.optional(),
    until: Instant.optional(),
  }),
])
export type ProofQuestion = z.output<typeof ProofQuestion>

const Proof = one(resource(ProofAttributes))
export type ProofState = z.infer<typeof ProofAttributes>

/** Without a question nothing is asked. */
export function proofOf(account: string, question: ProofQuestion | null) {
  const { kind, ...query } = question ?? {}
  return queryOptions({
    queryKey: [account, 'proof', question],
    queryFn: kind
      ? async ({ signal }): Promise<ProofState> =>
          (await call(`/api/x/${kind}-proof`, Proof, { account, query, signal })).data.attributes
      : skipToken,
  })
}

const Rows = many(resource(ProofRowAttributes))
export type ProofRowState = { id: string } & z.infer<typeof ProofRowAttributes>
const ROWS = 25

/** The rows behind it, page by page. */
export function proofRows(account: string, question: ProofQuestion, part: ProofPartName) {
  const { kind, ...query } = question
  return infiniteQueryOptions({
    queryKey: [account, 'proof-rows', question, part],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const found = await call(`/api/x/${kind}-proof-rows`, Rows, {
        account,
        query: { ...query, part, 'page[size]': ROWS, 'page[cursor]': pageParam },
        signal,
      })
      return {
        rows: found.data.map((row): ProofRowState => ({ id: row.id, ...row.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (last) => last.next,
  })
}
