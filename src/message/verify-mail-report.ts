import { createHmac, createPublicKey, hash, timingSafeEqual, verify } from 'node:crypto'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/time.ts'

/** Of a request, names in lower case. */
type ReportHeaders = Readonly<Record<string, string | string[] | undefined>> & {
  readonly authorization?: string | undefined
}

/** The user name that providers with a password are given beside it. */
export const REPORT_USER = 'parley'

/**
 * How old a signed report may be. Providers try again for hours when we are away, and what is reported
 * twice changes nothing.
 */
const AGE_MAX_MS = 25 * HOUR_MS
/** Clocks differ. */
const AHEAD_MAX_MS = 5 * MINUTE_MS

/** Whether a signature's time is one that a report can have. */
export function isTimely(signedAt: Date, wallNow: Date): boolean {
  const ageMs = wallNow.getTime() - signedAt.getTime()
  return ageMs <= AGE_MAX_MS && ageMs >= -AHEAD_MAX_MS
}

/** The key as SendGrid shows it: a public key of the curve P-256, as base64 of its DER form. */
export function isSendgridKey(key: string): boolean {
  return sendgridKey(key) !== undefined
}

function sendgridKey(key: string) {
  try {
    const read = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return read.asymmetricKeyType === 'ec' ? read : undefined
  } catch {
    return undefined
  }
}

/** SendGrid signs the time and the bytes of the body (ECDSA, SHA-256). */
export function verifySendgrid(
  key: string,
  headers: ReportHeaders,
  body: Uint8Array,
  wallNow: Date,
): boolean {
  const signature = headers['x-twilio-email-event-webhook-signature']
  const time = headers['x-twilio-email-event-webhook-timestamp']
  const publicKey = sendgridKey(key)
  if (typeof signature !== 'string' || typeof time !== 'string' || !publicKey) return false
  if (!/^\d{1,12}$/.test(time) || !isTimely(new Date(Number(time) * SECOND_MS), wallNow)) {
    return false
  }
  const signed = Buffer.concat([Buffer.from(time), body])
  return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'))
}

/** Postmark sends a password along (HTTP Basic). */
export function verifyPostmark(password: string, headers: ReportHeaders): boolean {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) return false
  return isSame(Buffer.from(given, 'base64'), Buffer.from(`${REPORT_USER}:${password}`))
}

/** What Mailgun signs; not the rest of the body. */
export interface MailgunSignature {
  timestamp: string
  token: string
  signature: string
}

/** Mailgun signs a time and a random token (HMAC, SHA-256). A token is good for one body: see there. */
export function verifyMailgun(key: string, signed: MailgunSignature, wallNow: Date): boolean {
  const { timestamp, token, signature } = signed
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (!isTimely(new Date(Number(timestamp) * SECOND_MS), wallNow)) return false
  const expected = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex')
  return isSame(Buffer.from(signature), Buffer.from(expected))
}

/** In constant time, whatever the lengths. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}
