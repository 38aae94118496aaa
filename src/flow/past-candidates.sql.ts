import type { Tx } from '../platform/sql.ts'
import type { EventFact } from '../segment/facts.ts'
import type { LiveDay } from './backtest-tally.ts'

/** After `from`, up to and with `to`. */
export interface Window {
  from: Date
  to: Date
}

/** Whose events of a metric lie in a window, in the order of their ids: one more than the limit. */
export async function profilesOfEvents(
  tx: Tx,
  accountId: string,
  metricId: string,
  { from, to }: Window,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select distinct e.profile_id as "profileId"
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${metricId}
      and e.occurred_at > ${from}
      and e.occurred_at <= ${to}
    order by e.profile_id
    limit ${limit + 1}`
  return rows.map((row) => row.profileId)
}

/** Who joined a list or segment within a window. */
export async function profilesOfJoins(
  tx: Tx,
  accountId: string,
  groupId: string,
  { from, to }: Window,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select distinct c.profile_id as "profileId"
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = ${groupId}
      and c.kind = 'joined'
      and c.cause in ('data', 'time')
      and c.changed_at > ${from}
      and c.changed_at <= ${to}
    order by c.profile_id
    limit ${limit + 1}`
  return rows.map((row) => row.profileId)
}

export type PastEvent = EventFact & {
  profileId: string
  recordedAt: Date
  isBackfill: boolean
}

/** The events of some profiles that would begin passages, in the order of time. */
export function triggerEvents(
  tx: Tx,
  accountId: string,
  metricId: string,
  profileIds: readonly string[],
  { from, to }: Window,
): Promise<PastEvent[]> {
  return tx<PastEvent[]>`
    select e.profile_id as "profileId", e.event_id::text as "eventId",
           e.metric_id as "metricId", e.occurred_at as at, e.value::float8 as value,
           e.properties, e.recorded_at as "recordedAt", e.is_backfill as "isBackfill"
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])
      and e.metric_id = ${metricId}
      and e.occurred_at > ${from}
      and e.occurred_at <= ${to}
    order by e.occurred_at, e.event_id`
}

export interface PastGroupChange {
  profileId: string
  changeId: string
  groupId: string
  kind: 'joined' | 'left'
  cause: string
  at: Date
}

/** How some profiles came and went, oldest first. */
export function groupChangesOf(
  tx: Tx,
  accountId: string,
  groupIds: readonly string[],
  profileIds: readonly string[],
): Promise<PastGroupChange[]> {
  return tx<PastGroupChange[]>`
    select c.profile_id as "profileId", c.change_id::text as "changeId",
           c.group_id as "groupId", c.kind, c.cause, c.changed_at as at
    from group_changes c
    where c.account_id = ${accountId}
      and c.profile_id = any (${[...profileIds]}::uuid[])
      and c.group_id = any (${[...groupIds]})
    order by c.changed_at, c.change_id`
}

/** When profiles began passages through a flow before an instant: the last one of each. */
export async function entriesBefore(
  tx: Tx,
  accountId: string,
  flowId: string,
  profileIds: readonly string[],
  before: Date,
): Promise<Map<string, Date[]>> {
  const rows = await tx<{ profileId: string; at: Date }[]>`
    select e.profile_id as "profileId", max(e.flow_start) as at
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])
      and e.flow_id = ${flowId}
      and e.flow_start <= ${before}
    group by e.profile_id`
  return new Map(rows.map((row) => [row.profileId, [row.at]]))
}

