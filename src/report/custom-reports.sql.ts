import type { CustomReportDefinition, ReportSchedule } from '../contract/custom-reports.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface CustomReportRow {
  reportId: string
  name: string
  /** Checked when it was saved. */
  definition: CustomReportDefinition
  schedule: ReportSchedule | null
  nextSendAt: Date | null
  lastSentAt: Date | null
  failure: string | null
  createdAt: Date
  updatedAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    r.report_id as "reportId", r.name, r.definition, r.schedule, r.next_send_at as "nextSendAt",
    r.last_sent_at as "lastSentAt", r.failure, r.created_at as "createdAt",
    r.updated_at as "updatedAt"`
}

/** All of an account, by name: CUSTOM_REPORTS_MAX at most. */
export function listCustomReports(tx: Tx, accountId: string): Promise<CustomReportRow[]> {
  return tx<CustomReportRow[]>`
    select ${columns(tx)}
    from custom_reports r
    where r.account_id = ${accountId}
    order by r.name collate "C", r.report_id`
}

export async function findCustomReport(
  tx: Tx,
  accountId: string,
  reportId: string,
): Promise<CustomReportRow | undefined> {
  const [row] = await tx<CustomReportRow[]>`
    select ${columns(tx)}
    from custom_reports r
    where r.account_id = ${accountId}
      and r.report_id = ${reportId}`
  return row
}

/** Locked until the transaction ends, unless somebody else has it: then it is in good hands. */
export async function takeCustomReport(
  tx: Tx,
  accountId: string,
  reportId: string,
): Promise<CustomReportRow | undefined> {
  const [row] = await tx<CustomReportRow[]>`
    select ${columns(tx)}
    from custom_reports r
    where r.account_id = ${accountId}
      and r.report_id = ${reportId}
    for no key update skip locked`
  return row
}

export async function countCustomReports(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from custom_reports
    where account_id = ${accountId}`
  return row?.count ?? 0
}

/** Store a report as it is, new or known. */
export async function saveCustomReport(
  tx: Tx,
  accountId: string,
  row: CustomReportRow,
): Promise<void> {
  const json = (value: object | null) =>
    value === null ? tx`null::jsonb` : tx`${JSON.stringify(value)}::text::jsonb`
  await tx`
    insert into custom_reports (
      account_id, report_id, name, definition, schedule, next_send_at, last_sent_at, failure,
      created_at, updated_at
    )
    values (
      ${accountId}, ${row.reportId}, ${row.name}, ${json(row.definition)}, ${json(row.schedule)},
      ${row.nextSendAt}, ${row.lastSentAt}, ${row.failure}, ${row.createdAt}, ${row.updatedAt}
    )
    on conflict (account_id, report_id) do update
    set name = excluded.name,
        definition = excluded.definition,
        schedule = excluded.schedule,
        next_send_at = excluded.next_send_at,
        last_sent_at = excluded.last_sent_at,
        failure = excluded.failure,
        updated_at = excluded.updated_at`
}

/** False when there is none. */
export async function deleteCustomReportRow(
  tx: Tx,
  accountId: string,
  reportId: string,
): Promise<boolean> {
  const deleted = await tx`
    delete from custom_reports
    where account_id = ${accountId}
      and report_id = ${reportId}`
  return deleted.count === 1
}

/** Reports that are to be mailed by now, each by its account's clock. Needs a scope over every account. */
export function customReportsDue(
  tx: Tx,
  wallNow: Date,
): Promise<{ accountId: string; reportId: string }[]> {
  return tx<{ accountId: string; reportId: string }[]>`
    select r.account_id as "accountId", r.report_id as "reportId"
    from custom_reports r
    join accounts a on a.account_id = r.account_id
    where r.next_send_at <= coalesce(a.clock_at, ${wallNow})
    order by r.next_send_at`
}
