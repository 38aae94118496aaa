import type { CouponGenerator } from '../contract/coupons.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface CouponRow {
  /** The shop's own name of it, and what templates name it by. */
  couponId: string
  description: string | null
  monitor: Record<string, unknown> | null
  /** Null: its codes are uploaded. */
  generator: CouponGenerator | null
  unassigned: number
  createdAt: Date
  updatedAt: Date
}

/** More are counted as so many: the number is for a warning, not for a report. */
const COUNTED_MAX = 100_000

function columns(tx: Tx): Fragment {
  return tx`
    c.coupon_id as "couponId", c.description, c.monitor, c.generator,
    c.created_at as "createdAt", c.updated_at as "updatedAt",
    (
      select count(*)::int
      from (
        select
        from coupon_codes k
        where k.account_id = c.account_id
          and k.coupon_id = c.coupon_id
          and k.status = 'UNASSIGNED'
        limit ${COUNTED_MAX}
      ) free
    ) as unassigned`
}

/** One more than a page of coupons, by their names. */
export function listCoupons(tx: Tx, accountId: string, page: Page): Promise<CouponRow[]> {
  const { cursor, size } = page
  const direction = cursor?.backwards ? tx`desc` : tx`asc`
  return tx<CouponRow[]>`
    select ${columns(tx)}
    from coupons c
    where c.account_id = ${accountId}
      ${cursor ? tx`and c.coupon_id ${cursor.backwards ? tx`<` : tx`>`} ${cursor.id}` : tx``}
    order by c.coupon_id ${direction}
    limit ${size + 1}`
}

/** The coupons with these names that exist, in no order. */
export function couponsByIds(
  tx: Tx,
  accountId: string,
  couponIds: readonly string[],
): Promise<CouponRow[]> {
  return tx<CouponRow[]>`
    select ${columns(tx)}
    from coupons c
    where c.account_id = ${accountId}
      and c.coupon_id = any (${[...couponIds]}::text[])`
}

/** How the codes of a coupon are made: null, they are uploaded. Undefined when there is no such coupon. */
export async function findGenerator(
  tx: Tx,
  accountId: string,
  couponId: string,
): Promise<CouponGenerator | null | undefined> {
  const [row] = await tx<{ generator: CouponGenerator | null }[]>`
    select generator
    from coupons
    where account_id = ${accountId}
      and coupon_id = ${couponId}`
  return row?.generator
}

export async function countCoupons(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from coupons
    where account_id = ${accountId}`
  return row?.count ?? 0
}

type StoredCoupon = Omit<CouponRow, 'unassigned'>

/** False when there is one of this name. */
export async function insertCoupon(tx: Tx, accountId: string, row: StoredCoupon): Promise<boolean> {
  const inserted = await tx`
    insert into coupons (account_id, coupon_id, description, monitor, generator,
                         created_at, updated_at)
    values (${accountId}, ${row.couponId}, ${row.description}, ${json(row.monitor)}::text::jsonb,
            ${json(row.generator)}::text::jsonb, ${row.createdAt}, ${row.updatedAt})
    on conflict do nothing`
  return inserted.count === 1
}

export async function updateCoupon(tx: Tx, accountId: string, row: StoredCoupon): Promise<void> {
  await tx`
    update coupons
    set description = ${row.description},
        monitor = ${json(row.monitor)}::text::jsonb,
        generator = ${json(row.generator)}::text::jsonb,
        updated_at = ${row.updatedAt}
    where account_id = ${accountId}
      and coupon_id = ${row.couponId}`
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** False when there is none. */
export async function deleteCoupon(tx: Tx, accountId: string, couponId: string): Promise<boolean> {
  const deleted = await tx`
    delete from coupons
    where account_id = ${accountId}
      and coupon_id = ${couponId}`
  return deleted.count === 1
}
