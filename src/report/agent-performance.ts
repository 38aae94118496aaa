import type { PerformanceFigure, PerformanceGrouping } from '../contract/agents.ts'
import { PERFORMANCE_GROUPS_MAX } from '../contract/agents.ts'

export interface PerformanceCounts {
  started: number
  /** By the agent alone. */
  resolved: number
  sales: number
  orders: number
  addedToCart: number
  linkClicks: number
}

export interface Figure {
  name: PerformanceFigure
  value: number | null
  unit: 'count' | 'ratio' | 'money'
  formula: string
  numerator: number | null
  denominator: number | null
}

/** The six figures, each with how it comes about. */
export function figuresOf(counts: PerformanceCounts): Figure[] {
  const { started, resolved, sales, orders, addedToCart, linkClicks } = counts
  return [
    count(
      'resolved_by_ai',
      resolved,
      'Conversations that began in the window, stand resolved by the agent and were never escalated to a person.',
    ),
    ratio(
      'resolution_rate',
      { numerator: resolved, denominator: started, unit: 'ratio' },
      'Resolved by the agent ÷ all conversations that began in the window.',
    ),
    {
      ...count(
        'sales',
        sales,
        'Value, in the account’s currency, of orders placed in the window and credited to an answer of the agent: the last touch whose window was open.',
      ),
      unit: 'money',
    },
    count(
      'added_to_cart',
      addedToCart,
      'Things put into a cart in the window and credited to an answer of the agent.',
    ),
    count(
      'link_clicks',
      linkClicks,
      'Clicks on products that the agent showed, by the day on which a product was first clicked.',
    ),
    ratio(
      'average_order_value',
      { numerator: sales, denominator: orders, unit: 'money' },
      'AI-generated sales ÷ orders counted there.',
    ),
  ]
}

function count(name: PerformanceFigure, value: number, formula: string): Figure {
  return { name, value, unit: 'count', formula, numerator: null, denominator: null }
}

function ratio(
  name: PerformanceFigure,
  {
    numerator,
    denominator,
    unit,
  }: { numerator: number; denominator: number; unit: Figure['unit'] },
  formula: string,
): Figure {
  const value = denominator === 0 ? null : numerator / denominator
  return { name, value, unit, formula, numerator, denominator }
}

export interface SeriesRow {
  day: string
  key: string
  count: number
}

const OTHER = 'other'
const EVERYTHING_ELSE: Record<PerformanceGrouping, string> = {
  channel: 'none',
  status: 'none',
  tag: 'untagged',
  skill: 'none',
}

/** What a conversation without a value is called. */
export function noneOf(grouping: PerformanceGrouping): string {
  return EVERYTHING_ELSE[grouping]
}

/** Counts for each day, the largest groups first; what does not fit is added up as `other`. */
export function seriesOf(
  days: readonly string[],
  rows: readonly SeriesRow[],
): { key: string; counts: number[] }[] {
  const place = new Map(days.map((day, at) => [day, at]))
  const groups = new Map<string, number[]>()
  for (const { day, key, count: more } of rows) {
    const at = place.get(day)
    if (at === undefined) continue
    const counts = groups.get(key) ?? days.map(() => 0)
    counts[at] = (counts[at] ?? 0) + more
    groups.set(key, counts)
  }
  const sorted = [...groups]
    .map(([key, counts]) => ({ key, counts }))
    .toSorted((a, b) => total(b.counts) - total(a.counts) || (a.key < b.key ? -1 : 1))
  if (sorted.length <= PERFORMANCE_GROUPS_MAX) return sorted
  const shown = sorted.slice(0, PERFORMANCE_GROUPS_MAX - 1)
  const rest = sorted.slice(PERFORMANCE_GROUPS_MAX - 1)
  const added = days.map((_, at) => total(rest.map((one) => one.counts[at] ?? 0)))
  return [...shown, { key: OTHER, counts: added }]
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}
