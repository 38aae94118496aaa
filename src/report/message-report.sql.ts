import { isDelivered } from '../message/delivered.sql.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { Sums } from './message-statistics.ts'

/** Which messages, by when they were sent. Names and ids are exact; null: all. */
export interface MessageScope {
  source: 'campaign' | 'flow' | null
  from: Date
  until: Date
  conversionMetricId: string
  /** The account's choice: touches by machines do not count. */
  excludesBots: boolean
  excludesPrivacyProxies: boolean
  /** Of one part of a text. */
  textPrice: number
  only: MessageFilter
}

export interface MessageFilter {
  parentIds?: readonly string[]
  messageIds?: readonly string[]
  channels?: readonly string[]
  variations?: readonly string[]
  /** Of addresses, in lower case; empty: not known any more. */
  domains?: readonly string[]
}

/** When a message was sent; of one that never left, when it was tried last. */
export function sendTime(tx: Tx): Fragment {
  return tx`coalesce(m.sent_at, m.attempted_at)`
}

/** The messages of a scope, as `m`. */
export function inScope(tx: Tx, accountId: string, scope: MessageScope): Fragment {
  const { only, source } = scope
  const parent = source === 'campaign' ? tx`m.campaign_id` : tx`m.flow_id`
  return tx`
    m.account_id = ${accountId}
      and m.state in ('sent', 'delivered', 'bounced', 'failed', 'uncertain', 'kept')
      and ${sendTime(tx)} >= ${scope.from}
      and ${sendTime(tx)} < ${scope.until}
      and m.source ${source === null ? tx`in ('campaign', 'flow')` : tx`= ${source}`}
      ${only.parentIds ? tx`and ${parent} = any (${[...only.parentIds]})` : tx``}
      ${only.messageIds ? tx`and ${messageKey(tx)} = any (${[...only.messageIds]})` : tx``}
      ${only.channels ? tx`and m.channel = any (${[...only.channels]})` : tx``}
      ${only.domains ? tx`and coalesce(m.to_domain, '') = any (${[...only.domains]})` : tx``}
      ${only.variations ? tx`and m.variation_id = any (${[...only.variations]})` : tx``}`
}

/** The message of a campaign or flow: variations of one say different things, and are one message. */
function messageKey(tx: Tx): Fragment {
  return tx`coalesce(m.campaign_message_id, m.content_id)`
}

/** Touches that count as the person's. */
export function isCounted(
  tx: Tx,
  scope: Pick<MessageScope, 'excludesBots' | 'excludesPrivacyProxies'>,
): Fragment {
  return tx`
    true
      ${scope.excludesBots ? tx`and not t.is_bot` : tx``}
      ${scope.excludesPrivacyProxies ? tx`and not t.is_proxy` : tx``}`
}

export interface SumRow extends Sums {
  parentId: string | null
  messageId: string | null
  channel: string | null
  variationId: string | null
  bucket: Date | null
}

/**
 * What messages brought, in groups. No joins: row-level security makes the planner expect a handful of rows
 * in each table, and it would look up each of a million. Everything is one list by message instead.
 */
