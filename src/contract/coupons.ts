import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Instant, InstantOut, Properties } from './values.ts'

/** Codes of one bulk job. */
export const COUPON_JOB_CODES_MAX = 1_000
/** Jobs of an account that wait or run at the same time. */
export const COUPON_JOBS_OPEN_MAX = 100
export const COUPONS_MAX = 1_000
const COUPON_ID_CHARACTERS_MAX = 200
const CODE_CHARACTERS_MAX = 255
const DESCRIPTION_CHARACTERS_MAX = 1_000
/** Days that a code is good for unless it says otherwise. */
export const CODE_DAYS_DEFAULT = 365

export const COUPON_CODE_STATUSES = [
  'ASSIGNED_TO_PROFILE',
  'DELETING',
  'PROCESSING',
  'UNASSIGNED',
  'USED',
  'VERSION_NOT_ACTIVE',
] as const
export type CouponCodeStatus = (typeof COUPON_CODE_STATUSES)[number]

const JOB_STATUSES = ['cancelled', 'complete', 'processing', 'queued'] as const

/**
 * Ours: how codes are made as they are needed, instead of being uploaded: `prefix` and so many random
 * characters, good for so many days.
 */
export const CouponGenerator = z.strictObject({
  prefix: z
    .string()
    .max(20)
    .regex(/^[A-Za-z0-9_-]*$/, 'must be letters, digits, - and _')
    .default(''),
  length: z.int().min(6).max(32).default(10),
  valid_days: z.int().min(1).max(3_650).default(CODE_DAYS_DEFAULT),
})
export type CouponGenerator = z.output<typeof CouponGenerator>

const couponAttributes = {
  external_id: z.string(),
  description: z.string().nullable(),
  monitor_configuration: z.record(z.string(), z.unknown()).nullable(),
}

export const Coupon = resourceType({
  type: 'coupon',
  self: '/api/coupons/{id}/',
  attributes: z.object(couponAttributes),
  additional: z.object({
    /** Ours: null when codes are uploaded. */
    generator: z.record(z.string(), z.unknown()).nullable(),
    /** Ours: codes that are there and not given to anybody. */
    unassigned_count: z.int(),
  }),
})

export const CouponCode = resourceType({
  type: 'coupon-code',
  self: '/api/coupon-codes/{id}/',
  attributes: z.object({
    unique_code: z.string().nullable(),
    expires_at: InstantOut.nullable(),
    status: z.enum(COUPON_CODE_STATUSES).nullable(),
  }),
  relationships: {
    coupon: { to: 'coupon', many: false },
    profile: { to: 'profile', many: false },
  },
})

export const CouponCodeJob = resourceType({
  type: 'coupon-code-bulk-create-job',
  self: '/api/coupon-code-bulk-create-jobs/{id}/',
  attributes: z.object({
    status: z.enum(JOB_STATUSES),
    created_at: InstantOut,
    total_count: z.int(),
    completed_count: z.int().nullable(),
    failed_count: z.int().nullable(),
    completed_at: InstantOut.nullable(),
    errors: z
      .array(
        z.object({
          id: z.string(),
          code: z.string(),
          title: z.string(),
          detail: z.string(),
          source: z.object({ pointer: z.string() }),
        }),
      )
      .nullable(),
    expires_at: InstantOut.nullable(),
  }),
  relationships: { 'coupon-codes': { to: 'coupon-code', many: true } },
})

const id = z.string().min(1).max(500)
const reading = { method: 'GET', tag: 'Coupons', access: 'coupons:read', rate: 'L' } as const
const writing = { tag: 'Coupons', access: 'coupons:write', rate: 'S' } as const
const readingCodes = { ...reading, access: 'coupon-codes:read', rate: 'XL' } as const
const writingCodes = { ...writing, access: 'coupon-codes:write', rate: 'XL' } as const
const PAGE = { default: 100, max: 100 }

