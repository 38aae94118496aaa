import { csvLine } from '../platform/csv.ts'
import { wallTime } from '../platform/zoned-instant.ts'
import { type ReportResult, type ReportWords, seriesName } from './report-result.ts'

/** The numbers as CSV: a line for each interval, in the clocks of the report's zone. */
export function reportCsv(result: ReportResult, words: ReportWords): string {
  const head = csvLine([words.date, ...result.series.map((one) => seriesName(one, words))])
  const lines = result.dates.map((date, at) =>
    csvLine([wallText(date, result.timeZone), ...result.series.map((one) => one.values[at] ?? 0)]),
  )
  return [head, ...lines].join('')
}

/** `2026-11-26`, with `08:00` behind it where it is not the beginning of a day. */
export function wallText(at: Date, timeZone: string): string {
  const text = wallTime(at, timeZone).toISOString()
  const time = text.slice(11, 16)
  return time === '00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`
}
