import { answerKind } from '../attribution/touch.ts'
import { type Channel, ROUTING_OUTCOMES } from '../contract/agent-words.ts'
import type { PerformanceGrouping } from '../contract/agents.ts'
import { orderedPage } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { groupsOf } from './agent-performance.sql.ts'
import { noneOf } from './agent-performance.ts'
import { startedConversations } from './agent-values.sql.ts'
import type { FigureSum } from './figure-formulas.ts'
import { EPISODE_MAX_MS, isSent } from './home.sql.ts'
import { sendTime } from './message-report.sql.ts'
import type { ProofRow } from './proof.ts'
import type { Window } from './report-window.ts'

/** One row that a figure is made of. */
export interface FigureRow extends ProofRow {
  /** Its time to the microsecond, as the database writes it. */
  place: string
}

/** Which rows are looked at. */
export interface FigureScope {
  window: Window
  channel: Channel | undefined
  group: { by: PerformanceGrouping; key: string } | null
  /** Orders, or things put into a cart. */
  metricIds: readonly string[]
  /** Events count that are in it, or in none. Null: all do. */
  currency: string | null
}

/** What all rows of a sum add up to. */
export async function figureTotal(
  tx: Tx,
  accountId: string,
  scope: FigureScope,
  sum: FigureSum,
): Promise<number> {
  const [row] = await tx<{ total: number }[]>`
    select coalesce(sum(r.counts), 0)::float8 as total
    from (${rowsOf(tx, accountId, scope, sum)}) r`
  return row?.total ?? 0
}

/** One more than a page of the rows of a sum, the oldest first. */
export function figureRows(
  tx: Tx,
  accountId: string,
  scope: FigureScope,
  { sum, page }: { sum: FigureSum; page: Page },
): Promise<FigureRow[]> {
  const at = { column: tx`r.at`, type: tx`timestamptz` }
  const key = { column: tx`r.key`, type: tx`text` }
  return tx<FigureRow[]>`
    select r.key, r.kind, r.at, r.at::text as place, r.counts::float8 as counts,
           r.profile_id as "profileId", r.conversation_id as "conversationId",
           r.message_id as "messageId", null as "messageName", null as state, r.event_id as "eventId"
    from (${rowsOf(tx, accountId, scope, sum)}) r
    where true
      ${orderedPage(tx, { filter: [], sort: null, page }, at, key)}`
}

