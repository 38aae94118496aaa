import {
  archiveFlow as archiveFlowEndpoint,
  getFlowWebhookKey,
  getVersionsForFlow,
} from '../contract/flows.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { isoSeconds } from '../platform/time.ts'
import { flowResource } from './flow-resource.ts'
import { actionsOfFlows, findFlow, listVersions } from './flows.sql.ts'
import { archiveFlow } from './save-flow.action.ts'
import { webhookKey } from './send-webhooks.action.ts'

/**
 * How a flow became what it is, putting it aside, and the key of its calls.
 * @param services `secret`: of the installation
 */
export function flowVersionRoutes(services: { secret: Uint8Array }): Route[] {
  return [
    implement(getVersionsForFlow, (call) =>
      call.read(async (tx) => {
        const { accountId } = call.caller
        const flowId = param(call, 'id')
        if (!(await findFlow(tx, accountId, flowId))) throw notFound('flow', flowId)
        const { page } = call.query
        const fetched = await listVersions(tx, accountId, flowId, page)
        const { rows, next, prev } = pageOf(fetched, page, (row) => ({
          key: '',
          id: String(row.version),
        }))
        const data = rows.map((row) => ({
          type: 'flow-version',
          id: `${flowId}-${row.version}`,
          attributes: {
            version: row.version,
            made_by: row.madeBy,
            created: isoSeconds(row.createdAt),
            definition: row.definition,
          },
        }))
        return { data, next, prev }
      }),
    ),

    implement(archiveFlowEndpoint, async (call) => {
      const id = refuseOtherId(call.body.data.id, param(call, 'id'))
      const { archived } = call.body.data.attributes
      const { accountId } = call.caller
      const editing = { actor: call.caller, now: call.now, wallNow: call.wallNow }
      const row = await archiveFlow(call.sql, accountId, id, archived, editing)
      return call.read(async (tx) => ({
        data: flowResource(row, await actionsOfFlows(tx, accountId, [id]), new Set()),
      }))
    }),

    implement(getFlowWebhookKey, (call) => {
      const { accountId } = call.caller
      return Promise.resolve({
        data: {
          type: 'flow-webhook-key',
          id: accountId,
          attributes: { key: webhookKey(services.secret, accountId) },
        },
      })
    }),
  ]
}
