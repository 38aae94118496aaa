import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'

/** The conversation of the newest of these Message-IDs that is known. */
export async function threadOfMessages(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
): Promise<{ conversationId: string; isOurs: boolean } | undefined> {
  const [row] = await tx<{ conversationId: string; isOurs: boolean }[]>`
    select conversation_id as "conversationId", is_ours as "isOurs"
    from mail_threads
    where account_id = ${accountId}
      and message_id = any (${[...messageIds]})
    order by is_ours desc, added_at desc
    limit 1`
  return row
}

export async function addToThread(
  tx: Tx,
  accountId: string,
  mail: { messageId: string; conversationId: string; isOurs: boolean; now: Date },
): Promise<void> {
  await tx`
    insert into mail_threads (account_id, message_id, conversation_id, is_ours, added_at)
    values (${accountId}, ${mail.messageId}, ${mail.conversationId}, ${mail.isOurs}, ${mail.now})
    on conflict do nothing`
}

/** Message-IDs that an answer of ours refers to. */
const REFERENCES_MAX = 20

/** The newest mails of a conversation, oldest of them first. */
export async function threadOf(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<{ messageId: string; isOurs: boolean }[]> {
  const newest = await tx<{ messageId: string; isOurs: boolean }[]>`
    select message_id as "messageId", is_ours as "isOurs"
    from mail_threads
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
    order by added_at desc, message_id
    limit ${REFERENCES_MAX}`
  return newest.reverse()
}

export interface InboundMail {
  messageId: string
  sender: string
  outcome: string
  fingerprint: string
  conversationId: string | null
  /** Wall clock. */
  receivedAt: Date
}

/** False when this mail came in before. */
export async function insertInboundMail(
  tx: Tx,
  accountId: string,
  mail: InboundMail,
): Promise<boolean> {
  const rows = await tx`
    insert into inbound_mails (
      account_id, message_id, sender, outcome, fingerprint, conversation_id, received_at
    )
    values (
      ${accountId}, ${mail.messageId}, ${mail.sender}, ${mail.outcome}, ${mail.fingerprint},
      ${mail.conversationId}, ${mail.receivedAt}
    )
    on conflict do nothing
    returning message_id`
  return rows.length > 0
}

export async function isMailKnown(tx: Tx, accountId: string, messageId: string): Promise<boolean> {
  const rows = await tx`
    select
    from inbound_mails
    where account_id = ${accountId}
      and message_id = ${messageId}`
  return rows.length > 0
}

/** What a sender, and everybody, sent of late. */
export interface RecentMails {
  ofSender: number
  /** Accepted mails of the sender that say the same. */
  alike: number
  ofAccount: number
}

/** Counting stops here: more is too much anyway. */
const COUNTED_MAX = 5_000

export async function recentMails(
  tx: Tx,
  accountId: string,
  { sender, fingerprint, since }: { sender: string; fingerprint: string; since: Date },
): Promise<RecentMails> {
  const [row] = await tx<RecentMails[]>`
    select
      (
        select count(*)::int
        from (
          select
          from inbound_mails
          where account_id = ${accountId}
            and sender = ${sender}
            and received_at > ${since}
          limit ${COUNTED_MAX}
        ) own
      ) as "ofSender",
      (
        select count(*)::int
        from inbound_mails
        where account_id = ${accountId}
          and sender = ${sender}
          and received_at > ${since}
          and fingerprint = ${fingerprint}
          and outcome = 'accepted'
      ) as alike,
      (
        select count(*)::int
        from (
          select
          from inbound_mails
          where account_id = ${accountId}
            and received_at > ${since}
          limit ${COUNTED_MAX}
        ) everybody
      ) as "ofAccount"`
  return row ?? { ofSender: 0, alike: 0, ofAccount: 0 }
}

export async function forgetInboundMails(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from inbound_mails
    where received_at < ${before}`
}

/** One page, newest first, and one row more. */
export function listInboundMails(
  sql: Db,
  accountId: string,
  { cursor, size }: Page,
): Promise<Omit<InboundMail, 'fingerprint'>[]> {
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and (received_at, message_id) > (${cursor.key}::timestamptz, ${cursor.id})`
      : sql`and (received_at, message_id) < (${cursor.key}::timestamptz, ${cursor.id})`
  const direction = cursor?.backwards ? sql`asc` : sql`desc`
  return sql<Omit<InboundMail, 'fingerprint'>[]>`
    select message_id as "messageId", sender, outcome, conversation_id as "conversationId",
           received_at as "receivedAt"
    from inbound_mails
    where account_id = ${accountId}
      ${from}
    order by received_at ${direction}, message_id ${direction}
    limit ${size + 1}`
}
