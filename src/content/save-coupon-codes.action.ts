import {
  CODE_DAYS_DEFAULT,
  COUPON_JOBS_OPEN_MAX,
  type CouponCodeStatus,
  NewCouponCode,
} from '../contract/coupons.ts'
import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalidDetail, notFound, type Problem, quote } from '../platform/problem.ts'
import { bodyProblem } from '../platform/request-body.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { codeId, codeKey } from './coupon.ts'
import {
  type CouponCodeRow,
  couponCodesByKeys,
  deleteCouponCode,
  insertCouponCodes,
  lockCouponCode,
  updateCouponCode,
} from './coupon-codes.sql.ts'
import {
  type CouponJobError,
  type CouponJobRow,
  completeCouponJob,
  countOpenCouponJobs,
  findCouponJob,
  insertCouponJob,
  lockCouponJob,
} from './coupon-jobs.sql.ts'
import { RUN_COUPON_JOB } from './coupon-jobs.ts'
import { couponsByIds } from './coupons.sql.ts'

/** @throws Problem 404 for the coupon, 409 for a code that it has */
export function addCouponCode(
  sql: Sql,
  accountId: string,
  wanted: NewCouponCode,
  now: Date,
): Promise<CouponCodeRow> {
  return inAccount(sql, accountId, async (tx) => {
    const [outcome] = await addCodes(tx, accountId, [wanted], now)
    if (!outcome || 'refused' in outcome) throw outcome?.refused ?? new Error('no outcome')
    return existingCode(tx, accountId, outcome.id)
  })
}

type Outcome = { id: string } | { refused: Problem }

async function addCodes(
  tx: Tx,
  accountId: string,
  rows: readonly NewCouponCode[],
  now: Date,
): Promise<Outcome[]> {
  const couponIds = [...new Set(rows.map((row) => row.relationships.coupon.data.id))]
  const coupons = await couponsByIds(tx, accountId, couponIds)
  const known = new Set(coupons.map((one) => one.couponId))
  const wanted = rows.map(({ attributes, relationships }) => ({
    couponId: relationships.coupon.data.id,
    code: attributes.unique_code,
    expiresAt: attributes.expires_at ?? new Date(now.getTime() + CODE_DAYS_DEFAULT * DAY_MS),
  }))
  const fresh = new Map(
    wanted.filter((one) => known.has(one.couponId)).map((one) => [codeId(one), one]),
  )
  const inserted = await insertCouponCodes(tx, accountId, [...fresh.values()], now)
  const added = new Set(inserted.map(codeId))
  return wanted.map((one): Outcome => {
    if (!known.has(one.couponId)) return { refused: notFound('coupon', one.couponId) }
    const id = codeId(one)
    // Of two equal codes in one request the second is refused.
    if (added.delete(id)) return { id }
    return {
      refused: conflict(
        'duplicate_code',
        `The coupon ${quote(one.couponId)} has the code ${quote(one.code)} already.`,
      ),
    }
  })
}

/** @throws Problem 404 */
export async function existingCode(tx: Tx, accountId: string, id: string): Promise<CouponCodeRow> {
  const [row] = await couponCodesByKeys(tx, accountId, [codeKey(id)])
  if (!row) throw notFound('coupon-code', id)
  return row
}

/** @throws Problem 404 */
export function changeCouponCode(
  sql: Sql,
  accountId: string,
  id: string,
  change: { status: CouponCodeStatus | undefined; expiresAt: Date | undefined },
): Promise<CouponCodeRow> {
  return inAccount(sql, accountId, async (tx) => {
    const before = await lockCouponCode(tx, accountId, codeKey(id))
    if (!before) throw notFound('coupon-code', id)
    await updateCouponCode(tx, accountId, before, {
      status: change.status ?? before.status,
      expiresAt: change.expiresAt ?? before.expiresAt,
    })
    return existingCode(tx, accountId, id)
  })
}

/** @throws Problem 404; 409 for a code that somebody was given */
export function removeCouponCode(sql: Sql, accountId: string, id: string): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await lockCouponCode(tx, accountId, codeKey(id))
    if (!row) throw notFound('coupon-code', id)
    if (row.profileId !== null) {
      throw conflict(
        'code_assigned',
        `The code ${quote(row.code)} was given to a profile.`,
        'Set its status to USED instead: it is then not given again.',
      )
    }
    await deleteCouponCode(tx, accountId, row)
  })
}

/** @throws Problem 409 while too many jobs wait */
export function queueCouponCodes(
  sql: Sql,
  accountId: string,
  rows: readonly object[],
  now: Date,
): Promise<CouponJobRow> {
  const jobId = newUlidUuid(now)
  return inAccount(sql, accountId, async (tx) => {
    if ((await countOpenCouponJobs(tx, accountId)) >= COUPON_JOBS_OPEN_MAX) {
      throw conflict(
        'limit_reached',
        `${COUPON_JOBS_OPEN_MAX} jobs are queued; more are not allowed.`,
        'Wait until some of them are complete.',
      )
    }
    await insertCouponJob(tx, accountId, { jobId, rows }, now)
    await enqueue(tx, RUN_COUPON_JOB, { accountId, jobId })
    const row = await findCouponJob(tx, accountId, jobId)
    if (!row) throw new Error('the job was just stored')
    return row
  })
}

/** Do a bulk job: its codes and its outcome in one transaction. */
export function runCouponCodes(
  sql: Sql,
  { accountId, jobId, now }: { accountId: string; jobId: string; now: Date },
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const job = await lockCouponJob(tx, accountId, jobId)
    if (!job || job.status === 'complete' || job.status === 'cancelled') return
    const parsed = job.rows.map((row) => ({ row, ...NewCouponCode.safeParse(row) }))
    const good = parsed.flatMap((one) => (one.success ? [one.data] : []))
    const outcomes = (await addCodes(tx, accountId, good, now)).values()
    const doneIds: string[] = []
    const errors: CouponJobError[] = []
    parsed.forEach((one, at) => {
      const outcome: Outcome | undefined = one.success
        ? outcomes.next().value
        : { refused: bodyProblem(one.error, one.row) }
      if (!outcome) throw new Error('every row has an outcome')
      if ('id' in outcome) doneIds.push(outcome.id)
      else errors.push(errorOf(outcome.refused, at))
    })
    await completeCouponJob(tx, accountId, jobId, { doneIds, errors }, now)
  })
}

function errorOf(refused: Problem, at: number): CouponJobError {
  const pointer = `/data/attributes/coupon-codes/data/${at}`
  const detail = refused.details[0] ?? invalidDetail(pointer, 'The code is not acceptable.')
  const source = detail.source
  const within = source && 'pointer' in source && source.pointer !== '/data' ? source.pointer : ''
  return {
    code: detail.code,
    title: detail.title,
    detail: [detail.detail, detail.fix].filter((text) => text !== undefined).join(' '),
    pointer: pointer + within,
  }
}
