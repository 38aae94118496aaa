import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'

const SIGNATURE_HEX = 16

/**
 * Names a conversation in addresses and Message-IDs: its id and a signature, lower case, so that
 * who answers it proves to have read our mail.
 */
export function threadToken(secret: Uint8Array, accountId: string, conversationId: string): string {
  const id = ulidOf(conversationId).toLowerCase()
  return `${id}${signature(secret, accountId, conversationId)}`
}

/** The conversation that a token names; undefined when it is none of ours. */
export function conversationOfToken(
  secret: Uint8Array,
  accountId: string,
  token: string,
): string | undefined {
  const found = /^([0-9a-z]{26})([0-9a-f]{16})$/.exec(token.toLowerCase())
  if (!found) return undefined
  const [, id = '', signed = ''] = found
  const conversationId = uuidOf(id)
  if (conversationId === undefined) return undefined
  const expected = Buffer.from(signature(secret, accountId, conversationId))
  return timingSafeEqual(expected, Buffer.from(signed)) ? conversationId : undefined
}

function signature(secret: Uint8Array, accountId: string, conversationId: string): string {
  return hmacSha256(secret, `mail thread ${accountId} ${conversationId}`)
    .toString('hex')
    .slice(0, SIGNATURE_HEX)
}

/** The Message-ID of one of our lines: the same however often it is sent. */
export function ownMessageId(token: string, position: number, domain: string): string {
  return `<${token}.${position}@${domain}>`
}

/** Tokens and positions of all Message-IDs in a text that look like ours. */
export function ownMessageIdsIn(text: string): { token: string; position: number }[] {
  const found = text.matchAll(/<?([0-9a-z]{42})\.(\d{1,9})@[a-z0-9.-]+>?/gi)
  return Array.from(found, ([, token = '', position = '']) => ({
    token,
    position: Number(position),
  }))
}
