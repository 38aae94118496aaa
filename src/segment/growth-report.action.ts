import { parseFilter } from '../contract/filter.ts'
import { invalid, Problem } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { databaseZone } from '../platform/time-zone.ts'
import { countMembers, segmentIds } from './groups.sql.ts'
import { type GrowthInterval, growthSeries, intervalStarts, netSince } from './growth.sql.ts'
import { timezoneOf } from './segments-due.sql.ts'
import { type Span, spanOf, type Timeframe } from './timeframe.ts'

/** Longest span of a report, and per interval, in days. Source: the public API. */
const SPAN_DAYS_MAX = 366
const INTERVAL_DAYS_MAX: Record<GrowthInterval, number> = {
  hourly: 7,
  daily: 60,
  weekly: 366,
  monthly: 366,
}
const SEGMENTS_PER_REPORT_MAX = 100

export type GrowthStatistic =
  | 'members_added'
  | 'members_removed'
  | 'net_members_changed'
  | 'total_members'

export interface GrowthQuestion {
  statistics: readonly GrowthStatistic[]
  timeframe: Timeframe
  filter: string | null
}

export interface GrowthSeries {
  dates: Date[]
  results: { groupId: string; statistics: Record<string, number[]> }[]
}

/**
 * How segments grew, interval by interval of the account's zone.
 * @throws Problem 400 for a span that is too long or a filter that does not name segments
 */
export async function reportGrowth(
  tx: Tx,
  accountId: string,
  question: GrowthQuestion,
  interval: GrowthInterval,
  now: Date,
): Promise<GrowthSeries> {
  const zone = await timezoneOf(tx, accountId)
  const timezone = databaseZone(zone)
  const span = spanOf(question.timeframe, now, zone)
  refuseLong(span, interval)
  const groupIds = await segmentsOf(tx, accountId, question.filter)
  const dates = await intervalStarts(tx, { interval, ...span, timezone })
  const rows = await growthSeries(tx, accountId, { groupIds, interval, ...span, timezone })
  const counts = await countMembers(tx, accountId, groupIds)
  const later = await netSince(tx, accountId, groupIds, span.until)
  const byKey = new Map(rows.map((row) => [`${row.groupId} ${row.startsAt.getTime()}`, row]))
  const results = groupIds.map((groupId) => {
    const own = dates.map((at) => byKey.get(`${groupId} ${at.getTime()}`))
    const added = own.map((row) => row?.added ?? 0)
    const removed = own.map((row) => row?.removed ?? 0)
    const net = added.map((count, at) => count - (removed[at] ?? 0))
    // The size now, walked back: sizes are known exactly at every end of an interval.
    let size = (counts.get(groupId) ?? 0) - (later.get(groupId) ?? 0)
    const totals = net
      .toReversed()
      .map((change) => {
        const atEnd = size
        size -= change
        return atEnd
      })
      .toReversed()
    const all: Record<GrowthStatistic, number[]> = {
      members_added: added,
      members_removed: removed,
      net_members_changed: net,
      total_members: totals,
    }
    const wanted = question.statistics.map((name) => [name, all[name]] as const)
    return { groupId, statistics: Object.fromEntries(wanted) }
  })
  return { dates, results }
}

/** The same without intervals: sums of the changes, and the size at the end. */
export async function reportGrowthValues(
  tx: Tx,
  accountId: string,
  question: GrowthQuestion,
  now: Date,
): Promise<{ groupId: string; statistics: Record<string, number> }[]> {
  const { results } = await reportGrowth(tx, accountId, question, 'monthly', now)
  return results.map(({ groupId, statistics }) => ({
    groupId,
    statistics: Object.fromEntries(
      Object.entries(statistics).map(([name, values]) => [
        name,
        name === 'total_members'
          ? (values.at(-1) ?? 0)
          : values.reduce((sum, value) => sum + value, 0),
      ]),
    ),
  }))
}

/** @throws Problem 400 for a span that is longer than its interval allows */
export function refuseLong({ from, until }: Span, interval: GrowthInterval): void {
  const days = (until.getTime() - from.getTime()) / DAY_MS
  const max = Math.min(SPAN_DAYS_MAX, INTERVAL_DAYS_MAX[interval])
  if (days <= max + 1) return
  throw invalid(
    '/data/attributes/timeframe',
    `The timeframe has ${Math.ceil(days)} days; ${max} are allowed with the interval ${interval}.`,
    'Ask for a shorter time or a longer interval.',
  )
}

function segmentsOf(tx: Tx, accountId: string, filter: string | null): Promise<string[]> {
  const wanted = filter === null ? null : idsIn(filter)
  return segmentIds(tx, accountId, wanted, SEGMENTS_PER_REPORT_MAX)
}

function idsIn(filter: string): string[] {
  try {
    const terms = parseFilter(filter, {
      segment_id: { type: 'string', operators: ['equals', 'any'] },
    })
    return terms.flatMap((term) => [term.value].flat().map(String))
  } catch (error) {
    throw error instanceof Problem
      ? error
      : invalid(
          '/data/attributes/filter',
          error instanceof Error ? error.message : String(error),
          'Use equals(segment_id,"…") or any(segment_id,["…"]).',
        )
  }
}
