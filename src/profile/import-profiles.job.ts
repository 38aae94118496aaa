import { z } from 'zod'
import { type Job, job } from '../platform/job.ts'
import { readInAccount } from '../platform/sql.ts'
import { type ImportServices, importStep } from './import-profiles.action.ts'
import { payloadOf } from './profile-jobs.sql.ts'
import { IMPORT_PROFILES } from './profile-jobs.ts'

const Rows = z.object({ profiles: z.array(z.record(z.string(), z.unknown())) })

/** Import profiles step by step. Safe to repeat: each step begins where the last commit ended. */
export function importProfilesJob(services: ImportServices): Job<typeof IMPORT_PROFILES.payload> {
  return job({
    ...IMPORT_PROFILES,

    async run({ accountId, jobId }, { sql, clock }) {
      const payload = await readInAccount(sql, accountId, (tx) => payloadOf(tx, accountId, jobId))
      const rows = Rows.safeParse(payload)
      if (!rows.success) return // emptied when it was completed

      const work = { accountId, jobId, rows: rows.data.profiles, ...services }
      let isDone = false
      while (!isDone) isDone = await importStep(sql, { ...work, now: await clock.now(accountId) })
    },
  })
}
