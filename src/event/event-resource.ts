import { eventIdText, eventUuid, ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'

export interface EventRow {
  eventId: number
  profileId: string
  metricId: string
  occurredAt: Date
  recordedAt: Date
  uniqueId: string
  value: string | null
  valueCurrency: string | null
  properties: Record<string, unknown>
  isBackfill: boolean
}

/** The attributions of events, by the id of the event: brought along by who knows them. */
export type Attributions = (
  tx: Tx,
  accountId: string,
  eventIds: readonly number[],
) => Promise<Map<number, Resource>>

/** The properties as the API shows them: the value and the unique id lie among them. */
export function eventProperties(row: EventRow): Record<string, unknown> {
  return {
    ...row.properties,
    ...(row.value === null ? {} : { $value: Number(row.value) }),
    ...(row.valueCurrency === null ? {} : { $value_currency: row.valueCurrency }),
    $event_id: row.uniqueId,
  }
}

/**
 * An event as a resource. `additional` names costly attributes that were asked for, `attributions` what
 * it is credited to.
 */
export function eventResource(
  row: EventRow,
  additional: ReadonlySet<string>,
  attributions: readonly Resource[] = [],
): Resource {
  return {
    type: 'event',
    id: eventIdText(row.eventId),
    attributes: {
      timestamp: row.occurredAt.getTime() / 1_000,
      event_properties: eventProperties(row),
      datetime: isoSeconds(row.occurredAt),
      uuid: eventUuid(row.occurredAt, row.eventId),
      ...(additional.has('recorded_at') ? { recorded_at: isoSeconds(row.recordedAt) } : {}),
      ...(additional.has('is_backfill') ? { is_backfill: row.isBackfill } : {}),
    },
    relationships: {
      profile: { data: { type: 'profile', id: ulidOf(row.profileId) } },
      metric: { data: { type: 'metric', id: row.metricId } },
      attributions: { data: attributions.map(({ type, id }) => ({ type, id })) },
    },
  }
}