/** What the flow did in earnest within a window, by days of a zone. */
export async function livedDays(
  tx: Tx,
  accountId: string,
  flowId: string,
  { from, to }: Window,
  zone: string,
): Promise<LiveDay[]> {
  return tx<LiveDay[]>`
    with happened as (
      select e.flow_start as at, 1 as entered, 0 as mailed
      from flow_enrolments e
      where e.account_id = ${accountId}
        and e.flow_id = ${flowId}
        and e.flow_start > ${from}
        and e.flow_start <= ${to}
      union all
      select m.due_at, 0, 1
      from messages m
      where m.account_id = ${accountId}
        and m.flow_id = ${flowId}
        and m.due_at > ${from}
        and m.due_at <= ${to}
        and m.state not in ('skipped', 'failed', 'cancelled')
    )
    select to_char(h.at at time zone ${zone}, 'YYYY-MM-DD') as day,
           sum(h.entered)::int as entered, sum(h.mailed)::int as mailed
    from happened h
    group by 1
    order by 1`
}

/** Why messages and steps of a flow were skipped in earnest within a window. */
export async function livedSkips(
  tx: Tx,
  accountId: string,
  flowId: string,
  { from, to }: Window,
): Promise<Record<string, number>> {
  const rows = await tx<{ reason: string; count: number }[]>`
    select s.reason, count(*)::int as count
    from (
      select s.reason
      from flow_steps s
      where s.account_id = ${accountId}
        and s.flow_id = ${flowId}
        and s.reason is not null
        and s.taken_at > ${from}
        and s.taken_at <= ${to}
      union all
      select m.skip_reason
      from messages m
      where m.account_id = ${accountId}
        and m.flow_id = ${flowId}
        and m.skip_reason is not null
        and m.due_at > ${from}
        and m.due_at <= ${to}
    ) s
    group by s.reason`
  return Object.fromEntries(rows.map((row) => [row.reason, row.count]))
}

/** What began passages in earnest, of these. */
export async function livedTriggers(
  tx: Tx,
  accountId: string,
  flowId: string,
  triggerKeys: readonly string[],
): Promise<Map<string, number>> {
  if (triggerKeys.length === 0) return new Map()
  const rows = await tx<{ key: string; mails: number }[]>`
    select e.trigger_key as key,
           (select count(*)::int
            from messages m
            where m.account_id = e.account_id
              and m.enrolment_id = e.enrolment_id::text
              and m.state not in ('skipped', 'failed', 'cancelled')) as mails
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.flow_id = ${flowId}
      and e.trigger_key = any (${[...triggerKeys]})`
  return new Map(rows.map((row) => [row.key, row.mails]))
}

/** Members of a list or segment, in the order of their ids. */
export async function membersAfter(
  tx: Tx,
  accountId: string,
  groupId: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select m.profile_id as "profileId"
    from group_members m
    where m.account_id = ${accountId}
      and m.group_id = ${groupId}
    order by m.profile_id
    limit ${limit}`
  return rows.map((row) => row.profileId)
}

/** What passages of some profiles through a flow began with, and when. */
export function startedSince(
  tx: Tx,
  accountId: string,
  flowId: string,
  profileIds: readonly string[],
): Promise<{ profileId: string; triggerKey: string; at: Date }[]> {
  return tx<{ profileId: string; triggerKey: string; at: Date }[]>`
    select e.profile_id as "profileId", e.trigger_key as "triggerKey", e.flow_start as at
    from flow_enrolments e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])
      and e.flow_id = ${flowId}`
}

/** The newest event of a metric that a profile has, or anybody when none is named. */
export async function latestEvent(
  tx: Tx,
  accountId: string,
  metricId: string,
  profileId: string,
): Promise<EventFact | undefined> {
  const [row] = await tx<EventFact[]>`
    (
      select e.event_id::text as "eventId", e.metric_id as "metricId", e.occurred_at as at,
             e.value::float8 as value, e.properties
      from events e
      where e.account_id = ${accountId}
        and e.profile_id = ${profileId}
        and e.metric_id = ${metricId}
      order by e.occurred_at desc, e.event_id desc
      limit 1
    )
    union all
    (
      select e.event_id::text, e.metric_id, e.occurred_at, e.value::float8, e.properties
      from events e
      where e.account_id = ${accountId}
        and e.metric_id = ${metricId}
      order by e.occurred_at desc, e.event_id desc
      limit 1
    )
    limit 1`
  return row
}
