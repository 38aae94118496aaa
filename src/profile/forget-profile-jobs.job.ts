import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { deleteExpiredJobs } from './profile-jobs.sql.ts'

/** Every night: forget finished imports, merges and deletions whose result has expired. */
export const forgetProfileJobs = job({
  name: 'profile.forget-jobs',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '23 3 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its rows longer.
    await inEveryAccount(sql, (tx) => deleteExpiredJobs(tx, new Date()))
  },
})
