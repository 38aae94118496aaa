import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Channel } from '../../src/contract/agent-words.ts'
import type { PerformanceGrouping } from '../../src/contract/agents.ts'
import type { FigureName } from '../../src/contract/figures.ts'
import type { GroupNumber } from '../../src/contract/group-proof.ts'
import type { LedgerNumber } from '../../src/contract/home.ts'
import type { Measurement } from '../../src/contract/metrics.ts'
import {
  ProofAttributes,
  type ProofPartName,
  ProofRowAttributes,
} from '../../src/contract/proofs.ts'
import type { MessageStatistic } from '../../src/contract/reports.ts'
import { call } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import type { ReportQuestion } from './reports.ts'

/** A number whose proof is asked for. */
export type ProofQuestion =
  | {
      kind: 'figure'
      figure: FigureName
      /** Calendar days of the account's zone, both included. */
      start: string
      end: string
      channel?: Channel
      group_by?: PerformanceGrouping
      group?: string
    }
  | ({ kind: 'report'; statistic: MessageStatistic } & ReportQuestion)
  | {
      kind: 'metric'
      metric_id: string
      measurement: Measurement
      /** Instants, the second excluded. */
      from: string
      until: string
      group_by?: string
      group?: string
      where?: string
    }
  | {
      kind: 'group'
      group_id: string
      number: GroupNumber
      /** Instants, the second excluded; without both the last 30 days until now. */
      from?: string
      until?: string
    }
  | { kind: 'ledger'; number: LedgerNumber; product_id: string; start: string; end: string }

const Proof = one(resource(ProofAttributes))
export type ProofState = z.infer<typeof ProofAttributes>

export function proofOf(account: string, question: ProofQuestion) {
  const { kind, ...query } = question
  return queryOptions({
    queryKey: [account, 'proof', question],
    queryFn: async ({ signal }): Promise<ProofState> =>
      (await call(`/api/x/${kind}-proof`, Proof, { account, query, signal })).data.attributes,
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
