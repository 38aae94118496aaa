import type { Db, Tx } from '../platform/sql.ts'

/** What is handed over, kept as it is. */
export interface MessageCopy {
  messageId: string
  profileId: string
  /** Email address or number. */
  to: string
  fromAddress: string | null
  fromName: string | null
  subject: string | null
  html: string | null
  body: string | null
  headers: Readonly<Record<string, string>>
  /** Message-ID with angle brackets. */
  headerId: string | null
  /** Where its tracked links lead, by their number. */
  links: readonly string[]
}

/** Keep them; a later try replaces what an earlier one said, but for the Message-ID. */
export async function saveCopies(
  tx: Tx,
  accountId: string,
  copies: readonly MessageCopy[],
  now: Date,
): Promise<void> {
  if (copies.length === 0) return
  const rows = copies.map((one) => ({
    account_id: accountId,
    message_id: one.messageId,
    profile_id: one.profileId,
    to_address: one.to,
    from_address: one.fromAddress,
    from_name: one.fromName,
    subject: one.subject,
    html: one.html,
    body: one.body,
    headers: one.headers,
    header_id: one.headerId,
    links: [...one.links],
    kept_at: now,
  }))
  // Not as one JSON: reading it costs the database more than keeping the mails.
  await tx`
    insert into message_copies ${tx(rows)}
    on conflict (account_id, message_id) do update
    set to_address = excluded.to_address,
        from_address = excluded.from_address,
        from_name = excluded.from_name,
        subject = excluded.subject,
        html = excluded.html,
        body = excluded.body,
        headers = excluded.headers,
        header_id = coalesce(message_copies.header_id, excluded.header_id),
        links = excluded.links,
        kept_at = excluded.kept_at`
}

export async function noteReplies(
  tx: Tx,
  accountId: string,
  replies: readonly { messageId: string; reply: string }[],
): Promise<void> {
  if (replies.length === 0) return
  const rows = replies.map((one) => ({ message_id: one.messageId, reply: one.reply }))
  await tx`
    update message_copies c
    set provider_reply = r.reply
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (message_id uuid, reply text)
    where c.account_id = ${accountId}
      and c.message_id = any (${replies.map((one) => one.messageId)}::uuid[])
      and c.message_id = r.message_id`
}

export type CopyRow = MessageCopy & { providerReply: string | null; keptAt: Date }

export async function findCopy(
  sql: Db,
  accountId: string,
  messageId: string,
): Promise<CopyRow | undefined> {
  const [row] = await findCopies(sql, accountId, [messageId])
  return row
}

/** Those that are kept, in no order. */
export function findCopies(
  sql: Db,
  accountId: string,
  messageIds: readonly string[],
): Promise<CopyRow[]> {
  return sql<CopyRow[]>`
    select c.message_id as "messageId", c.profile_id as "profileId", c.to_address as "to",
           c.from_address as "fromAddress", c.from_name as "fromName", c.subject, c.html, c.body,
           c.headers, c.header_id as "headerId", c.links, c.provider_reply as "providerReply",
           c.kept_at as "keptAt"
    from message_copies c
    where c.account_id = ${accountId}
      and c.message_id = any (${[...messageIds]}::uuid[])`
}

/** Forget what was said before; where the links lead stays for those who click late. */
export async function forgetCopies(tx: Tx, before: { bodies: Date; links: Date }): Promise<void> {
  await tx`
    update message_copies
    set html = null, body = null, headers = '{}', provider_reply = null
    where kept_at < ${before.bodies}
      and (html is not null or body is not null)`
  await tx`
    delete from message_copies
    where kept_at < ${before.links}`
}
