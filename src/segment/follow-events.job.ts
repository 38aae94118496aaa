import { eventLog, type LoggedEvent } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { lockShards } from '../profile/shard-lock.sql.ts'
import { groupLog } from './group-log.ts'
import { momentOf } from './moment.action.ts'
import { needsOf } from './needs.ts'
import { reevaluate } from './reevaluate.action.ts'
import { segmentsTouched } from './segments-due.sql.ts'

/** Events of one transaction. Small, because others wait until it commits. */
const BATCH_MAX = 400
const REST_MS = 20

/** Keeps membership true to events: seen within a blink of being recorded. */
export const followSegmentEvents = follower({
  name: 'segment.events',
  log: eventLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  writes: [groupLog],
  async apply(tx, events) {
    // Sent first, so that it is answered before segments are read: see `buildSegment`.
    const locking = lockShards(tx, 'decisions', events)
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      const metricIds = [...new Set(own.map((event) => event.metricId))]
      const [, segments, moment] = await Promise.all([
        locking,
        segmentsTouched(tx, accountId, { metricIds, activity: true }),
        momentOf(tx, accountId),
      ])
      if (segments.length === 0) continue
      const wanted = wantedBy(own, segments)
      await reevaluate(tx, accountId, {
        segments,
        profileIds: [...wanted.keys()],
        isWanted: (segmentId, profileId) => wanted.get(profileId)?.has(segmentId) ?? false,
        cause: 'data',
        moment,
      })
    }
  },
})

/** Which segments each profile has to be looked at for. */
function wantedBy(
  events: readonly LoggedEvent[],
  segments: Awaited<ReturnType<typeof segmentsTouched>>,
): Map<string, Set<string>> {
  const needs = segments.map(({ segmentId, definition }) => ({
    segmentId,
    needs: needsOf(definition),
  }))
  const wanted = new Map<string, Set<string>>()
  for (const { profileId, metricId } of events) {
    const own = wanted.get(profileId) ?? new Set<string>()
    for (const { segmentId, needs: of } of needs) {
      if (of.activity || of.metrics.has(metricId)) own.add(segmentId)
    }
    if (own.size > 0) wanted.set(profileId, own)
  }
  return wanted
}
