import type { Fragment, Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { sendTime } from './message-report.sql.ts'
import type { Window } from './report-window.ts'

export interface Happened {
  conversations: number
  resolved: number
  escalated: number
  messages: number
  newProfiles: number
}

/** What happened in a window. */
export async function happenedIn(tx: Tx, accountId: string, window: Window): Promise<Happened> {
  const { from, until } = window
  const [row] = await tx<Happened[]>`
    with conversations as (
      select count(*)::int as count
      from conversation_episodes e
      where e.account_id = ${accountId}
        and e.started_at >= ${from}
        and e.started_at < ${until}
    ),
    ended as (
      select (count(*) filter (where e.outcome = 'resolved'))::int as resolved,
             (count(*) filter (where e.outcome = 'escalated'))::int as escalated
      from conversation_episodes e
      where e.account_id = ${accountId}
        and e.started_at >= ${new Date(from.getTime() - EPISODE_MAX_MS)}
        and e.ended_at >= ${from}
        and e.ended_at < ${until}
    ),
    sent as (
      select count(*)::int as count
      from messages m
      where m.account_id = ${accountId}
        and ${isSent(tx, window)}
    ),
    people as (
      select count(*)::int as count
      from profiles p
      where p.account_id = ${accountId}
        and p.created_at >= ${from}
        and p.created_at < ${until}
    )
    select c.count as conversations, e.resolved, e.escalated, s.count as messages,
           p.count as "newProfiles"
    from conversations c
    cross join ended e
    cross join sent s
    cross join people p`
  if (!row) throw new Error('an aggregate without groups has one row')
  return row
}

/** Messages that went out in a window, or were tried to; tests are none. The table is `m`. */
export function isSent(tx: Tx, { from, until }: Window): Fragment {
  return tx`
    m.state in ('sent', 'delivered', 'bounced', 'failed', 'uncertain', 'kept')
      and ${sendTime(tx)} >= ${from}
      and ${sendTime(tx)} < ${until}
      and m.source <> 'test'`
}

/** An episode that began earlier than this before its end is not looked for. */
export const EPISODE_MAX_MS = 30 * 24 * 3_600_000

export interface Money {
  count: number
  value: number
  /** Of these, what is credited to conversations and to messages. */
  byAgent: number
  byMessages: number
}

/** Orders of a window and what they are credited to. With the currency: only value in it, or in none. */
export async function moneyIn(
  tx: Tx,
  accountId: string,
  { from, until }: Window,
  wanted: { metricIds: readonly string[]; currency: string },
): Promise<Money> {
  const [row] = await tx<Money[]>`
    select count(*)::int as count,
           coalesce(sum(e.value), 0)::float8 as value,
           coalesce(sum(e.value) filter (where a.conversation_id is not null), 0)::float8 as "byAgent",
           coalesce(sum(e.value) filter (where a.message_id is not null), 0)::float8 as "byMessages"
    from events e
    left join attributions a on a.account_id = e.account_id and a.event_id = e.event_id
    where e.account_id = ${accountId}
      and e.metric_id = any (${[...wanted.metricIds]})
      and e.occurred_at >= ${from}
      and e.occurred_at < ${until}
      and (e.value_currency is null or e.value_currency = ${wanted.currency})`
  return row ?? { count: 0, value: 0, byAgent: 0, byMessages: 0 }
}

export interface DayRow {
  day: string
  conversations: number
  resolved: number
  revenue: number
  byAgent: number
  byMessages: number
}

/** Conversations that began, those of them that stand resolved, and revenue, by day of a zone. */
export function homeDays(
  tx: Tx,
  accountId: string,
  { from, until }: Window,
  wanted: { metricIds: readonly string[]; currency: string; zone: string },
): Promise<DayRow[]> {
  const zone = databaseZone(wanted.zone)
  return tx<DayRow[]>`
    with parts as (
      select to_char(e.started_at at time zone ${zone}, 'YYYY-MM-DD') as day, 1 as conversations,
             (e.outcome = 'resolved')::int as resolved, 0::numeric as revenue,
             0::numeric as by_agent, 0::numeric as by_messages
      from conversation_episodes e
      where e.account_id = ${accountId}
        and e.started_at >= ${from}
        and e.started_at < ${until}
      union all
      select to_char(e.occurred_at at time zone ${zone}, 'YYYY-MM-DD'), 0, 0, coalesce(e.value, 0),
             case when a.conversation_id is not null then coalesce(e.value, 0) else 0 end,
             case when a.message_id is not null then coalesce(e.value, 0) else 0 end
      from events e
      left join attributions a on a.account_id = e.account_id and a.event_id = e.event_id
      where e.account_id = ${accountId}
        and e.metric_id = any (${[...wanted.metricIds]})
        and e.occurred_at >= ${from}
        and e.occurred_at < ${until}
        and (e.value_currency is null or e.value_currency = ${wanted.currency})
    )
    select day, sum(conversations)::int as conversations, coalesce(sum(resolved), 0)::int as resolved,
           sum(revenue)::float8 as revenue, sum(by_agent)::float8 as "byAgent",
           sum(by_messages)::float8 as "byMessages"
    from parts
    group by day
    order by day`
}

export interface Needs {
  escalations: number
  oldestEscalationAt: Date | null
  flowErrors: number
  flowsWithErrors: number
  gaps: number
  gapQuestions: number
  unsent: number
  uncertain: number
  bounced: number
  recipients: number
  complained: number
}

/** What a person should look at. `since`: of steps and messages, by the account's clock. */
export async function needsOf(tx: Tx, accountId: string, since: Date): Promise<Needs> {
  const [row] = await tx<Needs[]>`
    with escalated as (
      select count(*)::int as count, min(c.status_at) as oldest_at
      from conversations c
      where c.account_id = ${accountId}
        and c.status = 'routed-to-team'
    ),
    steps as (
      select count(*)::int as count, count(distinct s.flow_id)::int as flows
      from flow_steps s
      where s.account_id = ${accountId}
        and s.outcome = 'failed'
        and s.taken_at >= ${since}
    ),
    gaps as (
      select count(*)::int as count, coalesce(sum(g.questions), 0)::int as questions
      from knowledge_gaps g
      where g.account_id = ${accountId}
        and g.state = 'open'
    ),
    sent as (
      select (count(*) filter (where m.state = 'failed'))::int as failed,
             (count(*) filter (where m.state = 'uncertain'))::int as uncertain,
             (count(*) filter (where m.state = 'bounced'))::int as bounced,
             count(*)::int as recipients,
             (count(*) filter (where m.complained_at is not null))::int as complained
      from messages m
      where m.account_id = ${accountId}
        and m.state in ('sent', 'delivered', 'bounced', 'failed', 'uncertain', 'kept')
        and coalesce(m.sent_at, m.attempted_at) >= ${since}
    )
    select e.count as escalations, e.oldest_at as "oldestEscalationAt", f.count as "flowErrors",
           f.flows as "flowsWithErrors", g.count as gaps, g.questions as "gapQuestions",
           s.failed as unsent, s.uncertain, s.bounced, s.recipients, s.complained
    from escalated e
    cross join steps f
    cross join gaps g
    cross join sent s`
  if (!row) throw new Error('an aggregate without groups has one row')
  return row
}
