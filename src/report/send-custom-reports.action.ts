import { findAccount } from '../account/accounts.sql.ts'
import { listMembers } from '../account/members.sql.ts'
import type { ReportSchedule } from '../contract/custom-reports.ts'
import { isEmail } from '../contract/values.ts'
import { ATTACHMENTS_BYTES_MAX, enqueueMail } from '../message/enqueue-mail.action.ts'
import type { MailAttachment } from '../message/outbox-attachments.sql.ts'
import { nowIn } from '../platform/clock.ts'
import { ulidOf } from '../platform/id.ts'
import { Problem } from '../platform/problem.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  type CustomReportRow,
  customReportsDue,
  saveCustomReport,
  takeCustomReport,
} from './custom-reports.sql.ts'
import { reportCsv } from './report-csv.ts'
import { reportFileName } from './report-file.ts'
import { reportPdf } from './report-pdf.gateway.ts'
import { type ReportResult, type ReportWords, reportWords } from './report-result.ts'
import { lastDue } from './report-schedule.ts'
import { runCustomReport } from './run-custom-report.action.ts'

interface ReportServices {
  sql: Sql
  /** Where the console is. */
  publicUrl: string
}

/**
 * Mail the reports that are due, of all accounts, each by its account's clock. A report, its mails and
 * when it is due next are one transaction, and one time of one report has one mail for each teammate.
 *
 * @throws the first failure, after all others were tried
 */
export async function sendCustomReports(
  { sql, publicUrl }: ReportServices,
  signal?: AbortSignal,
): Promise<void> {
  const due = await inEveryAccount(sql, (tx) => customReportsDue(tx, new Date()))
  const failures: unknown[] = []
  for (const { accountId, reportId } of due) {
    if (signal?.aborted) return
    await inAccount(sql, accountId, (tx) => sendReport(tx, accountId, reportId, publicUrl)).catch(
      (error: unknown) => failures.push(error),
    )
  }
  if (failures.length > 0) throw failures[0]
}

async function sendReport(
  tx: Tx,
  accountId: string,
  reportId: string,
  publicUrl: string,
): Promise<void> {
  const row = await takeCustomReport(tx, accountId, reportId)
  const account = await findAccount(tx, accountId)
  const now = await nowIn(tx, accountId)
  // Another process may have sent it meanwhile, or somebody ended its mails.
  if (!row?.schedule || !row.nextSendAt || row.nextSendAt > now || !account) return
  const { schedule, nextSendAt: firstDueAt } = row
  const { dueAt, nextAt } = lastDue(schedule, { firstDueAt, now, zone: account.timezone })
  const failure = await mailReport(tx, accountId, row, {
    schedule,
    dueAt,
    words: reportWords(account.locale),
    link: `${publicUrl}/a/${accountId}/analytics/reports/${ulidOf(reportId)}`,
  })
  await saveCustomReport(tx, accountId, {
    ...row,
    nextSendAt: nextAt,
    lastSentAt: failure === null ? dueAt : row.lastSentAt,
    failure,
  })
}

interface Mailing {
  schedule: ReportSchedule
  dueAt: Date
  words: ReportWords
  link: string
}

/** @returns why it cannot be mailed, in words for the shop */
async function mailReport(
  tx: Tx,
  accountId: string,
  row: CustomReportRow,
  { schedule, dueAt, words, link }: Mailing,
): Promise<string | null> {
  const wanted = new Set(schedule.member_ids.map((id) => id.toLowerCase()))
  const members = (await listMembers(tx, accountId)).filter((one) => wanted.has(one.userId))
  const recipients = members.filter((one) => isEmail(one.email))
  if (recipients.length === 0) return 'Nobody on its list works for this account any more.'
  try {
    const result = await runCustomReport(tx, accountId, row.definition, dueAt)
    const attachment = await attachmentOf(row.name, result, schedule.format, words)
    if (attachment.bytes.byteLength > ATTACHMENTS_BYTES_MAX) {
      return 'It is too large for a mail. Choose a shorter time, or longer intervals.'
    }
    for (const { email, userId } of recipients) {
      await enqueueMail(tx, accountId, {
        to: email,
        subject: words.subject(row.name),
        text: `${words.body(row.name)}\n\n${link}\n`,
        attachments: [attachment],
        dedupeKey: `custom-report:${row.reportId}:${dueAt.toISOString()}:${userId}`,
        now: dueAt,
      })
    }
    return null
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

async function attachmentOf(
  name: string,
  result: ReportResult,
  format: ReportSchedule['format'],
  words: ReportWords,
): Promise<MailAttachment> {
  const fileName = reportFileName(name, format, result)
  switch (format) {
    case 'csv':
      return {
        fileName,
        mediaType: 'text/csv',
        bytes: Buffer.from(reportCsv(result, words), 'utf8'),
      }
    case 'pdf':
      return { fileName, mediaType: 'application/pdf', bytes: await reportPdf(name, result, words) }
  }
}
