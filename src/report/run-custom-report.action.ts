import { findAccount } from '../account/accounts.sql.ts'
import {
  type CustomReportDefinition,
  REPORT_GROUPS_MAX,
  REPORT_POINTS_MAX,
} from '../contract/custom-reports.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { AGGREGATE_DAYS_MAX, type Interval } from '../contract/metrics.ts'
import { aggregateEvents } from '../metric/aggregate-events.sql.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { invalid, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { type Span, spanOf } from '../segment/timeframe.ts'
import type { ReportResult } from './report-result.ts'
import { isLonger } from './report-window.ts'

const INTERVAL_MS: Record<Interval, number> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 28 * DAY_MS,
}

/**
 * The numbers of a report, in days of the account's zone.
 * @param now of the account's clock: what named timeframes are counted from
 * @throws Problem 400 for a metric that is not there, or a time that is too long
 */
export async function runCustomReport(
  tx: Tx,
  accountId: string,
  definition: CustomReportDefinition,
  now: Date,
): Promise<ReportResult> {
  const timeZone = (await findAccount(tx, accountId))?.timezone ?? 'UTC'
  const span = spanOf(definition.timeframe, now, timeZone)
  refuseLong(span, definition.interval)
  const names = await metricNames(tx, accountId, definition)
  const by = definition.group_by === null ? [] : [definition.group_by]
  const result: ReportResult = { ...span, timeZone, dates: [], series: [], hasMoreGroups: false }
  for (const { metric_id: metricId, measurement } of definition.metrics) {
    const { dates, rows, next } = await aggregateEvents(
      tx,
      accountId,
      {
        metricId,
        measurements: [measurement],
        interval: definition.interval,
        ...span,
        timeZone,
        by,
        tests: definition.filters.map(termOf),
        sort: { on: measurement, descending: true },
        rowsMax: REPORT_GROUPS_MAX,
      },
      null,
    )
    result.dates = dates
    result.hasMoreGroups ||= next !== null
    for (const { dimensions, measurements } of rows) {
      const values = measurements[measurement] ?? []
      result.series.push({
        metricId,
        metricName: names.get(metricId) ?? '',
        measurement,
        group: dimensions[0] ?? null,
        values,
        total: measurement === 'unique' ? null : sum(values),
      })
    }
  }
  return result
}

/** Names of the metrics, by id. @throws Problem 400 naming those that are not there */
export async function metricNames(
  tx: Tx,
  accountId: string,
  { metrics }: Pick<CustomReportDefinition, 'metrics'>,
): Promise<Map<string, string>> {
  const ids = metrics.map((one) => one.metric_id)
  const found = await listMetricsById(tx, accountId, ids)
  const names = new Map(found.map((row) => [row.metricId, row.name]))
  const at = ids.findIndex((id) => !names.has(id))
  if (at < 0) return names
  throw invalid(
    `/data/attributes/definition/metrics/${at}/metric_id`,
    `There is no metric ${quote(ids[at])}.`,
    'GET /api/metrics lists them.',
  )
}

function refuseLong({ from, until }: Span, interval: Interval): void {
  const longMs = until.getTime() - from.getTime()
  const pointer = '/data/attributes/definition/timeframe'
  if (isLonger({ from, until }, AGGREGATE_DAYS_MAX)) {
    throw invalid(
      pointer,
      `The time is ${Math.ceil(longMs / DAY_MS)} days long; ${AGGREGATE_DAYS_MAX} are allowed.`,
      'Ask for one year at a time.',
    )
  }
  const points = Math.ceil(longMs / INTERVAL_MS[interval])
  if (points <= REPORT_POINTS_MAX) return
  throw invalid(
    pointer,
    `The time has ${points} intervals of one ${interval}; ${REPORT_POINTS_MAX} are allowed.`,
    'Choose longer intervals or a shorter time.',
  )
}

function termOf(test: CustomReportDefinition['filters'][number]): FilterTerm {
  return { operator: test.operator, field: test.property, value: test.value }
}

/** Added in whole thousandths, as values are kept: floating point would show its seams. */
function sum(values: readonly number[]): number {
  return Math.round(values.reduce((all, value) => all + value, 0) * 1_000) / 1_000
}
