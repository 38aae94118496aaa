import { createHash } from 'node:crypto'
import { findAccount } from '../account/accounts.sql.ts'
import { CHANNELS } from '../contract/agent-words.ts'
import * as contract from '../contract/agents.ts'
import { FilterError, type FilterFields, type FilterTerm, parseFilter } from '../contract/filter.ts'
import { implement, type Route } from '../platform/http.ts'
import { invalid } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { conversationValues, skillVolumes, type ValuesRow } from './agent-values.sql.ts'
import { timeframeWindow } from './report-window.ts'

/** The two reports of the public API about the agent. */
export const agentValuesRoutes: Route[] = [
  implement(contract.queryCustomerAgentValues, async (call) => {
    const { accountId } = call.caller
    const { statistics, timeframe, groupings } = call.body.data.attributes
    const by = groupings?.[0] ?? null
    const rows = await call.read(async (tx) => {
      const window = timeframeWindow(timeframe, call.now, await zoneOf(tx, accountId))
      return conversationValues(tx, accountId, window, by)
    })
    return {
      data: {
        type: 'customer-agent-values-report',
        id: reportId(accountId, call.body),
        attributes: {
          results: rows.map((row) => ({
            groupings: by ? { [by]: row[by] } : {},
            statistics: statisticsOf(row, statistics),
          })),
        },
      },
    }
  }),

  implement(contract.queryCustomerAgentSkillValues, async (call) => {
    const { accountId } = call.caller
    const { timeframe, filter } = call.body.data.attributes
    const only = readFilter(filter)
    const rows = await call.read(async (tx) => {
      const window = timeframeWindow(timeframe, call.now, await zoneOf(tx, accountId))
      return skillVolumes(tx, accountId, window, only)
    })
    return {
      data: {
        type: 'customer-agent-skill-values-report',
        id: reportId(accountId, call.body),
        attributes: {
          results: rows.map(({ skill, volume }) => ({
            groupings: { skill },
            statistics: { volume },
          })),
        },
      },
    }
  }),
]

function statisticsOf(
  { volume, resolved }: ValuesRow,
  wanted: readonly contract.ValuesStatistic[],
) {
  const all: Record<contract.ValuesStatistic, number | null> = {
    volume,
    'resolution-rate': volume === 0 ? null : resolved / volume,
  }
  return Object.fromEntries(wanted.map((name) => [name, all[name]]))
}

/** The same question has the same id. */
function reportId(accountId: string, question: unknown): string {
  return createHash('md5')
    .update(`${accountId} ${JSON.stringify(question)}`)
    .digest('hex')
}

async function zoneOf(tx: Tx, accountId: string): Promise<string> {
  return (await findAccount(tx, accountId))?.timezone ?? 'UTC'
}

const SKILL_FILTERS = {
  skill: { type: 'string', operators: ['any', 'equals'] },
  channel: { type: 'enum', values: CHANNELS, operators: ['any', 'equals'] },
} as const satisfies FilterFields

function readFilter(text: string | null | undefined) {
  const terms = parsed(text)
  return { skills: allowed(terms, 'skill'), channels: allowed(terms, 'channel') }
}

function parsed(text: string | null | undefined): FilterTerm[] {
  if (!text) return []
  try {
    return parseFilter(text, SKILL_FILTERS)
  } catch (error) {
    if (error instanceof FilterError) throw invalid('/data/attributes/filter', error.message)
    throw error
  }
}

/** Values that satisfy every term about a field; null when there is none. */
function allowed(terms: readonly FilterTerm[], field: string): string[] | null {
  const lists = terms
    .filter((term) => term.field === field)
    .map((term) => [term.value].flat().map(String))
  const [first, ...others] = lists
  return first ? first.filter((value) => others.every((list) => list.includes(value))) : null
}
