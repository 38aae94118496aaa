import type { Tx } from '../platform/sql.ts'
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
      where f.flip_at is not null
      on conflict (account_id, group_id, profile_id) do update
      set flip_at = excluded.flip_at
      where excluded.flip_at < s.flip_at or s.flip_at <= ${latest}
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
