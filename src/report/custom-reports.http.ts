import { randomUUID } from 'node:crypto'
import { findAccount } from '../account/accounts.sql.ts'
import { listMembers } from '../account/members.sql.ts'
import {
  createCustomReport as createEndpoint,
  deleteCustomReport as deleteEndpoint,
  exportCustomReport,
  getCustomReport,
  getCustomReports,
  getReportRecipients,
  runCustomReport as runEndpoint,
  updateCustomReport,
} from '../contract/custom-reports.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { customReportResource, reportResultResource } from './custom-report-resource.ts'
import { listCustomReports } from './custom-reports.sql.ts'
import { reportCsv } from './report-csv.ts'
import { reportFileName } from './report-file.ts'
import { reportWords } from './report-result.ts'
import { runCustomReport } from './run-custom-report.action.ts'
import {
  changeCustomReport,
  createCustomReport,
  deleteCustomReport,
  existingCustomReport,
} from './save-custom-report.action.ts'

export const customReportRoutes: readonly Route[] = [
  implement(getCustomReports, (call) =>
    call.read(async (tx) => ({
      data: (await listCustomReports(tx, call.caller.accountId)).map(customReportResource),
    })),
  ),

  implement(getCustomReport, (call) =>
    call.read(async (tx) => ({
      data: customReportResource(
        await existingCustomReport(tx, call.caller.accountId, param(call, 'id')),
      ),
    })),
  ),

  implement(createEndpoint, async ({ sql, caller, body, now }) => {
    const { name, definition, schedule } = body.data.attributes
    const wanted = { name, definition, schedule: schedule ?? null }
    return {
      data: customReportResource(await createCustomReport(sql, caller.accountId, wanted, now)),
    }
  }),

  implement(updateCustomReport, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { attributes } = call.body.data
    const row = await changeCustomReport(call.sql, call.caller.accountId, id, attributes, call.now)
    return { data: customReportResource(row) }
  }),

  implement(deleteEndpoint, (call) =>
    deleteCustomReport(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(getReportRecipients, (call) =>
    call.read(async (tx) => ({
      data: (await listMembers(tx, call.caller.accountId)).map(({ userId, name, email }) => ({
        type: 'report-recipient',
        id: userId,
        attributes: { name: name || email },
      })),
    })),
  ),

  implement(runEndpoint, (call) =>
    call.read(async (tx) => {
      const { definition } = call.body.data.attributes
      const result = await runCustomReport(tx, call.caller.accountId, definition, call.now)
      return { data: reportResultResource(result, randomUUID()) }
    }),
  ),

  implement(exportCustomReport, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const row = await existingCustomReport(tx, accountId, param(call, 'id'))
      const result = await runCustomReport(tx, accountId, row.definition, call.now)
      const words = reportWords((await findAccount(tx, accountId))?.locale ?? 'en')
      return {
        file: once(reportCsv(result, words)),
        name: reportFileName(row.name, 'csv', result),
        contentType: 'text/csv; charset=utf-8',
      }
    }),
  ),
]

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
