import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { type EventEntry, eventLog, metricsAmong } from '../platform/event-log.ts'
import { type Batch, follower } from '../platform/follower.ts'
import type { Tx } from '../platform/sql.ts'
import { shardOf } from '../profile/shard.ts'
import { lockAllShards, lockShards } from '../profile/shard-lock.sql.ts'
import { attribute, lockCurrent } from './attribute.action.ts'
import { rankOf, TOUCH_METRICS, touchFacts } from './touch.ts'
import { eventOwners, eventsOfTouched, type NewTouch } from './touches.sql.ts'

/** Credits each event to the touch that brought it about, and takes in touches of messages. */
export const followAttributedEvents = follower({
  name: 'attribution.events',
  log: eventLog,
  batchMax: 2_000,
  restMs: 200,
  async apply(tx, batch) {
    await lockShards(tx, 'credits', batch.contents)
    const touches = await touchesOf(tx, batch)
    // Nothing else is locked or written: there is nothing that the events of others could be credited
    // to. Who gets touches by a merge is looked at again after it.
    const events = await eventsOfTouched(tx, batch.stretches, touches)
    const accountIds = new Set([...touches, ...events].map(({ accountId }) => accountId))
    const locked = new Set(batch.contents.map(shardKey))
    for (const accountId of accountIds) {
      const isOwn = (one: { accountId: string }) => one.accountId === accountId
      const own = events.filter(isOwn)
      const given = touches.filter(isOwn)
      const people = new Set([...own, ...given].map(({ profileId }) => profileId))
      const now = await lockCurrent(tx, accountId, [...people])
      // Merged meanwhile, so in a shard that is not ours yet. Who comes for more may wait in a circle: then
      // the database ends one of them, which is tried again.
      const isElsewhere = [...now.values()].some(
        (profileId) => !locked.has(shardKey({ accountId, shard: shardOf(profileId) })),
      )
      if (isElsewhere) await lockAllShards(tx, 'credits', accountId)
      await attribute(tx, accountId, {
        touches: given.map((touch) => ({
          ...touch,
          profileId: now.get(touch.profileId) ?? touch.profileId,
        })),
        eventIds: own.map(({ eventId }) => eventId),
      })
    }
  },
})

function shardKey({ accountId, shard }: { accountId: string; shard: number }): string {
  return `${accountId} ${shard}`
}

/** The touches that these events tell of. */
async function touchesOf(
  tx: Tx,
  batch: Batch<EventEntry>,
): Promise<(NewTouch & { accountId: string })[]> {
  const metrics = await metricsAmong(tx, batch.contents, {
    names: [...TOUCH_METRICS.keys()],
    integrationKey: MESSAGE_INTEGRATION,
  })
  if (metrics.length === 0) return []
  const kinds = new Map(metrics.map((one) => [metricKey(one), TOUCH_METRICS.get(one.name)]))
  const metricIds = metrics.map(({ metricId }) => metricId)
  const events = await batch.rows(['metricId', 'occurredAt'], metricIds)
  const owners = await eventOwners(tx, events)
  return events.flatMap((event): (NewTouch & { accountId: string })[] => {
    const kind = kinds.get(metricKey(event))
    const owner = owners.get(event.position)
    const facts = owner && touchFacts(owner.properties)
    if (!kind || !facts) return []
    const { messageId, isBot, isProxy } = facts
    return [
      {
        accountId: event.accountId,
        source: 'event',
        nth: event.position,
        profileId: owner.profileId,
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

function metricKey({ accountId, metricId }: { accountId: string; metricId: string }): string {
  return `${accountId} ${metricId}`
}
