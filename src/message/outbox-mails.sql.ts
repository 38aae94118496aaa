import type { Tx } from '../platform/sql.ts'
import type { Lease, OutboxEnd, Purpose } from './outbox.ts'
import {
  endSending,
  type LeasedRow,
  leaseRows,
  type OutboxStanding,
  type OutboxTable,
} from './outbox-rows.sql.ts'

export interface NewMail {
  accountId: string
  mailId: string
  dedupeKey: string
  purpose: Purpose
  profileId: string | null
  to: string
  from: { address: string; name: string | null } | null
  replyTo: string | null
  subject: string
  text: string
  html: string | null
  headers: Readonly<Record<string, string>>
  messageId: string
  createdAt: Date
}

/** A mail as the sender needs it. */
export interface DueMail extends NewMail {
  attempts: number
}

export interface MailRow extends Omit<DueMail, 'accountId'>, OutboxStanding {
  providerReply: string | null
}

/** Rows are `DueMail` when they are leased, `MailRow` when they are read. */
export const MAILS: OutboxTable = {
  table: 'outbox_mails',
  id: 'mail_id',
  to: 'to_address',
  content: (sql) => sql`
    o.account_id as "accountId", o.mail_id as "mailId", o.dedupe_key as "dedupeKey", o.purpose,
    o.profile_id as "profileId", o.to_address as "to",
    case
      when o.from_address is not null
      then jsonb_build_object('address', o.from_address, 'name', o.from_name)
    end as "from",
    o.reply_to as "replyTo", o.subject, o.body_text as text, o.body_html as html, o.headers,
    o.message_id as "messageId", o.created_at as "createdAt", o.attempts`,
  answer: (sql) => sql`o.provider_reply as "providerReply"`,
}

/** False when the cause has its mail already. */
export async function insertMail(tx: Tx, mail: NewMail): Promise<boolean> {
  const rows = await tx`
    insert into outbox_mails (
      account_id, mail_id, dedupe_key, purpose, profile_id, to_address, from_address, from_name,
      reply_to, subject, body_text, body_html, headers, message_id, created_at
    )
    values (
      ${mail.accountId}, ${mail.mailId}, ${mail.dedupeKey}, ${mail.purpose}, ${mail.profileId},
      ${mail.to}, ${mail.from?.address ?? null}, ${mail.from?.name ?? null}, ${mail.replyTo},
      ${mail.subject}, ${mail.text}, ${mail.html}, ${JSON.stringify(mail.headers)}::text::jsonb,
      ${mail.messageId}, ${mail.createdAt}
    )
    on conflict (account_id, dedupe_key) do nothing
    returning mail_id`
  return rows.length > 0
}

export async function mailOfCause(
  tx: Tx,
  accountId: string,
  dedupeKey: string,
): Promise<{ mailId: string; messageId: string } | undefined> {
  const [row] = await tx<{ mailId: string; messageId: string }[]>`
    select mail_id as "mailId", message_id as "messageId"
    from outbox_mails
    where account_id = ${accountId}
      and dedupe_key = ${dedupeKey}`
  return row
}

export function leaseMails(tx: Tx, lease: Lease): Promise<(DueMail & { wasSending: boolean })[]> {
  return leaseRows<DueMail>(tx, MAILS, lease, tx``)
}

/** @param from who it was from, which may have been decided at the last moment */
export function endMail(
  tx: Tx,
  row: LeasedRow,
  end: OutboxEnd,
  from: { address: string; name: string | null },
): Promise<boolean> {
  const more = tx`
    provider_reply = ${end.reply},
    from_address = ${from.address},
    from_name = ${from.name}`
  return endSending(tx, MAILS, row, { end, more })
}
