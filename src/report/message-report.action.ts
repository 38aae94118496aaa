import { findAccount } from '../account/accounts.sql.ts'
import { findAttribution } from '../attribution/attribution-settings.sql.ts'
import { audiencesByIds } from '../campaign/audiences.sql.ts'
import { campaignMessagesByIds } from '../campaign/campaign-messages.sql.ts'
import {
  type CAMPAIGN_GROUPINGS,
  type FLOW_GROUPINGS,
  type MessageReportKind,
  type MessageStatistic,
  REPORT_ROWS_MAX,
} from '../contract/reports.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { invalid, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { groupsByIds } from '../segment/groups.sql.ts'
import { type GrowthInterval, intervalStarts } from '../segment/growth.sql.ts'
import { refuseLong } from '../segment/growth-report.action.ts'
import { spanOf, type Timeframe } from '../segment/timeframe.ts'
import { type TaggingRow, taggingsOf, thingsWithTags } from '../tag/taggings.sql.ts'
import { readReportFilter } from './message-filter.ts'
import {
  idsOfNames,
  type MessageFilter,
  type MessageScope,
  type Named,
  namesByIds,
  type SumRow,
  sumMessages,
} from './message-report.sql.ts'
import { addSums, NO_SUMS, type Sums, statisticValue } from './message-statistics.ts'

export type Grouping = (typeof CAMPAIGN_GROUPINGS)[number] | (typeof FLOW_GROUPINGS)[number]

export interface MessageQuestion {
  report: MessageReportKind
  timeframe: Timeframe
  conversionMetricId: string
  filter: string | null
}

export interface GroupedSums {
  groupings: Partial<Record<Grouping, string | null>>
  /** One for each date; the only one of values. */
  sums: Sums[]
}

const UNITS = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' } as const
/** Groups by interval; a year of days of many messages. */
const SERIES_ROWS_MAX = 200_000

/** Which messages a question is about. @throws Problem 400 */
export async function scopeOf(
  tx: Tx,
  accountId: string,
  question: MessageQuestion,
  now: Date,
): Promise<MessageScope & { zone: string; metricName: string }> {
  const { report, conversionMetricId } = question
  const account = await findAccount(tx, accountId)
  const zone = account?.timezone ?? 'UTC'
  const span = spanOf(question.timeframe, now, zone)
  const [metric] = await listMetricsById(tx, accountId, [conversionMetricId])
  if (!metric) {
    throw invalid(
      '/data/attributes/conversion_metric_id',
      `There is no metric ${quote(conversionMetricId)}.`,
      'GET /api/metrics lists them.',
    )
  }
  const { settings } = await findAttribution(tx, accountId)
  return {
    ...span,
    source: report === 'all' ? null : report,
    conversionMetricId,
    excludesBots: settings.excludesBots,
    excludesPrivacyProxies: settings.excludesPrivacyProxies,
    textPrice: settings.textPrice,
    only: await filterOf(tx, accountId, report, question.filter),
    zone,
    metricName: metric.name,
  }
}

async function filterOf(
  tx: Tx,
  accountId: string,
  report: MessageReportKind,
  filter: string | null,
): Promise<MessageFilter> {
  const wanted = readReportFilter(report, filter)
  const valuesOf = (field: string) => wanted.get(field)?.values
  const both = (ids: readonly string[] | undefined, more: readonly string[] | undefined) =>
    ids && more ? ids.filter((id) => more.includes(id)) : (ids ?? more)
  const named = async (field: string, of: Named) => {
    const names = valuesOf(field)
    return names && idsOfNames(tx, accountId, of, names)
  }
  const tagged = async (field: string, by: 'id' | 'name') => {
    const test = wanted.get(field)
    if (!test || report === 'all') return undefined
    return thingsWithTags(tx, accountId, report, { by, ...test })
  }
  const formats = valuesOf('text_message_format')
  const parentIds = both(
    both(valuesOf('campaign_id') ?? valuesOf('flow_id'), await named('flow_name', 'flows')),
    both(await tagged('tag_id', 'id'), await tagged('tag_name', 'name')),
  )
  const messageIds = both(
    valuesOf('campaign_message_id') ?? valuesOf('flow_message_id'),
    (await named('flow_message_name', 'contents')) ??
      (await named('campaign_message_name', 'contents')),
  )
  const channels = both(
    valuesOf('send_channel'),
    formats && (formats.includes('SMS') ? ['sms'] : []),
  )
  const variations = both(valuesOf('variation'), await named('variation_name', 'variations'))
  const domains = valuesOf('email_domain')
  return {
    ...(parentIds ? { parentIds } : {}),
    ...(messageIds ? { messageIds } : {}),
    ...(channels ? { channels } : {}),
    ...(variations ? { variations } : {}),
    ...(domains ? { domains } : {}),
  }
}

