import { type FlowNumber, flowProof } from '../contract/flow-proof.ts'
import { findFlow } from '../flow/flows.sql.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { namedSpan } from '../segment/timeframe.ts'
import { type StepScope, stepRows, stepTotal } from './flow-proof.sql.ts'
import { FLOW_SUMS } from './flow-proof.ts'
import { proofResource, proofRowResource } from './proof.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

interface Question {
  flow_id: string
  action_id: string
  number: FlowNumber
  value?: string | undefined
}

/** How counts at steps of flows come about, and the passages behind them. */
export const flowProofRoutes: readonly Route[] = [
  implement(flowProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { flow, scope } = await scopeOf(tx, accountId, call.plain)
      const { flowId, actionId, number, value } = scope
      const { zone, currency } = await zoneAndCurrency(tx, accountId)
      const total = await stepTotal(tx, accountId, scope)
      const narrowed = number === 'outcome' ? ('outcome' as const) : ('reason' as const)
      const proof = {
        name: number,
        value: total,
        unit: 'count' as const,
        currency,
        numerator: { ...FLOW_SUMS[number], value: total },
        denominator: null,
        window: {
          from: flow.createdAt,
          until: namedSpan('today', call.now, zone).until,
          zone,
          countsBy: 'as it is now',
        },
        conditions: [
          { name: 'flow' as const, value: flow.name },
          ...(number === 'waiting' ? [] : [{ name: narrowed, value }]),
        ],
        question: {
          flow_id: flowId,
          action_id: actionId,
          number,
          ...(number === 'waiting' ? {} : { value }),
        },
      }
      return { data: proofResource('flow', proof, call.origin) }
    }),
  ),

  implement(flowProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { page } = call.query
      const { scope } = await scopeOf(tx, accountId, call.plain)
      const fetched = await stepRows(tx, accountId, scope, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: row.place, id: row.id }))
      return { data: rows.map((row) => proofRowResource('flow', row)), next, prev }
    }),
  ),
]

/** @throws Problem 404 without the flow, 400 for an outcome or reason that is missing, or of those who wait */
async function scopeOf(tx: Tx, accountId: string, question: Question) {
  const { flow_id: flowId, action_id: actionId, number, value = '' } = question
  if ((number === 'waiting') !== (value === '')) {
    throw invalidParameter('value', 'Outcomes and reasons need to be named; who waits has none.')
  }
  const flow = await findFlow(tx, accountId, flowId)
  if (!flow) throw notFound('flow', flowId)
  const scope: StepScope = { flowId, actionId, number, value }
  return { flow, scope }
}
