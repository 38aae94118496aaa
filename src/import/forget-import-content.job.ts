import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { forgetContent } from './imports.sql.ts'

/** Every night: forget uploaded files that were kept long enough. Numbers and reports stay. */
export const forgetImportContent = job({
  name: 'import.forget-content',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '41 3 * * *',

  async run(_payload, { sql }) {
    // Housekeeping follows the wall clock: a sandbox that runs ahead only keeps its files longer.
    await inEveryAccount(sql, (tx) => forgetContent(tx, new Date()))
  },
})
