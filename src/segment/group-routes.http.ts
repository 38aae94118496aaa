import { listTagging, segmentTagging } from '../contract/tags.ts'
import type { Route } from '../platform/http.ts'
import { taggingRoutes } from '../tag/tagging-routes.http.ts'
import { exportMembersRoute } from './export-members.http.ts'
import { groupIdsAmong } from './groups.sql.ts'
import { listRoutes } from './lists.http.ts'
import { memberRoutes } from './members.http.ts'
import { membershipsRoute } from './memberships.http.ts'
import { segmentInsightRoutes } from './segment-insight.http.ts'
import { segmentRoutes } from './segments.http.ts'

/** Lists and segments. */
export function groupRoutes(services: { secret: Uint8Array }): Route[] {
  return [
    ...listRoutes,
    ...segmentRoutes,
    ...memberRoutes(services),
    ...segmentInsightRoutes,
    membershipsRoute,
    exportMembersRoute,
    ...taggingRoutes(listTagging, (tx, accountId, ids) =>
      groupIdsAmong(tx, accountId, 'list', ids),
    ),
    ...taggingRoutes(segmentTagging, (tx, accountId, ids) =>
      groupIdsAmong(tx, accountId, 'segment', ids),
    ),
  ]
}
