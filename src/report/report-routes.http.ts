import type { Route } from '../platform/http.ts'
import { agentPerformanceRoutes } from './agent-performance.http.ts'
import { agentToolReportRoutes } from './agent-tool-reports.http.ts'
import { agentValuesRoutes } from './agent-values.http.ts'

/** Everything that counts what happened. */
export function reportRoutes(): Route[] {
  return [...agentValuesRoutes, ...agentToolReportRoutes, ...agentPerformanceRoutes]
}
