import type { MetricUsage } from '../contract/metrics.ts'
import type { Tx } from '../platform/sql.ts'
import { listMappedMetrics } from './mapped-metrics.sql.ts'

/** Something that builds on a metric. */
export interface Usage {
  kind: (typeof MetricUsage.attributes.shape.kind.options)[number]
  name: string
  usedId: string
}

/** How a slice tells what of it builds on a metric; each has one. */
export type FindUsages = (tx: Tx, accountId: string, metricId: string) => Promise<Usage[]>

/** Usages listed of one kind. */
const USAGES_MAX = 500

export const findCustomMetricUsages: FindUsages = (tx, accountId, metricId) => {
  const group = JSON.stringify({ metric_groups: [{ metric_id: metricId }] })
  return tx<Usage[]>`
    select 'custom-metric' as kind, c.name, c.custom_metric_id as "usedId"
    from custom_metrics c
    where c.account_id = ${accountId}
      and c.definition @> ${group}::text::jsonb
    order by c.name
    limit ${USAGES_MAX}`
}

export const findMappedMetricUsages: FindUsages = async (tx, accountId, metricId) => {
  const roles = await listMappedMetrics(tx, accountId)
  return roles
    .filter((mapped) => mapped.metricId === metricId)
    .map(({ role }) => ({ kind: 'mapped-metric', name: role, usedId: role }))
}
