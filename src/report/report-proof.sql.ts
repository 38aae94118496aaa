import { isDelivered } from '../message/delivered.sql.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { inScope, isCounted, type MessageScope, sendTime } from './message-report.sql.ts'
import type { Sum } from './message-statistics.ts'
import type { ProofRow } from './proof.ts'

/** One more than a page of the rows behind a sum, in the order of their keys. */
export function proofRows(
  tx: Tx,
  accountId: string,
  scope: MessageScope,
  sum: Sum,
  page: Page,
): Promise<ProofRow[]> {
  switch (sum) {
    case 'opens':
      return touchRows(tx, accountId, scope, ['email-open', 'whatsapp-open'], page)
    case 'clicks':
      return touchRows(tx, accountId, scope, CLICKS, page)
    case 'conversions':
    case 'conversionValue':
    case 'textConversionValue':
      return conversionRows(tx, accountId, scope, sum, page)
    default:
      return messageRows(tx, accountId, scope, sum, page)
  }
}

const CLICKS = ['email-click', 'sms-click', 'whatsapp-click']

type MessageSum = Exclude<
  Sum,
  'opens' | 'clicks' | 'conversions' | 'conversionValue' | 'textConversionValue'
>

/** Which messages of the scope count, and how much each. */
function messageTest(
  tx: Tx,
  scope: MessageScope,
  sum: MessageSum,
): { test: Fragment; counts: Fragment } {
  const one = tx`1`
  const touched = (kinds: readonly string[]) => tx`
    exists (
      select
      from touches t
      where t.account_id = m.account_id
        and t.message_id = m.message_id
        and t.kind = any (${[...kinds]})
        and ${isCounted(tx, scope)}
    )`
  const tests: Record<MessageSum, { test: Fragment; counts: Fragment }> = {
    recipients: { test: tx`true`, counts: one },
    delivered: { test: isDelivered(tx), counts: one },
    bounced: { test: tx`m.state = 'bounced'`, counts: one },
    failed: { test: tx`m.state = 'failed'`, counts: one },
    bouncedOrFailed: { test: tx`m.state in ('bounced', 'failed')`, counts: one },
    opensUnique: { test: touched(['email-open', 'whatsapp-open']), counts: one },
    clicksUnique: { test: touched(CLICKS), counts: one },
    conversionUniques: {
      test: tx`
        exists (
          select
          from attributions a
          where a.account_id = m.account_id
            and a.metric_id = ${scope.conversionMetricId}
            and a.message_id = m.message_id
        )`,
      counts: one,
    },
    unsubscribes: { test: tx`m.unsubscribed_at is not null`, counts: one },
    spamComplaints: { test: tx`m.complained_at is not null`, counts: one },
    textParts: { test: tx`m.text_parts is not null`, counts: tx`m.text_parts` },
    textSpend: {
      test: tx`m.text_parts is not null`,
      counts: tx`(m.text_parts * ${scope.textPrice}::numeric)::float8`,
    },
  }
  return tests[sum]
}

function messageRows(
  tx: Tx,
  accountId: string,
  scope: MessageScope,
  sum: MessageSum,
  { cursor, size }: Page,
): Promise<ProofRow[]> {
  const { test, counts } = messageTest(tx, scope, sum)
  const back = cursor?.backwards ?? false
  return tx<ProofRow[]>`
    select m.message_id::text as key, 'message' as kind, ${sendTime(tx)} as at, ${counts} as counts,
           m.profile_id as "profileId", null::uuid as "conversationId", m.message_id as "messageId",
           c.name as "messageName", m.state, null::int8 as "eventId"
    from messages m
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where ${inScope(tx, accountId, scope)}
      and ${test}
      ${cursor ? tx`and m.message_id ${back ? tx`<` : tx`>`} ${cursor.id}::uuid` : tx``}
    order by m.message_id ${back ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

function touchRows(
  tx: Tx,
  accountId: string,
  scope: MessageScope,
  kinds: readonly string[],
  { cursor, size }: Page,
): Promise<ProofRow[]> {
  const back = cursor?.backwards ?? false
  return tx<ProofRow[]>`
    select t.nth::text as key, 'touch' as kind, t.at, 1 as counts, t.profile_id as "profileId",
           null::uuid as "conversationId", m.message_id as "messageId", c.name as "messageName",
           m.state, t.nth as "eventId"
    from messages m
    join touches t on t.account_id = m.account_id and t.message_id = m.message_id
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where ${inScope(tx, accountId, scope)}
      and t.kind = any (${[...kinds]})
      and ${isCounted(tx, scope)}
      ${cursor ? tx`and t.nth ${back ? tx`<` : tx`>`} ${cursor.id}::int8` : tx``}
    order by t.nth ${back ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

function conversionRows(
  tx: Tx,
  accountId: string,
  scope: MessageScope,
  sum: 'conversions' | 'conversionValue' | 'textConversionValue',
  { cursor, size }: Page,
): Promise<ProofRow[]> {
  const back = cursor?.backwards ?? false
  const counts = sum === 'conversions' ? tx`1` : tx`coalesce(a.value, 0)::float8`
  return tx<ProofRow[]>`
    select a.event_id::text as key, 'conversion' as kind, a.occurred_at as at, ${counts} as counts,
           m.profile_id as "profileId", null::uuid as "conversationId", m.message_id as "messageId",
           c.name as "messageName", m.state, a.event_id as "eventId"
    from messages m
    join attributions a
      on a.account_id = m.account_id
      and a.metric_id = ${scope.conversionMetricId}
      and a.message_id = m.message_id
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    where ${inScope(tx, accountId, scope)}
      ${sum === 'textConversionValue' ? tx`and m.channel <> 'email'` : tx``}
      ${cursor ? tx`and a.event_id ${back ? tx`<` : tx`>`} ${cursor.id}::int8` : tx``}
    order by a.event_id ${back ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}
