import { getMetric, getMetrics } from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import type { RequestQuery } from '../platform/request-query.ts'
import { integrationKeysWith } from './known-metrics.ts'
import { metricResource } from './metric-resource.ts'
import { getMetricRow, listMetrics } from './metrics.sql.ts'

export const metricReadRoutes: Route[] = [
  implement(getMetrics, async (call) => {
    const { page, filter } = call.query
    const fetched = await call.read((tx) =>
      listMetrics(tx, call.caller.accountId, { integrationKeys: keysOf(filter), page }),
    )
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.name,
      id: row.metricId,
    }))
    return { data: rows.map(metricResource), next, prev }
  }),

  implement(getMetric, async (call) => {
    const row = await call.read((tx) => getMetricRow(tx, call.caller.accountId, param(call, 'id')))
    return { data: metricResource(row) }
  }),
]

/** The integrations that pass the filter; null without one. */
function keysOf(filter: RequestQuery['filter']): string[] | null {
  const sets = filter.map(({ field, value }) =>
    integrationKeysWith(field === 'integration.name' ? 'name' : 'category', String(value)),
  )
  const [first, ...others] = sets
  if (!first) return null
  return first.filter((key) => others.every((set) => set.includes(key)))
}
