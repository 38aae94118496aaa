import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { forgetFlowJobs } from './flow-jobs.sql.ts'
import { forgetRefusals } from './passages-list.sql.ts'

/** How long it is kept who did not enter a flow and why, and what simulations found. */
const KEPT_DAYS = 30

export const forgetRefusalsJob = job({
  name: 'flow.forget-refusals',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '17 3 * * *',
  async run(_payload, { sql }) {
    const before = new Date(Date.now() - KEPT_DAYS * DAY_MS)
    await inEveryAccount(sql, (tx) => forgetRefusals(tx, before))
    await inEveryAccount(sql, (tx) => forgetFlowJobs(tx, before))
  },
})
