import type { PerformanceFigure, PerformanceGrouping } from '../contract/agents.ts'
import { PERFORMANCE_FIGURES, PERFORMANCE_GROUPS_MAX } from '../contract/agents.ts'
import { FIGURE_FORMULAS, FIGURE_MEANINGS, type FigureSum, figureValue } from './figure-formulas.ts'

/** Sums that the agent's figures are made of. */
export type PerformanceSums = Record<
  Extract<
    FigureSum,
    | 'conversationsStarted'
    | 'conversationsResolved'
    | 'agentOrders'
    | 'agentOrderValue'
    | 'agentCarts'
    | 'productClicks'
  >,
  number
>

export interface Figure {
  name: PerformanceFigure
  value: number | null
  unit: 'count' | 'ratio' | 'money'
  formula: string
  numerator: number | null
  denominator: number | null
}

/** The six figures, each with how it comes about. */
export function figuresOf(sums: PerformanceSums): Figure[] {
  const bySum: Partial<Record<FigureSum, number>> = sums
  const valueOf = (sum: FigureSum) => bySum[sum] ?? 0
  const definition = (sum: FigureSum) => FIGURE_MEANINGS[sum].definition
  return PERFORMANCE_FIGURES.map((name) => {
    const { numerator, denominator, unit } = FIGURE_FORMULAS[name]
    if (denominator === null) {
      const value = valueOf(numerator)
      return { name, value, unit, formula: definition(numerator), numerator: null, denominator }
    }
    return {
      name,
      value: figureValue(valueOf(numerator), valueOf(denominator)),
      unit,
      formula: `${definition(numerator)} Divided by: ${definition(denominator)}`,
      numerator: valueOf(numerator),
      denominator: valueOf(denominator),
    }
  })
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
