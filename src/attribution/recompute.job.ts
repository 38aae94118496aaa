import { job } from '../platform/job.ts'
import { RECOMPUTE } from './attribution-jobs.ts'
import { recomputeStep } from './recompute.action.ts'

/** Goes on where it was when it is run again. */
export const recomputeJob = job({
  ...RECOMPUTE,
  run: async ({ accountId }, { sql }) => {
    while (await recomputeStep(sql, accountId, new Date())) {
      // Each step is a transaction of its own.
    }
  },
})
