import type { Tx } from '../platform/sql.ts'
import { shardSql } from '../profile/shard.sql.ts'
import { shardOf } from '../profile/shard.ts'
import type { ChangeCause, Finding, MemberChange } from './segment.ts'

/**
 * Make membership and flips what was found, and log who joined and left. Answers the changes.
 * The profiles are locked, so that nobody else decides about them meanwhile.
 */
export async function writeFindings(
  tx: Tx,
  accountId: string,
  findings: readonly Finding[],
  cause: ChangeCause,
): Promise<MemberChange[]> {
  if (findings.length === 0) return []
  const json = JSON.stringify(
    findings.map((one) => ({
      group_id: one.segmentId,
      profile_id: one.profileId,
      matches: one.matches,
      flip_at: one.nextFlip,
      at: one.at,
    })),
  )
  // A look that comes too early finds the next one: most events need not move it.
  const latest = findings.reduce((last, { at }) => (at > last ? at : last), new Date(0))
  const changes = await tx<MemberChange[]>`
    with found as (
      select f.*
      from json_to_recordset(${json}::text::json) as f (
        group_id text, profile_id uuid, matches boolean, flip_at timestamptz, at timestamptz)
    ),
    joined as (
      insert into group_members (account_id, group_id, profile_id, joined_at)
      select ${accountId}, f.group_id, f.profile_id, f.at
      from found f
      where f.matches
      on conflict do nothing
      returning group_id, profile_id, joined_at as at
    ),
    gone as (
      delete from group_members m
      using found f
      where m.account_id = ${accountId}
        and m.group_id = f.group_id
        and m.profile_id = f.profile_id
        and not f.matches
      returning m.group_id, m.profile_id, f.at
    ),
    kept_flips as (
      insert into segment_flips as s (account_id, group_id, profile_id, flip_at)
      select ${accountId}, f.group_id, f.profile_id, f.flip_at
      from found f
      left join segment_flips k
        on k.account_id = ${accountId}
          and k.group_id = f.group_id
          and k.profile_id = f.profile_id
      where f.flip_at is not null
        -- Asked before: a conflict would write the row, if only to lock it.
        and (k.flip_at is null or f.flip_at < k.flip_at or k.flip_at <= ${latest})
      on conflict (account_id, group_id, profile_id) do update
      set flip_at = excluded.flip_at
    ),
    past_flips as (
      delete from segment_flips s
      using found f
      where s.account_id = ${accountId}
        and s.group_id = f.group_id
        and s.profile_id = f.profile_id
        and f.flip_at is null
    )
    select group_id as "groupId", profile_id as "profileId", 'joined' as kind, at from joined
    union all
    select group_id, profile_id, 'left', at from gone`
  await logChanges(tx, accountId, changes, cause)
  return changes
}

/** Append to the log that flows follow. */
export async function logChanges(
  tx: Tx,
  accountId: string,
  changes: readonly MemberChange[],
  cause: ChangeCause,
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map((change) => ({
    group_id: change.groupId,
    profile_id: change.profileId,
    kind: change.kind,
    shard: shardOf(change.profileId),
    at: change.at,
  }))
  await tx`
    insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
    select ${accountId}, r.shard, r.group_id, r.profile_id, r.kind, ${cause}, r.at
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
      shard smallint, group_id text, profile_id uuid, kind text, at timestamptz)`
}

/**
 * Merges and deletions move and remove members themselves. Append to the log what it lacks about
 * these profiles: who is a member and never joined, and who joined and is one no more.
 */
export async function logMoves(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<void> {
  const ids = [...new Set(profileIds)]
  await tx`
    with logged as (
      select distinct on (c.profile_id, c.group_id) c.profile_id, c.group_id, c.kind
      from group_changes c
      join groups g on g.account_id = c.account_id and g.group_id = c.group_id
      where c.account_id = ${accountId}
        and c.profile_id = any (${ids}::uuid[])
      order by c.profile_id, c.group_id, c.change_id desc
    ),
    kept as (
      select m.profile_id, m.group_id
      from group_members m
      where m.account_id = ${accountId}
        and m.profile_id = any (${ids}::uuid[])
    ),
    moved as (
      select k.profile_id, k.group_id, 'joined' as kind
      from kept k
      where not exists (
        select from logged l
        where l.profile_id = k.profile_id and l.group_id = k.group_id and l.kind = 'joined')
      union all
      select l.profile_id, l.group_id, 'left'
      from logged l
      where l.kind = 'joined'
        and not exists (
          select from kept k where k.profile_id = l.profile_id and k.group_id = l.group_id)
    )
    insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
    select ${accountId}, ${shardSql(tx, tx`m.profile_id`)}, m.group_id,
           m.profile_id, m.kind, 'merge', ${now}
    from moved m`
}
