import type { FlowMetricCondition, MetricCondition, MetricFilter } from '../contract/conditions.ts'
import { isEventInFrame, nextEventFlip } from './date-frame.ts'
import type { EventFact, Moment } from './facts.ts'
import { eventValue } from './property-path.ts'
import { compare, nextFlipOf, passes } from './value-test.ts'

/** Sums are compared to this many decimals, so that 0.1 + 0.2 is 0.3. */
export const SUM_DECIMALS = 6

/** Count or add up the events that pass all filters within the frame, then compare. */
export function testMetric(
  condition: MetricCondition | FlowMetricCondition,
  events: readonly EventFact[],
  moment: Moment,
) {
  const { metric_id, measurement, measurement_filter, timeframe_filter, metric_filters } = condition
  // What a flow began with has not happened since it began.
  const trigger = timeframe_filter.operator === 'flow-start' ? moment.flow?.trigger : null
  const own = events.filter(
    (event) => event.metricId === metric_id && event.eventId !== trigger?.eventId,
  )
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
    nextFlip: flipOf(condition, own, moment),
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

function flipOf(
  { timeframe_filter, metric_filters }: MetricCondition | FlowMetricCondition,
  events: readonly EventFact[],
  moment: Moment,
): Date | null {
  let first: Date | null = null
  const note = (flip: Date | null) => {
    if (flip && (!first || flip < first)) first = flip
  }
  for (const event of events) {
    note(nextEventFlip(timeframe_filter, event.at, moment))
    for (const { property, filter } of metric_filters ?? []) {
      if (filter.type === 'date') note(nextFlipOf(filter, eventValue(event, property), moment))
    }
  }
  return first
}
