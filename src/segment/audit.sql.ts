import type { Fragment, Query, Tx } from '../platform/sql.ts'
import type { Needs } from './needs.ts'

/** What is kept about a profile and a segment, beside what is true. */
export interface KeptRow {
  profileId: string
  isMember: boolean
  flipAt: Date | null
  /** Something about the profile waits to be followed: what is kept may rightly be a moment behind. */
  isBehind: boolean
}

export async function accountIds(tx: Tx): Promise<string[]> {
  const rows = await tx<{ accountId: string }[]>`
    select account_id as "accountId" from accounts order by account_id`
  return rows.map((row) => row.accountId)
}

/** First and last id of the profiles of an account; undefined without profiles. */
export async function profileBounds(
  tx: Tx,
  accountId: string,
): Promise<{ first: string; last: string } | undefined> {
  const [row] = await tx<{ first: string | null; last: string | null }[]>`
    select
      (select profile_id from profiles where account_id = ${accountId}
       order by profile_id limit 1) as first,
      (select profile_id from profiles where account_id = ${accountId}
       order by profile_id desc limit 1) as last`
  return row?.first && row.last ? { first: row.first, last: row.last } : undefined
}

/**
 * Ids of profiles, and of members of a segment, from an id on: at most `limit` of each. Who reaches
 * the end goes on at the beginning.
 */
export async function sampleProfiles(
  tx: Tx,
  accountId: string,
  segmentId: string,
  { from, limit }: { from: string; limit: number },
): Promise<string[]> {
  const around = (rows: Fragment) => tx`
    (select profile_id from (
       (select profile_id ${rows} and profile_id >= ${from} order by profile_id limit ${limit})
       union all
       (select profile_id ${rows} and profile_id < ${from} order by profile_id limit ${limit})
     ) taken limit ${limit})`
  const rows = await tx<{ profileId: string }[]>`
    select profile_id as "profileId" from (
      ${around(tx`from profiles where account_id = ${accountId}`)}
      union
      ${around(tx`
        from group_members where account_id = ${accountId} and group_id = ${segmentId}`)}
    ) sampled`
  return rows.map((row) => row.profileId)
}

/**
 * Membership of these profiles in a segment as it is kept. Lock the profiles before.
 * @param needs what the segment looks at: only that can be behind
 */
export function keptRows(
  tx: Tx,
  accountId: string,
  segmentId: string,
  needs: Needs,
  profileIds: readonly string[],
): Query<KeptRow> {
  const metrics = [...needs.metrics.keys()]
  const groups = [...needs.groups]
  const unread = (follower: string, table: string, position: string) => tx`
    select l.profile_id
    from follower_cursors c
    join ${tx(table)} l
      on l.shard = c.shard and (l.written_by, l.${tx(position)}) > (c.xid, c.position)
    where c.follower = ${follower}
      and l.account_id = ${accountId}`
  return tx<KeptRow[]>`
    with unread as materialized (
      ${unread('segment.events', 'events', 'event_id')}
        and (${needs.activity} or l.metric_id = any (${metrics}))
      union all
      ${unread('segment.profiles', 'profile_changes', 'change_id')}
      union all
      ${unread('segment.groups', 'group_changes', 'change_id')}
        and l.group_id = any (${groups})
    )
    select p.profile_id as "profileId", m.profile_id is not null as "isMember",
           f.flip_at as "flipAt", u.profile_id is not null as "isBehind"
    from unnest(${[...profileIds]}::uuid[]) as p (profile_id)
    left join group_members m
      on m.account_id = ${accountId} and m.group_id = ${segmentId} and m.profile_id = p.profile_id
    left join segment_flips f
      on f.account_id = ${accountId} and f.group_id = ${segmentId} and f.profile_id = p.profile_id
    left join (select distinct profile_id from unread) u on u.profile_id = p.profile_id`
}
