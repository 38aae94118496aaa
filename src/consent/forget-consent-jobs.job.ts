import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { deleteExpiredConsentJobs } from './consent-jobs.sql.ts'
import { deleteOldRequests } from './consent-requests.sql.ts'

/** How long an unconfirmed address stays after its link expired, so that the page can say so. */
const REQUEST_KEPT_MS = 30 * DAY_MS

/** Every night: forget finished jobs, and addresses that never confirmed. */
export const forgetConsentJobs = job({
  name: 'consent.forget-jobs',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '27 3 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its rows longer.
    const now = new Date()
    await inEveryAccount(sql, async (tx) => {
      await deleteExpiredConsentJobs(tx, now)
      await deleteOldRequests(tx, new Date(now.getTime() - REQUEST_KEPT_MS))
    })
  },
})