export function sumMessages(
  tx: Tx,
  accountId: string,
  scope: MessageScope,
  by: {
    parent: boolean
    message: boolean
    channel: boolean
    variation: boolean
    interval: { unit: string; timezone: string } | null
    rowsMax: number
  },
): Promise<SumRow[]> {
  const key = (isWanted: boolean, column: Fragment) => (isWanted ? column : tx`null::text`)
  const { interval } = by
  const bucket = interval
    ? tx`date_trunc(${interval.unit}, p.sent_at, ${interval.timezone})`
    : tx`null::timestamptz`
  return tx<SumRow[]>`
    with parts as (
      select m.message_id, coalesce(m.campaign_id, m.flow_id) as parent_id,
             ${messageKey(tx)} as said_id, m.channel,
             m.variation_id, ${sendTime(tx)} as sent_at, m.state,
             ${isDelivered(tx)} as is_delivered,
             m.unsubscribed_at is not null as is_unsubscribed,
             m.complained_at is not null as is_complained, m.text_parts,
             0 as opens, 0 as clicks, 0 as conversions, 0::numeric as value
      from messages m
      where ${inScope(tx, accountId, scope)}
      union all
      select t.message_id, null, null, null, null, null, null, null, null, null, null,
             (t.kind in ('email-open', 'whatsapp-open'))::int,
             (t.kind in ('email-click', 'sms-click', 'whatsapp-click'))::int, 0, 0
      from touches t
      where t.account_id = ${accountId}
        and t.message_id is not null
        and t.at >= date_trunc('second', ${scope.from}::timestamptz)
        and ${isCounted(tx, scope)}
      union all
      select a.message_id, null, null, null, null, null, null, null, null, null, null, 0, 0, 1,
             coalesce(a.value, 0)
      from attributions a
      where a.account_id = ${accountId}
        and a.metric_id = ${scope.conversionMetricId}
        and a.message_id is not null
        and a.occurred_at >= date_trunc('second', ${scope.from}::timestamptz)
    ),
    per_message as (
      select p.message_id, max(p.parent_id) as parent_id, max(p.said_id) as said_id,
             max(p.channel) as channel, max(p.variation_id) as variation_id,
             max(p.sent_at) as sent_at, max(p.state) as state,
             bool_or(p.is_delivered) as is_delivered, bool_or(p.is_unsubscribed) as is_unsubscribed,
             bool_or(p.is_complained) as is_complained, max(p.text_parts) as text_parts,
             sum(p.opens) as opens, sum(p.clicks) as clicks, sum(p.conversions) as conversions,
             sum(p.value) as value
      from parts p
      group by p.message_id
      having max(p.state) is not null
    )
    select ${key(by.parent, tx`p.parent_id`)} as "parentId",
           ${key(by.message, tx`p.said_id`)} as "messageId",
           ${key(by.channel, tx`p.channel`)} as channel,
           ${key(by.variation, tx`p.variation_id`)} as "variationId", ${bucket} as bucket,
           count(*)::int8 as recipients,
           (count(*) filter (where p.is_delivered))::int8 as delivered,
           (count(*) filter (where p.state = 'bounced'))::int8 as bounced,
           (count(*) filter (where p.state = 'failed'))::int8 as failed,
           (count(*) filter (where p.state in ('bounced', 'failed')))::int8 as "bouncedOrFailed",
           sum(p.opens)::int8 as opens,
           (count(*) filter (where p.opens > 0))::int8 as "opensUnique",
           sum(p.clicks)::int8 as clicks,
           (count(*) filter (where p.clicks > 0))::int8 as "clicksUnique",
           sum(p.conversions)::int8 as conversions,
           (count(*) filter (where p.conversions > 0))::int8 as "conversionUniques",
           sum(p.value)::float8 as "conversionValue",
           (count(*) filter (where p.is_unsubscribed))::int8 as unsubscribes,
           (count(*) filter (where p.is_complained))::int8 as "spamComplaints",
           coalesce(sum(p.text_parts), 0)::int8 as "textParts",
           (coalesce(sum(p.text_parts), 0) * ${scope.textPrice}::numeric)::float8 as "textSpend",
           (coalesce(sum(p.value) filter (where p.channel <> 'email'), 0))::float8
             as "textConversionValue"
    from per_message p
    group by 1, 2, 3, 4, 5
    order by 1, 2, 3, 4, 5
    limit ${by.rowsMax}`
}

/** What has a name that reports show. */
export type Named = 'flows' | 'contents' | 'variations'

function tableOf(tx: Tx, of: Named): { table: Fragment; id: Fragment } {
  switch (of) {
    case 'flows':
      return { table: tx`flows`, id: tx`flow_id` }
    case 'contents':
      return { table: tx`message_contents`, id: tx`content_id` }
    case 'variations':
      return { table: tx`campaign_variations`, id: tx`variation_id` }
  }
}

/** Names of flows, of what messages say, or of variations, by id. */
export async function namesByIds(
  tx: Tx,
  accountId: string,
  of: Named,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { table, id } = tableOf(tx, of)
  const rows = await tx<{ id: string; name: string }[]>`
    select ${id} as id, name
    from ${table}
    where account_id = ${accountId}
      and ${id} = any (${[...ids]})`
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Flows, contents of messages or variations that have one of these names. */
export async function idsOfNames(
  tx: Tx,
  accountId: string,
  of: Named,
  names: readonly string[],
): Promise<string[]> {
  const { table, id } = tableOf(tx, of)
  const rows = await tx<{ id: string }[]>`
    select ${id} as id
    from ${table}
    where account_id = ${accountId}
      and name = any (${[...names]})`
  return rows.map((row) => row.id)
}
