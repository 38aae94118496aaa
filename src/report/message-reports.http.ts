import { createHash } from 'node:crypto'
import * as contract from '../contract/reports.ts'
import { implement, type Route } from '../platform/http.ts'
import { invalid } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import type { Timeframe } from '../segment/timeframe.ts'
import {
  type GroupedSums,
  type Grouping,
  type MessageQuestion,
  reportMessages,
  seriesOf,
  statisticsOf,
} from './message-report.action.ts'
import { addSums, NO_SUMS } from './message-statistics.ts'
import { fixedLink, questionOfLink } from './report-link.ts'

const CAMPAIGN_REQUIRED = ['campaign_id', 'campaign_message_id'] as const
const FLOW_REQUIRED = ['flow_id', 'flow_message_id'] as const

/** Reports about the messages of campaigns and flows, by the contract of the public API. */
export const messageReportRoutes: readonly Route[] = [
  implement(contract.queryCampaignValues, async (call) => {
    const { statistics, ...asked } = call.body.data.attributes
    const groupings = groupingsOf(asked.group_by, CAMPAIGN_REQUIRED)
    const { groups } = await call.read((tx) =>
      reportMessages(
        tx,
        call.caller.accountId,
        questionOf('campaign', asked),
        { groupings, interval: null },
        call.now,
      ),
    )
    return {
      data: {
        type: 'campaign-values-report',
        id: reportId(call.caller.accountId, call.body),
        attributes: { results: groups.map((one) => valuesOf(one, statistics)) },
        relationships: { campaigns: linked('campaign', groups, 'campaign_id') },
      },
    }
  }),

  implement(contract.queryFlowValues, async (call) => {
    const { statistics, ...asked } = call.body.data.attributes
    const groupings = groupingsOf(asked.group_by, FLOW_REQUIRED)
    const { groups } = await call.read((tx) =>
      reportMessages(
        tx,
        call.caller.accountId,
        questionOf('flow', asked),
        { groupings, interval: null },
        call.now,
      ),
    )
    return {
      data: {
        type: 'flow-values-report',
        id: reportId(call.caller.accountId, call.body),
        attributes: { results: groups.map((one) => valuesOf(one, statistics)) },
        relationships: flowRelations(groups),
      },
    }
  }),

  implement(contract.queryFlowSeries, async (call) => {
    const { statistics, interval, ...asked } = call.body.data.attributes
    const groupings = groupingsOf(asked.group_by, FLOW_REQUIRED)
    const { groups, dates } = await call.read((tx) =>
      reportMessages(
        tx,
        call.caller.accountId,
        questionOf('flow', asked),
        { groupings, interval },
        call.now,
      ),
    )
    return {
      data: {
        type: 'flow-series-report',
        id: reportId(call.caller.accountId, call.body),
        attributes: {
          results: groups.map((one) => ({
            groupings: one.groupings,
            statistics: seriesOf(statistics, one.sums),
          })),
          date_times: dates.map(isoSeconds),
        },
        relationships: flowRelations(groups),
      },
    }
  }),

  implement(contract.getMessageReport, async (call) => {
    const { interval, ...link } = call.plain
    const { accountId } = call.caller
    const { groups, dates, scope } = await call.read((tx) =>
      reportMessages(tx, accountId, questionOfLink(link), { groupings: [], interval }, call.now),
    )
    const sums = groups[0]?.sums ?? dates.map(() => NO_SUMS)
    return {
      data: {
        type: 'message-report',
        id: accountId,
        query: new URLSearchParams({
          ...fixedLink(link, scope),
          ...(interval ? { interval } : {}),
        }).toString(),
        attributes: {
          window: {
            from_at: isoSeconds(scope.from),
            until_at: isoSeconds(scope.until),
            timezone: scope.zone,
          },
          statistics: statisticsOf(contract.MESSAGE_STATISTICS, sums.reduce(addSums, NO_SUMS)),
          date_times: dates.map(isoSeconds),
          series: seriesOf(contract.MESSAGE_STATISTICS, sums),
        },
      },
    }
  }),
]

function questionOf(
  report: 'campaign' | 'flow',
  asked: { timeframe: Timeframe; conversion_metric_id: string; filter?: string | null | undefined },
): MessageQuestion {
  return {
    report,
    timeframe: asked.timeframe,
    conversionMetricId: asked.conversion_metric_id,
    filter: asked.filter ?? null,
  }
}

/** What was asked for, which has to name the messages; without it, messages and channels. */
function groupingsOf(
  asked: readonly Grouping[] | null | undefined,
  required: readonly Grouping[],
): readonly Grouping[] {
  if (!asked || asked.length === 0) return [...required, 'send_channel']
  const missing = required.find((one) => !asked.includes(one))
  if (missing === undefined) return [...new Set(asked)]
  throw invalid(
    '/data/attributes/group_by',
    `group_by has no ${missing}.`,
    `Add ${required.join(' and ')}.`,
  )
}

function valuesOf({ groupings, sums }: GroupedSums, wanted: Parameters<typeof statisticsOf>[0]) {
  return { groupings, statistics: statisticsOf(wanted, sums[0] ?? NO_SUMS) }
}

function flowRelations(groups: readonly GroupedSums[]) {
  return {
    flows: linked('flow', groups, 'flow_id'),
    'flow-messages': linked('flow-message', groups, 'flow_message_id'),
  }
}

function linked(type: string, groups: readonly GroupedSums[], by: Grouping) {
  const ids = new Set(groups.flatMap(({ groupings }) => groupings[by] ?? []))
  return { data: [...ids].map((id) => ({ type, id })) }
}

function reportId(accountId: string, body: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([accountId, body]))
    .digest('hex')
  return digest.slice(0, 32)
}
