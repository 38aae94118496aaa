import { shortId } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'

/** What makes a metric one metric: its name and where its events come from. */
export interface MetricName {
  name: string
  integrationKey: string
}

/** One text per name, for maps. */
export function metricNameKey({ name, integrationKey }: MetricName): string {
  return `${integrationKey}\u0000${name}`
}

type NamedMetric = MetricName & { metricId: string }

/**
 * The ids of the metrics with these names; those that do not exist yet are created. A metric
 * begins with its first event.
 */
export async function nameMetrics(
  tx: Tx,
  accountId: string,
  names: readonly MetricName[],
  now: Date,
): Promise<Map<string, string>> {
  const wanted = new Map(names.map((name) => [metricNameKey(name), name]))
  const ids = idsByName(await findMetrics(tx, accountId, [...wanted.values()]))
  const missing = [...wanted].filter(([key]) => !ids.has(key)).map(([, name]) => name)
  if (missing.length === 0) return ids
  await createMetrics(tx, accountId, missing, now)
  return idsByName(await findMetrics(tx, accountId, [...wanted.values()]))
}

function idsByName(metrics: readonly NamedMetric[]): Map<string, string> {
  return new Map(metrics.map((metric) => [metricNameKey(metric), metric.metricId]))
}

function findMetrics(tx: Tx, accountId: string, names: readonly MetricName[]) {
  return tx<NamedMetric[]>`
    select m.name, m.integration_key as "integrationKey", m.metric_id as "metricId"
    from metrics m
    where m.account_id = ${accountId}
      and m.name = any (${names.map((one) => one.name)})`
}

/** Two processes may create the same metric at once: the unique key lets one of them win. */
async function createMetrics(
  tx: Tx,
  accountId: string,
  names: readonly MetricName[],
  now: Date,
): Promise<void> {
  const ordered = [...names].sort((a, b) => (metricNameKey(a) < metricNameKey(b) ? -1 : 1))
  const rows = ordered.map((one) => ({
    metric_id: shortId(),
    name: one.name,
    integration_key: one.integrationKey,
  }))
  await tx`
    insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
    select ${accountId}, r.metric_id, r.name, r.integration_key, ${now}, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r (metric_id text, name text, integration_key text)
    on conflict do nothing`
}
