import type { MappedMetricRole } from '../contract/metrics.ts'
import { metricIdsOf } from '../metric/custom-metric-resource.ts'
import { findCustomMetric } from '../metric/custom-metrics.sql.ts'
import { listMappedMetrics } from '../metric/mapped-metrics.sql.ts'
import type { Tx } from '../platform/sql.ts'

/** The metrics that play a role, or are added together in the custom metric that does. */
export async function metricsOfRole(
  tx: Tx,
  accountId: string,
  role: MappedMetricRole,
): Promise<string[]> {
  const mapped = await listMappedMetrics(tx, accountId)
  const own = mapped.find((one) => one.role === role)
  if (own?.metricId) return [own.metricId]
  if (!own?.customMetricId) return []
  const custom = await findCustomMetric(tx, accountId, own.customMetricId)
  return custom ? metricIdsOf(custom.definition) : []
}
