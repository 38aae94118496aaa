import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import { proofEndpoints } from './proofs.ts'
import { REPORT_INTERVALS, TIMEFRAME_KEYS, Timeframe } from './timeframe.ts'
import { InstantOut } from './values.ts'

const TAG = 'Reporting'
const BODY_BYTES_MAX = 64 * 1024

/** Statistics of the messages of campaigns and flows. Rates are fractions from 0 to 1. */
export const MESSAGE_STATISTICS = [
  'average_order_value',
  'bounce_rate',
  'bounced',
  'bounced_or_failed',
  'bounced_or_failed_rate',
  'click_rate',
  'click_to_open_rate',
  'clicks',
  'clicks_unique',
  'conversion_rate',
  'conversion_uniques',
  'conversion_value',
  'conversions',
  'delivered',
  'delivery_rate',
  'failed',
  'failed_rate',
  'message_segment_count_sum',
  'open_rate',
  'opens',
  'opens_unique',
  'recipients',
  'revenue_per_recipient',
  'spam_complaint_rate',
  'spam_complaints',
  'text_message_credit_usage_amount',
  'text_message_roi',
  'text_message_spend',
  'unsubscribe_rate',
  'unsubscribe_uniques',
  'unsubscribes',
] as const
export type MessageStatistic = (typeof MESSAGE_STATISTICS)[number]

const MONEY: ReadonlySet<MessageStatistic> = new Set([
  'average_order_value',
  'conversion_value',
  'revenue_per_recipient',
  'text_message_spend',
])

/** How a statistic is read. */
export function statisticUnit(name: MessageStatistic): 'count' | 'ratio' | 'money' {
  if (MONEY.has(name)) return 'money'
  return name.endsWith('_rate') ? 'ratio' : 'count'
}

export const CAMPAIGN_GROUPINGS = [
  'campaign_id',
  'campaign_message_id',
  'campaign_message_name',
  'group',
  'group_name',
  'send_channel',
  'tag_id',
  'tag_name',
  'text_message_format',
  'variation',
  'variation_name',
] as const

export const FLOW_GROUPINGS = [
  'flow_id',
  'flow_message_id',
  'flow_message_name',
  'flow_name',
  'send_channel',
  'tag_id',
  'tag_name',
  'text_message_format',
  'variation',
  'variation_name',
] as const

/** Rows of one report; more is to be asked for with a filter. */
export const REPORT_ROWS_MAX = 5_000

const Statistics = z.array(z.enum(MESSAGE_STATISTICS)).min(1).max(MESSAGE_STATISTICS.length)
const common = {
  statistics: Statistics,
  timeframe: Timeframe,
  conversion_metric_id: z.string().min(1).max(100),
  filter: z.string().max(16_384).nullish(),
}
const campaignGroups = z.array(z.enum(CAMPAIGN_GROUPINGS)).max(CAMPAIGN_GROUPINGS.length).nullish()
const flowGroups = z.array(z.enum(FLOW_GROUPINGS)).max(FLOW_GROUPINGS.length).nullish()
const Interval = z.enum(REPORT_INTERVALS)

const Groupings = z.record(z.string(), z.string().nullable())
const Values = z.array(
  z.object({ groupings: Groupings, statistics: z.record(z.string(), z.number()) }),
)
const Series = z.array(
  z.object({ groupings: Groupings, statistics: z.record(z.string(), z.array(z.number())) }),
)

export const CampaignValuesReport = resourceType({
  type: 'campaign-values-report',
  self: '/api/campaign-values-reports/',
  attributes: z.object({ results: Values }),
  relationships: { campaigns: { to: 'campaign', many: true } },
})

export const queryCampaignValues = endpoint({
  id: 'queryCampaignValues',
  method: 'POST',
  path: '/api/campaign-values-reports',
  tag: TAG,
  summary:
    'Statistics of the messages of campaigns that were sent within a timeframe, of days of the account’s zone.',
  access: 'campaigns:read',
  body: document(
    z.strictObject({
      type: z.literal('campaign-values-report'),
      attributes: z.strictObject({ ...common, group_by: campaignGroups }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: CampaignValuesReport },
  rate: 'S',
})

const flowRelations = {
  flows: { to: 'flow', many: true },
  'flow-messages': { to: 'flow-message', many: true },
} as const

export const FlowValuesReport = resourceType({
  type: 'flow-values-report',
  self: '/api/flow-values-reports/',
  attributes: z.object({ results: Values }),
  relationships: flowRelations,
})

export const queryFlowValues = endpoint({
  id: 'queryFlowValues',
  method: 'POST',
  path: '/api/flow-values-reports',
  tag: TAG,
  summary:
    'Statistics of the messages of flows that were sent within a timeframe, of days of the account’s zone.',
  access: 'flows:read',
  body: document(
    z.strictObject({
      type: z.literal('flow-values-report'),
      attributes: z.strictObject({ ...common, group_by: flowGroups }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: FlowValuesReport },
  rate: 'S',
})

export const FlowSeriesReport = resourceType({
  type: 'flow-series-report',
  self: '/api/flow-series-reports/',
  attributes: z.object({ results: Series, date_times: z.array(InstantOut) }),
  relationships: flowRelations,
})

export const queryFlowSeries = endpoint({
  id: 'queryFlowSeries',
  method: 'POST',
  path: '/api/flow-series-reports',
  tag: TAG,
  summary: 'The same by hour, day, week or month in which the messages were sent.',
  access: 'flows:read',
  body: document(
    z.strictObject({
      type: z.literal('flow-series-report'),
      attributes: z.strictObject({ ...common, group_by: flowGroups, interval: Interval }),
    }),
  ),
  bodyBytesMax: BODY_BYTES_MAX,
  reply: { status: 200, one: FlowSeriesReport },
  rate: 'S',
})

// Ours

export const MESSAGE_REPORTS = ['campaign', 'flow', 'all'] as const
export type MessageReportKind = (typeof MESSAGE_REPORTS)[number]

/** A question about messages as it stands in a link. */
export const REPORT_LINK = {
  report: z.enum(MESSAGE_REPORTS),
  /** Either a name, or start and end: wall times of the account's zone. */
  key: z.enum(TIMEFRAME_KEYS).optional(),
  start: z.string().max(64).optional(),
  end: z.string().max(64).optional(),
  conversion_metric_id: z.string().min(1).max(100),
  where: z.string().max(16_384).optional(),
}

export const MessageReport = resourceType({
  type: 'message-report',
  self: '/api/x/message-report/',
  attributes: z.object({
    window: z.object({ from_at: InstantOut, until_at: InstantOut, timezone: z.string() }),
    statistics: z.record(z.string(), z.number()),
    date_times: z.array(InstantOut),
    /** One number for each of `date_times`. */
    series: z.record(z.string(), z.array(z.number())),
  }),
})

export const getMessageReport = endpoint({
  id: 'getMessageReport',
  method: 'GET',
  path: '/api/x/message-report',
  tag: TAG,
  summary:
    'All statistics of messages of campaigns, flows or both together, and by interval in which they were sent.',
  access: 'metrics:read',
  query: z.object({ ...REPORT_LINK, interval: Interval.default('daily') }),
  reply: { status: 200, one: MessageReport },
  rate: 'L',
})

export const reportProof = proofEndpoints({
  kind: 'report',
  name: 'Report',
  numbers: 'a number of a report of messages',
  access: 'metrics:read',
  query: { ...REPORT_LINK, statistic: z.enum(MESSAGE_STATISTICS) },
  rate: 'L',
})
