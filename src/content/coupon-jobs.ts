import { z } from 'zod'

/** How long callers can ask what became of a job, in days. */
export const COUPON_JOB_DAYS = 7

// guid, not uuid: a ULID has no version bits.
const ofJob = z.strictObject({ accountId: z.string(), jobId: z.guid() })

/** What the job does is in `run-coupon-job.job.ts`. */
export const RUN_COUPON_JOB = {
  name: 'content.coupon-codes',
  payload: ofJob,
  key: ({ jobId }: z.output<typeof ofJob>) => jobId,
  attemptsMax: 10,
} as const
