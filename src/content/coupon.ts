/** Ids of codes as the API writes them: the coupon's, a hyphen, the code. */

import type { CodeKey } from './coupon-codes.sql.ts'

export function codeId({ couponId, code }: CodeKey): string {
  return `${couponId}-${code}`
}

/** Names of coupons hold no hyphen, so the first one ends them. */
export function codeKey(id: string): CodeKey {
  const at = id.indexOf('-')
  return at < 0 ? { couponId: id, code: '' } : { couponId: id.slice(0, at), code: id.slice(at + 1) }
}

/** Without those that look like each other. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A code from random bytes: 32 characters, so each byte's five bits make one. */
export function codeFrom(prefix: string, bytes: Uint8Array): string {
  return prefix + [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('')
}
