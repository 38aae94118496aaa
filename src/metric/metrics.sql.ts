import type { Page } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { MetricRow } from './metric-resource.ts'

/** The columns of a `MetricRow`; the table is called `m`. */
export function metricColumns(tx: Tx): Fragment {
  return tx`
    m.metric_id as "metricId", m.name, m.integration_key as "integrationKey",
    m.created_at as "createdAt", m.updated_at as "updatedAt"`
}

/** @throws Problem 404 when the account has no such metric */
export async function getMetricRow(tx: Tx, accountId: string, id: string): Promise<MetricRow> {
  const [row] = await listMetricsById(tx, accountId, [id])
  if (!row) throw notFound('metric', id)
  return row
}

/** Those of the metrics that exist, by name. */
export function listMetricsById(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
): Promise<MetricRow[]> {
  return tx<MetricRow[]>`
    select ${metricColumns(tx)}
    from metrics m
    where m.account_id = ${accountId}
      and m.metric_id = any (${[...ids]})
    order by m.name, m.metric_id`
}

/** Metrics by name, one more than the page holds; `integrationKeys` null means of all. */
export function listMetrics(
  tx: Tx,
  accountId: string,
  list: { integrationKeys: readonly string[] | null; page: Page },
): Promise<MetricRow[]> {
  const { integrationKeys, page } = list
  const isBackwards = page.cursor?.backwards ?? false
  const direction = isBackwards ? tx`desc` : tx`asc`
  return tx<MetricRow[]>`
    select ${metricColumns(tx)}
    from metrics m
    where m.account_id = ${accountId}
      ${integrationKeys ? tx`and m.integration_key = any (${[...integrationKeys]})` : tx``}
      ${afterName(tx, page)}
    order by m.name ${direction}, m.metric_id ${direction}
    limit ${page.size + 1}`
}

/** The condition that continues a list of metrics `m` in the order of name and id. */
export function afterName(tx: Tx, { cursor }: Page): Fragment {
  if (!cursor) return tx``
  return cursor.backwards
    ? tx`and (m.name, m.metric_id) < (${cursor.key}, ${cursor.id})`
    : tx`and (m.name, m.metric_id) > (${cursor.key}, ${cursor.id})`
}

/** Names of the metrics that exist, oldest first. */
export function findMetricsNamed(
  tx: Tx,
  accountId: string,
  names: readonly string[],
): Promise<Array<{ metricId: string; name: string }>> {
  return tx<Array<{ metricId: string; name: string }>>`
    select m.metric_id as "metricId", m.name
    from metrics m
    where m.account_id = ${accountId}
      and m.name = any (${[...names]})
    order by m.created_at, m.metric_id`
}
