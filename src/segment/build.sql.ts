import { Definition } from '../contract/conditions.ts'
import { alongTheLog } from '../platform/log.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { shardSql } from '../profile/shard.sql.ts'
import { SHARDS } from '../profile/shard.ts'
import type { BulkRow } from './bulk.sql.ts'
import type { Needs } from './needs.ts'
import type { Segment } from './segment.ts'

/** What a build begins with; nothing when the segment is gone, switched off, or built already. */
export async function beginBuild(
  tx: Tx,
  accountId: string,
  segmentId: string,
): Promise<{ segment: Segment; since: string; isEmpty: boolean; timezone: string } | undefined> {
  const [row] = await tx<
    {
      definition: unknown
      version: number
      since: string
      isEmpty: boolean
      timezone: string
    }[]
  >`
    select s.definition, s.version, a.timezone,
           -- The oldest transaction still open: whatever is written from now on is not older.
           pg_snapshot_xmin(pg_current_snapshot())::text as since,
           s.built_version = 0
             and not exists (
               select
               from group_members m
               where m.account_id = s.account_id and m.group_id = s.group_id)
             and not exists (
               select
               from segment_flips f
               where f.account_id = s.account_id and f.group_id = s.group_id) as "isEmpty"
    from segments s
    join accounts a on a.account_id = s.account_id
    where s.account_id = ${accountId}
      and s.group_id = ${segmentId}
      and s.is_active
      and s.built_version < s.version`
  if (!row) return undefined
  const { definition, version, ...rest } = row
  return { segment: { segmentId, definition: Definition.parse(definition), version }, ...rest }
}

/** What was found between two profile ids: after `after`, up to and with `upTo`; null: without end. */
export interface Range {
  after: string | null
  upTo: string | null
  rows: readonly BulkRow[]
}

/**
 * Make membership in a range what a build found there, and log who joined and left: who is not among
 * the rows is no member.
 *
 * 10,000 rows that join: 0.9 s, of which a third are the foreign keys (bench/segments.bench.ts).
 */
export async function writeRange(
  tx: Tx,
  accountId: string,
  segmentId: string,
  range: Range,
  now: Date,
): Promise<void> {
  const { after, upTo, rows } = range
  const within = (table: string) => tx`
    ${tx(table)}.account_id = ${accountId}
    and ${tx(table)}.group_id = ${segmentId}
    ${after === null ? tx`` : tx`and ${tx(table)}.profile_id > ${after}::uuid`}
    ${upTo === null ? tx`` : tx`and ${tx(table)}.profile_id <= ${upTo}::uuid`}`
  await tx`
    with ${foundAndJoined(tx, accountId, segmentId, rows, now)},
    gone as (
      delete from group_members
      where ${within('group_members')}
        and not exists (
          select from found f
          where f.profile_id = group_members.profile_id and f.matches)
      returning profile_id
    ),
    past_flips as (
      delete from segment_flips
      where ${within('segment_flips')}
        and not exists (
          select from found f
          where f.profile_id = segment_flips.profile_id and f.flip_at is not null)
    ),
    changed as (
      select profile_id, 'joined' as kind from joined
      union all
      select profile_id, 'left' from gone
    )
    insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
    select ${accountId}, ${shardSql(tx, tx`c.profile_id`)}, ${segmentId},
           c.profile_id, c.kind, 'definition', ${now}
    from changed c`
}

/** As `writeRange` into a segment in which nobody was. */
export async function fillRange(
  tx: Tx,
  accountId: string,
  segmentId: string,
  { rows }: Range,
  now: Date,
): Promise<void> {
  await tx`
    with ${foundAndJoined(tx, accountId, segmentId, rows, now)}
    insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
    select ${accountId}, ${shardSql(tx, tx`j.profile_id`)}, ${segmentId},
           j.profile_id, 'joined', 'definition', ${now}
    from joined j`
}

