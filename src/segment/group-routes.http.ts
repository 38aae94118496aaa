import type { Route } from '../platform/http.ts'
import { exportMembersRoute } from './export-members.http.ts'
import { listRoutes } from './lists.http.ts'
import { memberRoutes } from './members.http.ts'
import { membershipsRoute } from './memberships.http.ts'
import { segmentInsightRoutes } from './segment-insight.http.ts'
import { segmentRoutes } from './segments.http.ts'

/** Lists and segments. */
export const groupRoutes: readonly Route[] = [
  ...listRoutes,
  ...segmentRoutes,
  ...memberRoutes,
  ...segmentInsightRoutes,
  membershipsRoute,
  exportMembersRoute,
]
