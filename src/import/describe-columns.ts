import type { PROPERTY_TYPES } from '../contract/imports.ts'
import { isEmail } from '../contract/values.ts'
import { parseDecimal } from './decimal.ts'
import type { Values } from './file-rows.ts'
import { timeParser } from './parse-time.ts'
import { textOf } from './read-cells.ts'

/** What the values of one column look like. */
export interface ColumnProfile {
  name: string
  type: 'empty' | (typeof PROPERTY_TYPES)[number]
  /** Formats that fit every value, the likeliest first. Empty unless the type is date. */
  timeFormats: string[]
  /** Filled values of the rows that were looked at. */
  values: string[]
  looksLikeEmail: boolean
}

/** Describe each column from the first rows of a file. */
export function describeColumns(
  columns: readonly string[],
  rows: readonly Values[],
): ColumnProfile[] {
  return columns.map((name) => {
    const texts = rows.map((row) => textOf(row, name)).filter((text) => text !== '')
    const timeFormats = formatsOf(texts)
    const typed = rows.map((row) => row.get(name)).filter((value) => (value ?? '') !== '')
    return {
      name,
      type: texts.length === 0 ? 'empty' : typeOf(texts, typed, timeFormats),
      timeFormats,
      values: texts,
      looksLikeEmail: texts.length > 0 && texts.every(isEmail),
    }
  })
}

function typeOf(
  texts: readonly string[],
  typed: readonly unknown[],
  timeFormats: readonly string[],
): ColumnProfile['type'] {
  if (typed.every((value) => Array.isArray(value))) return 'list'
  if (typed.every((value) => typeof value === 'object')) return 'json'
  if (timeFormats.length > 0) return 'date'
  if (texts.every((text) => /^(true|false|yes|no|ja|nein)$/i.test(text))) return 'boolean'
  if (texts.every(isCount)) return 'number'
  return 'text'
}

/** A leading zero, as in postcodes and article numbers, means that it is a name made of digits. */
function isCount(text: string): boolean {
  if (/^0\d/.test(text)) return false
  return (parseDecimal(text, 'point') ?? parseDecimal(text, 'comma')) !== undefined
}

const DATES = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'MM-DD-YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'M/D/YYYY',
  'D/M/YYYY',
  'D.M.YYYY',
  'M/D/YY',
  'D/M/YY',
  'D.M.YY',
  'D MMM YYYY',
  'D. MMM YYYY',
  'MMM D, YYYY',
]
const TIMES = ['', ' HH:mm', ' HH:mm:ss', ' H:mm', ' H:mm:ss', ' h:mm A', ' h:mm:ss A']
const CANDIDATES = ['iso', ...DATES.flatMap((date) => TIMES.map((time) => date + time))].map(
  (format) => ({ format, parse: timeParser(format, 'UTC') }),
)
// Seconds and milliseconds of 2000 to 2100: other numbers are no times.
const UNIX_SECONDS = { min: 946_684_800, max: 4_102_444_800 }

function formatsOf(texts: readonly string[]): string[] {
  const [first] = texts
  if (first === undefined) return []
  if (texts.every((text) => isUnix(text, 1))) return ['unix']
  if (texts.every((text) => isUnix(text, 1_000))) return ['unix-ms']
  const fitting: { format: string; times: number[] }[] = []
  for (const { format, parse } of CANDIDATES) {
    if (!parse(first)) continue
    const times = texts.flatMap((text) => parse(text)?.getTime() ?? [])
    const isAnother = fitting.every((one) => one.times.some((time, at) => time !== times[at]))
    // A second format with the same reading is no question to ask.
    if (times.length === texts.length && isAnother) fitting.push({ format, times })
  }
  // Day and month cannot always be told apart. Rows of one file are of one period, so the reading
  // that keeps them together is the likelier.
  return fitting.sort((a, b) => spanOf(a.times) - spanOf(b.times)).map(({ format }) => format)
}

function isUnix(text: string, unit: number): boolean {
  const seconds = /^\d{9,14}$/.test(text) ? Number(text) / unit : Number.NaN
  return seconds >= UNIX_SECONDS.min && seconds <= UNIX_SECONDS.max
}

function spanOf(times: readonly number[]): number {
  const [first = 0] = times
  let earliest = first
  let latest = first
  for (const time of times) {
    earliest = Math.min(earliest, time)
    latest = Math.max(latest, time)
  }
  return latest - earliest
}
