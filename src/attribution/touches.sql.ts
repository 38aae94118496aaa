import type { TouchKind } from '../contract/attribution.ts'
import { eventLog } from '../platform/event-log.ts'
import { alongTheLog, rowsOf, type Stretch } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import type { Touch } from './touch.ts'

/** Whose events these are now, by their ids. */
export async function eventOwners(
  tx: Tx,
  events: readonly { accountId: string; position: number }[],
): Promise<Map<number, { profileId: string; properties: Record<string, unknown> }>> {
  const rows = await tx<
    { eventId: number; profileId: string; properties: Record<string, unknown> }[]
  >`
    select e.event_id as "eventId", e.profile_id as "profileId", e.properties
    from unnest(${events.map(({ accountId }) => accountId)}::text[],
                ${events.map(({ position }) => position)}::bigint[]) as k (account_id, event_id)
    join events e on e.account_id = k.account_id and e.event_id = k.event_id`
  return new Map(rows.map((row) => [row.eventId, row]))
}

/** Where profiles went that were merged; the others are missing in the answer. */
export async function mergedProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ source: string; destination: string }[]>`
    select source_profile_id as source, destination_profile_id as destination
    from profile_merges
    where account_id = ${accountId}
      and source_profile_id = any (${[...profileIds]}::uuid[])`
  return new Map(rows.map((row) => [row.source, row.destination]))
}

export interface NewTouch {
  source: Touch['source']
  nth: number
  profileId: string
  kind: TouchKind
  rank: number
  at: Date
  isBot: boolean
  isProxy: boolean
  messageId: string | null
  conversationId: string | null
}

export interface TouchedAt {
  profileId: string
  at: Date
}

/**
 * Keep touches, each once. Those of messages or profiles that do not exist are left out.
 * @returns the ones that were new
 */
export function insertTouches(
  tx: Tx,
  accountId: string,
  touches: readonly NewTouch[],
): Promise<TouchedAt[]> {
  return tx<TouchedAt[]>`
    insert into touches (account_id, source, nth, profile_id, kind, rank, at, received_at, is_bot,
                         is_proxy, message_id, conversation_id)
    select ${accountId}, r.source, r.nth, r."profileId", r.kind, r.rank, r.at,
           least(r.at, date_trunc('second', coalesce(m.sent_at, m.attempted_at, r.at))),
           r."isBot", r."isProxy", m.message_id, r."conversationId"
    from json_to_recordset(${JSON.stringify(touches)}::text::json) as r (
      source text, nth bigint, "profileId" uuid, kind text, rank smallint, at timestamptz,
      "isBot" boolean, "isProxy" boolean, "messageId" uuid, "conversationId" uuid)
    join profiles p on p.account_id = ${accountId} and p.profile_id = r."profileId"
    left join messages m on m.account_id = ${accountId} and m.message_id = r."messageId"
    where num_nonnulls(m.message_id, r."conversationId") = 1
    on conflict do nothing
    returning profile_id as "profileId", at`
}

/** Those of the events whose people anything has touched, whenever and however, or touches now. */
export function eventsOfTouched(
  tx: Tx,
  events: readonly Stretch[],
  touchedNow: readonly { accountId: string; profileId: string }[],
): Promise<{ accountId: string; eventId: number; profileId: string }[]> {
  return alongTheLog(
    tx,
    () => tx<{ accountId: string; eventId: number; profileId: string }[]>`
      select l.account_id as "accountId", l.event_id as "eventId", l.profile_id as "profileId"
      from ${rowsOf(tx, eventLog, events)}
      where exists (
          select
          from touches t
          where t.account_id = l.account_id and t.profile_id = l.profile_id
        )
        or (l.account_id, l.profile_id) in (
          select n.account_id, n.profile_id
          from unnest(${touchedNow.map(({ accountId }) => accountId)}::text[],
                      ${touchedNow.map(({ profileId }) => profileId)}::uuid[])
            as n (account_id, profile_id)
        )`,
  )
}

/** Events that these touches may be credited with. */
export async function eventsAfter(
  tx: Tx,
  accountId: string,
  touched: readonly TouchedAt[],
  hours: number,
): Promise<number[]> {
  const rows = await tx<{ eventId: number }[]>`
    with touched as materialized (
      select t.profile_id, min(t.at) as first_at, max(t.at) + ${`${hours} hours`}::interval as last_at
      from unnest(${touched.map((one) => one.profileId)}::uuid[],
                  ${touched.map((one) => one.at.toISOString())}::timestamptz[]) as t (profile_id, at)
      group by t.profile_id
    )
    select e.event_id as "eventId"
    from touched t
    join events e
      on e.account_id = ${accountId}
      and e.profile_id = t.profile_id
      and e.occurred_at >= t.first_at
      and e.occurred_at < t.last_at`
  return rows.map((row) => row.eventId)
}

/** A touch with what it belongs to, as it is shown. */
export interface TouchRow extends Touch {
  messageId: string | null
  messageName: string | null
  flowId: string | null
  flowMessageId: string | null
  campaignId: string | null
  campaignMessageId: string | null
  variationId: string | null
  conversationId: string | null
}

/** The touches of a profile in a span, newest first, not more than `max`. */
export function touchesAround(
  tx: Tx,
  accountId: string,
  profileId: string,
  span: { from: Date; until: Date; max: number },
): Promise<TouchRow[]> {
  return tx<TouchRow[]>`
    select t.source, t.nth, t.kind, t.at, t.received_at as "receivedAt", t.is_bot as "isBot",
           t.is_proxy as "isProxy", t.message_id as "messageId",
           case when m.source = 'campaign' then coalesce(c.options ->> 'sourceName', c.name)
             else c.name end as "messageName",
           m.flow_id as "flowId",
           case when m.source = 'flow' then m.content_id end as "flowMessageId",
           m.campaign_id as "campaignId", m.campaign_message_id as "campaignMessageId",
           m.variation_id as "variationId", t.conversation_id as "conversationId"
    from touches t
    left join messages m on m.account_id = t.account_id and m.message_id = t.message_id
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where t.account_id = ${accountId}
      and t.profile_id = ${profileId}
      and t.at > ${span.from}
      and t.at <= ${span.until}
    order by t.at desc, t.rank, t.nth desc
    limit ${span.max}`
}
