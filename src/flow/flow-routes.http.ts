import { flowTagging } from '../contract/tags.ts'
import type { Route } from '../platform/http.ts'
import { taggingRoutes } from '../tag/tagging-routes.http.ts'
import { alertRecipientRoutes } from './alert-recipients.http.ts'
import { flowVersionRoutes } from './flow-versions.http.ts'
import { flowRoutes as definitionRoutes } from './flows.http.ts'
import { flowsByIds } from './flows.sql.ts'
import { passageRoutes } from './passages.http.ts'
import { simulationRoutes } from './simulations.http.ts'

/**
 * Flows, who is in them, and what they would do.
 * @param services `secret`: of the installation
 */
export function flowRoutes(services: { secret: Uint8Array }): Route[] {
  return [
    ...definitionRoutes,
    ...passageRoutes,
    ...simulationRoutes,
    ...alertRecipientRoutes,
    ...flowVersionRoutes(services),
    ...taggingRoutes(flowTagging, async (tx, accountId, ids) =>
      (await flowsByIds(tx, accountId, ids)).map((row) => row.flowId),
    ),
  ]
}
