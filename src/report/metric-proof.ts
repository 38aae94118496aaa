import type { Measurement } from '../contract/metrics.ts'

/** What is added up, and what it is called in the formula. */
export const METRIC_SUMS: Record<Measurement, { name: string; definition: string }> = {
  count: { name: 'metricEvents', definition: 'Events of the metric in the window.' },
  unique: {
    name: 'metricPeople',
    definition: 'People with at least one event of the metric in the window, each counted once.',
  },
  sum_value: {
    name: 'metricValue',
    definition:
      'The values of the events of the metric in the window, added up whatever their currency. Events without a value add nothing.',
  },
}
