import {
  cancelEnrolment,
  cancelEnrolments,
  changeEnrolment,
  decideReviews as decideReviewsEndpoint,
  getEnrolmentsForFlow,
  getFlowEnrolment,
  getRefusalsForFlow,
  getReviewsForFlow,
  getStepCounts,
} from '../contract/flows.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { decideReviews, type ReviewId } from './decide-reviews.action.ts'
import { endPassages, movePassage, retryPassage, takenSteps } from './enrolments.sql.ts'
import { findAction, findFlow } from './flows.sql.ts'
import {
  countSteps,
  findPassage,
  listPassages,
  listRefusals,
  listReviews,
  type PassageRow,
  type StepCount,
  stepsOf,
} from './passages-list.sql.ts'
import { retryWebhooks } from './webhooks.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller'>

export const passageRoutes: readonly Route[] = [
  implement(getEnrolmentsForFlow, (call) =>
    call.read(async (tx) => {
      const flowId = await existingFlow(tx, call, param(call, 'id'))
      const { filter, page } = call.query
      const fetched = await listPassages(tx, call.caller.accountId, flowId, { filter, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.flowStart.toISOString(),
        id: row.enrolmentId,
      }))
      return { data: await shown(tx, call, rows), next, prev }
    }),
  ),

  implement(getFlowEnrolment, (call) =>
    call.read(async (tx) => {
      const row = await existingPassage(tx, call, param(call, 'id'))
      const [data] = await shown(tx, call, [row])
      return { data: data ?? null }
    }),
  ),

  implement(changeEnrolment, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    await inAccount(call.sql, call.caller.accountId, (tx) =>
      changePassage(tx, call, id, call.body.data.attributes),
    )
    return call.read(async (tx) => {
      const [data] = await shown(tx, call, [await existingPassage(tx, call, id)])
      return { data: data ?? null }
    })
  }),

  implement(cancelEnrolment, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { enrolmentId } = await existingPassage(tx, call, param(call, 'id'))
      const end = { reason: 'cancelled' as const, now: call.now }
      await endPassages(tx, call.caller.accountId, { enrolmentId }, end)
    }),
  ),

  implement(cancelEnrolments, (call) =>
    inAccount(call.sql, call.caller.accountId, async (tx) => {
      const { relationships, attributes } = call.body.data
      const flowId = await existingFlow(tx, call, relationships.flow.data.id)
      const which = { flowId, actionId: attributes?.action_id ?? null }
      await endPassages(tx, call.caller.accountId, which, { reason: 'cancelled', now: call.now })
    }),
  ),

  implement(getReviewsForFlow, (call) =>
    call.read(async (tx) => {
      const flowId = await existingFlow(tx, call, param(call, 'id'))
      const { filter, page } = call.query
      const fetched = await listReviews(tx, call.caller.accountId, flowId, { filter, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.at.toISOString(),
        id: `${row.enrolmentId} ${row.actionId}`,
      }))
      const data = rows.map((row) => ({
        type: 'flow-review',
        id: `${ulidOf(row.enrolmentId)}-${row.actionId}`,
        attributes: { action_id: row.actionId, at: isoSeconds(row.at) },
        relationships: {
          flow: { data: { type: 'flow', id: flowId } },
          profile: { data: { type: 'profile', id: ulidOf(row.profileId) } },
        },
      }))
      return { data, next, prev }
    }),
  ),

  implement(decideReviewsEndpoint, async (call) => {
    const { attributes, relationships } = call.body.data
    const given = relationships['flow-reviews']?.data
    await decideReviews(
      call.sql,
      call.caller.accountId,
      relationships.flow.data.id,
      {
        decision: attributes.decision,
        reviews: given ? given.map(({ id }, at) => reviewIdOf(id, at)) : null,
        actionId: attributes.action_id ?? null,
      },
      call.now,
    )
  }),

  implement(getStepCounts, (call) =>
    call.read(async (tx) => {
      const flowId = await existingFlow(tx, call, param(call, 'id'))
      const counts = await countSteps(tx, call.caller.accountId, flowId)
      const byAction = Map.groupBy(counts, (one) => one.actionId)
      return { data: [...byAction].map(([actionId, own]) => countResource(actionId, own)) }
    }),
  ),

  implement(getRefusalsForFlow, (call) =>
    call.read(async (tx) => {
      const flowId = await existingFlow(tx, call, param(call, 'id'))
      const { filter, page } = call.query
      const fetched = await listRefusals(tx, call.caller.accountId, flowId, { filter, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: '',
        id: String(row.refusalId),
      }))
      const data = rows.map((row) => ({
        type: 'flow-refusal',
        id: String(row.refusalId),
        attributes: { reason: row.reason, detail: row.detail, at: isoSeconds(row.at) },
        relationships: { profile: { data: { type: 'profile', id: ulidOf(row.profileId) } } },
      }))
      return { data, next, prev }
    }),
  ),
]

