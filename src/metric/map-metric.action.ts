import type { z } from 'zod'
import type { updateMappedMetric } from '../contract/metrics.ts'
import { invalid, quote } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { findCustomMetric } from './custom-metrics.sql.ts'
import { listMappedMetrics, saveMappedMetric } from './mapped-metrics.sql.ts'
import type { MappedMetric } from './mapped-metrics.ts'
import { listMetricsById } from './metrics.sql.ts'

type Data = z.output<NonNullable<(typeof updateMappedMetric)['body']>>['data']

const RELATIONSHIPS = '/data/relationships'

/**
 * Give a role to a metric or to a custom metric; `data: null` takes it away from that kind. What is
 * absent stays, but a role has one holder: giving it to one kind takes it from the other.
 *
 * @throws Problem 400 when both are given, or the metric does not exist
 */
export function mapMetric(
  sql: Sql,
  accountId: string,
  { id: role, relationships }: Data,
  now: Date,
): Promise<MappedMetric> {
  return inAccount(sql, accountId, async (tx) => {
    const roles = await listMappedMetrics(tx, accountId)
    const current = roles.find((one) => one.role === role)
    if (!current) throw new Error(`${role} is not a role`)
    const metric = relationships?.metric
    const customMetric = relationships?.['custom-metric']
    if (!metric && !customMetric) return current
    const metricId = metric?.data?.id
    const customMetricId = customMetric?.data?.id
    if (metricId !== undefined && customMetricId !== undefined) {
      throw invalid(RELATIONSHIPS, 'A role has one holder: a metric or a custom metric.')
    }
    if (metricId !== undefined) {
      const [found] = await listMetricsById(tx, accountId, [metricId])
      if (!found) throw unknown('metric', metricId)
    }
    if (customMetricId !== undefined && !(await findCustomMetric(tx, accountId, customMetricId))) {
      throw unknown('custom-metric', customMetricId)
    }
    const mapped: MappedMetric = {
      role,
      metricId: metricId ?? (metric || customMetricId !== undefined ? null : current.metricId),
      customMetricId:
        customMetricId ?? (customMetric || metricId !== undefined ? null : current.customMetricId),
      updatedAt: now,
    }
    await saveMappedMetric(tx, accountId, mapped)
    return mapped
  })
}

function unknown(type: 'metric' | 'custom-metric', id: string) {
  return invalid(
    `${RELATIONSHIPS}/${type}/data/id`,
    `A ${type} with id ${quote(id)} does not exist.`,
    `Use an id from GET /api/${type}s.`,
  )
}
