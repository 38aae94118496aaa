import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  COUPON_JOB_CODES_MAX,
  Coupon,
  CouponCode,
  CouponCodeJob,
  type CouponCodeStatus,
} from '../../src/contract/coupons.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, quoted, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const CouponResource = resource(
  z.object({ ...Coupon.attributes.shape, ...Coupon.additional.shape }),
)
export type CouponState = z.infer<typeof CouponResource>['attributes'] & { id: string }

const ADDITIONAL = { 'additional-fields[coupon]': 'generator,unassigned_count' }

export function couponList(account: string) {
  return infiniteQueryOptions({
    queryKey: [account, 'coupons'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/coupons', many(CouponResource), {
        account,
        query: { ...ADDITIONAL, 'page[cursor]': pageParam },
        signal,
      })
      return {
        coupons: found.data.map((each): CouponState => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

export function coupon(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'coupon', id],
    queryFn: async ({ signal }): Promise<CouponState> => {
      const found = await call(`/api/coupons/${encodeURIComponent(id)}`, one(CouponResource), {
        account,
        query: ADDITIONAL,
        signal,
      })
      return { id: found.data.id, ...found.data.attributes }
    },
  })
}

const CodeResource = resource(CouponCode.attributes)
export type CodeState = z.infer<typeof CouponCode.attributes> & { id: string }

export function couponCodes(account: string, id: string, status: CouponCodeStatus | null) {
  return infiniteQueryOptions({
    queryKey: [account, 'coupon', id, 'codes', status],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const path = `/api/coupons/${encodeURIComponent(id)}/coupon-codes`
      const found = await call(path, many(CodeResource), {
        account,
        query: {
          filter: status ? `equals(status,${quoted(status)})` : '',
          'page[cursor]': pageParam,
        },
        signal,
      })
      return {
        codes: found.data.map((each): CodeState => ({ id: each.id, ...each.attributes })),
        next: nextCursor(found),
      }
    },
    getNextPageParam: (page) => page.next,
  })
}

export interface NewCoupon {
  name: string
  description: string
  /** Made as they are needed, or null: they are uploaded. */
  generator: { prefix: string; length: number; valid_days: number } | null
}

export async function createCoupon(account: string, wanted: NewCoupon): Promise<string> {
  const { name, description, generator } = wanted
  const answer = await call('/api/coupons', one(resource(z.unknown())), {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'coupon',
        attributes: { external_id: name, description: description || null, generator },
      },
    },
  })
  await forget(account)
  return answer.data.id
}

export async function deleteCoupon(account: string, id: string): Promise<void> {
  await send(`/api/coupons/${encodeURIComponent(id)}`, { account, method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: [account, 'coupons'] })
}

const Job = one(resource(CouponCodeJob.attributes))
export interface CodesAdded {
  completed: number
  failed: number
  firstProblem: string | null
}

/** How often a job is asked about, and how long: a thousand codes take a second. */
const WATCH_MS = 400
const WATCHED_MAX_MS = 60_000

/** Add codes in jobs of as many as one takes, one after the other. */
export async function addCodes(
  account: string,
  couponId: string,
  codes: readonly string[],
): Promise<CodesAdded> {
  const sum: CodesAdded = { completed: 0, failed: 0, firstProblem: null }
  for (let from = 0; from < codes.length; from += COUPON_JOB_CODES_MAX) {
    const done = await addBatch(account, couponId, codes.slice(from, from + COUPON_JOB_CODES_MAX))
    sum.completed += done.completed_count ?? 0
    sum.failed += done.failed_count ?? 0
    sum.firstProblem ??= done.errors?.[0]?.detail ?? null
  }
  await forget(account)
  return sum
}

async function addBatch(account: string, couponId: string, codes: readonly string[]) {
  const data = codes.map((code) => ({
    type: 'coupon-code',
    attributes: { unique_code: code },
    relationships: { coupon: { data: { type: 'coupon', id: couponId } } },
  }))
  const path = '/api/coupon-code-bulk-create-jobs'
  let job = await call(path, Job, {
    account,
    method: 'POST',
    body: {
      data: {
        type: 'coupon-code-bulk-create-job',
        attributes: { 'coupon-codes': { data } },
      },
    },
  })
  const deadline = Date.now() + WATCHED_MAX_MS
  while (job.data.attributes.status !== 'complete' && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS))
    job = await call(`${path}/${job.data.id}`, Job, { account })
  }
  return job.data.attributes
}

function forget(account: string): Promise<unknown> {
  return Promise.all(
    ['coupons', 'coupon'].map((kind) =>
      queryClient.invalidateQueries({ queryKey: [account, kind] }),
    ),
  )
}