/** @throws Problem 400 for an action that is not there, 409 for a passage that cannot be changed so */
async function changePassage(
  tx: Tx,
  { caller, now, wallNow }: Pick<Call<unknown, unknown>, 'caller' | 'now' | 'wallNow'>,
  id: string,
  change: { action_id: string } | { is_retried: true },
): Promise<void> {
  const { accountId } = caller
  const { enrolmentId, flowId } = await existingPassage(tx, { caller }, id)
  if ('action_id' in change) {
    const { action_id: actionId } = change
    const action = await findAction(tx, accountId, actionId)
    if (action?.flowId !== flowId) {
      throw invalid(
        '/data/attributes/action_id',
        `The flow has no action ${quote(actionId)}.`,
        'Use an id of its present actions.',
      )
    }
    const taken = await takenSteps(tx, accountId, [enrolmentId])
    if (taken.get(enrolmentId)?.has(actionId)) {
      throw conflict('taken_before', 'The passage has passed that action: none is taken twice.')
    }
    if (await movePassage(tx, accountId, enrolmentId, { actionId, now })) return
    throw conflict('not_waiting', 'The passage is over: it cannot be moved.')
  }
  const passage = await retryPassage(tx, accountId, enrolmentId, now)
  const calls = await retryWebhooks(tx, accountId, enrolmentId, wallNow)
  if (!passage && calls === 0) {
    throw conflict('nothing_failed', 'Nothing failed in this passage.')
  }
}

/** @throws Problem 400 */
function reviewIdOf(id: string, at: number): ReviewId {
  const [ulid = '', actionId = ''] = id.split('-')
  const enrolmentId = uuidOf(ulid)
  if (enrolmentId && actionId !== '') return { enrolmentId, actionId }
  throw invalid(
    `/data/relationships/flow-reviews/data/${at}/id`,
    `A flow-review with id ${quote(id)} does not exist.`,
    'Use ids from the reviews of the flow.',
  )
}

async function shown(tx: Tx, { caller }: Looking, rows: readonly PassageRow[]) {
  const steps = await stepsOf(
    tx,
    caller.accountId,
    rows.map((row) => row.enrolmentId),
  )
  const stepsByPassage = Map.groupBy(steps, (step) => step.enrolmentId)
  return rows.map(
    (row): Resource => ({
      type: 'flow-enrolment',
      id: ulidOf(row.enrolmentId),
      attributes: {
        state: row.actionId === null ? 'done' : 'waiting',
        end_reason: row.endReason,
        flow_start: isoSeconds(row.flowStart),
        action_id: row.actionId,
        due_at: row.dueAt && isoSeconds(row.dueAt),
        ended_at: row.endedAt && isoSeconds(row.endedAt),
        steps: (stepsByPassage.get(row.enrolmentId) ?? []).map((step) => ({
          action_id: step.actionId,
          outcome: step.outcome,
          reason: step.reason,
          detail: step.detail,
          at: isoSeconds(step.at),
          message_state: step.messageState,
        })),
      },
      relationships: {
        flow: { data: { type: 'flow', id: row.flowId } },
        profile: { data: { type: 'profile', id: ulidOf(row.profileId) } },
      },
    }),
  )
}

function countResource(actionId: string, counts: readonly StepCount[]): Resource {
  const sumsOf = (kind: StepCount['kind']) => {
    const sums: Record<string, number> = {}
    for (const one of counts) {
      if (one.kind === kind) sums[one.name] = (sums[one.name] ?? 0) + one.count
    }
    return sums
  }
  return {
    type: 'flow-step-count',
    id: actionId,
    attributes: {
      waiting: sumsOf('waiting')[''] ?? 0,
      outcomes: sumsOf('outcome'),
      skip_reasons: sumsOf('skip-reason'),
    },
  }
}

/** @throws Problem 404 */
async function existingFlow(tx: Tx, { caller }: Looking, flowId: string): Promise<string> {
  if (await findFlow(tx, caller.accountId, flowId)) return flowId
  throw notFound('flow', flowId)
}

async function existingPassage(tx: Tx, { caller }: Looking, id: string): Promise<PassageRow> {
  const enrolmentId = uuidOf(id)
  const row = enrolmentId && (await findPassage(tx, caller.accountId, enrolmentId))
  if (!row) throw notFound('flow-enrolment', id)
  return row
}