/**
 * What messages brought, in groups, and by interval in which they were sent when one is asked for.
 * @throws Problem 400
 */
export async function reportMessages(
  tx: Tx,
  accountId: string,
  question: MessageQuestion,
  by: { groupings: readonly Grouping[]; interval: GrowthInterval | null },
  now: Date,
): Promise<{ dates: Date[]; groups: GroupedSums[]; scope: Awaited<ReturnType<typeof scopeOf>> }> {
  const scope = await scopeOf(tx, accountId, question, now)
  const timezone = databaseZone(scope.zone)
  refuseLong(scope, by.interval ?? 'monthly')
  const has = (...names: Grouping[]) => by.groupings.some((one) => names.includes(one))
  const rowsMax = (by.interval ? SERIES_ROWS_MAX : REPORT_ROWS_MAX) + 1
  const rows = await sumMessages(tx, accountId, scope, {
    parent: has('campaign_id', 'flow_id', 'tag_id', 'tag_name'),
    message: has(
      'campaign_message_id',
      'campaign_message_name',
      'flow_message_id',
      'flow_message_name',
      'group',
      'group_name',
    ),
    channel: has('send_channel', 'text_message_format'),
    variation: has('variation', 'variation_name'),
    interval: by.interval && { unit: UNITS[by.interval], timezone },
    rowsMax,
  })
  if (rows.length === rowsMax) {
    throw invalid('/data/attributes/filter', 'The report has too many rows.', 'Filter it.')
  }
  const dates = by.interval
    ? await intervalStarts(tx, { interval: by.interval, ...scope, timezone })
    : []
  const names = await namesOf(tx, accountId, rows, { report: question.report, ...by })
  const place = new Map(dates.map((date, at) => [date.getTime(), at]))
  const groups = new Map<string, GroupedSums>()
  for (const [row, groupings] of grouped(rows, by.groupings, names)) {
    const key = JSON.stringify(groupings)
    const group = groups.get(key) ?? {
      groupings,
      sums: by.interval ? dates.map(() => NO_SUMS) : [NO_SUMS],
    }
    groups.set(key, group)
    const at = row.bucket === null ? 0 : place.get(row.bucket.getTime())
    if (at === undefined) throw new Error(`no interval begins at ${row.bucket?.toISOString()}`)
    group.sums[at] = addSums(group.sums[at] ?? NO_SUMS, row)
  }
  return { dates, groups: [...groups.values()], scope }
}

interface Names {
  parents: Map<string, string>
  contents: Map<string, string>
  variations: Map<string, string>
  /** Of each campaign or flow that has some. */
  tags: Map<string, TaggingRow[]>
  /** Of each message of a campaign: the lists and segments that it was for. */
  groups: Map<string, GroupName[]>
}

/** Null: the list or segment is gone. */
interface GroupName {
  groupId: string
  name: string | null
}

