import type { Clock } from '../platform/clock.ts'
import { inEveryAccount, type Sql } from '../platform/sql.ts'
import { lockShardsOf } from '../profile/shard-lock.sql.ts'
import { momentOf } from './moment.action.ts'
import { reevaluate } from './reevaluate.action.ts'
import { accountsWithFlips, dueFlips, segmentsByIds } from './segments-due.sql.ts'

/** Flips of one transaction. Few, because who decides by events waits meanwhile. */
export const FLIPS_BATCH_MAX = 500

/**
 * Apply everything that the passing of time has changed, of all accounts, each for the moment it was
 * due: who was in a segment for an hour while nobody looked did join and leave.
 *
 * @returns how many flips there were
 */
export async function flipSegments(sql: Sql, clock: Clock, signal?: AbortSignal): Promise<number> {
  const accounts = await inEveryAccount(sql, accountsWithFlips)
  let flipped = 0
  for (const { accountId, firstAt } of accounts) {
    const now = await clock.now(accountId)
    if (firstAt > now) continue
    let done = FLIPS_BATCH_MAX
    while (done > 0 && !signal?.aborted) {
      done = await flipSome(sql, accountId)
      flipped += done
    }
  }
  return flipped
}

async function flipSome(sql: Sql, accountId: string): Promise<number> {
  return inEveryAccount(sql, async (tx) => {
    const moment = await momentOf(tx, accountId)
    const due = await dueFlips(tx, accountId, moment.now, FLIPS_BATCH_MAX)
    if (due.length === 0) return 0
    const flipAt = new Map(due.map((one) => [`${one.segmentId} ${one.profileId}`, one.flipAt]))
    const segmentIds = [...new Set(due.map((one) => one.segmentId))]
    // Locked before the segments are read: see `buildSegment`.
    const [, segments] = await Promise.all([
      lockShardsOf(
        tx,
        'decisions',
        due.map(({ profileId }) => ({ accountId, profileId })),
      ),
      segmentsByIds(tx, accountId, segmentIds),
    ])
    await reevaluate(tx, accountId, {
      segments,
      profileIds: due.map((one) => one.profileId),
      isWanted: (segmentId, profileId) => flipAt.has(`${segmentId} ${profileId}`),
      dueAt: (segmentId, profileId) => flipAt.get(`${segmentId} ${profileId}`),
      cause: 'time',
      moment,
    })
    return due.length
  })
}
