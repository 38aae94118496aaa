import { createHash, type KeyObject, sign } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { buildHeaderValue, foldLines } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import { encode, wrap } from 'nodemailer/lib/qp'
import type { MailAttachment } from './outbox-attachments.sql.ts'
import type { DkimSigner, OutgoingMail } from './outgoing-mail.ts'

/** A mail as it crosses the wire, but for the dots that SMTP doubles. Every line ends with CRLF. */
export interface MailBytes {
  /** Header fields, folded, in their order. */
  fields: readonly HeaderField[]
  /** What follows the empty line. */
  body: string
}

export interface HeaderField {
  name: string
  /** Name and value as they are sent, without the last CRLF. */
  line: string
}

const LINE_LENGTH = 76
const CRLF = '\r\n'
/** Nothing but a writer of header values: it is asked for no mail. */
const headers = new MimeNode()

/**
 * A mail in one piece. A mail that is streamed costs a processor more than all that is decided about it.
 *
 * @param extra headers that only this server is to see
 */
export function mailBytes(
  mail: OutgoingMail,
  extra: Readonly<Record<string, string>>,
  at: Date,
): MailBytes {
  const { type, encoding, body } = bodyOf(mail)
  const values: [string, Parameters<typeof headers.encodeHeaderValue>[1]][] = [
    ['From', { address: mail.from.address, name: mail.from.name ?? '' }],
    ['To', { address: mail.to, name: '' }],
    ['Cc', mail.cc ? { address: mail.cc, name: '' } : null],
    ['Reply-To', mail.replyTo === null ? null : { address: mail.replyTo, name: '' }],
    ['Subject', mail.subject],
    ['Message-ID', mail.messageId],
    ...Object.entries(mail.headers),
    ...Object.entries(extra),
    ['Date', at],
    ['MIME-Version', '1.0'],
  ]
  const fields = values.flatMap(([name, value]): HeaderField[] => {
    if (value === null || value === '') return []
    const line = `${name}: ${headers.encodeHeaderValue(name, value)}`
    return [{ name, line: line.length > LINE_LENGTH ? foldLines(line, LINE_LENGTH) : line }]
  })
  return { fields: [...fields, ...contentFields(type, encoding)], body }
}

/** Header and body, ready to be sent. */
export function joinMail({ fields, body }: MailBytes): Buffer {
  return Buffer.from(fields.map(({ line }) => line + CRLF).join('') + CRLF + body)
}

function contentFields(type: string, encoding: string | null): HeaderField[] {
  const typed = { name: 'Content-Type', line: `Content-Type: ${type}` }
  if (encoding === null) return [typed]
  const name = 'Content-Transfer-Encoding'
  return [{ name, line: `${name}: ${encoding}` }, typed]
}

interface Body {
  type: string
  encoding: string | null
  body: string
}

function bodyOf(mail: OutgoingMail): Body {
  const { attachments = [], messageId } = mail
  const words = wordsOf(mail)
  if (attachments.length === 0) return words
  const boundary = `=_mixed-${idOf(messageId)}`
  const encoding =
    words.encoding === null ? '' : `Content-Transfer-Encoding: ${words.encoding}${CRLF}`
  const parts = [
    `Content-Type: ${words.type}${CRLF}${encoding}${CRLF}${words.body}`,
    ...attachments.map(attachmentOf),
  ].map((part) => `--${boundary}${CRLF}${part}${CRLF}`)
  return {
    type: `multipart/mixed;${CRLF} boundary="${boundary}"`,
    encoding: null,
    body: `${parts.join('')}--${boundary}--${CRLF}`,
  }
}

function attachmentOf({ fileName, mediaType, bytes }: MailAttachment): string {
  const disposition = { value: 'attachment', params: { filename: fileName } }
  const line = `Content-Disposition: ${buildHeaderValue(disposition)}`
  return (
    `Content-Type: ${mediaType}${CRLF}Content-Transfer-Encoding: base64${CRLF}` +
    `${foldLines(line, LINE_LENGTH)}${CRLF}${CRLF}${base64(Buffer.from(bytes))}`
  )
}

