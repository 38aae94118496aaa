import { answerKind } from '../attribution/touch.ts'
import type { Channel } from '../contract/agent-words.ts'
import { orderedPage } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
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
      return episodes(tx, accountId, scope, null)
    case 'episodesResolved':
      return episodes(tx, accountId, scope, 'resolved')
    case 'episodesEscalated':
      return episodes(tx, accountId, scope, 'escalated')
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
  }
}

function valueOf(tx: Tx): Fragment {
  return tx`coalesce(e.value, 0)`
}

function byAgent(tx: Tx, { channel }: FigureScope): Fragment {
  const kind = channel && answerKind(channel)
  return tx`and a.conversation_id is not null ${kind ? tx`and a.kind = ${kind}` : tx``}`
}

function episodes(
  tx: Tx,
  accountId: string,
  { window: { from, until } }: FigureScope,
  outcome: 'resolved' | 'escalated' | null,
): Fragment {
  const at = outcome === null ? tx`e.started_at` : tx`e.ended_at`
  return tx`
    select e.conversation_id::text || ' ' || e.episode as key, 'conversation' as kind, ${at} as at,
           1 as counts, c.profile_id, c.conversation_id, null::uuid as message_id,
           null::int8 as event_id
    from conversation_episodes e
    join conversations c
      on c.account_id = e.account_id and c.conversation_id = e.conversation_id
    where e.account_id = ${accountId}
      and e.started_at >= ${outcome === null ? from : new Date(from.getTime() - EPISODE_MAX_MS)}
      and ${at} >= ${from}
      and ${at} < ${until}
      ${outcome === null ? tx`` : tx`and e.outcome = ${outcome}`}`
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