async function namesOf(
  tx: Tx,
  accountId: string,
  rows: readonly SumRow[],
  { report, groupings }: { report: MessageReportKind; groupings: readonly Grouping[] },
): Promise<Names> {
  const has = (...names: Grouping[]) => groupings.some((one) => names.includes(one))
  const idsIn = (key: 'parentId' | 'messageId' | 'variationId') => [
    ...new Set(rows.flatMap((row) => row[key] ?? [])),
  ]
  const named = async (of: Named, key: Parameters<typeof idsIn>[0], ...names: Grouping[]) =>
    has(...names) ? namesByIds(tx, accountId, of, idsIn(key)) : new Map<string, string>()
  const isTagged = has('tag_id', 'tag_name') && report !== 'all'
  const taggings = isTagged ? await taggingsOf(tx, accountId, [report], idsIn('parentId')) : []
  return {
    parents: await named('flows', 'parentId', 'flow_name'),
    contents: await named('contents', 'messageId', 'flow_message_name', 'campaign_message_name'),
    variations: await named('variations', 'variationId', 'variation_name'),
    tags: Map.groupBy(taggings, (one) => one.thingId),
    groups: has('group', 'group_name')
      ? await groupsOfMessages(tx, accountId, idsIn('messageId'))
      : new Map<string, GroupName[]>(),
  }
}

async function groupsOfMessages(
  tx: Tx,
  accountId: string,
  messageIds: readonly string[],
): Promise<Map<string, GroupName[]>> {
  const messages = await campaignMessagesByIds(tx, accountId, messageIds)
  const audienceIds = [...new Set(messages.map((one) => one.audienceId))]
  const audiences = await audiencesByIds(tx, accountId, audienceIds)
  const groupIds = [...new Set(audiences.flatMap((one) => one.included))]
  const groups = await groupsByIds(tx, accountId, groupIds)
  const names = new Map(groups.map((one) => [one.groupId, one.name]))
  const included = new Map(audiences.map((one) => [one.audienceId, one.included]))
  return new Map(
    messages.map(({ messageId, audienceId }) => {
      const own = included.get(audienceId) ?? []
      return [messageId, own.map((groupId) => ({ groupId, name: names.get(groupId) ?? null }))]
    }),
  )
}

/** Each row with its groupings; where it is grouped by tags or by lists and segments, once for each of its own. */
function grouped(rows: readonly SumRow[], wanted: readonly Grouping[], names: Names) {
  return rows.flatMap((row) => {
    const tags = eachOr(names.tags.get(row.parentId ?? ''))
    const groups = eachOr(names.groups.get(row.messageId ?? ''))
    return tags.flatMap((tag) =>
      groups.map((group) => [row, groupingsOf(row, wanted, names, { tag, group })] as const),
    )
  })
}

function eachOr<T>(some: readonly T[] | undefined): readonly (T | null)[] {
  return some && some.length > 0 ? some : [null]
}

function groupingsOf(
  row: SumRow,
  wanted: readonly Grouping[],
  names: Names,
  { tag, group }: { tag: TaggingRow | null; group: GroupName | null },
) {
  const values: Record<Grouping, string | null> = {
    campaign_id: row.parentId,
    flow_id: row.parentId,
    flow_name: names.parents.get(row.parentId ?? '') ?? null,
    campaign_message_id: row.messageId,
    flow_message_id: row.messageId,
    campaign_message_name: names.contents.get(row.messageId ?? '') ?? null,
    flow_message_name: names.contents.get(row.messageId ?? '') ?? null,
    send_channel: row.channel,
    text_message_format: row.channel === 'sms' ? 'SMS' : null,
    variation: row.variationId,
    variation_name: names.variations.get(row.variationId ?? '') ?? row.variationId,
    group: group?.groupId ?? null,
    group_name: group?.name ?? null,
    tag_id: tag?.tagId ?? null,
    tag_name: tag?.tagName ?? null,
  }
  return Object.fromEntries(wanted.map((name) => [name, values[name]]))
}

/** The statistics that were asked for. */
export function statisticsOf(
  wanted: readonly MessageStatistic[],
  sums: Sums,
): Record<string, number> {
  return Object.fromEntries(wanted.map((name) => [name, statisticValue(name, sums)]))
}

/** The same as a number for each interval. */
export function seriesOf(
  wanted: readonly MessageStatistic[],
  sums: readonly Sums[],
): Record<string, number[]> {
  return Object.fromEntries(
    wanted.map((name) => [name, sums.map((one) => statisticValue(name, one))]),
  )
}
