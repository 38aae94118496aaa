import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { deleteExpiredCatalogJobs } from './catalog-jobs.sql.ts'
import { forgetWords } from './item-index.sql.ts'

/** Every night: forget bulk jobs that have expired, and words that no product has any more. */
export const tidyCatalog = job({
  name: 'catalog.tidy',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '47 3 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its rows longer.
    await inEveryAccount(sql, (tx) => deleteExpiredCatalogJobs(tx, new Date()))
    await inEveryAccount(sql, forgetWords)
  },
})
