import { randomBytes } from 'node:crypto'
import type { CouponGenerator } from '../contract/coupons.ts'
import type { SkipReason } from '../contract/messages.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { codeFrom } from './coupon.ts'
import {
  assignFreeCode,
  type CodeRecipient,
  findTakenCode,
  insertTakenCode,
  lockTaking,
} from './coupon-codes.sql.ts'
import { findGenerator } from './coupons.sql.ts'

export type TakenCode = { code: string } | { refusal: SkipReason }

/** Times that a random code may exist already before something is wrong with its coupon. */
const TRIES_MAX = 5

/**
 * The code of a coupon for one message to one person: the same one however often it is asked for,
 * also by two processes at once, and never one that somebody else got. Codes that other transactions
 * hold count as taken.
 */
export async function takeCouponCode(
  tx: Tx,
  accountId: string,
  wanted: { couponName: string; profileId: string; messageId: string; now: Date },
): Promise<TakenCode> {
  const { couponName: couponId, profileId, messageId, now } = wanted
  const recipient = { couponId, profileId, messageId }
  await lockTaking(tx, accountId, recipient)
  const known = await findTakenCode(tx, accountId, recipient)
  if (known !== undefined) return { code: known }
  const generator = await findGenerator(tx, accountId, couponId)
  if (generator === undefined) return { refusal: "Coupon Code Doesn't Exist" }
  const code = await assignFreeCode(tx, accountId, recipient, now)
  if (code !== undefined) return { code }
  return generator
    ? generated(tx, accountId, recipient, generator, now)
    : { refusal: 'No More Uploaded Coupons Remain' }
}

async function generated(
  tx: Tx,
  accountId: string,
  recipient: CodeRecipient,
  generator: CouponGenerator,
  now: Date,
): Promise<TakenCode> {
  const expiresAt = new Date(now.getTime() + generator.valid_days * DAY_MS)
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const code = codeFrom(generator.prefix, randomBytes(generator.length))
    if (await insertTakenCode(tx, accountId, recipient, { code, expiresAt }, now)) return { code }
  }
  return { refusal: 'Unable to Create Coupon' }
}
