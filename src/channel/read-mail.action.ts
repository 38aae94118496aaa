import { createHash } from 'node:crypto'
import type { AddressObject, ParsedMail } from 'mailparser'
import { isEmail } from '../contract/values.ts'
import { oneLine } from '../message/outbox.ts'
import { comparedEmail } from '../profile/identifiers.ts'
import type { MailHeaders } from './judge-mail.ts'
import { stripQuotes } from './strip-quotes.ts'

/** Largest mail that is taken, attachments included, as it travels. */
export const MAIL_BYTES_MAX = 10 * 1024 * 1024
/** HTML beyond this is not turned into text: the mail then says nothing. */
const HTML_LENGTH_MAX = 1_000_000
const HEAD_BYTES_MAX = 256 * 1024
const PARTS_MAX = 200
/** Longer Message-IDs are stored as their hash. */
const MESSAGE_ID_LENGTH_MAX = 300
const IDS_MAX = 50
const SUBJECT_LENGTH_MAX = 250
const NAME_LENGTH_MAX = 100

/** A mail, as far as the agent needs it. */
export interface ReadMail {
  /** With angle brackets; made from the content where the mail has none. */
  messageId: string
  /** What it answers, nearest first. */
  answers: string[]
  headers: MailHeaders
  /** Addresses of From, in the compared form. */
  from: string[]
  /** What the sender calls themselves. */
  fromName: string | null
  /** Everybody it was addressed to, in the compared form. */
  recipients: string[]
  subject: string | null
  /** What was written, without quotes and signature. */
  text: string
  attachments: number
  /** The whole text, quotes and reports included. */
  fullText: string
}

/** @throws Error when it is no mail at all, or one that is built to keep a parser busy */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  // Loaded by the first mail: large, and many shops have no such channel.
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(raw, {
    skipImageLinks: true,
    skipTextToHtml: true,
    maxHtmlLengthToParse: HTML_LENGTH_MAX,
    maxHeadSize: HEAD_BYTES_MAX,
    maxChildNodes: PARTS_MAX,
    checksumAlgo: false,
  })
  const fullText = mail.text ?? (await textOfHtml(mail.html || ''))
  const headers = headersOf(mail)
  return {
    messageId: messageIdOf(mail, raw),
    answers: answersOf(mail),
    headers,
    from: addressesOf(mail.from, headers.get('from').length),
    fromName: nameOf(mail.from),
    recipients: [...addressesOf(mail.to, 1), ...addressesOf(mail.cc, 1)].slice(0, IDS_MAX),
    subject: oneLine(mail.subject ?? '').slice(0, SUBJECT_LENGTH_MAX) || null,
    text: stripQuotes(fullText),
    attachments: mail.attachments.length,
    fullText,
  }
}

/** Deeper nesting, or more tags, is no letter; converting it would take seconds. */
const HTML_DEPTH_MAX = 100
const HTML_TAGS_MAX = 20_000
const SILENT = ['script', 'style', 'head', 'title', 'img', 'noscript']

/** For mails that are HTML beside attachments, which the parser leaves as they are. */
async function textOfHtml(html: string): Promise<string> {
  if (html.length > HTML_LENGTH_MAX || html.split('<', HTML_TAGS_MAX + 1).length > HTML_TAGS_MAX) {
    return ''
  }
  const { convert } = await import('html-to-text')
  return convert(html, {
    wordwrap: false,
    limits: { maxDepth: HTML_DEPTH_MAX },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      ...SILENT.map((selector) => ({ selector, format: 'skip' })),
    ],
  })
}

function headersOf(mail: ParsedMail): MailHeaders {
  const values = new Map<string, string[]>()
  for (const { key, line } of mail.headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n[ \t]*/g, ' ')
      .trim()
    const known = values.get(key)
    if (known) known.push(value)
    else values.set(key, [value])
  }
  return { get: (name) => values.get(name) ?? [] }
}

/** @param count of headers of that name: two From lines are one too many to know who wrote */
function addressesOf(found: AddressObject | AddressObject[] | undefined, count: number): string[] {
  if (count > 1 && found && !Array.isArray(found)) return []
  const all = found === undefined ? [] : Array.isArray(found) ? found : [found]
  const flat = all.flatMap((one) => one.value.flatMap((entry) => [entry, ...(entry.group ?? [])]))
  return flat.flatMap(({ address }) => {
    const compared = comparedEmail(address ?? '')
    return isEmail(compared) ? [compared] : []
  })
}

function nameOf(from: AddressObject | undefined): string | null {
  const name = oneLine(from?.value[0]?.name ?? '').slice(0, NAME_LENGTH_MAX)
  return name === '' ? null : name
}

function messageIdOf(mail: ParsedMail, raw: Buffer): string {
  const given = oneLine(mail.messageId ?? '')
  if (given !== '' && given.length <= MESSAGE_ID_LENGTH_MAX) return given
  const hash = createHash('sha256')
    .update(given === '' ? raw : given)
    .digest('hex')
  return `<${hash}@message-id.invalid>`
}

function answersOf(mail: ParsedMail): string[] {
  const references = mail.references === undefined ? [] : [mail.references].flat()
  const ids = [mail.inReplyTo ?? '', ...references.reverse()]
  const split = ids.flatMap((id) => id.split(/\s+/)).filter((id) => id !== '')
  return [...new Set(split)]
    .filter((id) => id.length <= MESSAGE_ID_LENGTH_MAX && !id.includes('\u0000'))
    .slice(0, IDS_MAX)
}
