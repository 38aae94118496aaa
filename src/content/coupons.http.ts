import { createHash } from 'node:crypto'
import {
  bulkCreateCouponCodes,
  createCouponCode,
  createCoupon as createEndpoint,
  deleteCouponCode as deleteCodeEndpoint,
  deleteCoupon as deleteEndpoint,
  getBulkCreateCouponCodeJobs,
  getBulkCreateCouponCodesJob,
  getCoupon,
  getCouponCode,
  getCouponCodeIdsForCoupon,
  getCouponCodes,
  getCouponCodesForCoupon,
  getCouponForCouponCode,
  getCouponIdForCouponCode,
  getCoupons,
  updateCouponCode as updateCodeEndpoint,
  updateCoupon as updateEndpoint,
} from '../contract/coupons.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf, uuidText } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { codeId, codeKey } from './coupon.ts'
import { type CouponCodeRow, couponCodesByKeys, listCouponCodes } from './coupon-codes.sql.ts'
import { type CouponJobRow, findCouponJob, listCouponJobs } from './coupon-jobs.sql.ts'
import { type CouponRow, couponsByIds, listCoupons } from './coupons.sql.ts'
import { changeCoupon, createCoupon, existingCoupon, removeCoupon } from './save-coupon.action.ts'
import {
  addCouponCode,
  changeCouponCode,
  existingCode,
  queueCouponCodes,
  removeCouponCode,
} from './save-coupon-codes.action.ts'

type Asked = Pick<Call<never, never>, 'caller' | 'query'>

const coupons: readonly Route[] = [
  implement(getCoupons, (call) =>
    call.read(async (tx) => {
      const fetched = await listCoupons(tx, call.caller.accountId, call.query.page)
      const key = (row: CouponRow) => ({ key: '', id: row.couponId })
      const { rows, next, prev } = pageOf(fetched, call.query.page, key)
      return { data: rows.map((row) => couponResource(row, call)), next, prev }
    }),
  ),

  implement(createEndpoint, async (call) => {
    const { external_id: id, monitor_configuration: monitor, ...rest } = call.body.data.attributes
    const wanted = { monitor, ...rest }
    const row = await createCoupon(call.sql, call.caller.accountId, id, wanted, call.now)
    return { data: couponResource(row, call) }
  }),

  implement(getCoupon, (call) =>
    call.read(async (tx) => {
      const row = await existingCoupon(tx, call.caller.accountId, param(call, 'id'))
      return { data: couponResource(row, call) }
    }),
  ),

  implement(updateEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { monitor_configuration: monitor, ...rest } = call.body.data.attributes
    const change = { monitor, ...rest }
    const row = await changeCoupon(call.sql, call.caller.accountId, id, change, call.now)
    return { data: couponResource(row, call) }
  }),

  implement(deleteEndpoint, (call) =>
    removeCoupon(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(getCouponForCouponCode, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { couponId } = await existingCode(tx, accountId, param(call, 'id'))
      return { data: couponResource(await existingCoupon(tx, accountId, couponId), call) }
    }),
  ),

  implement(getCouponIdForCouponCode, (call) =>
    call.read(async (tx) => {
      const { couponId } = await existingCode(tx, call.caller.accountId, param(call, 'id'))
      return { linkage: { type: 'coupon', id: couponId } }
    }),
  ),
]

const codes: readonly Route[] = [
  implement(getCouponCodes, (call) =>
    call.read(async (tx) => {
      requireOwner(call.query.filter)
      const { rows, next, prev } = await codePage(tx, call, call.query.filter)
      return { data: rows.map(codeResource), ...(await included(tx, call, rows)), next, prev }
    }),
  ),

  implement(createCouponCode, async ({ sql, caller, body, now }) => ({
    data: codeResource(await addCouponCode(sql, caller.accountId, body.data, now)),
  })),

  implement(getCouponCode, (call) =>
    call.read(async (tx) => {
      const row = await existingCode(tx, call.caller.accountId, param(call, 'id'))
      return { data: codeResource(row), ...(await included(tx, call, [row])) }
    }),
  ),

  implement(updateCodeEndpoint, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { status, expires_at: expiresAt } = call.body.data.attributes
    const change = { status: status ?? undefined, expiresAt: expiresAt ?? undefined }
    return {
      data: codeResource(await changeCouponCode(call.sql, call.caller.accountId, id, change)),
    }
  }),

  implement(deleteCodeEndpoint, (call) =>
    removeCouponCode(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(getCouponCodesForCoupon, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await codesOfCoupon(tx, call)
      return { data: rows.map(codeResource), next, prev }
    }),
  ),

  implement(getCouponCodeIdsForCoupon, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await codesOfCoupon(tx, call)
      const linkage = rows.map((row) => ({ type: 'coupon-code', id: codeId(row) }))
      return { linkage, next, prev }
    }),
  ),
]

