import { createHash } from 'node:crypto'
import {
  getMetricForMetricProperty,
  getMetricIdForMetricProperty,
  getMetricProperty,
  getPropertiesForMetric,
  getPropertyIdsForMetric,
  getPropertyValues,
} from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import {
  findMetricProperty,
  listMetricProperties,
  listPropertyValues,
} from './metric-properties.sql.ts'
import { type MetricPropertyRow, metricPropertyResource } from './metric-property-resource.ts'
import { metricResource } from './metric-resource.ts'
import { getMetricRow } from './metrics.sql.ts'

export const metricPropertyRoutes: Route[] = [
  implement(getPropertiesForMetric, async (call) => {
    const rows = await call.read((tx) => propertiesOf(tx, call.caller.accountId, param(call, 'id')))
    const additional = call.query.additional.get('metric-property')
    return { data: rows.map((row) => metricPropertyResource(row, additional)) }
  }),

  implement(getPropertyIdsForMetric, async (call) => {
    const rows = await call.read((tx) => propertiesOf(tx, call.caller.accountId, param(call, 'id')))
    return { linkage: rows.map((row) => ({ type: 'metric-property', id: row.propertyId })) }
  }),

  implement(getMetricProperty, async (call) => {
    const { accountId } = call.caller
    const { row, metric } = await call.read(async (tx) => {
      const found = await propertyOf(tx, accountId, param(call, 'id'))
      return { row: found, metric: await getMetricRow(tx, accountId, found.metricId) }
    })
    return {
      data: metricPropertyResource(row, call.query.additional.get('metric-property')),
      ...(call.query.include.has('metric') ? { included: [metricResource(metric)] } : {}),
    }
  }),

  implement(getMetricForMetricProperty, async (call) => {
    const { accountId } = call.caller
    const metric = await call.read(async (tx) => {
      const { metricId } = await propertyOf(tx, accountId, param(call, 'id'))
      return getMetricRow(tx, accountId, metricId)
    })
    return { data: metricResource(metric) }
  }),

  implement(getMetricIdForMetricProperty, async (call) => {
    const row = await call.read((tx) => propertyOf(tx, call.caller.accountId, param(call, 'id')))
    return { linkage: { type: 'metric', id: row.metricId } }
  }),

  implement(getPropertyValues, async (call) => {
    const { accountId } = call.caller
    const metricId = param(call, 'id')
    const { property, search = '' } = call.plain
    const rows = await call.read(async (tx) => {
      await getMetricRow(tx, accountId, metricId)
      return listPropertyValues(tx, accountId, metricId, { property, search })
    })
    return {
      data: rows.map((row) => ({
        type: 'property-value',
        id: createHash('md5').update(row.value).digest('hex'),
        parentId: metricId,
        attributes: {
          value: row.value,
          count: row.count,
          last_seen_at: isoSeconds(row.lastSeenAt),
        },
      })),
    }
  }),
]

async function propertiesOf(tx: Tx, accountId: string, metricId: string) {
  await getMetricRow(tx, accountId, metricId)
  return listMetricProperties(tx, accountId, metricId)
}

/** @throws Problem 404 */
async function propertyOf(tx: Tx, accountId: string, id: string): Promise<MetricPropertyRow> {
  const row = await findMetricProperty(tx, accountId, id)
  if (!row) throw notFound('metric-property', id)
  return row
}
