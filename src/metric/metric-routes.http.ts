import type { Route } from '../platform/http.ts'
import { aggregateRoutes } from './aggregates.http.ts'
import { customMetricRoutes } from './custom-metrics.http.ts'
import { mappedMetricRoutes } from './mapped-metrics.http.ts'
import { metricOverviewRoutes } from './metric-overviews.http.ts'
import { metricPropertyRoutes } from './metric-properties.http.ts'
import { metricUsageRoutes } from './metric-usages.http.ts'
import type { FindUsages } from './metric-usages.sql.ts'
import { metricReadRoutes } from './metrics.http.ts'

/** @param usages one of each slice that builds on metrics */
export function metricRoutes(usages: readonly FindUsages[] = []): Route[] {
  return [
    ...metricReadRoutes,
    ...metricPropertyRoutes,
    ...aggregateRoutes,
    ...customMetricRoutes,
    ...mappedMetricRoutes,
    ...metricOverviewRoutes,
    ...metricUsageRoutes(usages),
  ]
}
