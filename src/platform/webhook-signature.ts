import { createHmac } from 'node:crypto'

/**
 * What a webhook of ours is signed with: `v1=` and the HMAC-SHA256 of id, timestamp and body, joined
 * by dots. Neither can be exchanged, and an old post cannot be sent again later.
 *
 * @param key the text that the console shows
 */
export function webhookSignature(
  key: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): string {
  return `v1=${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('hex')}`
}
