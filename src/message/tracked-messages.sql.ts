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
