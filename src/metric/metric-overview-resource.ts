import { metricNames } from '../contract/metric-names.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { AGENT_INTEGRATION, integrationOf } from './known-metrics.ts'
import type { MetricRow } from './metric-resource.ts'

/** Days of the sparkline; the comparison covers as many before. */
export const OVERVIEW_DAYS = 30

export interface MetricOverviewRow extends MetricRow {
  countTotal: number
  lastEventAt: Date | null
  /** Events by days ago in the account's time zone, `"0"` for today; days without any are absent. */
  countByDaysAgo: Record<string, number>
}

export function metricOverviewResource(row: MetricOverviewRow): Resource {
  const { key, name, category } = integrationOf(row.integrationKey)
  const sparkline = Array.from(
    { length: OVERVIEW_DAYS },
    (_, index) => row.countByDaysAgo[OVERVIEW_DAYS - 1 - index] ?? 0,
  )
  const previous = Array.from(
    { length: OVERVIEW_DAYS },
    (_, index) => row.countByDaysAgo[OVERVIEW_DAYS + index] ?? 0,
  )
  return {
    type: 'metric-overview',
    id: row.metricId,
    attributes: {
      name: row.name,
      names: metricNames(row.name),
      integration: { key, name, category },
      count_total: row.countTotal,
      count_30_days: total(sparkline),
      count_previous_30_days: total(previous),
      sparkline,
      last_event_at: row.lastEventAt && isoSeconds(row.lastEventAt),
      is_waiting: row.integrationKey === AGENT_INTEGRATION && row.countTotal === 0,
    },
  }
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
