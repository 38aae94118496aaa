import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'
import type { Lease, OutboxEnd, OutboxFailure, OutboxState, Purpose } from './outbox.ts'

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

export interface MailRow extends Omit<DueMail, 'accountId'> {
  state: OutboxState
  failure: OutboxFailure | null
  failureDetail: string | null
  providerReply: string | null
  finishedAt: Date | null
}

const mailColumns = (sql: Db) => sql`
  m.account_id as "accountId", m.mail_id as "mailId", m.dedupe_key as "dedupeKey", m.purpose,
  m.profile_id as "profileId", m.to_address as "to",
  case
    when m.from_address is not null
    then jsonb_build_object('address', m.from_address, 'name', m.from_name)
  end as "from",
  m.reply_to as "replyTo", m.subject, m.body_text as text, m.body_html as html, m.headers,
  m.message_id as "messageId", m.created_at as "createdAt", m.attempts`

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

/**
 * Take what is due, of all accounts, for one worker. What somebody was sending when their lease ran
 * out comes back with `wasSending`: nobody knows whether it left.
 */
export function leaseMails(
  tx: Tx,
  { lease, until, wallNow, limit }: Lease,
): Promise<(DueMail & { wasSending: boolean })[]> {
  return tx<(DueMail & { wasSending: boolean })[]>`
    with due as (
      select account_id, mail_id, state
      from outbox_mails
      where due_at <= ${wallNow}
        and state in ('queued', 'sending')
        and (leased_until is null or leased_until <= ${wallNow})
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update outbox_mails m
    set lease = ${lease},
        leased_until = ${until}
    from due
    where m.account_id = due.account_id
      and m.mail_id = due.mail_id
    returning ${mailColumns(tx)}, due.state = 'sending' as "wasSending"`
}

/**
 * The last step before the provider hears of it. False when the lease is no longer ours: a worker
 * that was frozen must not send what another has taken over.
 */
export async function beginSending(
  tx: Tx,
  { accountId, mailId, lease, wallNow }: MailLease & { wallNow: Date },
): Promise<boolean> {
  const rows = await tx`
    update outbox_mails
    set state = 'sending',
        attempts = attempts + 1
    where account_id = ${accountId}
      and mail_id = ${mailId}
      and lease = ${lease}
      and leased_until > ${wallNow}
    returning mail_id`
  return rows.length > 0
}

interface MailLease {
  accountId: string
  mailId: string
  lease: string
}

/**
 * Write down what became of a try. False when another worker has taken over.
 * @param from who it was from, which may have been decided at the last moment
 */
export async function endSending(
  tx: Tx,
  { accountId, mailId, lease }: MailLease,
  end: OutboxEnd,
  from: { address: string; name: string | null },
): Promise<boolean> {
  const rows = await tx`
    update outbox_mails
    set state = ${end.state},
        due_at = coalesce(${end.dueAt}::timestamptz, due_at),
        lease = null,
        leased_until = null,
        failure = ${end.failure},
        failure_detail = ${end.detail},
        provider_reply = ${end.reply},
        from_address = ${from.address},
        from_name = ${from.name},
        finished_at = ${end.finishedAt}
    where account_id = ${accountId}
      and mail_id = ${mailId}
      and lease = ${lease}
    returning mail_id`
  return rows.length > 0
}

const rowColumns = (sql: Db) => sql`
  ${mailColumns(sql)}, m.state, m.failure, m.failure_detail as "failureDetail",
  m.provider_reply as "providerReply", m.finished_at as "finishedAt"`

export async function findMail(
  sql: Db,
  accountId: string,
  mailId: string,
): Promise<MailRow | undefined> {
  const [row] = await sql<MailRow[]>`
    select ${rowColumns(sql)}
    from outbox_mails m
    where m.account_id = ${accountId}
      and m.mail_id = ${mailId}`
  return row
}

export interface MailFilter {
  to?: string | undefined
  states?: readonly string[] | undefined
}

/** One page, newest first, and one row more. */
export function listMails(
  sql: Db,
  accountId: string,
  { to, states }: MailFilter,
  { cursor, size }: Page,
): Promise<MailRow[]> {
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and (m.created_at, m.mail_id) > (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
      : sql`and (m.created_at, m.mail_id) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
  const direction = cursor?.backwards ? sql`asc` : sql`desc`
  return sql<MailRow[]>`
    select ${rowColumns(sql)}
    from outbox_mails m
    where m.account_id = ${accountId}
      ${to === undefined ? sql`` : sql`and m.to_address = ${to}`}
      ${states === undefined ? sql`` : sql`and m.state = any (${[...states]})`}
      ${from}
    order by m.created_at ${direction}, m.mail_id ${direction}
    limit ${size + 1}`
}

/** Remove what ended before. */
export async function forgetMails(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from outbox_mails
    where finished_at < ${before}`
}
