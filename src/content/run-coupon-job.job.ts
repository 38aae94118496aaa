import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { deleteExpiredCouponJobs } from './coupon-jobs.sql.ts'
import { RUN_COUPON_JOB } from './coupon-jobs.ts'
import { runCouponCodes } from './save-coupon-codes.action.ts'

/** Add the codes of a bulk job. Safe to repeat: all of it is one transaction. */
export const runCouponJob = job({
  ...RUN_COUPON_JOB,

  async run({ accountId, jobId }, { sql, clock }) {
    await runCouponCodes(sql, { accountId, jobId, now: await clock.now(accountId) })
  },
})

/** Every night: forget bulk jobs that have expired. */
export const forgetCouponJobs = job({
  name: 'content.forget-coupon-jobs',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '52 3 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its rows longer.
    await inEveryAccount(sql, (tx) => deleteExpiredCouponJobs(tx, new Date()))
  },
})
