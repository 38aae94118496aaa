import { metricNameKey, nameMetrics } from '../metric/name-metrics.sql.ts'
import type { Tx } from '../platform/sql.ts'
import type { UpsertResult } from '../profile/plan-upserts.ts'
import { shardOf } from '../profile/shard.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { insertEvents, type NewEventRow } from './events.sql.ts'
import type { EventToRecord } from './new-event.ts'

export interface Recorded {
  /** New in the log. */
  recorded: number
  /** Their unique id was known for the profile and metric: nothing changed. */
  alreadyKnown: number
  /** What became of each event's profile, in the order of the events. */
  profiles: UpsertResult[]
}

/**
 * Record a batch: find or create the profiles and metrics, append the events.
 * All in the given transaction, with a constant number of statements. An event whose profile is
 * refused (its identifiers contradict each other) is not recorded; its result says why.
 *
 * @throws LostRace when another transaction created the same person first: roll back and repeat
 */
export async function recordEvents(
  tx: Tx,
  accountId: string,
  events: readonly EventToRecord[],
  now: Date,
): Promise<Recorded> {
  if (events.length === 0) return { recorded: 0, alreadyKnown: 0, profiles: [] }
  const naming = nameMetrics(tx, accountId, metricNames(events), now)
  const [metricIds, profiles] = await Promise.all([
    naming,
    upsertProfiles(
      tx,
      accountId,
      events.map((event) => event.profile),
      now,
    ),
  ])
  const rows = events.flatMap((event, at): NewEventRow[] => {
    const result = profiles[at]
    if (!result || !('profileId' in result)) return []
    return [rowOf(event, result.profileId, metricIds)]
  })
  const recorded = await insertEvents(tx, accountId, rows, now)
  return { recorded, alreadyKnown: rows.length - recorded, profiles }
}

function metricNames(events: readonly EventToRecord[]) {
  return events.map((event) => ({ name: event.metricName, integrationKey: event.integrationKey }))
}

function rowOf(
  event: EventToRecord,
  profileId: string,
  metricIds: ReadonlyMap<string, string>,
): NewEventRow {
  const metricId = metricIds.get(
    metricNameKey({ name: event.metricName, integrationKey: event.integrationKey }),
  )
  if (metricId === undefined) throw new Error(`metric ${event.metricName} was not created`)
  return {
    profile_id: profileId,
    shard: shardOf(profileId),
    metric_id: metricId,
    occurred_at: event.occurredAt,
    unique_id: event.uniqueId,
    value: event.value,
    value_currency: event.valueCurrency,
    properties: event.properties,
    is_backfill: event.isBackfill,
  }
}
