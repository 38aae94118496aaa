import { createHmac, timingSafeEqual } from 'node:crypto'

const ID_BYTES = 16
const TAG_BYTES = 8

/**
 * The value of `_kx` in links of messages: tells the shop's site, which hands it back, who followed the
 * link. Signed, so that nobody can say they are somebody else.
 */
export function exchangeToken(secret: Uint8Array, accountId: string, profileId: string): string {
  const body = Buffer.from(profileId.replaceAll('-', ''), 'hex')
  return `${Buffer.concat([body, tagOf(secret, accountId, body)]).toString('base64url')}.${accountId}`
}

/** The profile behind a value of `_kx`; undefined when it is not one of ours for this account. */
export function readExchangeToken(
  secret: Uint8Array,
  accountId: string,
  text: string,
): string | undefined {
  const [, encoded = '', whose] = /^([A-Za-z0-9_-]{32})\.(.{6})$/.exec(text) ?? []
  if (whose !== accountId) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  const body = bytes.subarray(0, ID_BYTES)
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), tagOf(secret, accountId, body))) return undefined
  const hex = body.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function tagOf(secret: Uint8Array, accountId: string, body: Uint8Array): Buffer {
  return createHmac('sha256', secret)
    .update(`exchange ${accountId}:`)
    .update(body)
    .digest()
    .subarray(0, TAG_BYTES)
}
