import { timingSafeEqual } from 'node:crypto'
import { hmacSha256 } from '../platform/hmac.ts'
import { MINUTE_MS } from '../platform/time.ts'

/** A code proves an address for this long. */
export const CODE_VALID_MS = 10 * MINUTE_MS
export const CODE_TRIES_MAX = 5
/** Codes an hour, for one conversation and for one address. */
export const CODES_PER_HOUR_MAX = 3
export const CODE_DIGITS = 6

/** What a code is stored as. A fast hash is enough only because it is keyed: six digits are few. */
export function codeHash(key: Buffer, codeId: string, code: string): Buffer {
  return hmacSha256(key, `verification code\0${codeId}\0${code}`)
}

/** What an address is counted by, so that it need not be kept. */
export function emailHash(key: Buffer, accountId: string, comparedEmail: string): Buffer {
  return hmacSha256(key, `verification email\0${accountId}\0${comparedEmail}`)
}

export interface IssuedCode {
  codeId: string
  codeHash: Buffer
  profileId: string | null
  tries: number
  expiresAt: Date
}

/** Whether a code proves the address it was sent to. Pure; takes equally long for every answer. */
export function provesAddress(
  key: Buffer,
  issued: IssuedCode,
  code: string,
  now: Date,
): issued is IssuedCode & { profileId: string } {
  const isRight = timingSafeEqual(codeHash(key, issued.codeId, code), issued.codeHash)
  return (
    isRight && issued.profileId !== null && issued.tries < CODE_TRIES_MAX && now < issued.expiresAt
  )
}
