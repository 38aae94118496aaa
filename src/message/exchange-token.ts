import { createHmac } from 'node:crypto'

const TAG_BYTES = 8

/**
 * The value of `_kx` in links of messages: tells the shop's site, which hands it back, who followed the
 * link. Signed, so that nobody can say they are somebody else.
 */
export function exchangeToken(secret: Uint8Array, accountId: string, profileId: string): string {
  const body = Buffer.from(profileId.replaceAll('-', ''), 'hex')
  const tag = createHmac('sha256', secret)
    .update(`exchange ${accountId}:`)
    .update(body)
    .digest()
    .subarray(0, TAG_BYTES)
  return `${Buffer.concat([body, tag]).toString('base64url')}.${accountId}`
}
