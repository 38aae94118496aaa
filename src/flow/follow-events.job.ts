import { type EventEntry, eventLog } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import type { Content, Logged } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import { wholeSecond } from '../platform/time.ts'
import { momentOf } from '../segment/moment.action.ts'
import { enrol, loadFlows } from './enrol.action.ts'
import { awaited, eventFacts, wakeWaiting } from './enrolments.sql.ts'
import { ranAt, triggerOf } from './flow.ts'
import { type FlowRow, runningFlows } from './flows.sql.ts'

const BATCH_MAX = 400
const REST_MS = 20

/** Begins passages through flows that events start, and ends pauses that wait for one. */
export const followFlowEvents = follower({
  name: 'flow.events',
  log: eventLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    const accounts = Map.groupBy(batch.contents, ({ accountId }) => accountId)
    const interests = new Map<string, Interest>()
    for (const [accountId, own] of accounts) {
      const interest = await interestIn(tx, accountId, own)
      if (interest.metricIds.size > 0) interests.set(accountId, interest)
    }
    if (interests.size === 0) return
    const events = await batch.rows(
      ['profileId', 'metricId', 'occurredAt', 'recordedAt', 'isBackfill'],
      [...interests.values()].flatMap(({ metricIds }) => [...metricIds]),
    )
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      const interest = interests.get(accountId)
      if (!interest) continue
      const waitedFor = own.flatMap(({ profileId, metricId, occurredAt }) => {
        const waitsFor = keyOf(metricId)
        return interest.keys.has(waitsFor) ? [{ profileId, waitsFor, at: occurredAt }] : []
      })
      await wakeWaiting(tx, accountId, waitedFor)
      await start(tx, accountId, interest.flows, own)
    }
  },
})

/** Which of an account's events matter here. */
interface Interest {
  /** What passages wait for. */
  keys: ReadonlySet<string>
  /** What begins with one of the events. */
  flows: readonly FlowRow[]
  metricIds: ReadonlySet<string>
}

async function interestIn(
  tx: Tx,
  accountId: string,
  contents: readonly Content[],
): Promise<Interest> {
  const metricIds = [...new Set(contents.flatMap(({ kind }) => kind ?? []))]
  // Sent together. Whoever begins to wait after this looks at what happened once more by then,
  // and finds these events: they were recorded before.
  const [keys, flows] = await Promise.all([
    awaited(tx, accountId, metricIds.map(keyOf)),
    runningFlows(tx, accountId, 'metric', metricIds),
  ])
  const started = new Set(flows.map(({ triggerKey }) => triggerKey))
  const wanted = metricIds.filter((id) => started.has(id) || keys.has(keyOf(id)))
  return { keys, flows, metricIds: new Set(wanted) }
}

async function start(
  tx: Tx,
  accountId: string,
  rows: readonly FlowRow[],
  events: readonly Logged<EventEntry>[],
): Promise<void> {
  if (rows.length === 0) return
  const flows = await loadFlows(tx, accountId, rows)
  const started = new Set(rows.map((row) => row.triggerKey))
  const starting = events.filter((event) => started.has(event.metricId))
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

/** What a passage that waits for such an event says. */
function keyOf(metricId: string): string {
  return `metric:${metricId}`
}

/** An event of the future begins a passage when we hear of it. */
function beginOf({ occurredAt, recordedAt }: EventEntry): Date {
  return occurredAt < recordedAt ? occurredAt : wholeSecond(recordedAt)
}
