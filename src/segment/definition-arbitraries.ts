import fc from 'fast-check'
import type { DateFilter, EventFrame } from '../contract/conditions.ts'

/** Around this instant everything generated lies, so that windows are hit often. */
export const NOON = new Date('2026-03-01T12:00:00Z')
const SPAN_SECONDS = 40 * 86_400

/** Whole seconds within forty days of noon, with a liking for round distances. */
export const anInstant: fc.Arbitrary<Date> = fc
  .oneof(
    fc.integer({ min: -SPAN_SECONDS, max: SPAN_SECONDS }),
    fc.integer({ min: -40, max: 40 }).map((days) => days * 86_400),
    fc.integer({ min: -100, max: 100 }).map((hours) => hours * 3_600),
    fc.integer({ min: -3, max: 3 }),
  )
  .map((seconds) => new Date(NOON.getTime() + seconds * 1_000))

const unit = fc.constantFrom('hour', 'day', 'week')
const quantity = fc.integer({ min: 0, max: 30 })
const isoAt = anInstant.map((at) => at.toISOString())

const staticDate = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('before', 'after'),
  date: isoAt,
})
const staticRange = fc.tuple(isoAt, isoAt).map((pair) => {
  const [start = '', end = ''] = pair.toSorted()
  return { type: 'date', operator: 'between-static', start, end } as const
})
const relative = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('in-the-last', 'in-the-next', 'at-least'),
  quantity,
  unit,
})
const relativeRange = fc.tuple(quantity, quantity, unit).map(([a, b, of]) => ({
  type: 'date' as const,
  operator: 'between' as const,
  start: Math.min(a, b),
  end: Math.max(a, b),
  unit: of,
}))
const anniversary = fc.record({
  type: fc.constant('date'),
  operator: fc.constantFrom('anniversary-last', 'anniversary-next'),
  quantity,
  unit,
})

export const anEventFrame: fc.Arbitrary<EventFrame> = fc.oneof(
  staticDate,
  staticRange,
  relative,
  relative,
  relativeRange,
  anniversary,
  fc.constant({ type: 'date', operator: 'alltime' } as const),
) as fc.Arbitrary<EventFrame>

export const aDateFilter: fc.Arbitrary<DateFilter> = fc.oneof(
  staticDate,
  staticRange,
  relative,
  relativeRange,
  anniversary,
  fc.record({
    type: fc.constant('date'),
    operator: fc.constantFrom('anniversary', 'anniversary-month'),
  }),
  fc.record({
    type: fc.constant('date'),
    operator: fc.constant('calendar-month'),
    value: fc.integer({ min: 1, max: 12 }),
  }),
) as fc.Arbitrary<DateFilter>

export const aZone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Chatham',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
)
