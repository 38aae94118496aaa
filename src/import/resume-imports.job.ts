import { z } from 'zod'
import { enqueue, job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { RUN_IMPORT } from './import-jobs.ts'
import { findAbandoned } from './imports.sql.ts'

/** No step takes this long. */
const ABANDONED_AFTER_MS = MINUTE_MS

/** Every minute: queue imports again that a worker left behind when it was killed. */
export const resumeImports = job({
  name: 'import.resume',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '* * * * *',

  async run(_payload, { sql }) {
    await inEveryAccount(sql, async (tx) => {
      const since = new Date(Date.now() - ABANDONED_AFTER_MS)
      for (const one of await findAbandoned(tx, since)) await enqueue(tx, RUN_IMPORT, one)
    })
  },
})
