import {
  getCustomMetricForMappedMetric,
  getCustomMetricIdForMappedMetric,
  getMappedMetric,
  getMappedMetrics,
  getMetricForMappedMetric,
  getMetricIdForMappedMetric,
  MAPPED_METRIC_ROLES,
  updateMappedMetric,
} from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { Problem, quote } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { customMetricResource } from './custom-metric-resource.ts'
import { findCustomMetric } from './custom-metrics.sql.ts'
import { mapMetric } from './map-metric.action.ts'
import { listMappedMetrics } from './mapped-metrics.sql.ts'
import { asRole, type MappedMetric, mappedMetricResource } from './mapped-metrics.ts'
import { metricResource } from './metric-resource.ts'
import { listMetricsById } from './metrics.sql.ts'

export const mappedMetricRoutes: Route[] = [
  implement(getMappedMetrics, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const roles = await listMappedMetrics(tx, accountId)
      return {
        data: roles.map(mappedMetricResource),
        ...(await holders(tx, accountId, roles, call.query.include)),
      }
    })
  }),

  implement(getMappedMetric, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const mapped = await roleOf(tx, accountId, param(call, 'id'))
      return {
        data: mappedMetricResource(mapped),
        ...(await holders(tx, accountId, [mapped], call.query.include)),
      }
    })
  }),

  implement(updateMappedMetric, async (call) => {
    const id = param(call, 'id')
    const { data } = call.body
    refuseOtherId(data.id, id)
    const mapped = await mapMetric(call.sql, call.caller.accountId, data, call.now)
    return { data: mappedMetricResource(mapped) }
  }),

  implement(getMetricForMappedMetric, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const { metricId } = await roleOf(tx, accountId, param(call, 'id'))
      const [metric] = metricId ? await listMetricsById(tx, accountId, [metricId]) : []
      return { data: metric ? metricResource(metric) : null }
    })
  }),

  implement(getMetricIdForMappedMetric, async (call) => {
    const { metricId } = await call.read((tx) =>
      roleOf(tx, call.caller.accountId, param(call, 'id')),
    )
    return { linkage: metricId ? { type: 'metric', id: metricId } : null }
  }),

  implement(getCustomMetricForMappedMetric, async (call) => {
    const { accountId } = call.caller
    return call.read(async (tx) => {
      const { customMetricId } = await roleOf(tx, accountId, param(call, 'id'))
      const custom = customMetricId
        ? await findCustomMetric(tx, accountId, customMetricId)
        : undefined
      return { data: custom ? customMetricResource(custom) : null }
    })
  }),

  implement(getCustomMetricIdForMappedMetric, async (call) => {
    const { customMetricId } = await call.read((tx) =>
      roleOf(tx, call.caller.accountId, param(call, 'id')),
    )
    return { linkage: customMetricId ? { type: 'custom-metric', id: customMetricId } : null }
  }),
]

/** @throws Problem 404 naming the roles that exist */
async function roleOf(tx: Tx, accountId: string, id: string): Promise<MappedMetric> {
  const role = asRole(id)
  const roles = role ? await listMappedMetrics(tx, accountId) : []
  const mapped = roles.find((one) => one.role === role)
  if (mapped) return mapped
  throw new Problem(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `A mapped-metric with id ${quote(id)} does not exist.`,
    fix: `Use one of ${MAPPED_METRIC_ROLES.join(', ')}.`,
  })
}

async function holders(
  tx: Tx,
  accountId: string,
  roles: readonly MappedMetric[],
  include: ReadonlySet<string>,
): Promise<{ included?: Resource[] }> {
  if (include.size === 0) return {}
  const included: Resource[] = []
  if (include.has('metric')) {
    const ids = roles.flatMap(({ metricId }) => metricId ?? [])
    included.push(...(await listMetricsById(tx, accountId, ids)).map(metricResource))
  }
  if (include.has('custom-metric')) {
    for (const id of new Set(roles.flatMap(({ customMetricId }) => customMetricId ?? []))) {
      const custom = await findCustomMetric(tx, accountId, id)
      if (custom) included.push(customMetricResource(custom))
    }
  }
  return { included }
}
