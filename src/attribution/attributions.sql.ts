import type { Fragment, Tx } from '../platform/sql.ts'
import { type AttributionSettings, longestHours } from './attribution-settings.ts'

/**
 * Credit events anew: what a touch brings about now is written down, what none does any more is removed.
 * The profiles of the events must be locked. Says the same as `judgeTouches`.
 */
export async function attributeEvents(
  tx: Tx,
  accountId: string,
  eventIds: readonly number[],
  settings: AttributionSettings,
): Promise<void> {
  if (eventIds.length === 0) return
  const start = settings.windowStart === 'receipt' ? tx`t.received_at` : tx`t.at`
  const kinds = Object.entries(settings.windowHours).filter(([, hours]) => hours > 0)
  await tx`
    with affected as materialized (
      select e.event_id, e.profile_id, e.metric_id, e.occurred_at, e.value,
             e.occurred_at - ${`${longestHours(settings)} hours`}::interval as since
      from unnest(${[...eventIds]}::bigint[]) as k (event_id)
      join events e on e.account_id = ${accountId} and e.event_id = k.event_id
    ),
    windows as materialized (
      select w.kind, w.hours * interval '1 hour' as length
      from unnest(${kinds.map(([kind]) => kind)}::text[],
                  ${kinds.map(([, hours]) => hours)}::int[]) as w (kind, hours)
    ),
    credited as materialized (
      select a.event_id, a.metric_id, a.occurred_at, a.value, won.*
      from affected a
      cross join lateral (
        select t.source, t.nth, t.kind, t.message_id, t.conversation_id
        from touches t
        join windows w on w.kind = t.kind
        where t.account_id = ${accountId}
          and t.profile_id = a.profile_id
          and t.at <= a.occurred_at
          and t.at > a.since
          and ${start} + w.length > a.occurred_at
          ${settings.excludesBots ? tx`and not t.is_bot` : tx``}
          ${settings.excludesPrivacyProxies ? tx`and not t.is_proxy` : tx``}
        order by t.at desc, t.rank, t.nth desc, t.source
        limit 1
      ) won
    ),
    gone as (
      delete from attributions o
      using affected a
      where o.account_id = ${accountId}
        and o.event_id = a.event_id
        and not exists (select from credited c where c.event_id = a.event_id)
    )
    insert into attributions as o
      (account_id, event_id, metric_id, occurred_at, value, touch_source, touch_nth, kind,
       message_id, conversation_id)
    select ${accountId}, c.event_id, c.metric_id, c.occurred_at, c.value, c.source, c.nth, c.kind,
           c.message_id, c.conversation_id
    from credited c
    on conflict (account_id, event_id) do update
    set touch_source = excluded.touch_source,
        touch_nth = excluded.touch_nth,
        kind = excluded.kind,
        message_id = excluded.message_id,
        conversation_id = excluded.conversation_id
    where (o.touch_source, o.touch_nth) is distinct from (excluded.touch_source, excluded.touch_nth)`
}

/** The next events of an account after one, up to another; not more than `max`. */
export function nextEvents(
  tx: Tx,
  accountId: string,
  { after, until, max }: { after: number; until: number; max: number },
): Promise<{ eventId: number; profileId: string }[]> {
  return tx<{ eventId: number; profileId: string }[]>`
    select e.event_id as "eventId", e.profile_id as "profileId"
    from events e
    where e.account_id = ${accountId}
      and e.event_id > ${after}
      and e.event_id <= ${until}
    order by e.event_id
    limit ${max}`
}

/** Some events of profiles, by where the last ones ended. */
export function eventsOfProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<{ eventId: number }[]> {
  return tx<{ eventId: number }[]>`
    select e.event_id as "eventId"
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])`
}

export interface AttributionRow {
  eventId: number
  touchEventId: number | null
  campaignId: string | null
  campaignMessageId: string | null
  flowId: string | null
  flowMessageId: string | null
  variationId: string | null
}

/** What these events are credited to, as far as it is a message. */
export function attributionsOf(
  tx: Tx,
  accountId: string,
  eventIds: readonly number[],
): Promise<AttributionRow[]> {
  return tx<AttributionRow[]>`
    select a.event_id as "eventId", ${touchEvent(tx)} as "touchEventId",
           m.campaign_id as "campaignId", m.campaign_message_id as "campaignMessageId",
           m.flow_id as "flowId", case when m.source = 'flow' then m.content_id end as "flowMessageId",
           m.variation_id as "variationId"
    from attributions a
    join messages m on m.account_id = a.account_id and m.message_id = a.message_id
    where a.account_id = ${accountId}
      and a.event_id = any (${[...eventIds]}::bigint[])
    order by a.event_id`
}

function touchEvent(tx: Tx): Fragment {
  return tx`case when a.touch_source = 'event' then a.touch_nth end`
}
