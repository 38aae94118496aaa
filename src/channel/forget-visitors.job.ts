import { z } from 'zod'
import { job } from '../platform/job.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { VISIT_DAYS } from './visitor-token.ts'
import { forgetVisitors } from './web-chat-visitors.sql.ts'

const ROWS_AT_ONCE = 5_000
const ROUNDS_MAX = 200

/** Every night: forget browsers whose tokens have expired. What they wrote stays. */
export const forgetVisitorsJob = job({
  name: 'web-chat.forget-visitors',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '17 3 * * *',

  async run(_payload, { sql }) {
    // Tokens follow the wall clock, also in sandboxes. A day more, for clocks that differ.
    const before = new Date(Date.now() - (VISIT_DAYS + 1) * DAY_MS)
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const forgotten = await inEveryAccount(sql, (tx) => forgetVisitors(tx, before, ROWS_AT_ONCE))
      if (forgotten < ROWS_AT_ONCE) return
    }
  },
})
