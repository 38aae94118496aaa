import type { Tx } from '../platform/sql.ts'
import type { EventRow } from './event-resource.ts'

/** Rows in memory at once while a file is written. */
export const EXPORT_ROWS = 1_000

export interface ExportedEvent extends EventRow {
  email: string | null
  phoneNumber: string | null
  externalId: string | null
}

export interface ExportRange {
  from: Date | null
  until: Date | null
}

/** The next events of a metric, oldest first, after the one given. Walks events_by_metric. */
export function nextExportedEvents(
  tx: Tx,
  accountId: string,
  metricId: string,
  { from, until, after }: ExportRange & { after: ExportedEvent | undefined },
): Promise<ExportedEvent[]> {
  return tx<ExportedEvent[]>`
    select e.event_id as "eventId", e.profile_id as "profileId", e.metric_id as "metricId",
           e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.unique_id as "uniqueId",
           e.value, e.value_currency as "valueCurrency", e.properties,
           e.is_backfill as "isBackfill",
           p.email, p.phone_number as "phoneNumber", p.external_id as "externalId"
    from events e
    join profiles p on p.account_id = e.account_id and p.profile_id = e.profile_id
    where e.account_id = ${accountId}
      and e.metric_id = ${metricId}
      ${from ? tx`and e.occurred_at >= ${from}` : tx``}
      ${until ? tx`and e.occurred_at < ${until}` : tx``}
      ${after ? tx`and (e.occurred_at, e.event_id) > (${after.occurredAt}, ${after.eventId}::bigint)` : tx``}
    order by e.occurred_at, e.event_id
    limit ${EXPORT_ROWS}`
}
