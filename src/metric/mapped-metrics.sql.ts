import type { Tx } from '../platform/sql.ts'
import { allMappedMetrics, DEFAULT_NAMES, type MappedMetric } from './mapped-metrics.ts'
import { findMetricsNamed } from './metrics.sql.ts'

/** All seven roles with who plays them. */
export async function listMappedMetrics(tx: Tx, accountId: string): Promise<MappedMetric[]> {
  const [chosen, metrics, since] = await Promise.all([
    listChosen(tx, accountId),
    findMetricsNamed(tx, accountId, DEFAULT_NAMES),
    accountCreatedAt(tx, accountId),
  ])
  return allMappedMetrics(chosen, metrics, since)
}

function listChosen(tx: Tx, accountId: string) {
  return tx<MappedMetric[]>`
    select m.role, m.metric_id as "metricId", m.custom_metric_id as "customMetricId",
           m.updated_at as "updatedAt"
    from mapped_metrics m
    where m.account_id = ${accountId}`
}

async function accountCreatedAt(tx: Tx, accountId: string): Promise<Date> {
  const [row] = await tx<{ createdAt: Date }[]>`
    select created_at as "createdAt"
    from accounts
    where account_id = ${accountId}`
  return row?.createdAt ?? new Date(0)
}

/** Give the role to somebody, whoever had it. */
export async function saveMappedMetric(
  tx: Tx,
  accountId: string,
  { role, metricId, customMetricId, updatedAt }: MappedMetric,
): Promise<void> {
  await tx`
    insert into mapped_metrics (account_id, role, metric_id, custom_metric_id, updated_at)
    values (${accountId}, ${role}, ${metricId}, ${customMetricId}, ${updatedAt})
    on conflict (account_id, role) do update
    set metric_id = excluded.metric_id,
        custom_metric_id = excluded.custom_metric_id,
        updated_at = excluded.updated_at`
}
