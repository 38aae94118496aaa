import { EARLIEST_INSTANT, type FilterTerm, LATEST_INSTANT } from '../contract/filter.ts'
import { eventPosition, uuidOf } from '../platform/id.ts'
import { passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import { type Fragment, type Sql, scopeCte, type Tx } from '../platform/sql.ts'
import type { Identifier } from '../profile/identifiers.ts'
import { shardSql } from '../profile/shard.sql.ts'
import type { EventRow } from './event-resource.ts'

const COLUMNS = (tx: Tx) => tx`
  e.event_id as "eventId", e.profile_id as "profileId", e.metric_id as "metricId",
  e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.unique_id as "uniqueId",
  e.value, e.value_currency as "valueCurrency", e.properties, e.is_backfill as "isBackfill"`

export interface NewEventRow {
  profile_id: string
  shard: number
  metric_id: string
  occurred_at: Date
  unique_id: string
  value: number | string | null
  value_currency: string | null
  properties: Record<string, unknown>
  is_backfill: boolean
}

/**
 * Append events to the log. Those whose unique id is known for their profile and metric change
 * nothing. Answers how many are new.
 */
export async function insertEvents(
  tx: Tx,
  accountId: string,
  rows: readonly NewEventRow[],
  now: Date,
): Promise<number> {
  // One JSON parameter: its parts are written and read by native code on both sides.
  const inserted = await tx`
    insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                        unique_id, value, value_currency, properties, is_backfill)
    select ${accountId}, r.shard, r.profile_id, r.metric_id, r.occurred_at, ${now},
           r.unique_id, r.value, r.value_currency, r.properties, r.is_backfill
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      shard smallint, profile_id uuid, metric_id text, occurred_at timestamptz,
      unique_id text, value numeric, value_currency text, properties jsonb, is_backfill boolean)
    on conflict (account_id, profile_id, metric_id, unique_id) do nothing`
  return inserted.count
}

/** An event whose profile is told by one identifier, and whose metric by its name. */
export type PointingEventRow = Omit<NewEventRow, 'profile_id' | 'shard' | 'metric_id'> & {
  kind: Identifier['kind']
  identifier: string
  metric_name: string
  integration_key: string
}

/**
 * Append events of profiles and metrics that exist already, in a transaction of its own. The answer has
 * the profile of each, in their order; null where profile or metric is not known yet: that event was
 * not appended.
 */
export function appendKnown(
  sql: Sql,
  accountId: string,
  rows: readonly PointingEventRow[],
  now: Date,
) {
  return sql<[{ recorded: number; profileIds: (string | null)[] }]>`
    with
    ${scopeCte(sql, accountId)},
    given as (
      select case when account_id is not null then ${JSON.stringify(rows)}::text::json end as rows
      from scope
    ),
    sent as materialized (
      select r.place, i.profile_id, m.metric_id, r.occurred_at, r.unique_id,
             r.value, r.value_currency, r.properties, r.is_backfill
      from given
      cross join lateral rows from (
        json_to_recordset(given.rows) as (
          kind text, identifier text, metric_name text, integration_key text,
          occurred_at timestamptz, unique_id text, value numeric, value_currency text,
          properties jsonb, is_backfill boolean)
      ) with ordinality as r (
        kind, identifier, metric_name, integration_key, occurred_at, unique_id, value,
        value_currency, properties, is_backfill, place)
      left join lateral (
        select metric_id
        from metrics
        where account_id = ${accountId}
          and name = r.metric_name
          and integration_key = r.integration_key
        limit 1
      ) m on true
      left join lateral (
        select profile_id
        from profile_identifiers
        where account_id = ${accountId}
          and kind = r.kind
          and value = r.identifier
          and m.metric_id is not null
        limit 1
      ) i on true
    ),
    appended as (
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                          unique_id, value, value_currency, properties, is_backfill)
      select ${accountId}, ${shardSql(sql, sql`s.profile_id`)}, s.profile_id,
             s.metric_id, s.occurred_at, ${now}, s.unique_id, s.value, s.value_currency,
             s.properties, s.is_backfill
      from sent s
      where s.profile_id is not null
      on conflict (account_id, profile_id, metric_id, unique_id) do nothing
      returning 1
    )
    select (select count(*) from appended) as recorded,
           (select json_agg(s.profile_id order by s.place) from sent s) as "profileIds"`
}

/** One event of the account, or undefined when there is none with this id. */
export async function findEvent(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<EventRow | undefined> {
  const position = eventPosition(id)
  if (position === undefined) return undefined
  const [row] = await tx<EventRow[]>`
    select ${COLUMNS(tx)}
    from events e
    where e.account_id = ${accountId}
      and e.event_id = ${position.toString()}`
  return row
}

/** Those of the events that exist, by their positions in the log. */
export function eventsByPositions(
  tx: Tx,
  accountId: string,
  positions: readonly string[],
): Promise<EventRow[]> {
  return tx<EventRow[]>`
    select ${COLUMNS(tx)}
    from events e
    where e.account_id = ${accountId}
      and e.event_id = any (${[...positions]}::bigint[])`
}

/**
 * Events of the account in the order of their time, one more than the page holds.
 * Uses events_by_metric, events_by_profile or events_by_time, each (…, occurred_at, event_id).
 */
export function listEvents(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; descending: boolean; page: Page },
): Promise<EventRow[]> {
  const { cursor, size } = list.page
  const descending = list.descending !== (cursor?.backwards ?? false)
  const after = cursor
    ? tx`and (e.occurred_at, e.event_id) ${descending ? tx`<` : tx`>`}
         (${new Date(Number(cursor.key))}, ${cursor.id}::bigint)`
    : tx``
  const direction = descending ? tx`desc` : tx`asc`
  return tx<EventRow[]>`
    select ${COLUMNS(tx)}
    from events e
    where e.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${after}
    order by e.occurred_at ${direction}, e.event_id ${direction}
    limit ${size + 1}`
}

function condition(tx: Tx, { field, operator, value }: FilterTerm): Fragment {
  switch (field) {
    case 'metric_id':
      return tx`e.metric_id = ${String(value)}`
    case 'profile_id': {
      const profileId = uuidOf(String(value))
      return profileId ? tx`e.profile_id = ${profileId}` : tx`false`
    }
    case 'datetime':
    case 'timestamp': {
      const instant = value instanceof Date ? value : instantOf(Number(value))
      return tx`e.occurred_at ${comparison(tx, operator)} ${instant}`
    }
    default:
      return tx`true` // has(profile), has(metric): every event has both
  }
}

/** No event lies outside of what can be written, so a number beyond it stands for its edge. */
function instantOf(seconds: number): Date {
  const latest = LATEST_INSTANT.getTime()
  return new Date(Math.min(Math.max(seconds * 1_000, EARLIEST_INSTANT.getTime()), latest))
}

function comparison(tx: Tx, operator: FilterTerm['operator']): Fragment {
  switch (operator) {
    case 'greater-or-equal':
      return tx`>=`
    case 'greater-than':
      return tx`>`
    case 'less-or-equal':
      return tx`<=`
    case 'less-than':
      return tx`<`
    default:
      return tx`=`
  }
}
