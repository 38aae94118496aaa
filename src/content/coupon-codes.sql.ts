import type { CouponCodeStatus } from '../contract/coupons.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { uuidOf } from '../platform/id.ts'
import { orderTerm, passing, textsOf, textTerm } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface CouponCodeRow {
  couponId: string
  code: string
  codeNo: number
  status: CouponCodeStatus
  profileId: string | null
  expiresAt: Date | null
}

function columns(tx: Tx): Fragment {
  return tx`
    k.coupon_id as "couponId", k.code, k.code_no as "codeNo", k.status,
    k.profile_id as "profileId", k.expires_at as "expiresAt"`
}

/** One more than a page of codes that pass all terms, in the order in which they are handed out. */
export function listCouponCodes(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; page: Page },
): Promise<CouponCodeRow[]> {
  const { cursor, size } = list.page
  const direction = cursor?.backwards ? tx`desc` : tx`asc`
  const beyond = cursor?.backwards ? tx`<` : tx`>`
  return tx<CouponCodeRow[]>`
    select ${columns(tx)}
    from coupon_codes k
    where k.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${cursor ? tx`and k.code_no ${beyond} ${cursor.key}::text::bigint` : tx``}
    order by k.code_no ${direction}
    limit ${size + 1}`
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'coupon.id':
      return textTerm(tx, tx`k.coupon_id`, term)
    case 'profile.id':
      return tx`k.profile_id = any (${textsOf(term.value).flatMap((id) => uuidOf(id) ?? [])}::uuid[])`
    case 'status':
      return textTerm(tx, tx`k.status`, term)
    case 'expires_at':
      return orderTerm(tx, tx`k.expires_at`, term)
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

export interface CodeKey {
  couponId: string
  code: string
}

/** Those of these codes that exist, in no order. */
export function couponCodesByKeys(
  tx: Tx,
  accountId: string,
  keys: readonly CodeKey[],
): Promise<CouponCodeRow[]> {
  return tx<CouponCodeRow[]>`
    select ${columns(tx)}
    from unnest(${keys.map((one) => one.couponId)}::text[], ${keys.map((one) => one.code)}::text[])
      as w (coupon_id, code)
    join coupon_codes k
      on k.account_id = ${accountId} and k.coupon_id = w.coupon_id and k.code = w.code`
}

/** Locked against other writers of it. */
export async function lockCouponCode(
  tx: Tx,
  accountId: string,
  key: CodeKey,
): Promise<CouponCodeRow | undefined> {
  const [row] = await tx<CouponCodeRow[]>`
    select ${columns(tx)}
    from coupon_codes k
    where k.account_id = ${accountId}
      and k.coupon_id = ${key.couponId}
      and k.code = ${key.code}
    for update`
  return row
}

/** Those that are new; codes that the coupon has already stay as they are. */
export async function insertCouponCodes(
  tx: Tx,
  accountId: string,
  codes: readonly (CodeKey & { expiresAt: Date })[],
  now: Date,
): Promise<CodeKey[]> {
  const rows = codes.map((one) => ({
    coupon_id: one.couponId,
    code: one.code,
    expires_at: one.expiresAt,
  }))
  return tx<CodeKey[]>`
    insert into coupon_codes (account_id, coupon_id, code, expires_at, created_at)
    select ${accountId}, r.coupon_id, r.code, r.expires_at, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r (coupon_id text, code text, expires_at timestamptz)
    on conflict do nothing
    returning coupon_id as "couponId", code`
}

/** A code that is free again forgets who had it. */
export async function updateCouponCode(
  tx: Tx,
  accountId: string,
  key: CodeKey,
  change: { status: CouponCodeStatus; expiresAt: Date | null },
): Promise<void> {
  const isFree = change.status === 'UNASSIGNED'
  await tx`
    update coupon_codes
    set status = ${change.status},
        expires_at = ${change.expiresAt},
        profile_id = case when ${isFree}::boolean then null else profile_id end,
        message_id = case when ${isFree}::boolean then '' else message_id end
    where account_id = ${accountId}
      and coupon_id = ${key.couponId}
      and code = ${key.code}`
}

export async function deleteCouponCode(tx: Tx, accountId: string, key: CodeKey): Promise<void> {
  await tx`
    delete from coupon_codes
    where account_id = ${accountId}
      and coupon_id = ${key.couponId}
      and code = ${key.code}`
}

/** Whom a code is for, and the message it is in. */
export interface CodeRecipient {
  couponId: string
  profileId: string
  messageId: string
}

/** Whoever else takes a code for the same message waits until this transaction ends. */
export async function lockTaking(
  tx: Tx,
  accountId: string,
  { couponId, profileId, messageId }: CodeRecipient,
): Promise<void> {
  const key = JSON.stringify(['coupon', accountId, couponId, profileId, messageId])
  await tx`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
}

/** The code that this message has already. */
export async function findTakenCode(
  tx: Tx,
  accountId: string,
  { couponId, profileId, messageId }: CodeRecipient,
): Promise<string | undefined> {
  const [row] = await tx<{ code: string }[]>`
    select code
    from coupon_codes
    where account_id = ${accountId}
      and profile_id = ${profileId}
      and coupon_id = ${couponId}
      and message_id = ${messageId}`
  return row?.code
}

/**
 * Give the first free code that others do not hold to a message.
 */
export async function assignFreeCode(
  tx: Tx,
  accountId: string,
  { couponId, profileId, messageId }: CodeRecipient,
  now: Date,
): Promise<string | undefined> {
  const [row] = await tx<{ code: string }[]>`
    with free as (
      select k.code
      from coupon_codes k
      where k.account_id = ${accountId}
        and k.coupon_id = ${couponId}
        and k.status = 'UNASSIGNED'
        and (k.expires_at is null or k.expires_at > ${now})
      order by k.code_no
      limit 1
      for update skip locked
    )
    update coupon_codes k
    set status = 'ASSIGNED_TO_PROFILE',
        profile_id = ${profileId},
        message_id = ${messageId},
        assigned_at = ${now}
    from free f
    where k.account_id = ${accountId}
      and k.coupon_id = ${couponId}
      and k.code = f.code
    returning k.code`
  return row?.code
}

/** Store a new code as taken. False when the code exists, or the message has one. */
export async function insertTakenCode(
  tx: Tx,
  accountId: string,
  { couponId, profileId, messageId }: CodeRecipient,
  code: { code: string; expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const inserted = await tx`
    insert into coupon_codes (account_id, coupon_id, code, status, profile_id, message_id,
                              expires_at, assigned_at, created_at)
    values (${accountId}, ${couponId}, ${code.code}, 'ASSIGNED_TO_PROFILE', ${profileId},
            ${messageId}, ${code.expiresAt}, ${now}, ${now})
    on conflict do nothing`
  return inserted.count === 1
}

/** Codes of messages that certainly reach nobody are free again. */
export async function giveBackCodes(
  tx: Tx,
  accountId: string,
  messages: readonly { profileId: string; messageId: string }[],
): Promise<void> {
  if (messages.length === 0) return
  await tx`
    update coupon_codes
    set status = 'UNASSIGNED',
        profile_id = null,
        message_id = '',
        assigned_at = null
    where account_id = ${accountId}
      and profile_id = any (${messages.map((one) => one.profileId)}::uuid[])
      and message_id = any (${messages.map((one) => one.messageId)}::text[])
      and status = 'ASSIGNED_TO_PROFILE'`
}
