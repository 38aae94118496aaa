import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from './hmac.ts'

const TAG_BYTES = 16
/** As parameters of paths may be. */
export const TOKEN_LENGTH_MAX = 1_000

/**
 * A token for a link: what it says, and who it is from. Everybody can read it, nobody can make one.
 * @param purpose each signs for itself: a token for one page is none for another
 */
export function signToken(secret: Uint8Array, purpose: string, parts: readonly string[]): string {
  const body = Buffer.from(JSON.stringify(parts)).toString('base64url')
  return `${body}.${tagOf(secret, purpose, body).toString('base64url')}`
}

/** What a token says, or undefined when it is not one of ours. */
export function readToken(
  secret: Uint8Array,
  purpose: string,
  token: string,
): string[] | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined
  const [body, tag, ...rest] = token.split('.')
  if (!body || !tag || rest.length > 0) return undefined
  const given = Buffer.from(tag, 'base64url')
  const wanted = tagOf(secret, purpose, body)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  const parts: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
  return Array.isArray(parts) ? parts.map(String) : undefined
}

function tagOf(secret: Uint8Array, purpose: string, body: string): Buffer {
  return hmacSha256(secret, `${purpose} link:${body}`).subarray(0, TAG_BYTES)
}
