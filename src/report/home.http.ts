import { findAccount } from '../account/accounts.sql.ts'
import { findAttribution } from '../attribution/attribution-settings.sql.ts'
import * as contract from '../contract/home.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOfAll } from '../platform/page.ts'
import { DAY_MS, isoSeconds } from '../platform/time.ts'
import { deliverabilityRows } from './deliverability.sql.ts'
import { addCounts, judged, NO_COUNTS } from './deliverability.ts'
import { happenedIn, homeDays, moneyIn, needsOf } from './home.sql.ts'
import { LEDGER_DAYS } from './ledger.ts'
import { metricsOfRole } from './metrics-of-role.action.ts'
import { recommendationLedger } from './recommendation-ledger.action.ts'
import { dayAt, dayRangeWindow, daysBetween, plusDays } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

/** Days of the charts on the home page, today included. */
const HOME_DAYS = 30
/** Troubles are looked for so far back. */
const NEEDS_DAYS = 7
/** Days × domains of one report. */
const DELIVERABILITY_ROWS_MAX = 50_000
const DOMAINS_MAX = 50

/** What happened, what needs a person, how mail arrives, what came of recommendations. */
export const homeRoutes: readonly Route[] = [
  implement(contract.getHome, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { zone, currency } = await zoneAndCurrency(tx, accountId)
      const today = dayAt(call.now, zone)
      const window = dayRangeWindow(
        { start: plusDays(today, 1 - HOME_DAYS), end: today },
        call.now,
        zone,
      )
      const recent = dayRangeWindow({ start: plusDays(today, -1), end: today }, call.now, zone)
      const metricIds = await metricsOfRole(tx, accountId, 'revenue')
      const since = new Date(call.now.getTime() - NEEDS_DAYS * DAY_MS)
      const [happened, money, rows, needs] = await Promise.all([
        happenedIn(tx, accountId, recent),
        moneyIn(tx, accountId, recent, { metricIds, currency }),
        homeDays(tx, accountId, window, { metricIds, currency, zone }),
        needsOf(tx, accountId, since),
      ])
      const days = daysBetween(window)
      const byDay = new Map(rows.map((row) => [row.day, row]))
      const each = (of: (row: (typeof rows)[number]) => number) =>
        days.map((day) => {
          const row = byDay.get(day)
          return row ? of(row) : 0
        })
      return {
        data: {
          type: 'home',
          id: accountId,
          attributes: {
            currency,
            timezone: zone,
            since_at: isoSeconds(recent.from),
            happened: {
              conversations: happened.conversations,
              resolved: happened.resolved,
              escalated: happened.escalated,
              messages: happened.messages,
              new_profiles: happened.newProfiles,
              orders: money.count,
              revenue: money.value,
              revenue_by_agent: money.byAgent,
              revenue_by_messages: money.byMessages,
            },
            needs: {
              escalations: needs.escalations,
              oldest_escalation_at:
                needs.oldestEscalationAt && isoSeconds(needs.oldestEscalationAt),
              flow_errors: needs.flowErrors,
              flows_with_errors: needs.flowsWithErrors,
              knowledge_gaps: needs.gaps,
              gap_questions: needs.gapQuestions,
              messages_failed: needs.unsent,
              messages_uncertain: needs.uncertain,
              messages_bounced: needs.bounced,
              messages_sent: needs.recipients,
              spam_complaints: needs.complained,
              since_at: isoSeconds(since),
            },
            days,
            conversations: each((row) => row.conversations),
            resolved: each((row) => row.resolved),
            revenue: each((row) => row.revenue),
            revenue_by_agent: each((row) => row.byAgent),
            revenue_by_messages: each((row) => row.byMessages),
          },
        },
      }
    }),
  ),

  implement(contract.getDeliverability, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const account = await findAccount(tx, accountId)
      const zone = account?.timezone ?? 'UTC'
      const window = dayRangeWindow(call.plain, call.now, zone)
      const { settings } = await findAttribution(tx, accountId)
      const rows = await deliverabilityRows(tx, accountId, window, {
        ...settings,
        zone,
        max: DELIVERABILITY_ROWS_MAX,
      })
      const days = daysBetween(window)
      const byDay = Map.groupBy(rows, (row) => row.day)
      const byDomain = Map.groupBy(rows, (row) => row.domain)
      const domains = [...byDomain]
        .map(([domain, own]) => ({ domain, ...judged(own.reduce(addCounts, NO_COUNTS)) }))
        .toSorted((a, b) => b.recipients - a.recipients || (a.domain < b.domain ? -1 : 1))
      return {
        data: {
          type: 'deliverability',
          id: accountId,
          attributes: {
            window: {
              start: window.startDay,
              end: window.endDay,
              timezone: zone,
              from_at: isoSeconds(window.from),
              until_at: isoSeconds(window.until),
            },
            total: judged(rows.reduce(addCounts, NO_COUNTS)),
            days: days.map((day) => ({
              day,
              ...judged((byDay.get(day) ?? []).reduce(addCounts, NO_COUNTS)),
            })),
            domains: domains.slice(0, DOMAINS_MAX),
            domains_left_out: Math.max(0, domains.length - DOMAINS_MAX),
          },
        },
      }
    }),
  ),

  implement(contract.getRecommendationLedger, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const account = await findAccount(tx, accountId)
      const window = dayRangeWindow(call.plain, call.now, account?.timezone ?? 'UTC')
      const lines = await recommendationLedger(tx, accountId, window)
      const sorted = lines.toSorted((a, b) => (a.productId < b.productId ? -1 : 1))
      const { rows, next, prev } = pageOfAll(sorted, call.query.page, (line) => line.productId)
      return {
        data: rows.map(({ productId, ...line }) => ({
          type: 'recommended-product',
          id: productId,
          attributes: { ...line, within_days: LEDGER_DAYS },
        })),
        next,
        prev,
      }
    }),
  ),
]
