import { eventLog, type LoggedEvent } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { wholeSecond } from '../platform/time.ts'
import { momentOf } from '../segment/moment.action.ts'
import { enrol, loadFlows } from './enrol.action.ts'
import { awaited, eventFacts, wakeWaiting } from './enrolments.sql.ts'
import { ranAt, triggerOf } from './flow.ts'
import { runningFlows } from './flows.sql.ts'

const BATCH_MAX = 400
const REST_MS = 20

/** Begins passages through flows that events start, and ends pauses that wait for one. */
export const followFlowEvents = follower({
  name: 'flow.events',
  log: eventLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, events) {
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      const metricIds = [...new Set(own.map((event) => event.metricId))]
      // Sent together. Whoever begins to wait after this looks at what happened once more by then,
      // and finds these events: they were recorded before.
      const [keys, rows] = await Promise.all([
        awaited(tx, accountId, metricIds.map(keyOf)),
        runningFlows(tx, accountId, 'metric', metricIds),
      ])
      const waitedFor = own.flatMap(({ profileId, metricId, occurredAt }) => {
        const waitsFor = keyOf(metricId)
        return keys.has(waitsFor) ? [{ profileId, waitsFor, at: occurredAt }] : []
      })
      await wakeWaiting(tx, accountId, waitedFor)
      if (rows.length === 0) continue
      const flows = await loadFlows(tx, accountId, rows)
      const started = new Set(rows.map((row) => row.triggerKey))
      const starting = own.filter((event) => started.has(event.metricId))
      const facts = await eventFacts(
        tx,
        accountId,
        starting.map((event) => String(event.position)),
      )
      const moment = await momentOf(tx, accountId)
      for (const flow of flows) {
        const { key } = triggerOf(flow.rules)
        const candidates = starting
          .filter((event) => event.metricId === key && ranAt(flow, event.recordedAt))
          .map((event) => ({
            profileId: event.profileId,
            triggerKey: `event:${event.position}`,
            at: beginOf(event),
            heardAt: event.recordedAt,
            isBackfill: event.isBackfill,
            trigger: facts.get(String(event.position)) ?? null,
          }))
        await enrol(tx, accountId, flow, candidates, moment)
      }
    }
  },
})

/** What a passage that waits for such an event says. */
function keyOf(metricId: string): string {
  return `metric:${metricId}`
}

/** An event of the future begins a passage when we hear of it. */
function beginOf({ occurredAt, recordedAt }: LoggedEvent): Date {
  return occurredAt < recordedAt ? occurredAt : wholeSecond(recordedAt)
}
