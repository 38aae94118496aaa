import type { MessageChannel } from '../contract/messages.ts'
import type { Db, Tx } from '../platform/sql.ts'
import type { SourceColumns } from './message.ts'

/** A message as its links and reports see it. */
export interface TrackedRow extends SourceColumns {
  messageId: string
  profileId: string
  contentId: string
  channel: MessageChannel
  /** Null: its content was deleted. */
  name: string | null
  sourceName: string | null
  subject: string | null
  /** Null: forgotten. */
  to: string | null
  /** Where the link leads that was asked for. */
  link: string | null
  hasCopy: boolean
  /** The account's clock. */
  attemptedAt: Date | null
  opens: number
  clicks: number
  /** The clock of the account was moved: it says nothing about how fast somebody was. */
  isClockMoved: boolean
}

/** @param nth of the link that is asked for */
export async function findTracked(
  sql: Db,
  accountId: string,
  messageId: string,
  nth = 0,
): Promise<TrackedRow | undefined> {
  const [row] = await sql<TrackedRow[]>`
    select m.message_id as "messageId", m.profile_id as "profileId", m.content_id as "contentId",
           m.channel, m.source, m.flow_id as "flowId", m.action_id as "actionId",
           m.enrolment_id as "enrolmentId", m.campaign_id as "campaignId",
           m.campaign_message_id as "campaignMessageId", m.variation_id as "variationId",
           c.name, c.options ->> 'sourceName' as "sourceName", k.subject, k.to_address as "to",
           k.links[${nth + 1}::int] as link, k.message_id is not null as "hasCopy",
           m.attempted_at as "attemptedAt", m.opens, m.clicks,
           a.clock_at is not null as "isClockMoved"
    from messages m
    join accounts a on a.account_id = m.account_id
    left join message_contents c on c.account_id = m.account_id and c.content_id = m.content_id
    left join message_copies k on k.account_id = m.account_id and k.message_id = m.message_id
    where m.account_id = ${accountId}
      and m.message_id = ${messageId}`
  return row
}

/** Count an open or a click. What is not a person's is counted, but sets no time. */
export async function countHit(
  tx: Tx,
  accountId: string,
  messageId: string,
  hit: { kind: 'opened' | 'clicked'; isPersons: boolean; now: Date },
): Promise<void> {
  const { kind, isPersons, now } = hit
  const isOpen = kind === 'opened'
  await tx`
    update messages
    set opens = opens + ${isOpen ? 1 : 0},
        clicks = clicks + ${isOpen ? 0 : 1},
        opened_at = ${isOpen && isPersons ? tx`coalesce(opened_at, ${now})` : tx`opened_at`},
        clicked_at = ${!isOpen && isPersons ? tx`coalesce(clicked_at, ${now})` : tx`clicked_at`}
    where account_id = ${accountId}
      and message_id = ${messageId}`
}

export type ReportedState = 'delivered' | 'read' | 'bounced' | 'complained' | 'failed'

/**
 * Take down what a provider reported. What went wrong is not taken back by a report that comes late.
 * @returns false when it was known
 */
export async function setReported(
  tx: Tx,
  accountId: string,
  messageId: string,
  { kind, now }: { kind: ReportedState; now: Date },
): Promise<boolean> {
  const change = {
    delivered: tx`
      delivered_at = ${now},
      state = case when state in ('sent', 'uncertain') then 'delivered' else state end`,
    read: tx`
      opened_at = ${now},
      delivered_at = coalesce(delivered_at, ${now}),
      state = case when state in ('sent', 'uncertain') then 'delivered' else state end`,
    bounced: tx`
      bounced_at = ${now},
      state = case when state = 'sending' then state else 'bounced' end`,
    complained: tx`complained_at = ${now}`,
    failed: tx`state = 'failed', finished_at = ${now}`,
  }[kind]
  const isUnknown = {
    delivered: tx`delivered_at is null and bounced_at is null`,
    read: tx`opened_at is null`,
    bounced: tx`bounced_at is null`,
    complained: tx`complained_at is null`,
    failed: tx`state in ('sent', 'uncertain')`,
  }[kind]
  const rows = await tx`
    update messages
    set ${change}
    where account_id = ${accountId}
      and message_id = ${messageId}
      and attempted_at is not null
      and ${isUnknown}
    returning message_id`
  return rows.length > 0
}

/** The message that a provider calls by this id. */
export async function messageOfProvider(
  tx: Tx,
  accountId: string,
  providerId: string,
): Promise<string | undefined> {
  const [row] = await tx<{ messageId: string }[]>`
    select message_id as "messageId"
    from messages
    where account_id = ${accountId}
      and provider_id is not null
      and provider_id = ${providerId}`
  return row?.messageId
}
