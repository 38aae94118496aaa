import type { Condition, Definition } from '../../../src/contract/conditions.ts'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import type { MetricSummary } from '../../api/metrics.ts'

/** What says that somebody is with us: whatever of it there is. */
const ENGAGED_METRICS = [
  'Opened Email',
  'Clicked Email',
  'Placed Order',
  'Active on Site',
  AGENT_METRIC_NAMES.started.en,
]
const ENGAGED_DAYS = 90
const ESCALATED_DAYS = 7

function happened(metricId: string, days: number): Condition {
  return {
    type: 'profile-metric',
    metric_id: metricId,
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
    timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: days, unit: 'day' },
    metric_filters: null,
  }
}

/** Who did anything with us in 90 days; null: nothing of it has ever happened. */
export function engagedDefinition(metrics: readonly MetricSummary[]): Definition | null {
  const known = metrics.filter((one) => ENGAGED_METRICS.includes(one.name))
  if (known.length === 0) return null
  return {
    condition_groups: [{ conditions: known.map((one) => happened(one.id, ENGAGED_DAYS)) }],
  }
}

/** Who was handed to the team in seven days; null: there is no such metric. */
export function escalatedDefinition(metrics: readonly MetricSummary[]): Definition | null {
  const [metric] = metrics
    .filter((one) => one.name === AGENT_METRIC_NAMES.escalated.en)
    .toSorted((a, b) => b.count_total - a.count_total)
  if (!metric) return null
  return { condition_groups: [{ conditions: [happened(metric.id, ESCALATED_DAYS)] }] }
}
