import { parseInstant } from '../contract/filter.ts'
import { invalid, quote } from '../platform/problem.ts'
import { zonedInstant } from '../platform/zoned-instant.ts'
import type { Day } from './calendar.ts'
import { dayFrom, dayOf, partsOf, startOfDay } from './calendar.ts'

/** From an instant on, until before another. */
export interface Span {
  from: Date
  until: Date
}

export type SpanKey =
  | 'today'
  | 'yesterday'
  | 'this_week'
  | 'last_week'
  | 'this_month'
  | 'last_month'
  | 'this_year'
  | 'last_year'
  | 'last_7_days'
  | 'last_30_days'
  | 'last_90_days'
  | 'last_365_days'
  | 'last_3_months'
  | 'last_12_months'

/** Whole days of the account's zone; "last N days" include today, weeks begin on Monday. */
export function namedSpan(key: SpanKey, now: Date, timezone: string): Span {
  const today = dayOf(now, timezone)
  const { year, month } = partsOf(today)
  const monday = today - ((today + 3) % 7) // 1970-01-01 was a Thursday
  const [first, last] = daysOf(key, { today, monday, year, month })
  return { from: startOfDay(first, timezone), until: startOfDay(last, timezone) }
}

export type Timeframe = { key: SpanKey } | { start: string; end: string }

/**
 * The span of a timeframe. Of a start and an end the wall time counts, in the account's zone, whatever
 * offset is written behind it: so the public API has it.
 *
 * @throws Problem 400 for what is no time, or an end that is not after the start
 */
export function spanOf(timeframe: Timeframe, now: Date, timezone: string): Span {
  if ('key' in timeframe) return namedSpan(timeframe.key, now, timezone)
  const instant = (name: 'start' | 'end') => {
    const wall = parseInstant(timeframe[name].replace(OFFSET, '$1'))
    if (wall) return zonedInstant(wall, timezone)
    throw invalid(
      `/data/attributes/timeframe/${name}`,
      `${quote(timeframe[name])} is not an ISO 8601 date and time.`,
    )
  }
  const span = { from: instant('start'), until: instant('end') }
  if (span.from < span.until) return span
  throw invalid('/data/attributes/timeframe/end', 'The end is not after the start.')
}

/** A time of day, and the offset behind it. */
const OFFSET = /(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(?:[Zz]|[+-]\d\d:?\d\d| \d\d:\d\d)$/

/** First day, and the first day that no longer counts. */
function daysOf(
  key: SpanKey,
  { today, monday, year, month }: { today: Day; monday: Day; year: number; month: number },
): [Day, Day] {
  const tomorrow = today + 1
  const firstOfMonth = (months: number) => {
    const at = year * 12 + (month - 1) + months
    return dayFrom(Math.floor(at / 12), (at % 12) + 1, 1) ?? today
  }
  switch (key) {
    case 'today':
      return [today, tomorrow]
    case 'yesterday':
      return [today - 1, today]
    case 'this_week':
      return [monday, tomorrow]
    case 'last_week':
      return [monday - 7, monday]
    case 'this_month':
      return [firstOfMonth(0), tomorrow]
    case 'last_month':
      return [firstOfMonth(-1), firstOfMonth(0)]
    case 'this_year':
      return [dayFrom(year, 1, 1) ?? today, tomorrow]
    case 'last_year':
      return [dayFrom(year - 1, 1, 1) ?? today, dayFrom(year, 1, 1) ?? today]
    case 'last_7_days':
      return [tomorrow - 7, tomorrow]
    case 'last_30_days':
      return [tomorrow - 30, tomorrow]
    case 'last_90_days':
      return [tomorrow - 90, tomorrow]
    case 'last_365_days':
      return [tomorrow - 365, tomorrow]
    case 'last_3_months':
      return [firstOfMonth(-3), firstOfMonth(0)]
    case 'last_12_months':
      return [firstOfMonth(-12), firstOfMonth(0)]
  }
}
