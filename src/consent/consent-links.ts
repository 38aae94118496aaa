import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'

/** What a link in a message says about whose choice it is. The token is the authority to change it. */
export interface ConsentLink {
  accountId: string
  /** UUID. */
  profileId: string
  /** UUID of the message the link is in. */
  messageId?: string | undefined
  /** Unsubscribe from this list only. */
  listId?: string | undefined
}

/** What the link of a confirmation mail says. */
export interface ConfirmationLink {
  accountId: string
  /** UUID. */
  requestId: string
}

const TAG_BYTES = 16
const TOKEN_LENGTH_MAX = 600
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A signed token for unsubscribing and preferences. It never expires: mails lie around for years. */
export function consentToken(secret: Uint8Array, link: ConsentLink): string {
  const { accountId, profileId, messageId, listId } = link
  return signed(secret, 'consent', [accountId, profileId, messageId ?? '', listId ?? ''])
}

/** What a token says, or undefined when it is not one of ours. */
export function readConsentToken(secret: Uint8Array, token: string): ConsentLink | undefined {
  const [accountId, profileId, messageId, listId] = verified(secret, 'consent', token) ?? []
  if (!accountId || !profileId || !UUID.test(profileId)) return undefined
  return {
    accountId,
    profileId,
    messageId: messageId && UUID.test(messageId) ? messageId : undefined,
    listId: listId || undefined,
  }
}

/** A signed token for the link of a confirmation mail; how long it is good for is in the request. */
export function confirmationToken(secret: Uint8Array, link: ConfirmationLink): string {
  return signed(secret, 'confirm', [link.accountId, link.requestId])
}

/** As `readConsentToken`. */
export function readConfirmationToken(
  secret: Uint8Array,
  token: string,
): ConfirmationLink | undefined {
  const [accountId, requestId] = verified(secret, 'confirm', token) ?? []
  return accountId && requestId && UUID.test(requestId) ? { accountId, requestId } : undefined
}

/** @param publicUrl without a slash at its end */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/unsubscribe/${token}`
}

export function preferencesUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/preferences/${token}`
}

export function confirmationUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/confirm/${token}`
}

type Purpose = 'consent' | 'confirm'

function signed(secret: Uint8Array, purpose: Purpose, parts: readonly string[]): string {
  const body = Buffer.from(JSON.stringify(parts)).toString('base64url')
  return `${body}.${tagOf(secret, purpose, body).toString('base64url')}`
}

function verified(secret: Uint8Array, purpose: Purpose, token: string): string[] | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined
  const [body, tag, ...rest] = token.split('.')
  if (!body || !tag || rest.length > 0) return undefined
  const given = Buffer.from(tag, 'base64url')
  const wanted = tagOf(secret, purpose, body)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const parts: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
  return Array.isArray(parts) ? parts.map(String) : undefined
}

/** Each purpose signs for itself: a token for one page is none for another. */
function tagOf(secret: Uint8Array, purpose: Purpose, body: string): Buffer {
  return hmacSha256(secret, `${purpose} link:${body}`).subarray(0, TAG_BYTES)
}
