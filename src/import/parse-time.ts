import { SECOND_MS, wholeSecond } from '../platform/time.ts'
import { zonedInstant } from '../platform/zoned-instant.ts'

/** Reads one text; undefined when it is not a time in the format, or names one that does not exist. */
export type TimeParser = (text: string) => Date | undefined

/** Local time as written, and its distance to UTC when the text says so. */
interface Written {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  offsetMinutes?: number
}

type Reader = (text: string) => Written | undefined

/**
 * A parser for `iso`, `unix`, `unix-ms`, or a format of tokens such as `DD.MM.YYYY HH:mm`.
 * Fractions of a second are cut off.
 *
 * @param zone IANA zone of times that do not carry one. In the hour that is skipped in spring, the
 *   clock is read as not yet moved (02:30 is 03:30); in the hour that comes twice, as the first.
 * @throws TimeFormatError when the format does not name a whole date
 */
export function timeParser(format: string, zone: string): TimeParser {
  if (format === 'unix') return unixParser(SECOND_MS)
  if (format === 'unix-ms') return unixParser(1)
  const read = format === 'iso' ? readIso : compiled(format)
  return (text) => {
    const written = read(text.trim())
    return written && instantOf(written, zone)
  }
}

export class TimeFormatError extends Error {
  override readonly name = 'TimeFormatError'
}

// 0001 to 9999; anything beyond is a number of another kind.
const UNIX_MS_MAX = 253_402_300_799_000

function unixParser(unitMs: number): TimeParser {
  return (text) => {
    if (!/^-?\d{1,15}(\.\d+)?$/.test(text.trim())) return undefined
    const ms = Number(text) * unitMs
    return Math.abs(ms) <= UNIX_MS_MAX ? wholeSecond(new Date(ms)) : undefined
  }
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i

function readIso(text: string): Written | undefined {
  const parts = ISO.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = parts
  const written = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }
  return zone === undefined ? written : { ...written, offsetMinutes: offsetOf(zone) }
}

function offsetOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return zone.startsWith('-') ? -minutes : minutes
}

type Part = 'year' | 'year2' | 'month' | 'monthName' | 'day' | 'hour' | 'hour12' | Rest
type Rest = 'minute' | 'second' | 'half' | 'zone' | 'fraction'

const TOKENS: ReadonlyArray<{ token: string; part: Part; pattern: string }> = [
  { token: 'YYYY', part: 'year', pattern: '\\d{4}' },
  { token: 'YY', part: 'year2', pattern: '\\d{2}' },
  { token: 'MMM', part: 'monthName', pattern: '\\p{L}+\\.?' },
  { token: 'MM', part: 'month', pattern: '\\d{2}' },
  { token: 'M', part: 'month', pattern: '\\d{1,2}' },
  { token: 'DD', part: 'day', pattern: '\\d{2}' },
  { token: 'D', part: 'day', pattern: '\\d{1,2}' },
  { token: 'HH', part: 'hour', pattern: '\\d{2}' },
  { token: 'H', part: 'hour', pattern: '\\d{1,2}' },
  { token: 'hh', part: 'hour12', pattern: '\\d{2}' },
  { token: 'h', part: 'hour12', pattern: '\\d{1,2}' },
  { token: 'mm', part: 'minute', pattern: '\\d{2}' },
  { token: 'm', part: 'minute', pattern: '\\d{1,2}' },
  { token: 'SSS', part: 'fraction', pattern: '\\d{1,9}' },
  { token: 'ss', part: 'second', pattern: '\\d{2}' },
  { token: 's', part: 'second', pattern: '\\d{1,2}' },
  { token: 'A', part: 'half', pattern: '[AaPp]\\.?[Mm]\\.?' },
  { token: 'Z', part: 'zone', pattern: 'Z|[+-]\\d\\d(?::?\\d\\d)?' },
]

function compiled(format: string): Reader {
  const parts: Part[] = []
  let pattern = ''
  for (let at = 0; at < format.length; ) {
    const literal = /^\[([^\]]*)\]/.exec(format.slice(at))
    const token = TOKENS.find((one) => format.startsWith(one.token, at))
    if (literal) {
      pattern += escaped(literal[1] ?? '')
      at += literal[0].length
    } else if (token) {
      if (parts.includes(token.part)) {
        throw new TimeFormatError(`The time format '${format}' names ${token.token} twice.`)
      }
      parts.push(token.part)
      pattern += `(${token.pattern})`
      at += token.token.length
    } else {
      pattern += /\s/.test(format[at] ?? '') ? '\\s+' : escaped(format[at] ?? '')
      at += 1
    }
  }
  refuseIncomplete(format, new Set(parts))
  const regex = new RegExp(`^${pattern}$`, 'u')
  return (text) => {
    const match = regex.exec(text)
    return match ? writtenOf(parts, match.slice(1)) : undefined
  }
}

function refuseIncomplete(format: string, parts: ReadonlySet<Part>): void {
  const hasYear = parts.has('year') || parts.has('year2')
  const hasMonth = parts.has('month') || parts.has('monthName')
  if (!hasYear || !hasMonth || !parts.has('day')) {
    throw new TimeFormatError(
      `The time format '${format}' must name year (YYYY), month (MM) and day (DD), or be iso, unix or unix-ms.`,
    )
  }
  if (parts.has('hour12') !== parts.has('half')) {
    throw new TimeFormatError(
      `The time format '${format}' needs both hh and A (AM/PM), or HH for 24 hours.`,
    )
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** Two-digit years up to 68 are of this century, as in POSIX. */
const PIVOT = 69

function writtenOf(parts: readonly Part[], texts: readonly string[]): Written | undefined {
  const written: Written = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  let half: 'a' | 'p' | undefined
  for (const [index, part] of parts.entries()) {
    const text = texts[index] ?? ''
    const number = Number(text)
    switch (part) {
      case 'year':
      case 'month':
      case 'day':
      case 'hour':
      case 'minute':
      case 'second':
        written[part] = number
        break
      case 'year2':
        written.year = number < PIVOT ? 2000 + number : 1900 + number
        break
      case 'hour12':
        if (number < 1 || number > 12) return undefined
        written.hour = number % 12
        break
      case 'monthName':
        written.month = monthNumber(text)
        break
      case 'half':
        half = /^a/i.test(text) ? 'a' : 'p'
        break
      case 'zone':
        written.offsetMinutes = offsetOf(text)
        break
      case 'fraction':
        break
    }
  }
  return half === 'p' ? { ...written, hour: written.hour + 12 } : written
}

// English and German; three letters tell all months of both apart.
const MONTHS = [
  ['jan', 'jän'],
  ['feb'],
  ['mar', 'mär', 'mrz'],
  ['apr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez'],
]

/** 1 to 12; 0, which no date has, for a word that is no month. */
function monthNumber(name: string): number {
  return MONTHS.findIndex((names) => names.includes(name.slice(0, 3).toLowerCase())) + 1
}

const MINUTE_MS = 60 * SECOND_MS

function instantOf(written: Written, zone: string): Date | undefined {
  const { year, month, day, hour, minute, second, offsetMinutes } = written
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return undefined
  const wall = new Date(0)
  wall.setUTCFullYear(year, month - 1, day)
  wall.setUTCHours(hour, minute, second)
  // 31 April would silently become 1 May.
  if (wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day) return undefined
  if (offsetMinutes !== undefined) return new Date(wall.getTime() - offsetMinutes * MINUTE_MS)
  return zonedInstant(wall, zone)
}
