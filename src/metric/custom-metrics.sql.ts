import type { CustomMetricDefinition } from '../contract/metrics.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { CustomMetricRow } from './custom-metric-resource.ts'

function columns(tx: Tx): Fragment {
  return tx`
    c.custom_metric_id as "customMetricId", c.name, c.definition,
    c.created_at as "createdAt", c.updated_at as "updatedAt"`
}

/** Custom metrics by name, one more than the page holds. */
export function listCustomMetrics(
  tx: Tx,
  accountId: string,
  { cursor, size }: Page,
): Promise<CustomMetricRow[]> {
  const isBackwards = cursor?.backwards ?? false
  const after = isBackwards ? tx`<` : tx`>`
  return tx<CustomMetricRow[]>`
    select ${columns(tx)}
    from custom_metrics c
    where c.account_id = ${accountId}
      ${cursor ? tx`and c.name ${after} ${cursor.key}` : tx``}
    order by c.name ${isBackwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

export async function findCustomMetric(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<CustomMetricRow | undefined> {
  const [row] = await tx<CustomMetricRow[]>`
    select ${columns(tx)}
    from custom_metrics c
    where c.account_id = ${accountId}
      and c.custom_metric_id = ${id}`
  return row
}

/** Store a new one. False when another has its name. */
export async function insertCustomMetric(
  tx: Tx,
  accountId: string,
  row: CustomMetricRow,
): Promise<boolean> {
  const { count } = await tx`
    insert into custom_metrics
      (account_id, custom_metric_id, name, definition, created_at, updated_at)
    values (${accountId}, ${row.customMetricId}, ${row.name},
            ${JSON.stringify(row.definition)}::text::jsonb, ${row.createdAt}, ${row.updatedAt})
    on conflict (account_id, name) do nothing`
  return count === 1
}

/** What was given replaces what was stored; undefined leaves it. */
export async function updateCustomMetric(
  tx: Tx,
  accountId: string,
  id: string,
  change: {
    name: string | undefined
    definition: CustomMetricDefinition | undefined
    now: Date
  },
): Promise<CustomMetricRow | undefined> {
  const { name, definition, now } = change
  const [row] = await tx<CustomMetricRow[]>`
    update custom_metrics c
    set name = coalesce(${name ?? null}, c.name),
        definition = coalesce(${definition ? JSON.stringify(definition) : null}::text::jsonb,
                              c.definition),
        updated_at = ${now}
    where c.account_id = ${accountId}
      and c.custom_metric_id = ${id}
    returning ${columns(tx)}`
  return row
}

/** Whether another custom metric has this name. */
export async function isCustomMetricNameTaken(
  tx: Tx,
  accountId: string,
  name: string,
  ownId: string,
): Promise<boolean> {
  const [row] = await tx`
    select
    from custom_metrics c
    where c.account_id = ${accountId}
      and c.name = ${name}
      and c.custom_metric_id <> ${ownId}`
  return row !== undefined
}

/** False when there was none. */
export async function deleteCustomMetric(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { count } = await tx`
    delete from custom_metrics
    where account_id = ${accountId}
      and custom_metric_id = ${id}`
  return count === 1
}
