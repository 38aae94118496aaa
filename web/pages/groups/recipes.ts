import type { Condition, Definition } from '../../../src/contract/conditions.ts'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import type { MetricSummary } from '../../api/metrics.ts'

/** Segments that a shop with a Customer Agent wants first. */
export const RECIPES = [
  'escalatedLately',
  'recommendedNotBought',
  'startedConversation',
  'recommendedTwice',
  'escalatedTwice',
  'resolvedNeverEscalated',
] as const
export type Recipe = (typeof RECIPES)[number]

type AgentMetric = keyof typeof AGENT_METRIC_NAMES

/** The definition of a recipe, or null while a metric that it needs has no event yet. */
export function recipeDefinition(
  recipe: Recipe,
  metrics: readonly MetricSummary[],
): Definition | null {
  const agent = (name: AgentMetric) =>
    metrics.find((metric) => metric.name === AGENT_METRIC_NAMES[name].en)?.id
  const placed = metrics.find((metric) => metric.name === 'Placed Order')?.id
  const all = (...groups: (Condition | null)[][]): Definition | null => {
    const conditions = groups.flat()
    if (conditions.some((condition) => condition === null)) return null
    return {
      condition_groups: groups.map((group) => ({
        conditions: group.filter((condition) => condition !== null),
      })),
    }
  }
  const times = (
    metricId: string | undefined,
    operator: 'greater-than-or-equal' | 'equals',
    value: number,
    days: number | null,
  ): Condition | null =>
    metricId === undefined
      ? null
      : {
          type: 'profile-metric',
          metric_id: metricId,
          measurement: 'count',
          measurement_filter: { type: 'numeric', operator, value },
          timeframe_filter:
            days === null
              ? { type: 'date', operator: 'alltime' }
              : { type: 'date', operator: 'in-the-last', quantity: days, unit: 'day' },
          metric_filters: null,
        }
  switch (recipe) {
    case 'escalatedLately':
      return all([times(agent('escalated'), 'greater-than-or-equal', 1, 7)])
    case 'recommendedNotBought':
      return all(
        [times(agent('recommended'), 'greater-than-or-equal', 1, 30)],
        [times(placed, 'equals', 0, null)],
      )
    case 'startedConversation':
      return all([times(agent('started'), 'greater-than-or-equal', 1, null)])
    case 'recommendedTwice':
      return all(
        [times(agent('recommended'), 'greater-than-or-equal', 2, 14)],
        [times(placed, 'equals', 0, 14)],
      )
    case 'escalatedTwice':
      return all([times(agent('escalated'), 'greater-than-or-equal', 2, 30)])
    case 'resolvedNeverEscalated':
      return all(
        [times(agent('resolved'), 'greater-than-or-equal', 1, 90)],
        [times(agent('escalated'), 'equals', 0, 90)],
      )
  }
}