function rowsOf(tx: Tx, accountId: string, scope: FigureScope, sum: FigureSum): Fragment {
  switch (sum) {
    case 'episodesStarted':
      return episodesBegun(tx, accountId, scope, tx`true`)
    case 'episodesResolved':
      return episodesEnded(tx, accountId, scope, 'resolved')
    case 'episodesEscalated':
      return episodesEnded(tx, accountId, scope, 'escalated')
    case 'messagesSent':
      return sentMessages(tx, accountId, scope)
    case 'newProfiles':
      return newProfiles(tx, accountId, scope)
    case 'orders':
      return orders(tx, accountId, scope, { counts: tx`1`, credited: tx`` })
    case 'orderValue':
      return orders(tx, accountId, scope, { counts: valueOf(tx), credited: tx`` })
    case 'orderValueByAgent':
      return orders(tx, accountId, scope, {
        counts: valueOf(tx),
        credited: tx`and a.conversation_id is not null`,
      })
    case 'orderValueByMessages':
      return orders(tx, accountId, scope, {
        counts: valueOf(tx),
        credited: tx`and a.message_id is not null`,
      })
    case 'conversationsStarted':
      return conversations(tx, accountId, scope, tx``)
    case 'conversationsResolved':
      return conversations(tx, accountId, scope, tx`where s.is_resolved`)
    case 'agentOrders':
    case 'agentCarts':
      return orders(tx, accountId, scope, { counts: tx`1`, credited: byAgent(tx, scope) })
    case 'agentOrderValue':
      return orders(tx, accountId, scope, { counts: valueOf(tx), credited: byAgent(tx, scope) })
    case 'productClicks':
      return productClicks(tx, accountId, scope)
    case 'episodesBegunResolved':
      return episodesBegun(tx, accountId, scope, tx`e.outcome = 'resolved'`)
    case 'episodesBegunUnresolved':
      return episodesBegun(tx, accountId, scope, tx`e.outcome is distinct from 'resolved'`)
    case 'orderValueByOthers':
      return orders(tx, accountId, scope, {
        counts: valueOf(tx),
        credited: tx`and a.conversation_id is null and a.message_id is null`,
      })
    case 'conversationsConfirmed':
      return standing(tx, accountId, scope, resolvedAs(tx, 'confirmed'))
    case 'conversationsAssumed':
      return standing(tx, accountId, scope, resolvedAs(tx, 'assumed'))
    case 'conversationsProcedureComplete':
      return standing(tx, accountId, scope, resolvedAs(tx, 'procedure_complete'))
    case 'conversationsEscalated':
      return standing(tx, accountId, scope, tx`e.outcome = 'escalated'`)
    case 'conversationsAbandoned':
      return standing(tx, accountId, scope, tx`e.outcome = 'abandoned'`)
    case 'conversationsClosed':
      return standing(tx, accountId, scope, tx`e.outcome = 'closed'`)
    case 'conversationsOpen':
      return standing(tx, accountId, scope, tx`e.outcome is null`)
    case 'conversationsInGroup':
      return conversations(tx, accountId, scope, inGroup(tx, accountId, scope))
    case 'skillTurns':
      return skillTurns(tx, accountId, scope)
    case 'skillConversations':
      return standing(tx, accountId, scope, lastAnsweredBy(tx, scope))
    case 'skillConversationsResolved':
      return standing(tx, accountId, scope, tx`${lastAnsweredBy(tx, scope)} and s.is_resolved`)
  }
}

function resolvedAs(tx: Tx, type: string): Fragment {
  return tx`e.outcome = 'resolved' and e.resolution_type = ${type}`
}

function lastAnsweredBy(tx: Tx, { group }: FigureScope): Fragment {
  return tx`
    e.last_skill = ${group?.key ?? ''}
      and e.last_skill <> all (${[...ROUTING_OUTCOMES]})`
}

function inGroup(tx: Tx, accountId: string, { group }: FigureScope): Fragment {
  if (!group) return tx``
  return tx`
    left join lateral (${groupsOf(tx, accountId, group.by)}) g on true
    where coalesce(g.key, ${noneOf(group.by)}) = ${group.key}`
}

function valueOf(tx: Tx): Fragment {
  return tx`coalesce(e.value, 0)`
}

function byAgent(tx: Tx, { channel }: FigureScope): Fragment {
  const kind = channel && answerKind(channel)
  return tx`and a.conversation_id is not null ${kind ? tx`and a.kind = ${kind}` : tx``}`
}

function episodesEnded(
  tx: Tx,
  accountId: string,
  { window: { from, until } }: FigureScope,
  outcome: 'resolved' | 'escalated',
): Fragment {
  return tx`
    select e.conversation_id::text || ' ' || e.episode as key, 'conversation' as kind,
           e.ended_at as at, 1 as counts, c.profile_id, c.conversation_id,
           null::uuid as message_id, null::int8 as event_id
    from conversation_episodes e
    join conversations c
      on c.account_id = e.account_id and c.conversation_id = e.conversation_id
    where e.account_id = ${accountId}
      and e.started_at >= ${new Date(from.getTime() - EPISODE_MAX_MS)}
      and e.ended_at >= ${from}
      and e.ended_at < ${until}
      and e.outcome = ${outcome}`
}

function episodesBegun(
  tx: Tx,
  accountId: string,
  { window }: FigureScope,
  test: Fragment,
): Fragment {
  return tx`
    select e.conversation_id::text || ' ' || e.episode as key, 'conversation' as kind,
           e.started_at as at, 1 as counts, c.profile_id, c.conversation_id,
           null::uuid as message_id, null::int8 as event_id
    from conversation_episodes e
    join conversations c
      on c.account_id = e.account_id and c.conversation_id = e.conversation_id
    where e.account_id = ${accountId}
      and e.started_at >= ${window.from}
      and e.started_at < ${window.until}
      and ${test}`
}

