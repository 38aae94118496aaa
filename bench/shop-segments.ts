import { Definition } from '../src/contract/conditions.ts'
import type { Fragment, Tx } from '../src/platform/sql.ts'
import type { Shop, ShopMetric } from './shop-history.ts'

const DAY_MS = 86_400_000

/** A segment, and the query that one would write for it by hand. */
export interface ShopSegment {
  name: string
  definition: Definition
  /** Selects `profile_id` of who belongs to it. */
  byHand: (tx: Tx) => Fragment
}

interface Times {
  metric: ShopMetric
  operator: 'greater-than-or-equal' | 'equals'
  count: number
  /** Null: ever. */
  days: number | null
  channels?: string[]
}

export function timesCondition(shop: Shop, { metric, operator, count, days, channels }: Times) {
  return {
    type: 'profile-metric',
    metric_id: shop.metricIds[metric],
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator, value: count },
    timeframe_filter:
      days === null
        ? { type: 'date', operator: 'alltime' }
        : { type: 'date', operator: 'in-the-last', quantity: days, unit: 'day' },
    metric_filters: channels
      ? [{ property: 'Channel', filter: { type: 'string', operator: 'in', value: channels } }]
      : null,
  }
}

export function definitionOf(...groups: unknown[][]): Definition {
  return Definition.parse({ condition_groups: groups.map((conditions) => ({ conditions })) })
}

/** What the shop asks first, and what the console has ready made. */
export function shopSegments(shop: Shop): ShopSegment[] {
  const { accountId, metricIds: ids, now } = shop
  const atLeast = (metric: ShopMetric, count: number, days: number | null, channels?: string[]) =>
    timesCondition(shop, {
      metric,
      operator: 'greater-than-or-equal',
      count,
      days,
      ...(channels ? { channels } : {}),
    })
  const never = (metric: ShopMetric, days: number | null) =>
    timesCondition(shop, { metric, operator: 'equals', count: 0, days })
  const since = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const did = (tx: Tx, metric: ShopMetric, days: number | null) => tx`
    select e.profile_id
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${ids[metric]}
      ${days === null ? tx`` : tx`and e.occurred_at > ${since(days)} and e.occurred_at <= ${now}`}`
  const didTimes = (tx: Tx, metric: ShopMetric, count: number, days: number | null) => tx`
    ${did(tx, metric, days)} group by e.profile_id having count(*) >= ${count}`
  return [
    {
      name: 'escalated in the last 7 days',
      definition: definitionOf([atLeast('escalated', 1, 7)]),
      byHand: (tx) => didTimes(tx, 'escalated', 1, 7),
    },
    {
      name: 'recommended in 30 days, never ordered',
      definition: definitionOf([atLeast('recommended', 1, 30)], [never('placed', null)]),
      byHand: (tx) => tx`
        select r.profile_id
        from (${didTimes(tx, 'recommended', 1, 30)}) r
        where not exists (
          select
          from events o
          where o.account_id = ${accountId}
            and o.profile_id = r.profile_id
            and o.metric_id = ${ids.placed})`,
    },
    {
      name: 'recommended, no order within 3 days (funnel)',
      definition: definitionOf([
        {
          type: 'profile-metric-funnel',
          timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 30, unit: 'day' },
          completion_window_seconds: 'DAYS_3',
          steps: [
            { metric_exists: true, metric_id: ids.recommended },
            { metric_exists: false, metric_id: ids.placed },
          ],
        },
      ]),
      byHand: (tx) => tx`
        ${did(tx, 'recommended', 30)}
          and not exists (
            select
            from events o
            where o.account_id = ${accountId}
              and o.profile_id = e.profile_id
              and o.metric_id = ${ids.placed}
              and o.occurred_at > e.occurred_at
              and o.occurred_at <= e.occurred_at + interval '3 days')
        group by e.profile_id`,
    },
    {
      name: 'started a conversation by SMS or WhatsApp',
      definition: definitionOf([atLeast('started', 1, null, ['SMS', 'WhatsApp'])]),
      byHand: (tx) => tx`
        ${did(tx, 'started', null)}
          and e.properties ->> 'Channel' in ('SMS', 'WhatsApp')
        group by e.profile_id`,
    },
    {
      name: 'started a conversation',
      definition: definitionOf([atLeast('started', 1, null)]),
      byHand: (tx) => didTimes(tx, 'started', 1, null),
    },
    {
      name: 'recommended twice in 14 days, not ordered in them',
      definition: definitionOf([atLeast('recommended', 2, 14)], [never('placed', 14)]),
      byHand: (tx) => tx`
        select r.profile_id
        from (${didTimes(tx, 'recommended', 2, 14)}) r
        where r.profile_id not in (${did(tx, 'placed', 14)})`,
    },
    {
      name: 'escalated twice in 30 days',
      definition: definitionOf([atLeast('escalated', 2, 30)]),
      byHand: (tx) => didTimes(tx, 'escalated', 2, 30),
    },
    {
      name: 'resolved in 90 days, not escalated in them',
      definition: definitionOf([atLeast('resolved', 1, 90)], [never('escalated', 90)]),
      byHand: (tx) => tx`
        select r.profile_id
        from (${didTimes(tx, 'resolved', 1, 90)}) r
        where r.profile_id not in (${did(tx, 'escalated', 90)})`,
    },
    {
      name: 'knowledge gap about billing, reachable by email',
      definition: definitionOf(
        [
          {
            ...atLeast('escalated', 1, null),
            metric_filters: [
              {
                property: 'Escalation Reason',
                filter: { type: 'string', operator: 'equals', value: 'knowledge gap' },
              },
              {
                property: 'Tags',
                filter: { type: 'list', operator: 'contains-any', value: ['billing'] },
              },
            ],
          },
        ],
        [
          {
            type: 'profile-marketing-consent',
            consent: {
              channel: 'email',
              can_receive_marketing: true,
              consent_status: { subscription: 'any' },
            },
          },
        ],
      ),
      byHand: (tx) => tx`
        select distinct e.profile_id
        from events e
        join profiles p on p.account_id = e.account_id and p.profile_id = e.profile_id
        where e.account_id = ${accountId}
          and e.metric_id = ${ids.escalated}
          and e.properties ->> 'Escalation Reason' = 'knowledge gap'
          and e.properties -> 'Tags' ? 'billing'
          and p.email is not null
          and p.subscriptions #>> '{email,marketing,consent}' is distinct from 'UNSUBSCRIBED'
          and coalesce(jsonb_array_length(
            p.subscriptions #> '{email,marketing,suppression}'), 0) = 0`,
    },
    {
      name: 'gold tier, ordered three times in a year',
      definition: definitionOf(
        [atLeast('placed', 3, 365)],
        [
          {
            type: 'profile-property',
            property: "properties['tier']",
            filter: { type: 'string', operator: 'equals', value: 'gold' },
          },
        ],
      ),
      byHand: (tx) => tx`
        select o.profile_id
        from (${didTimes(tx, 'placed', 3, 365)}) o
        join profiles p on p.account_id = ${accountId} and p.profile_id = o.profile_id
        where p.properties ->> 'tier' = 'gold'`,
    },
    {
      name: 'never ordered',
      definition: definitionOf([never('placed', null)]),
      byHand: (tx) => tx`
        select p.profile_id
        from profiles p
        where p.account_id = ${accountId}
          and p.profile_id not in (${did(tx, 'placed', null)})`,
    },
  ]
}
