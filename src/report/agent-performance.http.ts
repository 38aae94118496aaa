import { getAgentPerformance, type PerformanceGrouping } from '../contract/agents.ts'
import type { MappedMetricRole } from '../contract/metrics.ts'
import { implement, type Route } from '../platform/http.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import {
  conversationOutcomes,
  creditedEvents,
  productClicks,
  type Scope,
  skillOutcomes,
  startedByDay,
} from './agent-performance.sql.ts'
import { figuresOf, seriesOf } from './agent-performance.ts'
import { skillVolumes } from './agent-values.sql.ts'
import { metricsOfRole } from './metrics-of-role.action.ts'
import { dayRangeWindow, daysBetween } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

const GROUPING_DEFAULT: PerformanceGrouping = 'channel'

/** The figures of the agent's dashboard. */
export const agentPerformanceRoutes: Route[] = [
  implement(getAgentPerformance, async (call) => {
    const { accountId } = call.caller
    const { start, end, channel, group_by: by = GROUPING_DEFAULT } = call.plain
    return call.read(async (tx) => {
      const { zone, currency } = await zoneAndCurrency(tx, accountId)
      const window = dayRangeWindow({ start, end }, call.now, zone)
      const scope: Scope = { window, channel }
      const [outcomes, sales, carts, linkClicks, rows, skills] = await Promise.all([
        conversationOutcomes(tx, accountId, scope),
        eventsOfRole(tx, accountId, scope, { role: 'revenue', currency }),
        eventsOfRole(tx, accountId, scope, { role: 'added_to_cart', currency: null }),
        productClicks(tx, accountId, scope),
        startedByDay(tx, accountId, scope, { by, zone }),
        skillTable(tx, accountId, scope),
      ])
      const { started, resolved, procedureComplete, ...others } = outcomes
      const days = daysBetween(window)
      return {
        data: {
          type: 'customer-agent-performance',
          id: accountId,
          attributes: {
            window: {
              start: window.startDay,
              end: window.endDay,
              timezone: zone,
              from_at: isoSeconds(window.from),
              until_at: isoSeconds(window.until),
            },
            currency,
            figures: figuresOf({
              conversationsStarted: started,
              conversationsResolved: resolved,
              agentOrderValue: sales.value,
              agentOrders: sales.count,
              agentCarts: carts.count,
              productClicks: linkClicks,
            }),
            outcomes: { started, procedure_complete: procedureComplete, ...others },
            series: { group_by: by, days, groups: seriesOf(days, rows) },
            skills,
          },
        },
      }
    })
  }),
]

async function eventsOfRole(
  tx: Tx,
  accountId: string,
  scope: Scope,
  { role, currency }: { role: MappedMetricRole; currency: string | null },
) {
  const metricIds = await metricsOfRole(tx, accountId, role)
  return creditedEvents(tx, accountId, scope, { metricIds, currency })
}

async function skillTable(tx: Tx, accountId: string, scope: Scope) {
  const channels = scope.channel ? [scope.channel] : null
  const [volumes, outcomes] = await Promise.all([
    skillVolumes(tx, accountId, scope.window, { skills: null, channels }),
    skillOutcomes(tx, accountId, scope),
  ])
  const names = new Set([...volumes, ...outcomes].map((one) => one.skill))
  return [...names].map((skill) => {
    const own = outcomes.find((one) => one.skill === skill)
    return {
      skill,
      volume: volumes.find((one) => one.skill === skill)?.volume ?? 0,
      conversations: own?.conversations ?? 0,
      resolved: own?.resolved ?? 0,
      resolution_rate: own && own.conversations > 0 ? own.resolved / own.conversations : null,
    }
  })
}
