import { plainTextOf } from '../content/plain-text.ts'
import { withPreviewText } from '../content/render-mail.ts'
import { isEmail } from '../contract/values.ts'
import { ulidOf } from '../platform/id.ts'
import { oneLine, storable } from './outbox.ts'
import type { OutgoingMail } from './outgoing-mail.ts'

/** A mail whose words are final. */
export interface RenderedMail {
  from: { address: string; name: string | null }
  to: string
  replyTo: string | null
  cc: string | null
  bcc: string | null
  subject: string
  previewText: string | null
  html: string | null
  /** Null: made from the HTML. */
  text: string | null
}

export interface MailFrame {
  accountId: string
  messageId: string
  contentId: string
  /** Of an earlier try. */
  headerId: string | null
  /** Null: the mail is no marketing, and nothing can be left. */
  unsubscribe: { url: string; mailto: string | null } | null
  /** Where undeliverable copies go; null: to the sender. */
  bounceTo: string | null
}

/** Longest subject, names and bodies, in characters; more is cut. */
const SUBJECT_LENGTH_MAX = 500
const NAME_LENGTH_MAX = 150
const BODY_LENGTH_MAX = 2_000_000

/** A reserved name, for senders whose domain cannot be read. */
const NO_DOMAIN = 'parley.invalid'

/**
 * The mail as it is handed over, headers and all. Pure: the same message gives the same mail, so its
 * Message-ID does not change however often it is sent.
 */
export function composeMail(mail: RenderedMail, frame: MailFrame): OutgoingMail {
  const html =
    mail.html === null ? null : withPreviewText(bounded(mail.html), oneLine(mail.previewText ?? ''))
  return {
    from: { address: mail.from.address, name: nameOf(mail.from.name) },
    to: mail.to,
    replyTo: addressOrNull(mail.replyTo),
    cc: addressOrNull(mail.cc),
    bcc: addressOrNull(mail.bcc),
    subject: oneLine(mail.subject).slice(0, SUBJECT_LENGTH_MAX).toWellFormed(),
    text: bounded(mail.text ?? (html === null ? '' : plainTextOf(html))),
    html,
    headers: headersOf(frame),
    messageId: frame.headerId ?? `<${ulidOf(frame.messageId)}@${domainOf(mail.from.address)}>`,
    bounceTo: frame.bounceTo,
  }
}

function headersOf({ accountId, messageId, contentId, unsubscribe }: MailFrame) {
  const ulid = ulidOf(messageId)
  return {
    ...(unsubscribe === null
      ? {}
      : {
          'List-Unsubscribe': [unsubscribe.url, unsubscribe.mailto]
            .flatMap((target) => (target === null ? [] : `<${target}>`))
            .join(', '),
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'List-ID': `<${accountId.toLowerCase()}.parley>`,
        }),
    'Feedback-ID': `${contentId}:${accountId}:${unsubscribe === null ? 'transactional' : 'marketing'}:parley`,
    'X-Parley-Message': `${accountId}.${ulid}`,
    ...(unsubscribe === null ? {} : { Precedence: 'bulk' }),
  }
}

function nameOf(name: string | null): string | null {
  const line = oneLine(name ?? '')
    .slice(0, NAME_LENGTH_MAX)
    .toWellFormed()
  return line === '' ? null : line
}

function addressOrNull(text: string | null): string | null {
  const address = oneLine(text ?? '')
  return isEmail(address) ? address : null
}

function domainOf(address: string): string {
  const domain = address.split('@').at(-1)?.toLowerCase() ?? ''
  return /^[a-z0-9.-]+$/.test(domain) ? domain : NO_DOMAIN
}

function bounded(text: string): string {
  return storable(text.slice(0, BODY_LENGTH_MAX))
}
