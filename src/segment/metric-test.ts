import type { FlowMetricCondition, MetricCondition, MetricFilter } from '../contract/conditions.ts'
import { isEventInFrame, nextEventFlip } from './date-frame.ts'
import { type EventFact, eventsOfMetric, type Moment } from './facts.ts'
import { eventValue } from './property-path.ts'
import { compare, nextFlipOf, passes } from './value-test.ts'

type AnyMetricCondition = MetricCondition | FlowMetricCondition

/** Sums are compared to this many decimals, so that 0.1 + 0.2 is 0.3. */
export const SUM_DECIMALS = 6

/** Count or add up the events that pass all filters within the frame, then compare. */
export function testMetric(
  condition: AnyMetricCondition,
  events: readonly EventFact[],
  moment: Moment,
) {
  const { metric_id, measurement, measurement_filter, timeframe_filter, metric_filters } = condition
  // What a flow began with has not happened since it began.
  const trigger = timeframe_filter.operator === 'flow-start' ? moment.flow?.trigger : null
  const all = eventsOfMetric(events, metric_id)
  const own = trigger ? all.filter((event) => event.eventId !== trigger.eventId) : all
  const counted = own.filter(
    (event) =>
      isEventInFrame(timeframe_filter, event.at, moment) &&
      passesFilters(metric_filters, event, moment),
  )
  const measured = measurement === 'count' ? counted.length : sumOf(counted)
  return {
    holds: compare(measurement_filter.operator, measured, rounded(measurement_filter.value)),
    measured,
    counted,
    nextFlip: isRollingCount(condition)
      ? flipOfCount(condition, own, counted, moment)
      : flipOf(condition, own, moment),
  }
}

export function passesFilters(
  filters: readonly MetricFilter[] | null | undefined,
  event: EventFact,
  moment: Moment,
): boolean {
  return (filters ?? []).every(({ property, filter }) =>
    passes(filter, eventValue(event, property), moment),
  )
}

function sumOf(events: readonly EventFact[]): number {
  // Whole millionths add up exactly, as the database's decimals do.
  const millionths = events.reduce(
    (sum, event) => sum + BigInt(Math.round((event.value ?? 0) * 10 ** SUM_DECIMALS)),
    0n,
  )
  return Number(millionths) / 10 ** SUM_DECIMALS
}

function rounded(value: number): number {
  return Math.round(value * 10 ** SUM_DECIMALS) / 10 ** SUM_DECIMALS
}

/** Events come into a window one after the other and fall out in the same order. */
function isRollingCount({ measurement, timeframe_filter, metric_filters }: AnyMetricCondition) {
  return (
    measurement === 'count' &&
    ['in-the-last', 'at-least', 'between'].includes(timeframe_filter.operator) &&
    !(metric_filters ?? []).some(({ filter }) => filter.type === 'date')
  )
}

/**
 * The counts from which on the answer to a comparison is another one than below.
 * @param asked what counts are compared with
 */
export function thresholdsOf(
  operator: MetricCondition['measurement_filter']['operator'],
  asked: number,
): number[] {
  const value = rounded(asked)
  switch (operator) {
    case 'greater-than-or-equal':
    case 'less-than':
      return positive([Math.ceil(value)])
    case 'greater-than':
    case 'less-than-or-equal':
      return positive([Math.floor(value) + 1])
    case 'equals':
    case 'not-equals':
      return Number.isInteger(value) ? positive([value, value + 1]) : []
  }
}

function positive(counts: readonly number[]): number[] {
  return counts.filter((count) => count > 0)
}

/**
 * A count falls below a threshold when the last event that it takes leaves, counted from the newest,
 * and comes up to it not before another one comes in. What happens in between changes nothing.
 */
function flipOfCount(
  { measurement_filter, timeframe_filter, metric_filters }: AnyMetricCondition,
  own: readonly EventFact[],
  counted: readonly EventFact[],
  moment: Moment,
): Date | null {
  const inside = new Set(counted)
  const comes = earliest(
    own
      .filter((event) => !inside.has(event) && passesFilters(metric_filters, event, moment))
      .map((event) => nextEventFlip(timeframe_filter, event.at, moment)),
  )
  const newestFirst = counted.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return earliest(
    thresholdsOf(measurement_filter.operator, measurement_filter.value).map((threshold) => {
      const last = newestFirst[threshold - 1]
      return last ? nextEventFlip(timeframe_filter, last.at, moment) : comes
    }),
  )
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (one && (!first || one < first) ? one : first), null)
}

function flipOf(
  { timeframe_filter, metric_filters }: AnyMetricCondition,
  events: readonly EventFact[],
  moment: Moment,
): Date | null {
  return earliest(
    events.flatMap((event) => [
      nextEventFlip(timeframe_filter, event.at, moment),
      ...(metric_filters ?? []).map(({ property, filter }) =>
        filter.type === 'date' ? nextFlipOf(filter, eventValue(event, property), moment) : null,
      ),
    ]),
  )
}
