import type { Interval, Measurement } from '../../../src/contract/metrics.ts'
import { addDays, dayIn, daysBetween, startOfDay } from '../../ui/zone.ts'

export const RANGES = ['7', '30', '90', '365', 'custom'] as const
export type Range = (typeof RANGES)[number]

/** What the chart shows, as the address says it. Days are calendar days, both included. */
export interface ChartQuestion {
  range: Range
  first: string
  last: string
  interval: Interval
  measurement: Measurement
  by: string | null
  compare: boolean
}

const INTERVALS: readonly Interval[] = ['hour', 'day', 'week', 'month']
const MEASUREMENTS: readonly Measurement[] = ['count', 'unique', 'sum_value']
const DAY = /^\d{4}-\d\d-\d\d$/

/** The API answers about at most one year at once. */
const DAYS_MAX = 365
/** More hours than these are a blur, not a chart. */
export const HOURLY_DAYS_MAX = 14

export function readQuestion(search: URLSearchParams, zone: string, now: Date): ChartQuestion {
  const today = dayIn(zone, now)
  const range = RANGES.find((each) => each === search.get('range')) ?? '30'
  const { first, last } = range === 'custom' ? customDays(search, today) : lastDays(range, today)
  const days = daysBetween(first, last)
  const interval = INTERVALS.find((each) => each === search.get('interval')) ?? fitting(days)
  const by = search.get('by')
  return {
    range,
    first,
    last,
    interval: interval === 'hour' && days > HOURLY_DAYS_MAX ? 'day' : interval,
    measurement: MEASUREMENTS.find((each) => each === search.get('measure')) ?? 'count',
    by,
    compare: search.get('compare') === '1' && !by,
  }
}

/** First instant that counts and first that no longer does, `back` whole spans earlier. */
export function instantsOf(question: ChartQuestion, zone: string, back = 0) {
  const shift = -back * daysBetween(question.first, question.last)
  return {
    from: startOfDay(addDays(question.first, shift), zone),
    until: startOfDay(addDays(question.last, shift + 1), zone),
  }
}

function lastDays(range: Exclude<Range, 'custom'>, today: string) {
  return { first: addDays(today, 1 - Number(range)), last: today }
}

function customDays(search: URLSearchParams, today: string) {
  const last = dayOr(search.get('to'), today)
  const first = dayOr(search.get('from'), addDays(last, -29))
  if (first > last) return { first: last, last: first }
  return daysBetween(first, last) > DAYS_MAX
    ? { first: addDays(last, 1 - DAYS_MAX), last }
    : { first, last }
}

function dayOr(text: string | null, otherwise: string): string {
  return text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : otherwise
}

function fitting(days: number): Interval {
  if (days <= 2) return 'hour'
  if (days <= 62) return 'day'
  return days <= 200 ? 'week' : 'month'
}
