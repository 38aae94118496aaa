import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { eventLog, type LoggedEvent } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import type { Tx } from '../platform/sql.ts'
import { attribute, lockCurrent } from './attribute.action.ts'
import { rankOf, TOUCH_METRICS, touchFacts } from './touch.ts'
import { eventOwners, messageMetrics, type NewTouch } from './touches.sql.ts'

/** Credits each event to the touch that brought it about, and takes in touches of messages. */
export const followAttributedEvents = follower({
  name: 'attribution.events',
  log: eventLog,
  batchMax: 2_000,
  restMs: 200,
  async apply(tx, events) {
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      await lockCurrent(
        tx,
        accountId,
        own.map((event) => event.profileId),
      )
      await attribute(tx, accountId, {
        touches: await touchesOf(tx, accountId, own),
        eventIds: own.map((event) => event.position),
      })
    }
  },
})

async function touchesOf(
  tx: Tx,
  accountId: string,
  events: readonly LoggedEvent[],
): Promise<NewTouch[]> {
  const metrics = await messageMetrics(tx, accountId, {
    metricIds: [...new Set(events.map((event) => event.metricId))],
    names: [...TOUCH_METRICS.keys()],
    integrationKey: MESSAGE_INTEGRATION,
  })
  const kinds = new Map(metrics.map((one) => [one.metricId, TOUCH_METRICS.get(one.name)]))
  const of = new Map(events.map((event) => [event.position, event]))
  const ids = events.filter((event) => kinds.has(event.metricId)).map((event) => event.position)
  const rows = ids.length > 0 ? await eventOwners(tx, accountId, ids) : []
  return rows.flatMap(({ eventId, profileId, properties }) => {
    const event = of.get(eventId)
    const kind = event && kinds.get(event.metricId)
    const facts = touchFacts(properties)
    if (!event || !kind || !facts) return []
    const { messageId, isBot, isProxy } = facts
    return [
      {
        source: 'event' as const,
        nth: eventId,
        profileId,
        kind,
        rank: rankOf(kind),
        at: event.occurredAt,
        isBot,
        isProxy,
        messageId,
        conversationId: null,
      },
    ]
  })
}
