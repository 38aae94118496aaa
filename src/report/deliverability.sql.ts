import { isDelivered } from '../message/delivered.sql.ts'
import type { Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { isCounted, type MessageScope, sendTime } from './message-report.sql.ts'
import type { Window } from './report-window.ts'

export interface DeliverabilityRow {
  day: string
  /** Empty: not known any more. */
  domain: string
  recipients: number
  delivered: number
  bounced: number
  complained: number
  unsubscribed: number
  opened: number
  clicked: number
}

/** What became of the emails that were sent in a window, by day of the zone and domain. */
export function deliverabilityRows(
  tx: Tx,
  accountId: string,
  window: Window,
  settings: Pick<MessageScope, 'excludesBots' | 'excludesPrivacyProxies'> & {
    zone: string
    max: number
  },
): Promise<DeliverabilityRow[]> {
  const counted = isCounted(tx, settings)
  return tx<DeliverabilityRow[]>`
    with parts as (
      select m.message_id, to_char(${sendTime(tx)} at time zone ${databaseZone(settings.zone)}, 'YYYY-MM-DD') as day,
             coalesce(m.to_domain, '') as domain, ${isDelivered(tx)} as is_delivered, m.state,
             m.complained_at is not null as is_complained,
             m.unsubscribed_at is not null as is_unsubscribed, null::text as kind
      from messages m
      where m.account_id = ${accountId}
        and m.state in ('sent', 'delivered', 'bounced', 'failed', 'uncertain', 'kept')
        and ${sendTime(tx)} >= ${window.from}
        and ${sendTime(tx)} < ${window.until}
        and m.channel = 'email'
        and m.source <> 'test'
      union all
      select t.message_id, null, null, null, null, null, null, t.kind
      from touches t
      where t.account_id = ${accountId}
        and t.message_id is not null
        and t.kind in ('email-open', 'email-click')
        and t.at >= date_trunc('second', ${window.from}::timestamptz)
        and ${counted}
    ),
    per_message as (
      select p.message_id, max(p.day) as day, max(p.domain) as domain,
             bool_or(p.is_delivered) as is_delivered, max(p.state) as state,
             bool_or(p.is_complained) as is_complained, bool_or(p.is_unsubscribed) as is_unsubscribed,
             bool_or(p.kind = 'email-open') as is_opened, bool_or(p.kind = 'email-click') as is_clicked
      from parts p
      group by p.message_id
      having max(p.state) is not null
    )
    select p.day, p.domain, count(*)::int8 as recipients,
           (count(*) filter (where p.is_delivered))::int8 as delivered,
           (count(*) filter (where p.state = 'bounced'))::int8 as bounced,
           (count(*) filter (where p.is_complained))::int8 as complained,
           (count(*) filter (where p.is_unsubscribed))::int8 as unsubscribed,
           (count(*) filter (where p.is_opened))::int8 as opened,
           (count(*) filter (where p.is_clicked))::int8 as clicked
    from per_message p
    group by p.day, p.domain
    order by p.day, p.domain
    limit ${settings.max}`
}
