import type { Route } from '../platform/http.ts'
import { agentPerformanceRoutes } from './agent-performance.http.ts'
import { agentToolReportRoutes } from './agent-tool-reports.http.ts'
import { agentValuesRoutes } from './agent-values.http.ts'
import { campaignProofRoutes } from './campaign-proof.http.ts'
import { customReportRoutes } from './custom-reports.http.ts'
import { figureProofRoutes } from './figure-proof.http.ts'
import { flowProofRoutes } from './flow-proof.http.ts'
import { groupProofRoutes } from './group-proof.http.ts'
import { homeRoutes } from './home.http.ts'
import { ledgerProofRoutes } from './ledger-proof.http.ts'
import { messageReportRoutes } from './message-reports.http.ts'
import { metricProofRoutes } from './metric-proof.http.ts'
import { reportProofRoutes } from './report-proof.http.ts'
import { ruleCoverageRoutes } from './rule-coverage.http.ts'
import { type SetupServices, setupCheckRoutes } from './setup-checks.http.ts'
import { type TestingServices, testConversationRoutes } from './test-conversations.http.ts'

export type ReportServices = SetupServices & TestingServices

/** Everything that counts what happened. */
export function reportRoutes(services: ReportServices): Route[] {
  return [
    ...agentValuesRoutes,
    ...agentToolReportRoutes,
    ...agentPerformanceRoutes,
    ...messageReportRoutes,
    ...customReportRoutes,
    ...reportProofRoutes,
    ...figureProofRoutes,
    ...ledgerProofRoutes,
    ...metricProofRoutes,
    ...groupProofRoutes,
    ...campaignProofRoutes,
    ...flowProofRoutes,
    ...homeRoutes,
    ...ruleCoverageRoutes,
    ...setupCheckRoutes(services),
    ...testConversationRoutes(services),
  ]
}