export const getCoupons = endpoint({
  ...reading,
  id: 'getCoupons',
  path: '/api/coupons',
  summary: 'All coupons.',
  page: PAGE,
  reply: { status: 200, many: Coupon },
})

export const createCoupon = endpoint({
  ...writing,
  id: 'createCoupon',
  method: 'POST',
  path: '/api/coupons',
  summary: 'Create a coupon. Its codes are uploaded, or made as they are needed.',
  body: document(
    z.strictObject({
      type: z.literal('coupon'),
      attributes: z.strictObject({
        external_id: z
          .string()
          .min(1)
          .max(COUPON_ID_CHARACTERS_MAX)
          .regex(/^[0-9_A-Za-z]+$/, 'must be letters, digits and _'),
        description: z.string().max(DESCRIPTION_CHARACTERS_MAX).nullish(),
        monitor_configuration: Properties.nullish(),
        generator: CouponGenerator.nullish(),
      }),
    }),
  ),
  reply: { status: 201, one: Coupon },
})

export const getCoupon = endpoint({
  ...reading,
  id: 'getCoupon',
  path: '/api/coupons/{id}',
  summary: 'One coupon.',
  reply: { status: 200, one: Coupon },
})

export const updateCoupon = endpoint({
  ...writing,
  id: 'updateCoupon',
  method: 'PATCH',
  path: '/api/coupons/{id}',
  summary: 'Change what is said of a coupon, or how its codes are made.',
  body: document(
    z.strictObject({
      type: z.literal('coupon'),
      id,
      attributes: z.strictObject({
        description: z.string().max(DESCRIPTION_CHARACTERS_MAX).nullish(),
        monitor_configuration: Properties.nullish(),
        generator: CouponGenerator.nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: Coupon },
})

export const deleteCoupon = endpoint({
  ...writing,
  id: 'deleteCoupon',
  method: 'DELETE',
  path: '/api/coupons/{id}',
  summary: 'Delete a coupon with all its codes. Messages that name it are then skipped.',
  reply: { status: 204 },
})

const codeFilter = {
  expires_at: {
    type: 'datetime',
    operators: ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'],
  },
  status: { type: 'enum', values: COUPON_CODE_STATUSES, operators: ['equals'] },
  'coupon.id': { type: 'string', operators: ['any', 'equals'] },
  'profile.id': { type: 'string', operators: ['any', 'equals'] },
} as const satisfies FilterFields

export const getCouponCodes = endpoint({
  ...readingCodes,
  id: 'getCouponCodes',
  path: '/api/coupon-codes',
  summary: 'Codes of coupons or of profiles: one of the two must be filtered by.',
  filter: codeFilter,
  include: { coupon: Coupon },
  page: PAGE,
  reply: { status: 200, many: CouponCode },
})

export const NewCouponCode = z.strictObject({
  type: z.literal('coupon-code'),
  attributes: z.strictObject({
    unique_code: z
      .string()
      .trim()
      .min(1)
      .max(CODE_CHARACTERS_MAX)
      .regex(/^[^\s<>"'&/]+$/, 'must be without blanks, quotes, slashes and angle brackets'),
    expires_at: Instant.nullish(),
  }),
  relationships: z.strictObject({
    coupon: z.strictObject({ data: linkage('coupon') }),
  }),
})
export type NewCouponCode = z.output<typeof NewCouponCode>

export const createCouponCode = endpoint({
  ...writingCodes,
  id: 'createCouponCode',
  method: 'POST',
  path: '/api/coupon-codes',
  summary: `Add one code to a coupon. It is good for ${CODE_DAYS_DEFAULT} days unless it says otherwise.`,
  body: document(NewCouponCode),
  reply: { status: 200, one: CouponCode },
})

export const getCouponCode = endpoint({
  ...readingCodes,
  id: 'getCouponCode',
  path: '/api/coupon-codes/{id}',
  summary: 'One code.',
  include: { coupon: Coupon },
  reply: { status: 200, one: CouponCode },
})

export const updateCouponCode = endpoint({
  ...writingCodes,
  id: 'updateCouponCode',
  method: 'PATCH',
  path: '/api/coupon-codes/{id}',
  summary: 'Change the status of a code or how long it is good for.',
  body: document(
    z.strictObject({
      type: z.literal('coupon-code'),
      id,
      attributes: z.strictObject({
        status: z.enum(COUPON_CODE_STATUSES).nullish(),
        expires_at: Instant.nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: CouponCode },
})

export const deleteCouponCode = endpoint({
  ...writingCodes,
  id: 'deleteCouponCode',
  method: 'DELETE',
  path: '/api/coupon-codes/{id}',
  summary: 'Delete a code that nobody was given.',
  reply: { status: 204 },
})

export const bulkCreateCouponCodes = endpoint({
  ...writingCodes,
  id: 'bulkCreateCouponCodes',
  method: 'POST',
  path: '/api/coupon-code-bulk-create-jobs',
  summary: `Add up to ${COUPON_JOB_CODES_MAX} codes as a job. Refused ones are in its errors.`,
  body: document(
    z.strictObject({
      type: z.literal('coupon-code-bulk-create-job'),
      attributes: z.strictObject({
        'coupon-codes': z.strictObject({
          data: z
            .array(z.looseObject({ type: z.literal('coupon-code') }))
            .min(1)
            .max(COUPON_JOB_CODES_MAX),
        }),
      }),
    }),
  ),
  reply: { status: 202, one: CouponCodeJob },
  rate: 'L',
})

export const getBulkCreateCouponCodeJobs = endpoint({
  ...readingCodes,
  id: 'getBulkCreateCouponCodeJobs',
  path: '/api/coupon-code-bulk-create-jobs',
  summary: 'Jobs that add codes, oldest first.',
  filter: { status: { type: 'enum', values: JOB_STATUSES, operators: ['equals'] } },
  page: { fixed: 100 },
  reply: { status: 200, many: CouponCodeJob },
  rate: 'L',
})

export const getBulkCreateCouponCodesJob = endpoint({
  ...readingCodes,
  id: 'getBulkCreateCouponCodesJob',
  path: '/api/coupon-code-bulk-create-jobs/{job_id}',
  summary: 'One job that adds codes, with its counts and errors.',
  include: { 'coupon-codes': CouponCode },
  reply: { status: 200, one: CouponCodeJob },
  rate: 'L',
})

export const getCouponForCouponCode = endpoint({
  ...reading,
  id: 'getCouponForCouponCode',
  path: '/api/coupon-codes/{id}/coupon',
  summary: 'The coupon of a code.',
  reply: { status: 200, one: Coupon },
})

export const getCouponIdForCouponCode = endpoint({
  ...reading,
  id: 'getCouponIdForCouponCode',
  path: '/api/coupon-codes/{id}/relationships/coupon',
  summary: 'The id of the coupon of a code.',
  reply: { status: 200, linkage: 'coupon', toMany: false },
})

export const getCouponCodesForCoupon = endpoint({
  ...readingCodes,
  id: 'getCouponCodesForCoupon',
  path: '/api/coupons/{id}/coupon-codes',
  summary: 'The codes of a coupon.',
  filter: codeFilter,
  page: PAGE,
  reply: { status: 200, many: CouponCode },
  rate: 'L',
})

export const getCouponCodeIdsForCoupon = endpoint({
  ...readingCodes,
  id: 'getCouponCodeIdsForCoupon',
  path: '/api/coupons/{id}/relationships/coupon-codes',
  summary: 'The ids of the codes of a coupon.',
  filter: codeFilter,
  page: PAGE,
  reply: { status: 200, linkage: 'coupon-code', toMany: true },
  rate: 'L',
})
