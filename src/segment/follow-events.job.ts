import { eventLog } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import type { Content } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import { shardOf } from '../profile/shard.ts'
import { lockAllShards, lockShards } from '../profile/shard-lock.sql.ts'
import { groupLog } from './group-log.ts'
import { momentOf } from './moment.action.ts'
import { needsOf } from './needs.ts'
import { reevaluate } from './reevaluate.action.ts'
import type { Segment } from './segment.ts'
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
  async apply(tx, batch) {
    // Sent first, so that it is answered before segments are read: see `buildSegment`.
    const locking = lockShards(tx, 'decisions', batch.contents)
    const [touched] = await Promise.all([segmentsOf(tx, batch.contents), locking])
    if (touched.size === 0) return
    const events = await batch.rows(['profileId', 'metricId'], metricsOf(touched))
    let hasMoved = false
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      let segments = touched.get(accountId) ?? []
      // Of people who were merged since: the log keeps the shard of the one who is gone.
      if (own.some(({ shard, profileId }) => shardOf(profileId) !== shard)) {
        await lockAllShards(tx, 'decisions', accountId)
        segments = (await segmentsOf(tx, batch.contents)).get(accountId) ?? []
      }
      if (segments.length === 0) continue
      const wanted = wantedBy(own, segments)
      const moves = await reevaluate(tx, accountId, {
        segments,
        profileIds: [...wanted.keys()],
        isWanted: (segmentId, profileId) => wanted.get(profileId)?.has(segmentId) ?? false,
        cause: 'data',
        moment: await momentOf(tx, accountId),
      })
      hasMoved ||= moves > 0
    }
    return hasMoved ? [groupLog] : []
  },
})

type Touched = Map<string, readonly Segment[]>

/** The segments of each account that look at events like these; none of those that have none. */
async function segmentsOf(tx: Tx, contents: readonly Content[]): Promise<Touched> {
  const accounts = Map.groupBy(contents, ({ accountId }) => accountId)
  const touched: Touched = new Map()
  for (const [accountId, own] of accounts) {
    const metricIds = [...new Set(own.flatMap(({ kind }) => kind ?? []))]
    const segments = await segmentsTouched(tx, accountId, { metricIds, activity: true })
    if (segments.length > 0) touched.set(accountId, segments)
  }
  return touched
}

/** The metrics that these segments look at; undefined when it is all of them. */
function metricsOf(touched: Touched): string[] | undefined {
  const needs = [...touched.values()].flat().map(({ definition }) => needsOf(definition))
  if (needs.some(({ activity }) => activity)) return undefined
  return [...new Set(needs.flatMap(({ metrics }) => [...metrics.keys()]))]
}

/** Which segments each profile has to be looked at for. */
function wantedBy(
  events: readonly { profileId: string; metricId: string }[],
  segments: readonly Segment[],
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
