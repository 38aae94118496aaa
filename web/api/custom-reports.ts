import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  CustomReport,
  type CustomReportDefinition,
  CustomReportResult,
  ReportRecipient,
  type ReportSchedule,
} from '../../src/contract/custom-reports.ts'
import { call, send } from './client.ts'
import { many, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Report = resource(CustomReport.attributes)
export type CustomReportState = z.infer<typeof CustomReport.attributes> & { id: string }
export type ReportResultState = z.infer<typeof CustomReportResult.attributes>

const PATH = '/api/x/custom-reports'

export function customReports(account: string) {
  return queryOptions({
    queryKey: [account, 'custom-reports'],
    queryFn: async ({ signal }): Promise<CustomReportState[]> => {
      const found = await call(PATH, many(Report), { account, signal })
      return found.data.map(({ id, attributes }) => ({ id, ...attributes }))
    },
  })
}

export function customReport(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'custom-report', id],
    queryFn: async ({ signal }): Promise<CustomReportState> => {
      const { data } = await call(`${PATH}/${id}`, one(Report), { account, signal })
      return { id: data.id, ...data.attributes }
    },
    // What is being edited is not replaced under the hand.
    refetchOnWindowFocus: false,
  })
}

const Result = one(resource(CustomReportResult.attributes))

/** The numbers, as of when they are asked for. */
export function reportResult(account: string, definition: CustomReportDefinition | null) {
  return queryOptions({
    queryKey: [account, 'custom-report-result', definition],
    enabled: definition !== null,
    retry: false,
    queryFn: async ({ signal }): Promise<ReportResultState> => {
      const answer = await call('/api/x/custom-report-results', Result, {
        account,
        method: 'POST',
        body: { data: { type: 'custom-report-result', attributes: { definition } } },
        signal,
      })
      return answer.data.attributes
    },
  })
}

const Recipient = resource(ReportRecipient.attributes)

/** Whom a report can be mailed to. */
export function reportRecipients(account: string) {
  return queryOptions({
    queryKey: [account, 'report-recipients'],
    queryFn: async ({ signal }): Promise<{ id: string; name: string }[]> => {
      const found = await call('/api/x/report-recipients', many(Recipient), { account, signal })
      return found.data.map(({ id, attributes }) => ({ id, ...attributes }))
    },
  })
}

/** Answers the id of the new report. */
export async function createCustomReport(
  account: string,
  wanted: { name: string; definition: CustomReportDefinition },
): Promise<string> {
  const body = { data: { type: 'custom-report', attributes: wanted } }
  const { data } = await call(PATH, one(Report), { account, method: 'POST', body })
  await forget(account)
  return data.id
}

export async function changeCustomReport(
  account: string,
  id: string,
  change: {
    name?: string
    definition?: CustomReportDefinition
    schedule?: ReportSchedule | null
  },
): Promise<void> {
  const body = { data: { type: 'custom-report', id, attributes: change } }
  await send(`${PATH}/${id}`, { account, method: 'PATCH', body })
  await forget(account)
}

export async function deleteCustomReport(account: string, id: string): Promise<void> {
  await send(`${PATH}/${id}`, { account, method: 'DELETE' })
  await forget(account)
}

function forget(account: string): Promise<unknown> {
  return Promise.all(
    ['custom-reports', 'custom-report'].map((kind) =>
      queryClient.invalidateQueries({ queryKey: [account, kind] }),
    ),
  )
}
