import { COUNT_EVENTS } from '../platform/event-log.ts'
import type { Tx } from '../platform/sql.ts'
import { SOLE_ROWS, SPARE_ROWS } from './profile-tables.ts'

export interface MergePair {
  source: string
  destination: string
}

/** Stop everything that wants to refer to these profiles, until the transaction ends. */
export async function lockForRemoval(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    select
    from profiles
    where account_id = ${accountId}
      and profile_id = any(${[...profileIds]}::uuid[])
    order by profile_id
    for update
  `
}

/** Events that would be the same event twice after the merge, all but the earliest. */
export async function repeatedEvents(
  tx: Tx,
  accountId: string,
  pairs: readonly MergePair[],
): Promise<{ eventId: number; shard: number }[]> {
  return tx<{ eventId: number; shard: number }[]>`
    with
    pairs as (${pairsSql(tx, pairs)}),
    moving as (
      select p.destination, e.metric_id, e.unique_id, e.occurred_at, e.event_id, e.shard
      from pairs p
      join events e on e.account_id = ${accountId} and e.profile_id = p.source
    ),
    meeting as (
      select m.destination, m.metric_id, m.unique_id, e.occurred_at, e.event_id, e.shard
      from (select distinct destination, metric_id, unique_id from moving) m
      join events e
        on e.account_id = ${accountId}
        and e.profile_id = m.destination
        and e.metric_id = m.metric_id
        and e.unique_id = m.unique_id
    ),
    ranked as (
      select
        event_id, shard,
        row_number() over (
          partition by destination, metric_id, unique_id
          order by occurred_at, event_id
        ) as place
      from (select * from moving union all select * from meeting) both_sides
    )
    select event_id as "eventId", shard
    from ranked
    where place > 1
  `
}

/**
 * Delete events, and take those that were counted off the counters of their metrics. Hold the follower
 * that counts before (`holdFollower`): what its cursors say must be what it did.
 */
export async function dropEvents(
  tx: Tx,
  accountId: string,
  eventIds: readonly number[],
): Promise<void> {
  await tx`
    with dropped as (
      delete from events
      where account_id = ${accountId}
        and event_id = any (${[...eventIds]}::bigint[])
      returning shard, written_by, event_id, metric_id, value,
                date_bin('15 minutes', occurred_at, timestamptz '1970-01-01 00:00:00Z') as quarter_at
    ),
    counted as (
      select d.metric_id, d.quarter_at, count(*) as events, coalesce(sum(d.value), 0) as value
      from dropped d
      join follower_cursors c on c.follower = ${COUNT_EVENTS} and c.shard = d.shard
      where (d.written_by, d.event_id) <= (c.xid, c.position)
      group by d.metric_id, d.quarter_at
    ),
    lowered as (
      update metric_counters m
      set event_count = m.event_count - c.events,
          value_sum = m.value_sum - c.value
      from counted c
      where m.account_id = ${accountId}
        and m.metric_id = c.metric_id
        and m.quarter_at = c.quarter_at
    )
    update metric_activity a
    set event_count = a.event_count - c.events
    from (select metric_id, sum(events) as events from counted group by metric_id) c
    where a.account_id = ${accountId}
      and a.metric_id = c.metric_id
  `
}

export type MovedEvents = { source: string; moved: number }

/** Give the events of the sources to their destinations. They keep their shard and place in the log. */
export function moveEvents(
  tx: Tx,
  accountId: string,
  pairs: readonly MergePair[],
): Promise<MovedEvents[]> {
  return tx<MovedEvents[]>`
    with
    pairs as (${pairsSql(tx, pairs)}),
    moving as (
      select p.source, p.destination, e.event_id
      from pairs p
      join events e on e.account_id = ${accountId} and e.profile_id = p.source
    ),
    moved as (
      update events e
      set profile_id = m.destination
      from moving m
      where e.account_id = ${accountId}
        and e.event_id = m.event_id
      returning m.source
    )
    select source, count(*) as moved
    from moved
    group by source
  `
}

/** Join what is known of when the profiles did something. */
export async function moveActivity(
  tx: Tx,
  accountId: string,
  pairs: readonly MergePair[],
): Promise<void> {
  await tx`
    with
    pairs as (${pairsSql(tx, pairs)}),
    joined as (
      select
        p.destination,
        min(a.first_active_at) as first_active_at,
        max(a.last_active_at) as last_active_at,
        max(a.last_event_at) as last_event_at
      from pairs p
      join profile_activity a on a.account_id = ${accountId} and a.profile_id = p.source
      group by p.destination
    )
    insert into profile_activity as mine
      (account_id, profile_id, first_active_at, last_active_at, last_event_at)
    select ${accountId}, destination, first_active_at, last_active_at, last_event_at
    from joined
    on conflict (account_id, profile_id) do update
    set first_active_at = least(mine.first_active_at, excluded.first_active_at),
        last_active_at = greatest(mine.last_active_at, excluded.last_active_at),
        last_event_at = greatest(mine.last_event_at, excluded.last_event_at)
  `
}

/** Rows of other tables: those that the destination has already are left to go with the source. */
export async function moveOtherRows(
  tx: Tx,
  accountId: string,
  pairs: readonly MergePair[],
): Promise<void> {
  for (const { table, keys } of SOLE_ROWS) {
    const sameKey = keys.map((key) => tx`and other.${tx(key)} = t.${tx(key)}`)
    // One at a time, because two sources may hold the same row for one destination.
    for (const { source, destination } of pairs) {
      await tx`
        update ${tx(table)} t
        set profile_id = ${destination}
        where t.account_id = ${accountId}
          and t.profile_id = ${source}
          and not exists (
            select from ${tx(table)} other
            where other.account_id = ${accountId}
              and other.profile_id = ${destination}
              ${sameKey}
          )
      `
    }
  }
  for (const { table } of SPARE_ROWS) {
    await tx`
      with pairs as (${pairsSql(tx, pairs)})
      update ${tx(table)} t
      set profile_id = p.destination
      from pairs p
      where t.account_id = ${accountId}
        and t.profile_id = p.source
    `
  }
}

export type MergeRecord = MergePair & {
  cause: 'request' | 'identified'
  /** The source as it was. */
  snapshot: object
  movedEvents: number
  mergedBy: string
}

/** Remember the merges; what led to a source through earlier ones leads to its destination now. */
export async function recordMerges(
  tx: Tx,
  accountId: string,
  merges: readonly MergeRecord[],
  now: Date,
): Promise<void> {
  await tx`
    with pairs as (${pairsSql(tx, merges)})
    update profile_merges m
    set destination_profile_id = p.destination
    from pairs p
    where m.account_id = ${accountId}
      and m.destination_profile_id = p.source
  `
  await tx`
    insert into profile_merges (
      account_id, source_profile_id, destination_profile_id, cause,
      source_snapshot, moved_events, merged_by, merged_at
    )
    select
      ${accountId}, r.source, r.destination, r.cause,
      r.snapshot, r."movedEvents", r."mergedBy", ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(merges)}::text::jsonb) as r (
      source uuid, destination uuid, cause text,
      snapshot jsonb, "movedEvents" bigint, "mergedBy" text
    )
  `
}

/** Remove profiles whose rows have all moved. */
export async function deleteProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    delete from profiles
    where account_id = ${accountId}
      and profile_id = any(${[...profileIds]}::uuid[])
  `
}

/** Where a merged profile went, or null. */
export async function mergedInto(
  tx: Tx,
  accountId: string,
  profileId: string,
): Promise<string | null> {
  const [row] = await tx<{ destination: string }[]>`
    select destination_profile_id as destination
    from profile_merges
    where account_id = ${accountId}
      and source_profile_id = ${profileId}
  `
  return row?.destination ?? null
}

function pairsSql(tx: Tx, pairs: readonly MergePair[]) {
  return tx`
    select *
    from unnest(
      ${pairs.map(({ source }) => source)}::uuid[],
      ${pairs.map(({ destination }) => destination)}::uuid[]
    ) as pair (source, destination)
  `
}
