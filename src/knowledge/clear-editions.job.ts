import { enqueue, job } from '../platform/job.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { removePassages, retiredEditions } from './editions.sql.ts'
import { CLEAR_EDITIONS } from './knowledge-jobs.ts'

const TURN_MS = 10_000
const EDITIONS_MAX = 100

/** Removes what nothing uses any more, in small transactions, so that nobody waits for it. */
export const clearEditions = job({
  ...CLEAR_EDITIONS,

  async run(_payload, { sql }) {
    const endsAt = performance.now() + TURN_MS
    const editions = await inEveryAccount(sql, (tx) => retiredEditions(tx, EDITIONS_MAX))
    for (const edition of editions) {
      let isLeft = true
      while (isLeft && performance.now() < endsAt) {
        isLeft = await inAccount(sql, edition.accountId, (tx) => removePassages(tx, edition))
      }
    }
    if (editions.length === EDITIONS_MAX || performance.now() >= endsAt) {
      await inEveryAccount(sql, (tx) => enqueue(tx, CLEAR_EDITIONS, {}))
    }
  },
})
