import { parseInstant } from '../contract/filter.ts'
import { exportMetric } from '../contract/metrics.ts'
import { listMetricProperties } from '../metric/metric-properties.sql.ts'
import { getMetricRow } from '../metric/metrics.sql.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { invalidParameter, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import {
  EXPORT_ROWS,
  type ExportedEvent,
  type ExportRange,
  nextExportedEvents,
} from './export-events.sql.ts'
import { csvEvent, csvHeader, jsonEvent } from './export-lines.ts'

export const exportRoutes: Route[] = [
  implement(exportMetric, async (call) => {
    const { accountId } = call.caller
    const id = param(call, 'id')
    const { format } = call.plain
    const range = {
      from: readInstant('start', call.plain.start),
      until: readInstant('end', call.plain.end),
    }
    const { metric, properties } = await call.read(async (tx) => {
      const found = await getMetricRow(tx, accountId, id)
      const rows = format === 'csv' ? await listMetricProperties(tx, accountId, id) : []
      return { metric: found, properties: [...rows.map((row) => row.property), '$event_id'] }
    })
    const batches = eventBatches(call.read, accountId, id, range)
    return format === 'csv'
      ? {
          file: csvFile(batches, properties),
          name: `${fileName(metric.name)}.csv`,
          contentType: 'text/csv; charset=utf-8',
        }
      : {
          file: jsonFile(batches),
          name: `${fileName(metric.name)}.jsonl`,
          contentType: 'application/jsonl; charset=utf-8',
        }
  }),
]

/**
 * A batch at a time, each in a short transaction of its own, as fast as the reader takes them: a
 * slow reader holds neither memory nor a connection.
 */
async function* eventBatches(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  accountId: string,
  metricId: string,
  range: ExportRange,
): AsyncGenerator<ExportedEvent[]> {
  let after: ExportedEvent | undefined
  for (;;) {
    const continuing = { ...range, after }
    const events = await read((tx) => nextExportedEvents(tx, accountId, metricId, continuing))
    if (events.length > 0) yield events
    if (events.length < EXPORT_ROWS) return
    after = events.at(-1)
  }
}

async function* csvFile(batches: AsyncIterable<ExportedEvent[]>, properties: readonly string[]) {
  yield csvHeader(properties)
  for await (const events of batches) {
    yield events.map((event) => csvEvent(event, properties)).join('')
  }
}

async function* jsonFile(batches: AsyncIterable<ExportedEvent[]>) {
  for await (const events of batches) yield events.map(jsonEvent).join('')
}

function readInstant(parameter: string, text: string | undefined): Date | null {
  if (text === undefined) return null
  // An unencoded plus sign arrives as a blank; fractions of a second are cut.
  const instant = parseInstant(text)
  if (instant) return instant
  throw invalidParameter(
    parameter,
    `The parameter '${parameter}' must be an ISO 8601 date and time, got ${quote(text)}.`,
    'Write it like 2026-01-31T09:00:00Z.',
  )
}

function fileName(metricName: string): string {
  const plain = metricName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '') || 'events'
}
