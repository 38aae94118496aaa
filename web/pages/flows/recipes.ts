import { type FlowAction, FlowDefinition } from '../../../src/contract/flows.ts'
import { AGENT_METRIC_NAMES } from '../../../src/contract/metric-names.ts'
import type { MetricSummary } from '../../api/metrics.ts'
import type { ReadyMade } from '../content/ready-made.ts'
import { newAction } from './new-action.ts'

/** Flows that a shop with a Customer Agent wants first. */
export const FLOW_RECIPES = ['recommendedNotBought', 'escalatedResolved', 'noOrder'] as const
export type FlowRecipe = (typeof FLOW_RECIPES)[number]

const ORDER = 'Placed Order'

/** What a recipe is made of. Metrics are found by their names in the data. */
interface Ingredients {
  trigger: string
  /** Who has done it, or has not, since they entered or in the days before. */
  filter: { metric: string; times: 'none-since-start' | 'once-in-a-week' }
  delay: { unit: 'hours' | 'days'; value: number }
  mail: ReadyMade
  reentry: { duration: number; unit: 'day' | 'week' }
}

const INGREDIENTS: Record<FlowRecipe, Ingredients> = {
  recommendedNotBought: {
    trigger: AGENT_METRIC_NAMES.recommended.en,
    filter: { metric: ORDER, times: 'none-since-start' },
    delay: { unit: 'hours', value: 2 },
    mail: 'recommended',
    reentry: { duration: 1, unit: 'day' },
  },
  escalatedResolved: {
    trigger: AGENT_METRIC_NAMES.resolved.en,
    filter: { metric: AGENT_METRIC_NAMES.escalated.en, times: 'once-in-a-week' },
    delay: { unit: 'days', value: 1 },
    mail: 'satisfaction',
    reentry: { duration: 1, unit: 'week' },
  },
  noOrder: {
    trigger: AGENT_METRIC_NAMES.started.en,
    filter: { metric: ORDER, times: 'none-since-start' },
    delay: { unit: 'days', value: 3 },
    mail: 'stillHelp',
    reentry: { duration: 1, unit: 'week' },
  },
}

/** The ready-made mail that a recipe sends. */
export function recipeMail(recipe: FlowRecipe): ReadyMade {
  return INGREDIENTS[recipe].mail
}

/** Names of metrics that a recipe needs and that no event has brought yet. */
export function missingMetrics(recipe: FlowRecipe, metrics: readonly MetricSummary[]): string[] {
  const { trigger, filter } = INGREDIENTS[recipe]
  return [trigger, filter.metric].filter((name) => !metrics.some((one) => one.name === name))
}

/** Several integrations may bring a metric of that name: the one with the most events is meant. */
function busiest(name: string, metrics: readonly MetricSummary[]): MetricSummary | undefined {
  return metrics
    .filter((one) => one.name === name)
    .toSorted((a, b) => b.count_total - a.count_total)[0]
}

/** A flow with nothing in it. */
export function blankFlow(): FlowDefinition {
  return FlowDefinition.parse({ triggers: [], entry_action_id: null, actions: [] })
}

/** The definition of a recipe. Its metrics must be there: see `missingMetrics`. */
export function recipeFlow(
  recipe: FlowRecipe,
  metrics: readonly MetricSummary[],
  mail: { templateId: string; subject: string },
): FlowDefinition {
  const { trigger, filter, delay, reentry } = INGREDIENTS[recipe]
  const metric = (name: string) => busiest(name, metrics)?.id ?? ''
  const isNone = filter.times === 'none-since-start'
  const wait = newAction('time-delay', 'wait')
  const send = newAction('send-email', 'mail')
  const actions: FlowAction[] = [
    { ...wait, links: { next: 'mail' }, data: { ...wait.data, ...delay } },
    {
      ...send,
      data: {
        ...send.data,
        message: {
          ...send.data.message,
          name: mail.subject,
          subject_line: mail.subject,
          template_id: mail.templateId,
        },
      },
    },
  ]
  return {
    triggers: [{ type: 'metric', id: metric(trigger), trigger_filter: null }],
    profile_filter: {
      condition_groups: [
        {
          conditions: [
            {
              type: 'profile-metric',
              metric_id: metric(filter.metric),
              measurement: 'count',
              measurement_filter: isNone
                ? { type: 'numeric', operator: 'equals', value: 0 }
                : { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
              timeframe_filter: isNone
                ? { type: 'date', operator: 'flow-start' }
                : { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' },
              metric_filters: null,
            },
          ],
        },
      ],
    },
    actions,
    entry_action_id: 'wait',
    reentry_criteria: reentry,
  }
}
