import { DAY_MS, SECOND_MS } from '../platform/time.ts'
import { zonedInstant } from '../platform/zoned-instant.ts'
import { FloatNumber, numberOf, plain, ZonedTime } from './template-values.ts'

/** What the clocks of a zone show. `month` is 1 to 12, `weekday` 0 (Sunday) to 6. */
export interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  weekday: number
  /** How far the zone is ahead of UTC, minutes. */
  offsetMinutes: number
}

/** Formatters kept; making one costs a hundred times what using it does. */
const FORMATTERS_MAX = 1_000
const formatters = new Map<string, Intl.DateTimeFormat>()

/** A formatter for a language and options, kept for the next time. An unknown language is English. */
export function formatterOf(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale}|${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(knownLocale(locale), options)
  if (formatters.size >= FORMATTERS_MAX) formatters.clear()
  formatters.set(key, made)
  return made
}

/** The language if this runtime can write it, else English. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}

const zones = new Map<string, boolean>()
/** There are some 600 zones; the rest would be made up. */
const ZONES_MAX = 2_000

/** The zone if this runtime knows it, else the other one, else UTC. */
export function knownZone(zone: string, otherwise = 'UTC'): string {
  if (isZone(zone)) return zone
  return isZone(otherwise) ? otherwise : 'UTC'
}

function isZone(zone: string): boolean {
  const known = zones.get(zone)
  if (known !== undefined) return known
  let is = zone !== ''
  try {
    if (is) new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    is = false
  }
  if (zones.size >= ZONES_MAX) zones.clear()
  zones.set(zone, is)
  return is
}

/** The wall time of an instant in a zone that this runtime knows. */
export function wallTime(at: Date, zone: string): WallTime {
  const parts = new Map<string, number>()
  const formatter = formatterOf('en', {
    timeZone: zone,
    hourCycle: 'h23',
    era: undefined,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  for (const { type, value } of formatter.formatToParts(at)) parts.set(type, Number(value))
  const part = (type: string) => parts.get(type) ?? 0
  const [year, month, day] = [part('year'), part('month'), part('day')]
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')]
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second)
  const atMs = Math.floor(at.getTime() / SECOND_MS) * SECOND_MS
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    weekday: new Date(wallMs).getUTCDay(),
    offsetMinutes: Math.round((wallMs - atMs) / 60_000),
  }
}

/** Milliseconds since 1970 that dates may lie away, as JavaScript has it, less two days. */
const TIME_MS_MAX = 8.64e15 - 2 * DAY_MS

/** The instant of a wall time, or undefined where there is no such day. */
export function fromWall(
  zone: string,
  parts: readonly [number, number, number, number?, number?, number?],
): Date | undefined {
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const isReal =
    wall.getUTCMonth() === month - 1 &&
    wall.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  return isReal && year >= 100 ? zonedInstant(wall, zone) : undefined
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/
const AMERICAN = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/
/** Numbers of fewer digits are no times in seconds. */
const UNIX_DIGITS_MIN = 9
const DATE_CHARS_MAX = 40

/**
 * A value as an instant: text in ISO 8601 or as month/day/year, or seconds since 1970. What has no
 * offset is wall time of the account's zone. Undefined if it is none of these.
 */
export function momentOf(value: unknown, zone: string): ZonedTime | undefined {
  const bare = plain(value)
  if (bare instanceof ZonedTime) return bare
  if (bare instanceof Date) return valid(bare, zone)
  if (typeof bare === 'number' || bare instanceof FloatNumber) return unixMoment(bare, zone)
  if (typeof bare !== 'string' || bare.length > DATE_CHARS_MAX) return undefined
  const text = bare.trim()
  const american = AMERICAN.exec(text)
  if (american) {
    const at = fromWall(zone, [Number(american[3]), Number(american[1]), Number(american[2])])
    return at && new ZonedTime(at, zone, true)
  }
  const iso = ISO.exec(text)
  if (!iso) return /^\d+$/.test(text) ? unixMoment(text, zone) : undefined
  const [, year, month, day, hour, minute, second, offset] = iso
  const at = fromWall(offset === undefined ? zone : 'UTC', [
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ])
  if (!at) return undefined
  const shift = offset === undefined ? 0 : offsetMs(offset)
  return valid(new Date(at.getTime() - shift), zone, hour === undefined)
}

function unixMoment(value: unknown, zone: string): ZonedTime | undefined {
  const seconds = numberOf(value)
  if (seconds === undefined || String(Math.trunc(seconds)).length < UNIX_DIGITS_MIN)
    return undefined
  return valid(new Date(seconds * SECOND_MS), zone)
}

function valid(at: Date, zone: string, isDay = false): ZonedTime | undefined {
  return Math.abs(at.getTime()) <= TIME_MS_MAX ? new ZonedTime(at, zone, isDay) : undefined
}

function offsetMs(text: string): number {
  if (text === 'Z') return 0
  const sign = text.startsWith('-') ? -1 : 1
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))
  return sign * minutes * 60_000
}
