import { z } from 'zod'
import { enqueue, job } from '../platform/job.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { beginAgain } from './change-source.action.ts'
import { abandonedSources, dueSources } from './indexing.sql.ts'
import { CLEAR_EDITIONS, INDEX_SOURCE } from './knowledge-jobs.ts'

/** No page takes this long, with all its tries. */
const ABANDONED_AFTER_MS = 5 * MINUTE_MS
const SOURCES_MAX = 100

/** Every five minutes: read what is due again, and what a worker left behind when it was killed. */
export const tendKnowledge = job({
  name: 'knowledge.tend',
  payload: z.looseObject({}),
  key: () => 'all',
  attemptsMax: 3,
  schedule: '*/5 * * * *',

  async run(_payload, { sql }) {
    const wallNow = new Date()
    const since = new Date(wallNow.getTime() - ABANDONED_AFTER_MS)
    const due = await inEveryAccount(sql, (tx) => dueSources(tx, wallNow, SOURCES_MAX))
    for (const { accountId, knowledgeId } of due) {
      await inAccount(sql, accountId, (tx) => beginAgain(tx, accountId, knowledgeId, wallNow))
    }
    await inEveryAccount(sql, async (tx) => {
      for (const one of await abandonedSources(tx, since, SOURCES_MAX)) {
        await enqueue(tx, INDEX_SOURCE, one)
      }
      await enqueue(tx, CLEAR_EDITIONS, {})
    })
  },
})
