import {
  DAYS_AHEAD_MAX,
  EARLIEST_EVENT,
  EVENT_PROPERTIES_MAX,
  type NewEvent,
  UNIQUE_ID_BYTES_MAX,
} from '../contract/events.ts'
import { PROPERTY_DEPTH_MAX, STRING_BYTES_MAX } from '../contract/values.ts'
import { invalid, quote } from '../platform/problem.ts'
import { DAY_MS, isoSeconds, wholeSecond } from '../platform/time.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'

type EventAttributes = Omit<NewEvent['attributes'], 'profile'>

/** An event as it will be stored, but for whose it is. */
export interface EventFacts {
  metricName: string
  integrationKey: string
  /** Whole seconds. */
  occurredAt: Date
  /** Recorded once per profile and metric. */
  uniqueId: string
  value: number | string | null
  valueCurrency: string | null
  properties: Record<string, unknown>
  isBackfill: boolean
}

/** An event with the person it is about. */
export interface EventToRecord extends EventFacts {
  profile: ProfileInput
}

/**
 * Check an event's limits and fill in what the caller left out: the time is `now`, the unique id is
 * the event's second, the integration is the API itself.
 *
 * @param pointer where the event's attributes lie in the request, such as `/data/attributes`
 * @throws Problem 400 naming the value that is beyond a limit
 */
export function readEvent(attributes: EventAttributes, now: Date, pointer: string): EventFacts {
  const occurredAt = wholeSecond(attributes.time ?? now)
  refuseTime(occurredAt, now, pointer)
  refuseLongId(attributes.unique_id ?? '', `${pointer}/unique_id`)
  refuseProperties(attributes.properties, `${pointer}/properties`)
  const { $value: legacyValue, ...properties } = attributes.properties
  return {
    metricName: attributes.metric.data.attributes.name,
    integrationKey: (attributes.metric.data.attributes.service ?? 'api').toLowerCase(),
    occurredAt,
    uniqueId: attributes.unique_id ?? String(occurredAt.getTime() / 1_000),
    value: attributes.value ?? numeric(legacyValue),
    valueCurrency: attributes.value_currency ?? null,
    properties:
      legacyValue === undefined || numeric(legacyValue) !== null
        ? properties
        : attributes.properties,
    isBackfill: attributes.backfill ?? false,
  }
}

function numeric(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const EARLIEST = new Date(EARLIEST_EVENT)

function refuseTime(occurredAt: Date, now: Date, pointer: string): void {
  const latest = new Date(now.getTime() + DAYS_AHEAD_MAX * DAY_MS)
  if (occurredAt >= EARLIEST && occurredAt <= latest) return
  throw invalid(
    `${pointer}/time`,
    `The time ${isoSeconds(occurredAt)} is outside ${isoSeconds(EARLIEST)} to ${isoSeconds(latest)}.`,
    'Send the time in UTC (ending in Z) and check the clock of the sending machine.',
  )
}

function refuseLongId(uniqueId: string, pointer: string): void {
  const bytes = Buffer.byteLength(uniqueId)
  if (bytes <= UNIQUE_ID_BYTES_MAX) return
  throw invalid(
    pointer,
    `The unique_id is ${bytes} bytes long; ${UNIQUE_ID_BYTES_MAX} are allowed. It begins with ${quote(uniqueId)}.`,
    'Send a shorter id, such as the number of the order.',
  )
}

function refuseProperties(properties: Record<string, unknown>, pointer: string): void {
  const count = Object.keys(properties).length
  if (count > EVENT_PROPERTIES_MAX) {
    throw invalid(
      pointer,
      `The event has ${count} properties; ${EVENT_PROPERTIES_MAX} are allowed.`,
      'Move values that nobody filters by into one object under $extra.',
    )
  }
  refuseValues(properties, pointer, 1)
}

function refuseValues(value: unknown, pointer: string, depth: number): void {
  if (typeof value === 'string') return refuseLongText(value, pointer)
  if (typeof value !== 'object' || value === null) return
  if (depth > PROPERTY_DEPTH_MAX) {
    throw invalid(
      pointer,
      `The properties are nested deeper than ${PROPERTY_DEPTH_MAX} levels.`,
      'Flatten them.',
    )
  }
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'number' || typeof inner === 'boolean') continue
    refuseValues(inner, `${pointer}/${key}`, depth + 1)
  }
}

function refuseLongText(text: string, pointer: string): void {
  // No character takes more than three bytes per UTF-16 unit, so short texts need no counting.
  if (text.length * 3 <= STRING_BYTES_MAX) return
  const bytes = Buffer.byteLength(text)
  if (bytes <= STRING_BYTES_MAX) return
  throw invalid(
    pointer,
    `A text is ${bytes} bytes long; ${STRING_BYTES_MAX} are allowed. It begins with ${quote(text)}.`,
    'Shorten the text, or store it elsewhere and send its URL.',
  )
}
