import { job } from '../platform/job.ts'
import { RUN_CATALOG_JOB } from './catalog-jobs.ts'
import { catalogJobStep } from './run-catalog-job.action.ts'

/** Run a bulk job step by step. Safe to repeat: each step begins where the last commit ended. */
export const runCatalogJob = job({
  ...RUN_CATALOG_JOB,

  async run({ accountId, jobId }, { sql, clock }) {
    let isDone = false
    while (!isDone) {
      isDone = await catalogJobStep(sql, { accountId, jobId, now: await clock.now(accountId) })
    }
  },
})
