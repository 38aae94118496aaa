import { getMetricOverview, getMetricOverviews } from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { metricOverviewResource } from './metric-overview-resource.ts'
import { findMetricOverview, listMetricOverviews } from './metric-overviews.sql.ts'

export const metricOverviewRoutes: Route[] = [
  implement(getMetricOverviews, async (call) => {
    const { page, filter } = call.query
    const fetched = await call.read((tx) =>
      listMetricOverviews(tx, call.caller.accountId, { filter, page, now: call.now }),
    )
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.name,
      id: row.metricId,
    }))
    return { data: rows.map(metricOverviewResource), next, prev }
  }),

  implement(getMetricOverview, async (call) => {
    const id = param(call, 'id')
    const row = await call.read((tx) => findMetricOverview(tx, call.caller.accountId, id, call.now))
    if (!row) throw notFound('metric', id)
    return { data: metricOverviewResource(row) }
  }),
]
