import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'
import { uuidText } from '../platform/id.ts'

const RANDOM_HEX = 16

/**
 * The id of a conversation that is stored nowhere, as a UUID. It can be told from others, so that a
 * preview may go on under the id that it was given.
 *
 * @param random 8 random bytes
 */
export function previewId(secret: Buffer, accountId: string, random: Buffer): string {
  return uuidText(Buffer.concat([random, markOf(secret, accountId, random)]))
}

/** Whether an id was made by `previewId` for this account. */
export function isPreviewId(secret: Buffer, accountId: string, id: string): boolean {
  const hex = id.replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(hex)) return false
  const random = Buffer.from(hex.slice(0, RANDOM_HEX), 'hex')
  const mark = Buffer.from(hex.slice(RANDOM_HEX), 'hex')
  return timingSafeEqual(mark, markOf(secret, accountId, random))
}

function markOf(secret: Buffer, accountId: string, random: Buffer): Buffer {
  return hmacSha256(secret, `preview conversation\0${accountId}\0`, random).subarray(0, 8)
}