function foundAndJoined(
  tx: Tx,
  accountId: string,
  segmentId: string,
  rows: readonly BulkRow[],
  now: Date,
): Fragment {
  return tx`
    found as materialized (
      select f.*
      from unnest(
        ${rows.map((row) => row.profileId)}::uuid[],
        ${rows.map((row) => String(row.matches))}::text[]::boolean[],
        ${rows.map((row) => row.flipAt?.toISOString() ?? null)}::timestamptz[]
      ) as f (profile_id, matches, flip_at)
    ),
    joined as (
      insert into group_members (account_id, group_id, profile_id, joined_at)
      select ${accountId}, ${segmentId}, f.profile_id, ${now}
      from found f
      join profiles p on p.account_id = ${accountId} and p.profile_id = f.profile_id
      where f.matches
        and p.redacted_at is null
      on conflict do nothing
      returning profile_id
    ),
    kept_flips as (
      insert into segment_flips as s (account_id, group_id, profile_id, flip_at)
      select ${accountId}, ${segmentId}, f.profile_id, f.flip_at
      from found f
      where f.flip_at is not null
      on conflict (account_id, group_id, profile_id) do update
      set flip_at = excluded.flip_at
      where s.flip_at <> excluded.flip_at
    )`
}

/**
 * Profiles of the account about which something was written since a horizon that a definition looks
 * at: events, changes of theirs, or of groups. What a build itself wrote is not among it. After a
 * profile id, in order, at most `limit`.
 */
export async function touchedSince(
  tx: Tx,
  accountId: string,
  since: string,
  needs: Needs,
  page: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await alongTheLog(
    tx,
    () => tx<{ profileId: string }[]>`
      select distinct t.profile_id as "profileId"
      from generate_series(0, ${SHARDS - 1}::int) as s (shard)
      cross join lateral (
        select e.profile_id
        from events e
        where e.shard = s.shard and e.written_by >= ${since}::xid8 and e.account_id = ${accountId}
          and (${needs.activity} or e.metric_id = any (${[...needs.metrics.keys()]}))
        union all
        select c.profile_id
        from profile_changes c
        where c.shard = s.shard and c.written_by >= ${since}::xid8 and c.account_id = ${accountId}
        union all
        select g.profile_id
        from group_changes g
        where g.shard = s.shard and g.written_by >= ${since}::xid8 and g.account_id = ${accountId}
          and g.group_id = any (${[...needs.groups]})
      ) t
      where ${page.after}::uuid is null or t.profile_id > ${page.after}::uuid
      order by 1
      limit ${page.limit}`,
  )
  return rows.map((row) => row.profileId)
}

/** Ids of the profiles that are there, in order. */
export async function profilesAfter(
  tx: Tx,
  accountId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select p.profile_id as "profileId"
    from profiles p
    where p.account_id = ${accountId}
      and (${after}::uuid is null or p.profile_id > ${after}::uuid)
    order by p.profile_id
    limit ${limit}`
  return rows.map((row) => row.profileId)
}

export async function noteProgress(
  tx: Tx,
  accountId: string,
  segmentId: string,
  progress: { version: number; done: number; total: number | null },
): Promise<boolean> {
  const updated = await tx`
    update segments
    set build_done = ${progress.done}, build_total = ${progress.total}, build_failure = null
    where account_id = ${accountId}
      and group_id = ${segmentId}
      and version = ${progress.version}
      and is_active`
  return updated.count === 1
}

/** From now on followers keep it. False when it was edited or switched off meanwhile. */
export async function noteBuilt(
  tx: Tx,
  accountId: string,
  segmentId: string,
  version: number,
  now: Date,
): Promise<boolean> {
  const updated = await tx`
    update segments
    set built_version = ${version}, built_at = ${now}, build_done = 0, build_total = null,
        build_failure = null
    where account_id = ${accountId}
      and group_id = ${segmentId}
      and version = ${version}
      and is_active`
  return updated.count === 1
}

export async function countProfiles(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from profiles where account_id = ${accountId}`
  return row?.count ?? 0
}
