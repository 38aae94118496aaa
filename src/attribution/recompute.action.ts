import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { lockAllShards } from '../profile/shard-lock.sql.ts'
import { lockCurrent } from './attribute.action.ts'
import { findAttribution, lockRecompute, moveRecompute } from './attribution-settings.sql.ts'
import { attributeEvents, nextEvents } from './attributions.sql.ts'

/** Events of one transaction. */
const STEP_EVENTS_MAX = 2_000

/**
 * Credit the next events of history under the settings there are now.
 * @returns false when nothing is left
 */
export function recomputeStep(sql: Sql, accountId: string, wallNow: Date): Promise<boolean> {
  return inAccount(sql, accountId, async (tx) => {
    const peeked = await peek(tx, accountId)
    if (!peeked) return false
    // Profiles before settings, as followers do, or the two would wait for each other.
    await lockAllShards(tx, 'credits', accountId)
    await lockCurrent(
      tx,
      accountId,
      peeked.events.map((event) => event.profileId),
    )
    const left = await lockRecompute(tx, accountId)
    if (!left) return false
    if (left.at !== peeked.at || left.until !== peeked.until) return true
    const ids = peeked.events.map((event) => event.eventId)
    await attributeEvents(tx, accountId, ids, left.settings)
    const isLast = ids.length < STEP_EVENTS_MAX
    await moveRecompute(tx, accountId, {
      at: ids.at(-1) ?? left.until,
      events: ids.length,
      finishedAt: isLast ? wallNow : null,
    })
    return !isLast
  })
}

async function peek(tx: Tx, accountId: string) {
  const { recompute } = await findAttribution(tx, accountId)
  if (recompute.startedAt === null || recompute.finishedAt !== null) return undefined
  const { at, until } = recompute
  const events = await nextEvents(tx, accountId, { after: at, until, max: STEP_EVENTS_MAX })
  return { at, until, events }
}