function sentMessages(tx: Tx, accountId: string, { window }: FigureScope): Fragment {
  return tx`
    select m.message_id::text as key, 'message' as kind, ${sendTime(tx)} as at, 1 as counts,
           m.profile_id, null::uuid as conversation_id, m.message_id, null::int8 as event_id
    from messages m
    where m.account_id = ${accountId}
      and ${isSent(tx, window)}`
}

function newProfiles(tx: Tx, accountId: string, { window }: FigureScope): Fragment {
  return tx`
    select p.profile_id::text as key, 'profile' as kind, p.created_at as at, 1 as counts,
           p.profile_id, null::uuid as conversation_id, null::uuid as message_id,
           null::int8 as event_id
    from profiles p
    where p.account_id = ${accountId}
      and p.created_at >= ${window.from}
      and p.created_at < ${window.until}`
}

function orders(
  tx: Tx,
  accountId: string,
  { window, metricIds, currency }: FigureScope,
  { counts, credited }: { counts: Fragment; credited: Fragment },
): Fragment {
  return tx`
    select e.event_id::text as key, 'event' as kind, e.occurred_at as at, ${counts} as counts,
           e.profile_id, a.conversation_id, a.message_id, e.event_id
    from events e
    left join attributions a on a.account_id = e.account_id and a.event_id = e.event_id
    where e.account_id = ${accountId}
      and e.metric_id = any (${[...metricIds]})
      and e.occurred_at >= ${window.from}
      and e.occurred_at < ${window.until}
      ${currency === null ? tx`` : tx`and (e.value_currency is null or e.value_currency = ${currency})`}
      ${credited}`
}

function conversations(
  tx: Tx,
  accountId: string,
  { window, channel }: FigureScope,
  only: Fragment,
): Fragment {
  return tx`
    select s.conversation_id::text as key, 'conversation' as kind, s.started_at as at, 1 as counts,
           s.profile_id, s.conversation_id, null::uuid as message_id, null::int8 as event_id
    from (${startedConversations(tx, accountId, window, channel)}) s
    ${only}`
}

/** Conversations by how their latest episode `e` stands. */
function standing(tx: Tx, accountId: string, scope: FigureScope, test: Fragment): Fragment {
  return conversations(
    tx,
    accountId,
    scope,
    tx`
    join conversation_episodes e
      on e.account_id = ${accountId}
      and e.conversation_id = s.conversation_id
      and e.episode = s.episode
    where ${test}`,
  )
}

function skillTurns(tx: Tx, accountId: string, { window, channel, group }: FigureScope): Fragment {
  return tx`
    select t.conversation_id::text || ' ' || t.turn as key, 'answer' as kind, t.at, 1 as counts,
           c.profile_id, c.conversation_id, null::uuid as message_id, null::int8 as event_id
    from conversation_turns t
    join conversations c
      on c.account_id = t.account_id and c.conversation_id = t.conversation_id
    where t.account_id = ${accountId}
      and t.at >= ${window.from}
      and t.at < ${window.until}
      and t.skill = ${group?.key ?? ''}
      and t.skill <> all (${[...ROUTING_OUTCOMES]})
      ${channel ? tx`and c.channel = ${channel}` : tx``}`
}

function productClicks(tx: Tx, accountId: string, { window, channel }: FigureScope): Fragment {
  return tx`
    select k.conversation_id::text || ' ' || k.position || ' ' || k.product_id as key,
           'click' as kind, k.first_clicked_at as at, k.clicks as counts, c.profile_id,
           c.conversation_id, null::uuid as message_id, null::int8 as event_id
    from web_chat_product_clicks k
    join conversations c
      on c.account_id = k.account_id and c.conversation_id = k.conversation_id
    where k.account_id = ${accountId}
      and k.first_clicked_at >= ${window.from}
      and k.first_clicked_at < ${window.until}
      ${channel ? tx`and c.channel = ${channel}` : tx``}`
}
