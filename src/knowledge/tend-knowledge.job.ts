import { z } from 'zod'
import { enqueue, job } from '../platform/job.ts'
import { inAccount, inEveryAccount, type Sql } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { beginAgain } from './change-source.action.ts'
import { outdatedEditions, retireLeftovers } from './editions.sql.ts'
import { abandonedSources, dueSources } from './indexing.sql.ts'
import { CLEAR_EDITIONS, INDEX_SOURCE } from './knowledge-jobs.ts'
import { renewEdition } from './renew-edition.action.ts'

/** No page takes this long, with all its tries. */
const ABANDONED_AFTER_MS = 5 * MINUTE_MS
const SOURCES_MAX = 100
/** Editions that are made anew in one go, after an upgrade changed the rules. */
const RENEWED_MAX = 500
const TURN_MS = 60_000

/**
 * Every five minutes: read what is due again and what a worker left behind when it was killed, and
 * make terms anew that older rules made.
 */
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
    await renew(sql)
  },
})

async function renew(sql: Sql): Promise<void> {
  const endsAt = performance.now() + TURN_MS
  // What a killed worker had begun to make anew; crawls are noted with their source.
  await inEveryAccount(sql, retireLeftovers)
  for (const edition of await inEveryAccount(sql, (tx) => outdatedEditions(tx, RENEWED_MAX))) {
    if (performance.now() >= endsAt) return
    await renewEdition(sql, edition)
  }
}
