import type { FilterTerm } from '../contract/filter.ts'
import type {
  MessageChannel,
  MessagePurpose,
  MessageState,
  SkipReason,
} from '../contract/messages.ts'
import { uuidOf } from '../platform/id.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import type { SourceColumns } from './message.ts'

/** A message as it is shown. */
export interface ListedMessage extends SourceColumns {
  messageId: string
  profileId: string
  contentId: string
  name: string | null
  channel: MessageChannel
  purpose: MessagePurpose
  state: MessageState
  skipReason: SkipReason | null
  detail: string | null
  providerReply: string | null
  subject: string | null
  to: string | null
  attempts: number
  opens: number
  clicks: number
  dueAt: Date
  queuedAt: Date
  attemptedAt: Date | null
  sentAt: Date | null
  deliveredAt: Date | null
  openedAt: Date | null
  clickedAt: Date | null
  bouncedAt: Date | null
  unsubscribedAt: Date | null
  complainedAt: Date | null
  finishedAt: Date | null
}

function select(tx: Tx): Fragment {
  return tx`
    select m.message_id as "messageId", m.profile_id as "profileId", m.content_id as "contentId",
           c.name, m.channel, m.purpose, m.state, m.skip_reason as "skipReason", m.detail,
           m.provider_reply as "providerReply",
           m.source, m.flow_id as "flowId", m.action_id as "actionId",
           m.enrolment_id as "enrolmentId", m.campaign_id as "campaignId",
           m.campaign_message_id as "campaignMessageId", m.variation_id as "variationId",
           k.subject, k.to_address as "to", m.attempts, m.opens, m.clicks, m.due_at as "dueAt",
           m.queued_at as "queuedAt", m.attempted_at as "attemptedAt", m.sent_at as "sentAt",
           m.delivered_at as "deliveredAt", m.opened_at as "openedAt",
           m.clicked_at as "clickedAt", m.bounced_at as "bouncedAt",
           m.unsubscribed_at as "unsubscribedAt", m.complained_at as "complainedAt",
           m.finished_at as "finishedAt"
    from messages m
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    left join message_copies k on k.account_id = m.account_id and k.message_id = m.message_id`
}

/** One page, newest first, and one row more. Ids are ULIDs, so newest first is by id. */
export function listMessages(
  tx: Tx,
  accountId: string,
  filter: readonly FilterTerm[],
  { cursor, size }: Page,
): Promise<ListedMessage[]> {
  const from = !cursor
    ? tx``
    : cursor.backwards
      ? tx`and m.message_id > ${cursor.id}::uuid`
      : tx`and m.message_id < ${cursor.id}::uuid`
  return tx<ListedMessage[]>`
    ${select(tx)}
    where m.account_id = ${accountId}
      ${filterSql(tx, filter)}
      ${from}
    order by m.message_id ${cursor?.backwards ? tx`asc` : tx`desc`}
    limit ${size + 1}`
}

export async function findMessage(
  tx: Tx,
  accountId: string,
  messageId: string,
): Promise<ListedMessage | undefined> {
  const [row] = await tx<ListedMessage[]>`
    ${select(tx)}
    where m.account_id = ${accountId}
      and m.message_id = ${messageId}`
  return row
}

/** How many messages are in each state, by the reason where there is one. */
export function countMessages(
  tx: Tx,
  accountId: string,
  filter: readonly FilterTerm[],
): Promise<{ state: MessageState; skipReason: SkipReason | null; count: number }[]> {
  return tx<{ state: MessageState; skipReason: SkipReason | null; count: number }[]>`
    select m.state, m.skip_reason as "skipReason", count(*)::int as count
    from messages m
    where m.account_id = ${accountId}
      ${filterSql(tx, filter)}
    group by m.state, m.skip_reason
    order by count(*) desc, m.state, m.skip_reason`
}

/** The driver takes no empty list of pieces. */
function filterSql(tx: Tx, filter: readonly FilterTerm[]) {
  return filter.length === 0 ? tx`` : filter.map((term) => tx`and ${termSql(tx, term)}`)
}

function termSql(tx: Tx, { field, value }: FilterTerm): Fragment {
  const values = (Array.isArray(value) ? value : [value]).map(String)
  switch (field) {
    case 'profile_id':
      return tx`m.profile_id = any (${values.flatMap((id) => uuidOf(id) ?? [])}::uuid[])`
    case 'to':
      return tx`m.profile_id in (
        select i.profile_id
        from profile_identifiers i
        where i.account_id = m.account_id
          and i.kind in ('email', 'phone')
          and i.value = any (${values.map(comparedEmail)}))`
    case 'state':
      return tx`m.state = any (${values})`
    case 'skip_reason':
      return tx`m.skip_reason = any (${values})`
    case 'content_id':
      return tx`m.content_id = any (${values})`
    case 'flow_id':
      return tx`m.flow_id = any (${values})`
    case 'flow_action_id':
      return tx`m.action_id = any (${values})`
    case 'campaign_id':
      return tx`m.campaign_id = any (${values})`
    default:
      return tx`false`
  }
}
