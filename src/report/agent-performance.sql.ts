import { answerKind } from '../attribution/touch.ts'
import { type Channel, ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type { PerformanceGrouping } from '../contract/agents.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { noneOf, type SeriesRow } from './agent-performance.ts'
import { startedConversations } from './agent-values.sql.ts'
import type { Window } from './report-window.ts'

/** Which conversations are looked at. */
export interface Scope {
  window: Window
  channel: Channel | undefined
}

export interface Outcomes {
  started: number
  resolved: number
  confirmed: number
  assumed: number
  procedureComplete: number
  abandoned: number
  escalated: number
  closed: number
  open: number
}

/**
 * How the conversations of the window stand. Each counts once, by its latest episode; an episode
 * that is under way is open.
 */
export async function conversationOutcomes(
  tx: Tx,
  accountId: string,
  { window, channel }: Scope,
): Promise<Outcomes> {
  const [row] = await tx<Outcomes[]>`
    with started as (
      ${startedConversations(tx, accountId, window, channel)}
    ),
    latest as (
      select s.is_resolved, e.outcome, e.resolution_type
      from started s
      join conversation_episodes e
        on e.account_id = ${accountId}
        and e.conversation_id = s.conversation_id
        and e.episode = s.episode
    )
    select count(*)::int as started,
           (count(*) filter (where is_resolved))::int as resolved,
           (count(*) filter (where outcome = 'resolved' and resolution_type = 'confirmed'))::int
             as confirmed,
           (count(*) filter (where outcome = 'resolved' and resolution_type = 'assumed'))::int
             as assumed,
           (count(*) filter (where outcome = 'resolved'
                               and resolution_type = 'procedure_complete'))::int
             as "procedureComplete",
           (count(*) filter (where outcome = 'abandoned'))::int as abandoned,
           (count(*) filter (where outcome = 'escalated'))::int as escalated,
           (count(*) filter (where outcome = 'closed'))::int as closed,
           (count(*) filter (where outcome is null))::int as open
    from latest`
  if (!row) throw new Error('an aggregate without groups has one row')
  return row
}

export interface CreditedEvents {
  count: number
  value: number
}

/**
 * Events of these metrics in the window that are credited to an answer of the agent. With a
 * currency: only events in it, or in none.
 */
export async function creditedEvents(
  tx: Tx,
  accountId: string,
  { window, channel }: Scope,
  wanted: { metricIds: readonly string[]; currency: string | null },
): Promise<CreditedEvents> {
  if (wanted.metricIds.length === 0) return { count: 0, value: 0 }
  const kind = channel && answerKind(channel)
  const [row] = await tx<CreditedEvents[]>`
    select count(*)::int as count, coalesce(sum(a.value), 0)::float8 as value
    from attributions a
    ${wanted.currency === null ? tx`` : ofEvent(tx)}
    where a.account_id = ${accountId}
      and a.metric_id = any (${[...wanted.metricIds]})
      and a.occurred_at >= ${window.from}
      and a.occurred_at < ${window.until}
      and a.conversation_id is not null
      ${kind ? tx`and a.kind = ${kind}` : tx``}
      ${wanted.currency === null ? tx`` : inCurrency(tx, wanted.currency)}`
  return row ?? { count: 0, value: 0 }
}

/** Only asked for its currency: without the question, no event is looked up. */
function ofEvent(tx: Tx): Fragment {
  return tx`join events e on e.account_id = a.account_id and e.event_id = a.event_id`
}

function inCurrency(tx: Tx, currency: string): Fragment {
  return tx`and (e.value_currency is null or e.value_currency = ${currency})`
}

/** Clicks on products that the agent showed in the chat, by when a product was first clicked. */
export async function productClicks(
  tx: Tx,
  accountId: string,
  { window, channel }: Scope,
): Promise<number> {
  const [row] = await tx<{ clicks: number }[]>`
    select coalesce(sum(k.clicks), 0)::int as clicks
    from web_chat_product_clicks k
    join conversations c
      on c.account_id = k.account_id and c.conversation_id = k.conversation_id
    where k.account_id = ${accountId}
      and k.first_clicked_at >= ${window.from}
      and k.first_clicked_at < ${window.until}
      ${channel ? tx`and c.channel = ${channel}` : tx``}`
  return row?.clicks ?? 0
}

/**
 * Conversations started, by day of the account's zone and group. By tag or skill a conversation
 * counts for each that it has, so groups may add up to more than there are conversations.
 */
export function startedByDay(
  tx: Tx,
  accountId: string,
  { window, channel }: Scope,
  { by, zone }: { by: PerformanceGrouping; zone: string },
): Promise<SeriesRow[]> {
  return tx<SeriesRow[]>`
    with started as (
      ${startedConversations(tx, accountId, window, channel)}
    )
    select to_char(s.started_at at time zone ${databaseZone(zone)}, 'YYYY-MM-DD') as day,
           coalesce(g.key, ${noneOf(by)}) as key, count(*)::int as count
    from started s
    left join lateral (${groupsOf(tx, accountId, by)}) g on true
    group by 1, 2
    order by 1, 2`
}

/** The groups of a conversation `s` as `key`. */
export function groupsOf(tx: Tx, accountId: string, by: PerformanceGrouping): Fragment {
  switch (by) {
    case 'channel':
      return tx`select s.channel as key`
    case 'status':
      return tx`select s.status as key`
    case 'tag':
      return tx`
        select t.tag as key
        from conversation_tags t
        where t.account_id = ${accountId}
          and t.conversation_id = s.conversation_id
          and not t.is_removed`
    case 'skill':
      return tx`
        select distinct t.skill as key
        from conversation_turns t
        where t.account_id = ${accountId}
          and t.conversation_id = s.conversation_id
          and t.skill is not null
          and t.skill <> all (${[...ROUTING_OUTCOMES]})`
  }
}

export interface SkillOutcome {
  skill: string
  conversations: number
  resolved: number
}

/** For each skill: in how many conversations of the window it was the last, and how those stand. */
export function skillOutcomes(
  tx: Tx,
  accountId: string,
  { window, channel }: Scope,
): Promise<SkillOutcome[]> {
  return tx<SkillOutcome[]>`
    with started as (
      ${startedConversations(tx, accountId, window, channel)}
    )
    select e.last_skill as skill, count(*)::int as conversations,
           (count(*) filter (where s.is_resolved))::int as resolved
    from started s
    join conversation_episodes e
      on e.account_id = ${accountId}
      and e.conversation_id = s.conversation_id
      and e.episode = s.episode
    where e.last_skill is not null
      and e.last_skill <> all (${[...ROUTING_OUTCOMES]})
    group by e.last_skill
    order by conversations desc, e.last_skill`
}
