import {
  createCustomMetric as createCustomMetricEndpoint,
  deleteCustomMetric as deleteCustomMetricEndpoint,
  getCustomMetric,
  getCustomMetrics,
  getMetricIdsForCustomMetric,
  getMetricsForCustomMetric,
  updateCustomMetric as updateCustomMetricEndpoint,
} from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import {
  type CustomMetricRow,
  customMetricResource,
  metricIdsOf,
} from './custom-metric-resource.ts'
import { deleteCustomMetric, findCustomMetric, listCustomMetrics } from './custom-metrics.sql.ts'
import { metricResource } from './metric-resource.ts'
import { listMetricsById } from './metrics.sql.ts'
import { changeCustomMetric, createCustomMetric } from './save-custom-metric.action.ts'

export const customMetricRoutes: Route[] = [
  implement(getCustomMetrics, async (call) => {
    const { accountId } = call.caller
    const { page, include } = call.query
    return call.read(async (tx) => {
      const fetched = await listCustomMetrics(tx, accountId, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: row.name, id: '' }))
      const included = include.has('metrics') ? await metricsOf(tx, accountId, rows) : []
      return { data: rows.map(customMetricResource), ...whenAsked(include, included), next, prev }
    })
  }),

  implement(createCustomMetricEndpoint, async (call) => {
    const { name, definition } = call.body.data.attributes
    const { accountId } = call.caller
    const row = await createCustomMetric(call.sql, accountId, { name, definition }, call.now)
    return { data: customMetricResource(row) }
  }),

  implement(getCustomMetric, async (call) => {
    const { accountId } = call.caller
    const { include } = call.query
    return call.read(async (tx) => {
      const row = await customMetricOf(tx, accountId, param(call, 'id'))
      const included = include.has('metrics') ? await metricsOf(tx, accountId, [row]) : []
      return { data: customMetricResource(row), ...whenAsked(include, included) }
    })
  }),

  implement(updateCustomMetricEndpoint, async (call) => {
    const { data } = call.body
    const id = refuseOtherId(data.id, param(call, 'id'))
    const row = await changeCustomMetric(call.sql, call.caller.accountId, id, {
      name: data.attributes.name ?? undefined,
      definition: data.attributes.definition ?? undefined,
      now: call.now,
    })
    return { data: customMetricResource(row) }
  }),

  implement(deleteCustomMetricEndpoint, async (call) => {
    const id = param(call, 'id')
    const { accountId } = call.caller
    const isDeleted = await inAccount(call.sql, accountId, (tx) =>
      deleteCustomMetric(tx, accountId, id),
    )
    if (!isDeleted) throw notFound('custom-metric', id)
  }),

  implement(getMetricsForCustomMetric, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const row = await customMetricOf(tx, accountId, param(call, 'id'))
      return { data: await metricsOf(tx, accountId, [row]) }
    })
  }),

  implement(getMetricIdsForCustomMetric, async (call) => {
    const row = await call.read((tx) =>
      customMetricOf(tx, call.caller.accountId, param(call, 'id')),
    )
    return { linkage: metricIdsOf(row.definition).map((id) => ({ type: 'metric', id })) }
  }),
]

function whenAsked<T>(include: ReadonlySet<string>, included: T[]): { included?: T[] } {
  return include.has('metrics') ? { included } : {}
}

async function metricsOf(tx: Tx, accountId: string, rows: readonly CustomMetricRow[]) {
  const ids = new Set(rows.flatMap((row) => metricIdsOf(row.definition)))
  const metrics = await listMetricsById(tx, accountId, [...ids])
  return metrics.map(metricResource)
}

/** @throws Problem 404 */
async function customMetricOf(tx: Tx, accountId: string, id: string): Promise<CustomMetricRow> {
  const row = await findCustomMetric(tx, accountId, id)
  if (!row) throw notFound('custom-metric', id)
  return row
}
