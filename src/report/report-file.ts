import type { ReportFormat } from '../contract/custom-reports.ts'
import { wallText } from './report-csv.ts'
import type { ReportResult } from './report-result.ts'

const NAME_CHARACTERS_MAX = 80

/** `orders-by-channel-2026-11-26.csv`: the report, and the last day that is in it. */
export function reportFileName(
  name: string,
  format: ReportFormat,
  { until, timeZone }: Pick<ReportResult, 'until' | 'timeZone'>,
): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, NAME_CHARACTERS_MAX)
    .toLowerCase()
  const lastDay = wallText(new Date(until.getTime() - 1_000), timeZone).slice(0, 10)
  return `${words || 'report'}-${lastDay}.${format}`
}
