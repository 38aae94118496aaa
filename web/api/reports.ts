import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { AttributionSettings, EventAttribution } from '../../src/contract/attribution.ts'
import { Deliverability, Home, RecommendedProduct } from '../../src/contract/home.ts'
import {
  FlowValuesReport,
  MessageReport,
  type MessageReportKind,
  type MessageStatistic,
} from '../../src/contract/reports.ts'
import { call, send } from './client.ts'
import { many, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const HomeDocument = one(resource(Home.attributes))
export type HomeState = z.infer<typeof Home.attributes>

export function homeState(account: string) {
  return queryOptions({
    queryKey: [account, 'home'],
    queryFn: async ({ signal }) =>
      (await call('/api/x/home', HomeDocument, { account, signal })).data.attributes,
  })
}

/** A question about messages: wall times of the account's zone, the end excluded. */
export interface ReportQuestion {
  report: MessageReportKind
  start: string
  end: string
  conversion_metric_id: string
  where: string
}

const Report = one(resource(MessageReport.attributes))
export type MessageReportState = z.infer<typeof MessageReport.attributes>

export function messageReport(
  account: string,
  question: ReportQuestion & { interval: 'daily' | 'weekly' | 'monthly' },
) {
  return queryOptions({
    queryKey: [account, 'message-report', question],
    queryFn: async ({ signal }): Promise<MessageReportState> =>
      (
        await call('/api/x/message-report', Report, {
          account,
          query: { ...question },
          signal,
        })
      ).data.attributes,
  })
}

const Values = one(resource(FlowValuesReport.attributes))
export type MessageValues = z.infer<typeof FlowValuesReport.attributes>['results']

/** Statistics of each message of campaigns or of flows. */
export function messageValues(
  account: string,
  question: ReportQuestion & {
    report: 'campaign' | 'flow'
    statistics: readonly MessageStatistic[]
  },
) {
  const { report, statistics, start, end, conversion_metric_id, where } = question
  return queryOptions({
    queryKey: [account, 'message-values', question],
    queryFn: async ({ signal }): Promise<MessageValues> => {
      const body = {
        data: {
          type: `${report}-values-report`,
          attributes: {
            statistics,
            timeframe: { start, end },
            conversion_metric_id,
            ...(where ? { filter: where } : {}),
            group_by: [
              `${report}_id`,
              `${report}_message_id`,
              `${report}_message_name`,
              ...(report === 'flow' ? ['flow_name'] : []),
              'send_channel',
            ],
          },
        },
      }
      const found = await call(`/api/${report}-values-reports`, Values, {
        account,
        method: 'POST',
        body,
        signal,
      })
      return found.data.attributes.results
    },
  })
}

const Mail = one(resource(Deliverability.attributes))
export type DeliverabilityState = z.infer<typeof Deliverability.attributes>

export function deliverability(account: string, range: { start: string; end: string }) {
  return queryOptions({
    queryKey: [account, 'deliverability', range],
    queryFn: async ({ signal }): Promise<DeliverabilityState> =>
      (await call('/api/x/deliverability', Mail, { account, query: range, signal })).data
        .attributes,
  })
}

const LEDGER_MAX = 1_000
const Ledger = many(resource(RecommendedProduct.attributes))
export type LedgerLineState = { id: string } & z.infer<typeof RecommendedProduct.attributes>

export function recommendationLedger(account: string, range: { start: string; end: string }) {
  return queryOptions({
    queryKey: [account, 'recommendation-ledger', range],
    queryFn: async ({ signal }): Promise<LedgerLineState[]> => {
      const found = await call('/api/x/recommendation-ledger', Ledger, {
        account,
        query: { ...range, 'page[size]': LEDGER_MAX },
        signal,
      })
      return found.data
        .map((row) => ({ id: row.id, ...row.attributes }))
        .toSorted((a, b) => b.shown - a.shown)
    },
  })
}

const Settings = one(resource(AttributionSettings.attributes))
export type AttributionState = z.infer<typeof AttributionSettings.attributes>
const WATCH_MS = 1_500

export function attributionSettings(account: string) {
  return queryOptions({
    queryKey: [account, 'attribution-settings'],
    queryFn: async ({ signal }): Promise<AttributionState> =>
      (await call('/api/x/attribution-settings', Settings, { account, signal })).data.attributes,
    // Looked at again while history is recomputed.
    refetchInterval: ({ state }) => (state.data?.recompute.state === 'running' ? WATCH_MS : false),
  })
}

export async function changeAttribution(account: string, attributes: Record<string, unknown>) {
  await send('/api/x/attribution-settings', {
    account,
    method: 'PATCH',
    body: { data: { type: 'attribution-settings', attributes } },
  })
  await queryClient.invalidateQueries({ queryKey: [account] })
}

const Credit = one(resource(EventAttribution.attributes))
export type EventCredit = z.infer<typeof EventAttribution.attributes>

export function eventAttribution(account: string, eventId: string) {
  return queryOptions({
    queryKey: [account, 'event', eventId, 'attribution'],
    queryFn: async ({ signal }): Promise<EventCredit> =>
      (await call(`/api/x/events/${eventId}/attribution`, Credit, { account, signal })).data
        .attributes,
  })
}
