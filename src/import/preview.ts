import type { Mapping } from '../contract/imports.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { isoSeconds } from '../platform/time.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { decideOrder } from './decide-order.ts'
import type { FileRow } from './file-rows.ts'
import type { OrderLine } from './order-line.ts'
import type { RowReader } from './read-row.ts'
import type { Refusal } from './refusal.ts'

export interface Preview {
  rows_read: number
  profiles: { row_number: number; profile: object }[]
  events: object[]
  refused: object[]
}

/**
 * What rows would become, without storing anything.
 *
 * @param isWhole false when the file goes on: then the last order is left out, it may do so too
 */
export function previewRows(
  rows: readonly FileRow[],
  read: RowReader,
  { mapping, now, isWhole }: { mapping: Mapping | null; now: Date; isWhole: boolean },
): Preview {
  const preview: Preview = { rows_read: 0, profiles: [], events: [], refused: [] }
  const lines: OrderLine[] = []
  for (const row of rows) {
    const decision = read(row, now)
    if (decision.do === 'skip') continue
    preview.rows_read += 1
    switch (decision.do) {
      case 'refuse':
        preview.refused.push(refusedRow(row, decision.refusal))
        break
      case 'upsert':
        preview.profiles.push({
          row_number: row.rowNumber,
          profile: shownProfile(decision.profile),
        })
        break
      case 'record':
        preview.events.push(shownEvent(decision.event, [row.rowNumber]))
        break
      case 'gather':
        lines.push(decision.line)
        break
    }
  }
  if (mapping?.kind === 'orders') {
    const cut = isWhole ? undefined : lines.at(-1)?.orderId
    for (const [orderId, order] of byOrder(lines)) {
      if (orderId === cut) continue
      const decision = decideOrder(order, mapping, now)
      if (decision.do === 'record') {
        for (const one of decision.events)
          preview.events.push(shownEvent(one.event, one.rowNumbers))
      } else {
        for (const { line, refusal } of decision.lines)
          preview.refused.push(refusedRow(line, refusal))
      }
    }
  }
  return preview
}

function byOrder(lines: readonly OrderLine[]): Map<string, OrderLine[]> {
  return Map.groupBy(lines, (line) => line.orderId)
}

function refusedRow({ rowNumber, cells }: { rowNumber: number; cells: string[] }, why: Refusal) {
  return { row_number: rowNumber, code: why.code, reason: why.reason, fix: why.fix, cells }
}

function shownEvent(event: EventToRecord, rowNumbers: number[]): object {
  return {
    row_numbers: rowNumbers,
    metric: event.metricName,
    time: isoSeconds(event.occurredAt),
    unique_id: event.uniqueId,
    value: event.value === null ? null : Number(event.value),
    currency: event.valueCurrency,
    is_backfill: event.isBackfill,
    profile: shownProfile(event.profile),
    properties: event.properties,
  }
}

function shownProfile({ identifiers, fields }: ProfileInput): object {
  const { location, properties, ...texts } = fields
  return {
    email: identifiers.email ?? null,
    phone_number: identifiers.phone_number ?? null,
    external_id: identifiers.external_id ?? null,
    anonymous_id: identifiers.anonymous_id ?? null,
    fields: texts,
    location: location ?? {},
    properties: properties ?? {},
  }
}
