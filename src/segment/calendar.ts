import { DAY_MS } from '../platform/time.ts'

/** A calendar date as the number of days since 1970-01-01. */
export type Day = number

const FORMATS = new Map<string, Intl.DateTimeFormat>()
/** Zones are few; this many formats stay at hand. */
const FORMATS_MAX = 500

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timezone)
  if (known) return known
  if (FORMATS.size >= FORMATS_MAX) FORMATS.clear()
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  })
  FORMATS.set(timezone, format)
  return format
}

/** The wall clock of a zone at an instant, as if it were UTC. */
function wallClock(at: number, timezone: string): number {
  if (timezone === 'UTC') return Math.floor(at / 1_000) * 1_000
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(timezone).formatToParts(at)) parts[type] = value
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
  return utc(
    year,
    Number(parts.month),
    Number(parts.day),
    Number(parts.hour),
    Number(parts.minute),
    Number(parts.second),
  )
}

/** `Date.UTC` without its habit of reading the years 0 to 99 as 1900 to 1999. */
function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second, 0)
  return date.getTime()
}

/** The calendar date of an instant in a zone. */
export function dayOf(at: Date, timezone: string): Day {
  return Math.floor(wallClock(at.getTime(), timezone) / DAY_MS)
}

/**
 * The instant at which a calendar date begins in a zone. Where clocks skip midnight, the date begins
 * at the first instant after the gap.
 */
export function startOfDay(day: Day, timezone: string): Date {
  const wanted = day * DAY_MS
  // The offset is found where the guess lands; a second look settles changes of the clock in between.
  let at = wanted - (wallClock(wanted, timezone) - wanted)
  at = wanted - (wallClock(at, timezone) - at)
  // In a gap the wall clock passes over the wanted time: it is the first instant on or after it.
  while (Math.floor(wallClock(at, timezone) / DAY_MS) < day) at += GAP_STEP_MS
  while (Math.floor(wallClock(at - GAP_STEP_MS, timezone) / DAY_MS) >= day) at -= GAP_STEP_MS
  return new Date(at)
}

const GAP_STEP_MS = 15 * 60_000

/** A calendar date, or undefined when there is no such day. Months from 1. */
export function dayFrom(year: number, month: number, day: number): Day | undefined {
  const at = utc(year, month, day)
  const date = new Date(at)
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? Math.floor(at / DAY_MS) : undefined
}

export function partsOf(day: Day): { year: number; month: number; day: number } {
  const date = new Date(day * DAY_MS)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  }
}

/** The same day of another year; 29 February falls on the 28th where there is none. */
export function anniversaryIn(year: number, of: Day): Day {
  const { month, day } = partsOf(of)
  const found = dayFrom(year, month, day) ?? dayFrom(year, month, 28)
  if (found === undefined) throw new Error(`no day ${month}-28 in ${year}`)
  return found
}
