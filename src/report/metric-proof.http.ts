import type { z } from 'zod'
import { FilterError, type FilterTerm, parseFilter } from '../contract/filter.ts'
import { metricProof } from '../contract/metric-proof.ts'
import { AGGREGATE_DAYS_MAX } from '../contract/metrics.ts'
import { ANY_PROPERTY } from '../metric/aggregate-question.ts'
import { getMetricRow } from '../metric/metrics.sql.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds, SECOND_MS } from '../platform/time.ts'
import { firstEventAt, type MetricScope, metricRows, metricTotal } from './metric-proof.sql.ts'
import { METRIC_SUMS } from './metric-proof.ts'
import { proofResource, proofRowResource } from './proof.ts'
import { refuseEmpty, refuseLonger } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

type Question = z.output<NonNullable<typeof metricProof.proof.query>>

/** How numbers of metrics, of their charts and of custom reports come about, and the events behind them. */
export const metricProofRoutes: readonly Route[] = [
  implement(metricProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const scope = await scopeOf(tx, accountId, call.plain)
      const { from, until, measurement, group } = scope
      const { where } = call.plain
      const metric = await getMetricRow(tx, accountId, scope.metricId)
      const { zone, currency } = await zoneAndCurrency(tx, accountId)
      const value = await metricTotal(tx, accountId, scope)
      const proof = {
        name: measurement,
        value,
        unit: 'count' as const,
        currency,
        numerator: { ...METRIC_SUMS[measurement], value },
        denominator: null,
        window: { from, until, zone, countsBy: 'when the event happened' },
        conditions: [
          { name: 'metric' as const, value: metric.name },
          ...(group
            ? [{ name: 'group' as const, value: `${group.by}: ${group.value || '–'}` }]
            : []),
          ...(where ? [{ name: 'filter' as const, value: where }] : []),
        ],
        question: {
          metric_id: scope.metricId,
          measurement,
          from: isoSeconds(from),
          until: isoSeconds(until),
          ...(group ? { group_by: group.by, group: group.value } : {}),
          ...(where ? { where } : {}),
        },
      }
      return { data: proofResource('metric', proof, call.origin) }
    }),
  ),

  implement(metricProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { page } = call.query
      const scope = await scopeOf(tx, accountId, call.plain)
      await getMetricRow(tx, accountId, scope.metricId)
      const fetched = await metricRows(tx, accountId, scope, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.place,
        id: row.key,
      }))
      return { data: rows.map((row) => proofRowResource('metric', row)), next, prev }
    }),
  ),
]

/** @throws Problem 400 for an empty or long time, a group without its property, or a filter that is none */
async function scopeOf(tx: Tx, accountId: string, question: Question): Promise<MetricScope> {
  const { metric_id: metricId, measurement, until, group_by: by, group, where } = question
  if (group !== undefined && by === undefined) {
    throw invalidParameter('group', 'A group needs the property that it is a value of: group_by.')
  }
  // Nothing of the events is read to count them all: a million take 0.3 s. Anything else reads each.
  const isOfAny = measurement === 'count' && by === undefined && !where
  if (!isOfAny && !question.from) {
    throw invalidParameter(
      'from',
      'Only the number of all events of a metric can be asked for from its first event on.',
      `Say from when, at most ${AGGREGATE_DAYS_MAX} days before the end.`,
    )
  }
  const from = question.from ?? (await firstBefore(tx, accountId, { metricId, until }))
  const window = { from, until }
  refuseEmpty(window)
  if (!isOfAny) refuseLonger(window, AGGREGATE_DAYS_MAX)
  return {
    metricId,
    measurement,
    from,
    until,
    group: by === undefined ? null : { by, value: group ?? '' },
    tests: where ? testsOf(where) : [],
  }
}

/** When the first event happened; where there is none before the end, the second before that. */
async function firstBefore(
  tx: Tx,
  accountId: string,
  { metricId, until }: { metricId: string; until: Date },
): Promise<Date> {
  const first = await firstEventAt(tx, accountId, metricId)
  return first && first < until ? first : new Date(until.getTime() - SECOND_MS)
}

function testsOf(where: string): FilterTerm[] {
  try {
    return parseFilter(where, {}, ANY_PROPERTY)
  } catch (error) {
    if (error instanceof FilterError) throw invalidParameter('where', error.message)
    throw error
  }
}
