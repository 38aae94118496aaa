import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import type { CustomReportRow } from './custom-reports.sql.ts'
import type { ReportResult } from './report-result.ts'

export function customReportResource(row: CustomReportRow): Resource {
  const at = (instant: Date | null) => instant && isoSeconds(instant)
  return {
    type: 'custom-report',
    id: ulidOf(row.reportId),
    attributes: {
      name: row.name,
      definition: row.definition,
      schedule: row.schedule,
      next_send_at: at(row.nextSendAt),
      last_sent_at: at(row.lastSentAt),
      failure: row.failure,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
    },
  }
}

export function reportResultResource(result: ReportResult, id: string): Resource {
  return {
    type: 'custom-report-result',
    id,
    attributes: {
      from: isoSeconds(result.from),
      until: isoSeconds(result.until),
      timezone: result.timeZone,
      dates: result.dates.map(isoSeconds),
      series: result.series.map((one) => ({
        metric_id: one.metricId,
        metric_name: one.metricName,
        measurement: one.measurement,
        group: one.group,
        values: one.values,
        total: one.total,
      })),
      has_more_groups: result.hasMoreGroups,
    },
  }
}
