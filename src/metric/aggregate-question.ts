import type { z } from 'zod'
import { FilterError, type FilterTerm, parseFilter } from '../contract/filter.ts'
import {
  AGGREGATE_DAYS_MAX,
  AGGREGATE_ROWS_MAX,
  type Interval,
  type Measurement,
  type queryMetricAggregates,
} from '../contract/metrics.ts'
import { invalid, quote } from '../platform/problem.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'

type Body = z.output<NonNullable<(typeof queryMetricAggregates)['body']>>

/** Numbers of one answer: groups × intervals × measurements. Larger answers come in pages. */
export const AGGREGATE_NUMBERS_MAX = 1_000_000

/** What is asked about the events of a metric. */
export interface AggregateQuestion {
  metricId: string
  measurements: readonly Measurement[]
  interval: Interval
  /** First instant that counts, and the first that no longer does. */
  from: Date
  until: Date
  timeZone: string
  /** Event properties; one row of the answer for each combination of their values. */
  by: readonly string[]
  tests: readonly FilterTerm[]
  sort: AggregateSort
  rowsMax: number
}

export interface AggregateSort {
  /** A measurement's total, or the number of a property in `by`. */
  on: Measurement | number
  descending: boolean
}

const ATTRIBUTES = '/data/attributes'
const TIME = {
  datetime: { type: 'datetime', operators: ['greater-or-equal', 'less-than'] },
} as const
/** Tests that any property of events can be put to. */
export const ANY_PROPERTY = {
  type: 'any',
  operators: [
    'equals',
    'any',
    'contains',
    'contains-any',
    'contains-all',
    'starts-with',
    'ends-with',
    'less-than',
    'less-or-equal',
    'greater-than',
    'greater-or-equal',
    'has',
  ],
} as const

/** @throws Problem 400 for a filter that is not one, a missing bound, a long range, a sort */
export function readAggregateQuestion({ data }: Body): AggregateQuestion {
  const { attributes } = data
  const by = [...new Set(attributes.by ?? [])]
  const terms = attributes.filter.flatMap(readFilter)
  return {
    metricId: attributes.metric_id,
    measurements: [...new Set(attributes.measurements)],
    interval: attributes.interval ?? 'day',
    ...readRange(terms.filter((term) => term.field === 'datetime')),
    timeZone: attributes.timezone ?? 'UTC',
    by,
    tests: terms.filter((term) => term.field !== 'datetime'),
    sort: readSort(attributes.sort ?? '-count', by),
    rowsMax: attributes.page_size ?? AGGREGATE_ROWS_MAX,
  }
}

function readFilter(text: string, index: number): FilterTerm[] {
  try {
    return parseFilter(text, TIME, ANY_PROPERTY)
  } catch (error) {
    if (error instanceof FilterError) throw invalid(`${ATTRIBUTES}/filter/${index}`, error.message)
    throw error
  }
}

function readRange(terms: readonly FilterTerm[]): { from: Date; until: Date } {
  const from = instants(terms, 'greater-or-equal').reduce(later, undefined)
  const until = instants(terms, 'less-than').reduce(earlier, undefined)
  if (!from || !until) {
    throw invalid(
      `${ATTRIBUTES}/filter`,
      'The filter must bound datetime on both sides.',
      'Add "greater-or-equal(datetime,2026-01-01T00:00:00Z)" and "less-than(datetime,2026-02-01T00:00:00Z)".',
    )
  }
  if (from >= until) {
    throw invalid(
      `${ATTRIBUTES}/filter`,
      `The time range is empty: ${from.toISOString()} is not before ${until.toISOString()}.`,
    )
  }
  // A local year may be an hour longer than its days.
  if (until.getTime() - from.getTime() > AGGREGATE_DAYS_MAX * DAY_MS + HOUR_MS) {
    const days = Math.ceil((until.getTime() - from.getTime()) / DAY_MS)
    throw invalid(
      `${ATTRIBUTES}/filter`,
      `The time range is ${days} days long; ${AGGREGATE_DAYS_MAX} are allowed.`,
      'Ask for one year at a time.',
    )
  }
  return { from, until }
}

function instants(terms: readonly FilterTerm[], operator: FilterTerm['operator']): Date[] {
  return terms.flatMap(({ operator: own, value }) =>
    own === operator && value instanceof Date ? [value] : [],
  )
}

function later(a: Date | undefined, b: Date): Date {
  return a && a > b ? a : b
}

function earlier(a: Date | undefined, b: Date): Date {
  return a && a < b ? a : b
}

function readSort(text: string, by: readonly string[]): AggregateSort {
  const descending = text.startsWith('-')
  const name = descending ? text.slice(1) : text
  if (name === 'count' || name === 'unique' || name === 'sum_value') return { on: name, descending }
  const index = by.indexOf(name)
  if (index >= 0) return { on: index, descending }
  throw invalid(
    `${ATTRIBUTES}/sort`,
    `The answer cannot be sorted by ${quote(name)}.`,
    'Sort by count, unique, sum_value or a property that is listed in "by"; "-" in front reverses.',
  )
}
