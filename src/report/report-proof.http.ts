import { findAccount } from '../account/accounts.sql.ts'
import { reportProof, statisticUnit } from '../contract/reports.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { reportMessages, scopeOf } from './message-report.action.ts'
import {
  DEFINITIONS,
  FORMULAS,
  NO_SUMS,
  type Sum,
  type Sums,
  statisticValue,
} from './message-statistics.ts'
import { proofResource, proofRowResource, sumOf } from './proof.ts'
import { fixedLink, questionOfLink } from './report-link.ts'
import { proofRows } from './report-proof.sql.ts'

/** How numbers of reports about messages come about, and the rows behind them. */
export const reportProofRoutes: readonly Route[] = [
  implement(reportProof.proof, (call) =>
    call.read(async (tx) => {
      const { statistic, ...link } = call.plain
      const { accountId } = call.caller
      const question = questionOfLink(link)
      const { groups, scope } = await reportMessages(
        tx,
        accountId,
        question,
        { groupings: [], interval: null },
        call.now,
      )
      const sums = groups[0]?.sums[0] ?? NO_SUMS
      const { numerator, denominator } = FORMULAS[statistic]
      const proof = {
        name: statistic,
        value: statisticValue(statistic, sums),
        unit: statisticUnit(statistic),
        currency: (await findAccount(tx, accountId))?.currency ?? '',
        numerator: shown(numerator, sums),
        denominator: denominator && shown(denominator, sums),
        window: { ...scope, countsBy: 'when the message was sent' },
        conditions: [
          { name: 'conversion-metric' as const, value: scope.metricName },
          ...(question.filter ? [{ name: 'filter' as const, value: question.filter }] : []),
          ...[
            ...(scope.excludesBots ? ['Opens and clicks by bots'] : []),
            ...(scope.excludesPrivacyProxies ? ['Opens by privacy proxies'] : []),
          ].map((value) => ({ name: 'exclusion' as const, value })),
        ],
        question: { ...fixedLink(link, scope), statistic },
      }
      return { data: proofResource('report', proof, call.origin) }
    }),
  ),

  implement(reportProof.rows, (call) =>
    call.read(async (tx) => {
      const { statistic, part, ...link } = call.plain
      const { accountId } = call.caller
      const { page } = call.query
      const scope = await scopeOf(tx, accountId, questionOfLink(link), call.now)
      const sum = sumOf(FORMULAS[statistic], part)
      const fetched = await proofRows(tx, accountId, scope, sum, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.key }))
      return { data: rows.map((row) => proofRowResource('report', row)), next, prev }
    }),
  ),
]

function shown(name: Sum, sums: Sums) {
  return { name, value: sums[name], definition: DEFINITIONS[name] }
}
