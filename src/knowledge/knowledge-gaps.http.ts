import {
  approveKnowledgeGap,
  dismissKnowledgeGap,
  draftKnowledgeGap,
  getKnowledgeGap,
  getKnowledgeGapQuestions,
  getKnowledgeGaps,
} from '../contract/knowledge.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { By } from './change-source.action.ts'
import { approveGap, dismissGap, draftGap } from './decide-gap.action.ts'
import { gapQuestionResource, gapResource } from './gap.ts'
import { findGap, listGapQuestions, listGaps } from './knowledge-gaps.sql.ts'

/** What shoppers asked and nothing answered, and how that is mended. */
export const knowledgeGapRoutes: readonly Route[] = [
  implement(getKnowledgeGaps, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listGaps(tx, call.caller.accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: sort?.key === 'last_seen_at' ? row.lastSeenAt.toISOString() : String(row.questions),
        id: row.gapId,
      }))
      return { data: rows.map(gapResource), next, prev }
    }),
  ),

  implement(getKnowledgeGap, (call) =>
    call.read(async (tx) => {
      const gap = await findGap(tx, call.caller.accountId, idOf(call))
      if (!gap) throw notFound('knowledge-gap', param(call, 'id'))
      return { data: gapResource(gap) }
    }),
  ),

  implement(getKnowledgeGapQuestions, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const gapId = idOf(call)
      const { page } = call.query
      const gap = await findGap(tx, accountId, gapId)
      if (!gap) throw notFound('knowledge-gap', param(call, 'id'))
      const fetched = await listGapQuestions(tx, accountId, gapId, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.questionId }))
      return { data: rows.map((row) => gapQuestionResource(row, gapId)), next, prev }
    }),
  ),

  implement(draftKnowledgeGap, async (call) => {
    const { answer } = call.body.data.attributes
    return { data: gapResource(await draftGap(call.sql, byOf(call), idOf(call), answer ?? null)) }
  }),

  implement(approveKnowledgeGap, async (call) => ({
    data: gapResource(
      await approveGap(call.sql, byOf(call), idOf(call), call.body.data.attributes),
    ),
  })),

  implement(dismissKnowledgeGap, async (call) => ({
    data: gapResource(await dismissGap(call.sql, byOf(call), idOf(call))),
  })),
]

function idOf(call: Pick<Call<never, unknown>, 'params'>): string {
  const gapId = uuidOf(param(call, 'id'))
  if (gapId === undefined) throw notFound('knowledge-gap', param(call, 'id'))
  return gapId
}

function byOf({
  caller,
  now,
  wallNow,
}: Pick<Call<never, unknown>, 'caller' | 'now' | 'wallNow'>): By {
  return { actor: caller, now, wallNow }
}
