import { csvLine } from '../platform/csv.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import { isoSeconds } from '../platform/time.ts'
import { eventProperties } from './event-resource.ts'
import type { ExportedEvent } from './export-events.sql.ts'

const FIXED_COLUMNS = [
  'Event ID',
  'Time',
  'Profile ID',
  'Email',
  'Phone number',
  'External ID',
] as const
const OTHER_COLUMN = 'Other properties'

export function csvHeader(properties: readonly string[]): string {
  return csvLine([...FIXED_COLUMNS, ...properties, OTHER_COLUMN])
}

/** One line; properties without a column of their own lie in the last one, as JSON. */
export function csvEvent(event: ExportedEvent, properties: readonly string[]): string {
  const all = eventProperties(event)
  const own = new Set(properties)
  const others = Object.entries(all).filter(([name]) => !own.has(name))
  return csvLine([
    eventIdText(event.eventId),
    isoSeconds(event.occurredAt),
    ulidOf(event.profileId),
    event.email,
    event.phoneNumber,
    event.externalId,
    ...properties.map((name) => (Object.hasOwn(all, name) ? all[name] : null)),
    others.length > 0 ? Object.fromEntries(others) : null,
  ])
}

export function jsonEvent(event: ExportedEvent): string {
  const line = {
    id: eventIdText(event.eventId),
    datetime: isoSeconds(event.occurredAt),
    profile: {
      id: ulidOf(event.profileId),
      email: event.email,
      phone_number: event.phoneNumber,
      external_id: event.externalId,
    },
    event_properties: eventProperties(event),
  }
  return `${JSON.stringify(line)}\n`
}
