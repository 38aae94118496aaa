import type { Channel } from '../contract/agent-words.ts'
import type { PerformanceGrouping } from '../contract/agents.ts'
import * as contract from '../contract/figures.ts'
import type { MappedMetricRole } from '../contract/metrics.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import { implement, type Route } from '../platform/http.ts'
import { pageOf } from '../platform/page.ts'
import { invalidParameter, quote } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { FIGURE_FORMULAS, FIGURE_MEANINGS, type FigureSum, figureValue } from './figure-formulas.ts'
import { type FigureScope, figureRows, figureTotal } from './figure-proof.sql.ts'
import { metricsOfRole } from './metrics-of-role.action.ts'
import { proofResource, proofRowResource, sumOf } from './proof.ts'
import { dayRangeWindow } from './report-window.ts'
import { zoneAndCurrency } from './zone-and-currency.action.ts'

interface Question {
  figure: contract.FigureName
  start?: string | undefined
  end?: string | undefined
  channel?: Channel | undefined
  group_by?: PerformanceGrouping | undefined
  group?: string | undefined
}

/** How numbers of the home page and of the agent's dashboard come about, and the rows behind them. */
export const figureProofRoutes: readonly Route[] = [
  implement(contract.figureProof.proof, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { figure, channel } = call.plain
      const { window, zone, currency, scope } = await scopeOf(tx, accountId, call.plain, call.now)
      const { numerator, denominator, unit } = FIGURE_FORMULAS[figure]
      const { group } = scope
      const part = async (sum: FigureSum) => ({
        name: sum,
        value: await figureTotal(tx, accountId, scope, sum),
        definition: FIGURE_MEANINGS[sum].definition,
      })
      const over = await part(numerator)
      const under = denominator && (await part(denominator))
      const metrics = await listMetricsById(tx, accountId, scope.metricIds)
      const proof = {
        name: figure,
        value: figureValue(over.value, under && under.value),
        unit,
        currency,
        numerator: over,
        denominator: under,
        window: { ...window, zone, countsBy: FIGURE_MEANINGS[numerator].countsBy },
        conditions: [
          ...metrics.map(({ name }) => ({ name: 'metric' as const, value: name })),
          ...(channel ? [{ name: 'channel' as const, value: channel }] : []),
          ...(group ? [{ name: 'group' as const, value: `${group.by}: ${group.key}` }] : []),
        ],
        question: {
          figure,
          start: window.startDay,
          end: window.endDay,
          ...(channel ? { channel } : {}),
          ...(group ? { group_by: group.by, group: group.key } : {}),
        },
      }
      return { data: proofResource('figure', proof, call.origin) }
    }),
  ),

  implement(contract.figureProof.rows, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const { figure, part } = call.plain
      const { page } = call.query
      const { scope } = await scopeOf(tx, accountId, call.plain, call.now)
      const sum = sumOf(FIGURE_FORMULAS[figure], part)
      const fetched = await figureRows(tx, accountId, scope, { sum, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: row.place,
        id: row.key,
      }))
      return { data: rows.map((row) => proofRowResource('figure', row)), next, prev }
    }),
  ),
]

/** @throws Problem 400 for a channel or group of a figure that has none, or no group of one that needs it */
async function scopeOf(tx: Tx, accountId: string, question: Question, now: Date) {
  const { figure, channel } = question
  if (channel && !BY_CHANNEL.has(figure)) {
    throw invalidParameter(
      'channel',
      `The figure ${quote(figure)} is of all channels together.`,
      'Leave the channel out.',
    )
  }
  const { zone, currency } = await zoneAndCurrency(tx, accountId)
  const window = dayRangeWindow(question, now, zone)
  const role = ROLES[FIGURE_FORMULAS[figure].numerator]
  const scope: FigureScope = {
    window,
    channel,
    group: groupOf(question),
    metricIds: role ? await metricsOfRole(tx, accountId, role) : [],
    currency: role === 'revenue' ? currency : null,
  }
  return { window, zone, currency, scope }
}

const BY_CHANNEL: ReadonlySet<contract.FigureName> = new Set(contract.AGENT_FIGURES)
const OF_GROUPS: ReadonlySet<contract.FigureName> = new Set(contract.GROUP_FIGURES)

function groupOf({ figure, group_by: by, group: key }: Question): FigureScope['group'] {
  if (!OF_GROUPS.has(figure)) {
    if (by === undefined && key === undefined) return null
    throw invalidParameter('group', `The figure ${quote(figure)} is of all groups together.`)
  }
  if (by === undefined || key === undefined) {
    throw invalidParameter('group', `The figure ${quote(figure)} is of one group.`, 'Say which.')
  }
  if (figure === 'started' || by === 'skill') return { by, key }
  throw invalidParameter('group_by', `The figure ${quote(figure)} is of a skill.`)
}

/** Sums of events: the role that their metric plays. */
const ROLES: Partial<Record<FigureSum, MappedMetricRole>> = {
  orders: 'revenue',
  orderValue: 'revenue',
  orderValueByAgent: 'revenue',
  orderValueByMessages: 'revenue',
  orderValueByOthers: 'revenue',
  agentOrders: 'revenue',
  agentOrderValue: 'revenue',
  agentCarts: 'added_to_cart',
}