function idOf(messageId: string): string {
  return messageId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 40)
}

function wordsOf({ text, html, messageId }: OutgoingMail): Body {
  const plain = partOf('text/plain', text)
  if (html === null) return { ...plain, body: plain.body + CRLF }
  // Neither of the encodings can write "=_".
  const boundary = `=_${idOf(messageId)}`
  const parts = [plain, partOf('text/html', html)].map(
    ({ type, encoding, body }) =>
      `--${boundary}${CRLF}Content-Type: ${type}${CRLF}` +
      `Content-Transfer-Encoding: ${encoding}${CRLF}${CRLF}${body}${CRLF}`,
  )
  return {
    type: `multipart/alternative;${CRLF} boundary="${boundary}"`,
    encoding: null,
    body: `${parts.join('')}--${boundary}--${CRLF}`,
  }
}

function partOf(media: string, content: string): Body {
  const type = `${media}; charset=utf-8`
  const lines = content.replaceAll(/\r\n|[\r\n]/g, CRLF)
  return isMostlyAscii(lines)
    ? { type, encoding: 'quoted-printable', body: wrap(encode(lines), LINE_LENGTH) }
    : { type, encoding: 'base64', body: base64(Buffer.from(lines)) }
}

/** Of text in other scripts quoted-printable makes three to nine times as much. */
function isMostlyAscii(text: string): boolean {
  return Buffer.byteLength(text) < text.length * 1.3
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{76}(?=.)/g, `$&${CRLF}`)
}

// — The signature

/** Header fields that a signature covers; one that is missing is left out. */
const SIGNED_FIELDS = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'Cc',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'In-Reply-To',
  'References',
  'List-ID',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
]

/**
 * The mail with a DKIM signature (RFC 6376, rsa-sha256, relaxed/relaxed) at its head. Signing is the
 * most expensive part of a mail, so it is done beside this thread.
 */
export async function signMail(mail: MailBytes, signer: DkimSigner): Promise<MailBytes> {
  const signed = SIGNED_FIELDS.flatMap((name) => mail.fields.find((one) => one.name === name) ?? [])
  const bodyHash = createHash('sha256').update(relaxedBody(mail.body)).digest('base64')
  const names = signed.map(({ name }) => name.toLowerCase()).join(':')
  const unsigned =
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domainToASCII(signer.domain)};${CRLF}` +
    ` s=${signer.selector}; h=${names.replaceAll(/(.{60,}?):/g, `$1:${CRLF} `)};${CRLF}` +
    ` bh=${bodyHash};${CRLF} b=`
  const covered = [...signed.map(({ line }) => line), unsigned].map(relaxedField).join(CRLF)
  const signature = await signed64(covered, signer.privateKey)
  const line = unsigned + signature.replaceAll(/.{70}(?=.)/g, `$&${CRLF} `)
  return { ...mail, fields: [{ name: 'DKIM-Signature', line }, ...mail.fields] }
}

function relaxedField(line: string): string {
  const colon = line.indexOf(':')
  const value = line.slice(colon + 1).replaceAll(/\r\n(?=[ \t])/g, '')
  return `${line.slice(0, colon).trim().toLowerCase()}:${value.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/g, '')}`
}

/** Runs of blanks are one, none is at the end of a line, and no empty line at the end. */
function relaxedBody(body: string): string {
  const lines = body.replaceAll(/[ \t]+\r\n/g, CRLF).replaceAll(/\t[ \t]*| [ \t]+/g, ' ')
  let end = lines.length
  while (lines.startsWith(CRLF + CRLF, end - 4)) end -= 2
  if (end === 2 && lines.startsWith(CRLF)) return ''
  return lines.slice(0, end)
}

function signed64(data: string, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(data), key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })
}
