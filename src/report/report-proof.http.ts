import * as contract from '../contract/reports.ts'
import { implement, type Route } from '../platform/http.ts'
import { eventIdText, ulidOf } from '../platform/id.ts'
import { pageOf } from '../platform/page.ts'
import { isoSeconds } from '../platform/time.ts'
import { reportMessages, scopeOf } from './message-report.action.ts'
import {
  DEFINITIONS,
  FORMULAS,
  formulaText,
  NO_SUMS,
  type Sum,
  type Sums,
  statisticValue,
} from './message-statistics.ts'
import { fixedLink, questionOfLink } from './report-link.ts'
import { proofRows } from './report-proof.sql.ts'

/** How numbers of reports about messages come about, and the rows behind them. */
export const reportProofRoutes: readonly Route[] = [
  implement(contract.getReportProof, async (call) => {
    const { statistic, ...link } = call.plain
    const { accountId } = call.caller
    const question = questionOfLink(link)
    const { groups, scope } = await call.read((tx) =>
      reportMessages(tx, accountId, question, { groupings: [], interval: null }, call.now),
    )
    const sums = groups[0]?.sums[0] ?? NO_SUMS
    const { numerator, denominator } = FORMULAS[statistic]
    const fixed = new URLSearchParams({ ...fixedLink(link, scope), statistic })
    return {
      data: {
        type: 'report-proof',
        id: statistic,
        query: fixed.toString(),
        attributes: {
          statistic,
          value: statisticValue(statistic, sums),
          formula: formulaText(statistic),
          numerator: shown(numerator, sums),
          denominator: denominator && shown(denominator, sums),
          window: {
            from_at: isoSeconds(scope.from),
            until_at: isoSeconds(scope.until),
            timezone: scope.zone,
            counts_by: 'when the message was sent',
          },
          filter: question.filter,
          conversion_metric: scope.metricName,
          exclusions: [
            ...(scope.excludesBots ? ['Opens and clicks by bots'] : []),
            ...(scope.excludesPrivacyProxies ? ['Opens by privacy proxies'] : []),
          ],
          link: `${call.origin}/api/x/report-proof?${fixed.toString()}`,
          rows_link: `${call.origin}/api/x/report-proof-rows?${fixed.toString()}`,
        },
      },
    }
  }),

  implement(contract.getReportProofRows, (call) =>
    call.read(async (tx) => {
      const { statistic, part = 'numerator', ...link } = call.plain
      const { accountId } = call.caller
      const { page } = call.query
      const scope = await scopeOf(tx, accountId, questionOfLink(link), call.now)
      const { numerator, denominator } = FORMULAS[statistic]
      const sum = part === 'denominator' ? (denominator ?? numerator) : numerator
      const fetched = await proofRows(tx, accountId, scope, sum, page)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({ key: '', id: row.key }))
      return {
        data: rows.map((row) => ({
          type: 'report-proof-row',
          id: row.key,
          attributes: {
            kind: row.kind,
            at: isoSeconds(row.at),
            counts: row.counts,
            profile_id: ulidOf(row.profileId),
            message_id: ulidOf(row.messageId),
            message_name: row.messageName,
            state: row.state,
            event_id: row.eventId === null ? null : eventIdText(row.eventId),
          },
        })),
        next,
        prev,
      }
    }),
  ),
]

function shown(name: Sum, sums: Sums) {
  return { name, value: sums[name], definition: DEFINITIONS[name] }
}