const jobs: readonly Route[] = [
  implement(bulkCreateCouponCodes, async ({ sql, caller, body, now }) => {
    const rows = body.data.attributes['coupon-codes'].data
    return { data: jobResource(await queueCouponCodes(sql, caller.accountId, rows, now)) }
  }),

  implement(getBulkCreateCouponCodeJobs, (call) =>
    call.read(async (tx) => {
      const { filter, page } = call.query
      const fetched = await listCouponJobs(tx, call.caller.accountId, { filter, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.createdAt.toISOString(),
        id: row.jobId,
      }))
      return { data: rows.map(jobResource), next, prev }
    }),
  ),

  implement(getBulkCreateCouponCodesJob, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const id = param(call, 'job_id')
      const uuid = uuidOf(id)
      const row = uuid && (await findCouponJob(tx, accountId, uuid))
      if (!row) throw notFound('coupon-code-bulk-create-job', id)
      if (!call.query.include.has('coupon-codes')) return { data: jobResource(row) }
      const made = await couponCodesByKeys(tx, accountId, row.doneIds.map(codeKey))
      return { data: jobResource(row), included: made.map(codeResource) }
    }),
  ),
]

/** Coupons, their codes, and the jobs that add codes. */
export const couponRoutes: readonly Route[] = [...coupons, ...codes, ...jobs]

/** Source: the public API lists codes of coupons or of profiles only. */
function requireOwner(filter: readonly FilterTerm[]): void {
  if (filter.some(({ field }) => field === 'coupon.id' || field === 'profile.id')) return
  throw invalidParameter(
    'filter',
    'Codes are listed by coupon or by profile.',
    'Add equals(coupon.id,"SPRING10") or equals(profile.id,"…") to the filter.',
  )
}

async function codePage(tx: Tx, call: Asked, filter: readonly FilterTerm[]) {
  const { page } = call.query
  const fetched = await listCouponCodes(tx, call.caller.accountId, { filter, page })
  return pageOf(fetched, page, (row) => ({ key: String(row.codeNo), id: '' }))
}

async function codesOfCoupon(tx: Tx, call: Asked & Pick<Call<never, never>, 'params'>) {
  const id = param(call, 'id')
  await existingCoupon(tx, call.caller.accountId, id)
  const own: FilterTerm = { field: 'coupon.id', operator: 'equals', value: id }
  return codePage(tx, call, [...call.query.filter, own])
}

async function included(tx: Tx, call: Asked, rows: readonly CouponCodeRow[]) {
  if (!call.query.include.has('coupon')) return {}
  const ids = [...new Set(rows.map((row) => row.couponId))]
  const found = await couponsByIds(tx, call.caller.accountId, ids)
  return { included: found.map((row) => couponResource(row, call)) }
}

function couponResource(row: CouponRow, { query }: Pick<Asked, 'query'>): Resource {
  const wanted = new Set([
    ...(query.additional.get('coupon') ?? []),
    ...(query.fields.get('coupon') ?? []),
  ])
  return {
    type: 'coupon',
    id: row.couponId,
    attributes: {
      external_id: row.couponId,
      description: row.description,
      monitor_configuration: row.monitor,
      ...(wanted.has('generator') ? { generator: row.generator } : {}),
      ...(wanted.has('unassigned_count') ? { unassigned_count: row.unassigned } : {}),
    },
  }
}

function codeResource(row: CouponCodeRow): Resource {
  const profile = row.profileId && { data: { type: 'profile', id: ulidOf(row.profileId) } }
  return {
    type: 'coupon-code',
    id: codeId(row),
    attributes: {
      unique_code: row.code,
      expires_at: row.expiresAt && isoSeconds(row.expiresAt),
      status: row.status,
    },
    relationships: {
      coupon: { data: { type: 'coupon', id: row.couponId } },
      ...(profile ? { profile } : {}),
    },
  }
}

function jobResource(row: CouponJobRow): Resource {
  return {
    type: 'coupon-code-bulk-create-job',
    id: ulidOf(row.jobId),
    attributes: {
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      total_count: row.totalCount,
      completed_count: row.completedCount,
      failed_count: row.failedCount,
      completed_at: row.completedAt && isoSeconds(row.completedAt),
      errors: row.errors.map(({ code, title, detail, pointer }) => ({
        id: errorId(row.jobId, pointer),
        code,
        title,
        detail,
        source: { pointer },
      })),
      expires_at: isoSeconds(row.expiresAt),
    },
    relationships: {
      'coupon-codes': { data: row.doneIds.map((id) => ({ type: 'coupon-code', id })) },
    },
  }
}

/** The same whenever somebody asks. */
function errorId(jobId: string, pointer: string): string {
  return uuidText(createHash('sha256').update(`${jobId} ${pointer}`).digest().subarray(0, 16))
}
