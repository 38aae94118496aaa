import { z } from 'zod'
import { enqueue, job } from '../platform/job.ts'
import { inAccount, inEveryAccount, type Sql } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { beginAgain } from './change-source.action.ts'
import { outdatedPassages, renewPassages } from './editions.sql.ts'
import { abandonedSources, dueSources } from './indexing.sql.ts'
import { CLEAR_EDITIONS, INDEX_SOURCE } from './knowledge-jobs.ts'

/** No page takes this long, with all its tries. */
const ABANDONED_AFTER_MS = 5 * MINUTE_MS
const SOURCES_MAX = 100

const RENEW_TURN_MS = 20_000
/** Passages renewed in one transaction. */
const RENEWED_MAX = 100

/**
 * Every five minutes: read what is due again, and what a worker left behind when it was killed; after
 * an upgrade, put into the index again what older rules put there.
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
    await renewIndex(sql)
  },
})

async function renewIndex(sql: Sql): Promise<void> {
  const endsAt = performance.now() + RENEW_TURN_MS
  while (performance.now() < endsAt) {
    const outdated = await inEveryAccount(sql, (tx) => outdatedPassages(tx, RENEWED_MAX))
    if (outdated.length === 0) return
    for (const [accountId, refs] of Map.groupBy(outdated, (one) => one.accountId)) {
      const ids = refs.map((one) => one.passageId)
      await inAccount(sql, accountId, (tx) => renewPassages(tx, accountId, ids))
    }
  }
}
