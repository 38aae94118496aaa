import { COUPONS_MAX, type CouponGenerator } from '../contract/coupons.ts'
import { conflict, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  type CouponRow,
  countCoupons,
  couponsByIds,
  deleteCoupon,
  insertCoupon,
  updateCoupon,
} from './coupons.sql.ts'

/** What is undefined stays; null empties. */
export interface CouponChange {
  description?: string | null | undefined
  monitor?: Record<string, unknown> | null | undefined
  generator?: CouponGenerator | null | undefined
}

/** @throws Problem 409 for a name that is taken */
export function createCoupon(
  sql: Sql,
  accountId: string,
  couponId: string,
  wanted: CouponChange,
  now: Date,
): Promise<CouponRow> {
  return inAccount(sql, accountId, async (tx) => {
    if ((await countCoupons(tx, accountId)) >= COUPONS_MAX) {
      throw conflict(
        'limit_reached',
        `The account has ${COUPONS_MAX} coupons; more are not allowed.`,
        'Delete one that is not used.',
      )
    }
    const row = {
      couponId,
      description: wanted.description ?? null,
      monitor: wanted.monitor ?? null,
      generator: wanted.generator ?? null,
      createdAt: now,
      updatedAt: now,
    }
    if (await insertCoupon(tx, accountId, row)) return { ...row, unassigned: 0 }
    throw conflict('duplicate_coupon', `There is a coupon ${quote(couponId)} already.`)
  })
}

/** @throws Problem 404 */
export function changeCoupon(
  sql: Sql,
  accountId: string,
  couponId: string,
  change: CouponChange,
  now: Date,
): Promise<CouponRow> {
  return inAccount(sql, accountId, async (tx) => {
    const before = await existingCoupon(tx, accountId, couponId)
    const after = {
      ...before,
      description: change.description === undefined ? before.description : change.description,
      monitor: change.monitor === undefined ? before.monitor : change.monitor,
      generator: change.generator === undefined ? before.generator : change.generator,
      updatedAt: now,
    }
    await updateCoupon(tx, accountId, after)
    return after
  })
}

/** @throws Problem 404 */
export async function existingCoupon(
  tx: Tx,
  accountId: string,
  couponId: string,
): Promise<CouponRow> {
  const [row] = await couponsByIds(tx, accountId, [couponId])
  if (!row) throw notFound('coupon', couponId)
  return row
}

/** @throws Problem 404 */
export async function removeCoupon(sql: Sql, accountId: string, couponId: string): Promise<void> {
  await inAccount(sql, accountId, async (tx) => {
    if (!(await deleteCoupon(tx, accountId, couponId))) throw notFound('coupon', couponId)
  })
}
