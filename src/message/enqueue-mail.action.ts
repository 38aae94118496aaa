import { findAccount } from '../account/accounts.sql.ts'
import { EMAIL_LENGTH_MAX, isEmail } from '../contract/values.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { oneLine, storable } from './outbox.ts'
import { insertAttachments, type MailAttachment } from './outbox-attachments.sql.ts'
import { SEND_MAIL } from './outbox-jobs.ts'
import { insertMail, mailOfCause } from './outbox-mails.sql.ts'

export interface MailToSend {
  to: string
  /** Without one, the account's sender is used when it is sent. */
  from?: { address: string; name?: string | null }
  replyTo?: string
  subject: string
  text: string
  html?: string
  /** Beside those that every mail has. Line breaks in values are removed. */
  headers?: Readonly<Record<string, string>>
  /** With angle brackets; made from the id of the mail unless given. */
  messageId?: string
  /** Names the cause, at most 200 characters: one cause has one mail, however often it is asked for. */
  dedupeKey: string
  /** Whose it is: forgotten together with the person. */
  profileId?: string
  /** Marketing is not sent again when the provider's answer was lost. */
  purpose?: 'transactional' | 'marketing'
  /** ATTACHMENTS_BYTES_MAX together. */
  attachments?: readonly MailAttachment[]
  now: Date
}

/** Longest part of a mail that is kept, in characters; more is cut. */
const BODY_LENGTH_MAX = 500_000
const SUBJECT_LENGTH_MAX = 250
/** Attachments of one mail; what mail servers take without asking. */
export const ATTACHMENTS_BYTES_MAX = 8 * 1024 * 1024
/** A reserved name, for accounts that have not said who they are. */
const NO_DOMAIN = 'parley.invalid'

/**
 * Put a mail into the outbox, in the caller's transaction: it is sent only if that commits.
 *
 * @returns the mail of this cause, also when it was there already
 * @throws RangeError when the recipient is no address, or the attachments are too large: that is our
 *   bug, callers check
 */
export async function enqueueMail(
  tx: Tx,
  accountId: string,
  mail: MailToSend,
): Promise<{ mailId: string; messageId: string }> {
  if (!isEmail(mail.to) || mail.to.length > EMAIL_LENGTH_MAX) {
    throw new RangeError(`${quote(mail.to)} is not an email address`)
  }
  const attachments = mail.attachments ?? []
  const size = attachments.reduce((sum, one) => sum + one.bytes.byteLength, 0)
  if (size > ATTACHMENTS_BYTES_MAX) throw new RangeError(`attachments of ${size} bytes`)
  const mailId = newUlidUuid(mail.now)
  const messageId = mail.messageId ?? `<${ulidOf(mailId)}@${await domainOf(tx, accountId, mail)}>`
  const isNew = await insertMail(tx, {
    accountId,
    mailId,
    dedupeKey: mail.dedupeKey,
    purpose: mail.purpose ?? 'transactional',
    profileId: mail.profileId ?? null,
    to: mail.to,
    from: mail.from ? { address: mail.from.address, name: mail.from.name ?? null } : null,
    replyTo: mail.replyTo ?? null,
    subject: oneLine(mail.subject).slice(0, SUBJECT_LENGTH_MAX).toWellFormed(),
    text: bounded(mail.text),
    html: mail.html === undefined ? null : bounded(mail.html),
    headers: Object.fromEntries(
      Object.entries(mail.headers ?? {}).map(([name, value]) => [name, oneLine(value)]),
    ),
    messageId: oneLine(messageId),
    createdAt: mail.now,
  })
  if (isNew) {
    await insertAttachments(tx, accountId, mailId, attachments)
    await enqueue(tx, SEND_MAIL, { accountId, mailId })
    return { mailId, messageId }
  }
  const known = await mailOfCause(tx, accountId, mail.dedupeKey)
  if (!known) throw new Error(`the mail ${quote(mail.dedupeKey)} was removed meanwhile`)
  return known
}

/** Message-IDs are said to be of the sender's domain, which is also what spam filters expect. */
async function domainOf(tx: Tx, accountId: string, mail: MailToSend): Promise<string> {
  const address =
    mail.from?.address ?? (await findAccount(tx, accountId))?.contact.default_sender_email ?? ''
  const domain = address.split('@').at(-1)?.toLowerCase() ?? ''
  return /^[a-z0-9.-]+$/.test(domain) ? domain : NO_DOMAIN
}

function bounded(text: string): string {
  return storable(text.slice(0, BODY_LENGTH_MAX))
}
