import { type Day, dayFrom } from './calendar.ts'

/** A date that a property holds: an instant, or a calendar date without a time. */
export type DateValue = { kind: 'instant'; at: Date } | { kind: 'day'; day: Day }

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/i

/**
 * Read a date from a value, or undefined. Recognised are `2026-01-31`, `2026-01-31 09:00`,
 * `2026-01-31T09:00:00Z` and their like; without an offset the time is UTC. Seconds are whole.
 */
export function dateValueOf(value: unknown): DateValue | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined
  const date = DATE.exec(value)
  if (date) {
    const day = dayFrom(Number(date[1]), Number(date[2]), Number(date[3]))
    return day === undefined ? undefined : { kind: 'day', day }
  }
  const parts = DATE_TIME.exec(value)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second = '0', zone = 'Z'] = parts
  const days = dayFrom(Number(year), Number(month), Number(day))
  const offset = offsetMinutes(zone)
  const isReal = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  if (days === undefined || offset === undefined || !isReal) return undefined
  const minutes = days * 1_440 + Number(hour) * 60 + Number(minute) - offset
  return { kind: 'instant', at: new Date((minutes * 60 + Number(second)) * 1_000) }
}

function offsetMinutes(zone: string): number | undefined {
  if (/^z$/i.test(zone)) return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const hours = Number(digits.slice(0, 2))
  const minutes = Number(digits.slice(2))
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
