import { randomUUID } from 'node:crypto'
import { inAccount, type Sql } from '../src/platform/sql.ts'

/** An event as a test writes it straight into the log, past everything that records events. */
export interface RawEvent {
  metricId: string
  profileId: string
  occurredAt: Date
  /** When it happened, unless given. */
  recordedAt?: Date
  isBackfill?: boolean
  value?: number | string | null
  valueCurrency?: string | null
  uniqueId?: string
  properties?: Record<string, unknown>
}

/** Create an account, with the profiles and metrics that the events of a test will name. */
export async function createRawAccount(
  sql: Sql,
  account: { id: string; timezone?: string; isSandbox?: boolean; createdAt: Date },
  metrics: ReadonlyArray<{ id: string; name: string; integrationKey?: string }>,
  profileIds: readonly string[],
): Promise<void> {
  await inAccount(sql, account.id, async (tx) => {
    await tx`
      insert into accounts (account_id, name, timezone, currency, is_sandbox, created_at)
      values (${account.id}, 'A shop', ${account.timezone ?? 'UTC'}, 'EUR',
              ${account.isSandbox ?? false}, ${account.createdAt})`
    for (const metric of metrics) {
      await tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values (${account.id}, ${metric.id}, ${metric.name}, ${metric.integrationKey ?? 'api'},
                ${account.createdAt}, ${account.createdAt})`
    }
    await tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${account.id}, p, ${account.createdAt}, ${account.createdAt}
      from unnest(${[...profileIds]}::uuid[]) as p`
  })
}

/** Append events in one transaction; answers their ids. */
export async function insertRawEvents(
  sql: Sql,
  accountId: string,
  events: readonly RawEvent[],
): Promise<number[]> {
  const rows = events.map((event) => ({
    metric_id: event.metricId,
    profile_id: event.profileId,
    shard: Number.parseInt(event.profileId.slice(-1), 16),
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt ?? event.occurredAt,
    is_backfill: event.isBackfill ?? false,
    value: event.value ?? null,
    value_currency: event.valueCurrency ?? null,
    unique_id: event.uniqueId ?? randomUUID(),
    properties: event.properties ?? {},
  }))
  const inserted = await inAccount(
    sql,
    accountId,
    (tx) => tx<{ id: number }[]>`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                          is_backfill, unique_id, value, value_currency, properties)
      select ${accountId}, r.shard, r.profile_id, r.metric_id, r.occurred_at, r.recorded_at,
             r.is_backfill, r.unique_id, r.value, r.value_currency, r.properties
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
        shard smallint, profile_id uuid, metric_id text, occurred_at timestamptz,
        recorded_at timestamptz, is_backfill boolean, unique_id text, value numeric, value_currency text, properties jsonb)
      returning event_id as id`,
  )
  return inserted.map((row) => row.id)
}
