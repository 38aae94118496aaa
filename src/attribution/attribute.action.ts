import type { Tx } from '../platform/sql.ts'
import { lockProfiles } from '../segment/facts.sql.ts'
import { holdSettings } from './attribution-settings.sql.ts'
import { longestHours } from './attribution-settings.ts'
import { attributeEvents } from './attributions.sql.ts'
import { eventsAfter, insertTouches, mergedProfiles, type NewTouch } from './touches.sql.ts'

/** Events attributed by one statement. */
const STATEMENT_EVENTS_MAX = 5_000

/**
 * Take in new touches and new events: the events are credited, and so are the events that came before a
 * touch which is recorded late. Others must be kept from crediting (`lockShards`), and from merging and
 * deleting these profiles (`lockCurrent`).
 */
export async function attribute(
  tx: Tx,
  accountId: string,
  { touches, eventIds }: { touches: readonly NewTouch[]; eventIds: readonly number[] },
): Promise<void> {
  const settings = await holdSettings(tx, accountId)
  const touched = touches.length > 0 ? await insertTouches(tx, accountId, touches) : []
  const after =
    touched.length > 0 ? await eventsAfter(tx, accountId, touched, longestHours(settings)) : []
  const affected = [...new Set([...eventIds, ...after])]
  for (let at = 0; at < affected.length; at += STATEMENT_EVENTS_MAX) {
    const part = affected.slice(at, at + STATEMENT_EVENTS_MAX)
    await attributeEvents(tx, accountId, part, settings)
  }
}

/**
 * Lock profiles as they are now: one that was merged meanwhile leads to the one that was kept.
 * @returns where each of them is now
 */
export async function lockCurrent(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(profileIds)]
  await lockProfiles(tx, accountId, wanted)
  // Read after the lock: a merge that held them is over.
  const merged = await mergedProfiles(tx, accountId, wanted)
  if (merged.size > 0) await lockProfiles(tx, accountId, [...new Set(merged.values())])
  return new Map(wanted.map((id) => [id, merged.get(id) ?? id]))
}
