import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { newUlidUuid } from '../platform/id.ts'
import { inAccount } from '../platform/sql.ts'
import { codeId } from './coupon.ts'
import { insertCouponCodes } from './coupon-codes.sql.ts'
import { createCoupon } from './save-coupon.action.ts'
import { type TakenCode, takeCouponCode } from './take-coupon-code.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'Sh0p42'
const NOW = new Date('2026-11-26T12:00:00Z')
const LATER = new Date('2027-11-26T12:00:00Z')
const people: string[] = []

beforeAll(async () => {
  await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx`
      insert into accounts (account_id, name, timezone, currency, created_at)
      values (${ACCOUNT}, 'Wool', 'Europe/Berlin', 'EUR', ${NOW})`,
  )
  for (let n = 0; n < 30; n += 1) {
    const profileId = newUlidUuid(NOW)
    people.push(profileId)
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`
        insert into profiles (account_id, profile_id, created_at, updated_at)
        values (${ACCOUNT}, ${profileId}, ${NOW}, ${NOW})`,
    )
  }
})

async function coupon(couponId: string, codes: number, expiresAt = LATER): Promise<void> {
  await createCoupon(sql, ACCOUNT, couponId, {}, NOW)
  const rows = Array.from({ length: codes }, (_, n) => ({ couponId, code: `C${n}`, expiresAt }))
  await inAccount(sql, ACCOUNT, (tx) => insertCouponCodes(tx, ACCOUNT, rows, NOW))
}

function take(couponName: string, profileId: string, messageId = 'm1'): Promise<TakenCode> {
  return inAccount(sql, ACCOUNT, (tx) =>
    takeCouponCode(tx, ACCOUNT, { couponName, profileId, messageId, now: NOW }),
  )
}

const codesIn = (taken: readonly TakenCode[]) =>
  taken.flatMap((one) => ('code' in one ? [one.code] : []))

test('30 people at once get the 20 codes there are, each its own, and 10 are told that none remain', async () => {
  await coupon('POOL', 20)
  const taken = await Promise.all(people.map((person) => take('POOL', person)))
  const codes = codesIn(taken)
  expect(new Set(codes).size).toBe(20)
  expect(codes).toHaveLength(20)
  expect(taken.filter((one) => 'refusal' in one)).toEqual(
    Array.from({ length: 10 }, () => ({ refusal: 'No More Uploaded Coupons Remain' })),
  )
})

test.each([
  ['uploaded', async () => coupon('TWICE', 20)],
  [
    'generated',
    async () => {
      const generator = { prefix: 'W-', length: 8, valid_days: 30 }
      await createCoupon(sql, ACCOUNT, 'MADE', { generator }, NOW)
    },
  ],
])(
  'one message gets one %s code, however many processes ask for it at once',
  async (kind, make) => {
    await make()
    const name = kind === 'uploaded' ? 'TWICE' : 'MADE'
    const person = people[0] ?? ''
    const taken = await Promise.all(Array.from({ length: 12 }, () => take(name, person)))
    expect(codesIn(taken)).toHaveLength(12)
    expect(new Set(codesIn(taken)).size).toBe(1)
    const second = await take(name, person, 'm2')
    expect(codesIn([second])[0]).not.toBe(codesIn(taken)[0])
    const rows = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`
      select code
      from coupon_codes
      where account_id = ${ACCOUNT}
        and coupon_id = ${name}
        and profile_id = ${person}`,
    )
    expect(rows).toHaveLength(2)
  },
)

test('codes that are over are not given', async () => {
  await coupon('OVER', 3, new Date('2026-11-25T12:00:00Z'))
  expect(await take('OVER', people[1] ?? '')).toEqual({
    refusal: 'No More Uploaded Coupons Remain',
  })
})

test('a coupon that nobody made is named as such', async () => {
  expect(await take('pool', people[1] ?? '')).toEqual({ refusal: "Coupon Code Doesn't Exist" })
})

test('a code that was taken in a transaction that failed is free again', async () => {
  await coupon('BACK', 1)
  const failed = inAccount(sql, ACCOUNT, async (tx) => {
    const taken = await takeCouponCode(tx, ACCOUNT, {
      couponName: 'BACK',
      profileId: people[2] ?? '',
      messageId: 'm1',
      now: NOW,
    })
    expect(taken).toEqual({ code: 'C0' })
    throw new Error('the mail could not be built')
  })
  await expect(failed).rejects.toThrow('could not be built')
  expect(await take('BACK', people[3] ?? '')).toEqual({ code: 'C0' })
})

test('ids name the coupon before the first hyphen', () => {
  expect(codeId({ couponId: 'POOL', code: 'A-1' })).toBe('POOL-A-1')
})
