import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { eventLog, type LoggedEvent } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import type { Tx } from '../platform/sql.ts'
import { lockAllShards, lockShards } from '../profile/shard-lock.sql.ts'
import { attribute, lockCurrent } from './attribute.action.ts'
import { rankOf, TOUCH_METRICS, touchFacts } from './touch.ts'
import { eventOwners, messageMetrics, type NewTouch, profilesTouched } from './touches.sql.ts'

/** Credits each event to the touch that brought it about, and takes in touches of messages. */
export const followAttributedEvents = follower({
  name: 'attribution.events',
  log: eventLog,
  batchMax: 2_000,
  restMs: 200,
  async apply(tx, events) {
    await lockShards(tx, 'credits', events)
    for (const [accountId, own] of Map.groupBy(events, (event) => event.accountId)) {
      const touches = await touchesOf(tx, accountId, own)
      const touched = new Set([
        ...touches.map(({ profileId }) => profileId),
        ...(await profilesTouched(tx, accountId, [...new Set(own.map((one) => one.profileId))])),
      ])
      // Nothing else is locked or written: there is nothing that the events of others could be credited
      // to. Who gets touches by a merge is looked at again after it.
      if (touched.size === 0) continue
      const now = await lockCurrent(tx, accountId, [...touched])
      const current = touches.map((touch) => ({
        ...touch,
        profileId: now.get(touch.profileId) ?? touch.profileId,
      }))
      const logged = new Set(own.map((one) => one.profileId))
      // Merged meanwhile, so in a shard that is not ours yet. Who comes for more may wait in a circle: then
      // the database ends one of them, which is tried again.
      const isElsewhere = current.some(({ profileId }) => !logged.has(profileId))
      if (isElsewhere) await lockAllShards(tx, 'credits', accountId)
      await attribute(tx, accountId, {
        touches: current,
        eventIds: own.filter((one) => touched.has(one.profileId)).map((one) => one.position),
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
  return rows.flatMap(({ eventId, profileId, properties }): NewTouch[] => {
    const event = of.get(eventId)
    const kind = event && kinds.get(event.metricId)
    const facts = touchFacts(properties)
    if (!event || !kind || !facts) return []
    const { messageId, isBot, isProxy } = facts
    return [
      {
        source: 'event',
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
