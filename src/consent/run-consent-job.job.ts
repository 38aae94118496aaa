import { job } from '../platform/job.ts'
import { RUN_CONSENT_JOB } from './consent-jobs.ts'
import { consentJobStep } from './run-consent-job.action.ts'

/** Work through a bulk change step by step. Each step begins where the last commit ended. */
export const runConsentJob = job({
  ...RUN_CONSENT_JOB,

  async run({ accountId, jobId }, { sql, clock, log }) {
    let isDone = false
    while (!isDone) {
      const now = await clock.now(accountId)
      isDone = await consentJobStep(sql, { accountId, jobId, now, log })
    }
  },
})
