import type { Tx } from '../platform/sql.ts'

/** Where an event stands in the log. */
export interface LoggedAt {
  position: string
  shard: number
  xid: string
  metricId: string
  profileId: string
}

/** The one event of a profile with this unique id, of a metric of this name. */
export async function eventAt(
  tx: Tx,
  accountId: string,
  { profileId, metricName, uniqueId }: { profileId: string; metricName: string; uniqueId: string },
): Promise<LoggedAt | undefined> {
  const [row] = await tx<LoggedAt[]>`
    select e.event_id::text as position, e.shard, e.written_by::text as xid,
           e.metric_id as "metricId", e.profile_id as "profileId"
    from metrics m
    join events e on e.account_id = m.account_id and e.metric_id = m.metric_id
    where m.account_id = ${accountId}
      and m.name = ${metricName}
      and e.profile_id = ${profileId}
      and e.unique_id = ${uniqueId}`
  return row
}

/** Which of the followers have read the log beyond an event. */
export async function followersBeyond(
  tx: Tx,
  { shard, xid, position }: Pick<LoggedAt, 'shard' | 'xid' | 'position'>,
  followers: readonly string[],
): Promise<string[]> {
  const rows = await tx<{ follower: string }[]>`
    select c.follower
    from follower_cursors c
    where c.follower = any (${[...followers]}::text[])
      and c.shard = ${shard}
      and (c.xid, c.position) >= (${xid}::xid8, ${position}::bigint)`
  return rows.map((row) => row.follower)
}
