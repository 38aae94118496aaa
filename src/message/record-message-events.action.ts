import { insertEvents } from '../event/events.sql.ts'
import { MESSAGE_INTEGRATION } from '../metric/known-metrics.ts'
import { metricNameKey, nameMetrics } from '../metric/name-metrics.sql.ts'
import type { Tx } from '../platform/sql.ts'
import { wholeSecond } from '../platform/time.ts'
import { shardOf } from '../profile/shard.ts'

export interface MessageEvent {
  profileId: string
  metricName: string
  uniqueId: string
  occurredAt: Date
  properties: Record<string, unknown>
}

/**
 * Record what happened to messages as ordinary events, so that segments and flows see them. Lock the
 * profiles before, at least for key share: a profile that is merged away has no events.
 */
export async function recordMessageEvents(
  tx: Tx,
  accountId: string,
  events: readonly MessageEvent[],
  now: Date,
): Promise<number> {
  const names = events.map((event) => event.metricName)
  const metricIds = await nameMessageMetrics(tx, accountId, names, now)
  return insertMessageEvents(tx, accountId, events, { metricIds, now })
}

/** The ids of metrics of messages, for `insertMessageEvents`. */
export async function nameMessageMetrics(
  tx: Tx,
  accountId: string,
  metricNames: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  if (metricNames.length === 0) return new Map()
  const names = [...new Set(metricNames)].map((name) => ({
    name,
    integrationKey: MESSAGE_INTEGRATION,
  }))
  return nameMetrics(tx, accountId, names, now)
}

/** As `recordMessageEvents`, for who has the ids of the metrics already. */
export async function insertMessageEvents(
  tx: Tx,
  accountId: string,
  events: readonly MessageEvent[],
  { metricIds, now }: { metricIds: ReadonlyMap<string, string>; now: Date },
): Promise<number> {
  if (events.length === 0) return 0
  const rows = events.flatMap((event) => {
    const metric = metricNameKey({
      name: event.metricName,
      integrationKey: MESSAGE_INTEGRATION,
    })
    const metricId = metricIds.get(metric)
    if (metricId === undefined) throw new Error(`metric ${event.metricName} was not created`)
    return [
      {
        profile_id: event.profileId,
        shard: shardOf(event.profileId),
        metric_id: metricId,
        occurred_at: wholeSecond(event.occurredAt),
        unique_id: event.uniqueId,
        value: null,
        value_currency: null,
        properties: event.properties,
        is_backfill: false,
      },
    ]
  })
  return insertEvents(tx, accountId, rows, now)
}
