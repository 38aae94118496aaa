import { findAccount, lockAccount } from '../account/accounts.sql.ts'
import { listMembers } from '../account/members.sql.ts'
import {
  CUSTOM_REPORTS_MAX,
  type CustomReportDefinition,
  type ReportSchedule,
} from '../contract/custom-reports.ts'
import { newUlidUuid, uuidOf } from '../platform/id.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  type CustomReportRow,
  countCustomReports,
  deleteCustomReportRow,
  findCustomReport,
  saveCustomReport,
} from './custom-reports.sql.ts'
import { nextSendAfter } from './report-schedule.ts'
import { metricNames } from './run-custom-report.action.ts'

/** @throws Problem 400 for an unknown metric or teammate, 409 above the limit */
export function createCustomReport(
  sql: Sql,
  accountId: string,
  wanted: {
    name: string
    definition: CustomReportDefinition
    schedule: ReportSchedule | null
  },
  now: Date,
): Promise<CustomReportRow> {
  return inAccount(sql, accountId, async (tx) => {
    await lockAccount(tx, accountId) // so that the limit is exact
    if ((await countCustomReports(tx, accountId)) >= CUSTOM_REPORTS_MAX) {
      throw conflict(
        'limit_reached',
        `The account keeps ${CUSTOM_REPORTS_MAX} reports; more are not allowed.`,
        'Throw one away that nobody reads.',
      )
    }
    await metricNames(tx, accountId, wanted.definition)
    const row = {
      reportId: newUlidUuid(now),
      ...wanted,
      nextSendAt: await nextSendOf(tx, accountId, wanted.schedule, now),
      lastSentAt: null,
      failure: null,
      createdAt: now,
      updatedAt: now,
    }
    await saveCustomReport(tx, accountId, row)
    return row
  })
}

/** What is undefined stays. @throws Problem 404; 400 for an unknown metric or teammate */
export function changeCustomReport(
  sql: Sql,
  accountId: string,
  id: string,
  change: {
    name?: string | undefined
    definition?: CustomReportDefinition | undefined
    schedule?: ReportSchedule | null | undefined
  },
  now: Date,
): Promise<CustomReportRow> {
  return inAccount(sql, accountId, async (tx) => {
    const known = await existingCustomReport(tx, accountId, id)
    if (change.definition) await metricNames(tx, accountId, change.definition)
    const timing =
      change.schedule === undefined
        ? {}
        : {
            schedule: change.schedule,
            nextSendAt: await nextSendOf(tx, accountId, change.schedule, now),
            failure: null,
          }
    const row = {
      ...known,
      name: change.name ?? known.name,
      definition: change.definition ?? known.definition,
      ...timing,
      updatedAt: now,
    }
    await saveCustomReport(tx, accountId, row)
    return row
  })
}

/** @throws Problem 404 */
export function deleteCustomReport(sql: Sql, accountId: string, id: string): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    const { reportId } = await existingCustomReport(tx, accountId, id)
    await deleteCustomReportRow(tx, accountId, reportId)
  })
}

/** @throws Problem 404 */
export async function existingCustomReport(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<CustomReportRow> {
  const reportId = uuidOf(id)
  const row = reportId ? await findCustomReport(tx, accountId, reportId) : undefined
  if (!row) throw notFound('custom-report', id)
  return row
}

async function nextSendOf(
  tx: Tx,
  accountId: string,
  schedule: ReportSchedule | null,
  now: Date,
): Promise<Date | null> {
  if (schedule === null) return null
  const members = new Set((await listMembers(tx, accountId)).map((one) => one.userId))
  const stranger = schedule.member_ids.findIndex((id) => !members.has(id.toLowerCase()))
  if (stranger >= 0) {
    throw invalid(
      `/data/attributes/schedule/member_ids/${stranger}`,
      `Nobody with the id ${quote(schedule.member_ids[stranger])} works for this account.`,
      'GET /api/x/report-recipients lists the people.',
    )
  }
  const zone = (await findAccount(tx, accountId))?.timezone ?? 'UTC'
  return nextSendAfter(schedule, now, zone)
}
