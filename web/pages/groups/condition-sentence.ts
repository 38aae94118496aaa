import type { TFunction } from 'i18next'
import type { Condition, EventFrame } from '../../../src/contract/conditions.ts'
import { propertyLabel } from '../../words/properties.ts'

export interface Naming {
  t: TFunction
  language: string
  /** Names of metrics, lists and segments by their ids. */
  nameOf: (kind: 'metric' | 'group', id: string) => string
}

/** A condition as a sentence, for reading and for explanations. */
export function conditionSentence(condition: Condition, naming: Naming): string {
  const { t, nameOf, language } = naming
  switch (condition.type) {
    case 'profile-metric': {
      const filters = (condition.metric_filters ?? []).map(({ property, filter }) =>
        t('groups.whereFilter', {
          property: propertyLabel(property, language),
          test: filterWords(filter, t),
        }),
      )
      const key = condition.measurement === 'sum' ? 'groups.sentenceSum' : 'groups.sentenceCount'
      return [
        t(key, {
          metric: nameOf('metric', condition.metric_id),
          amount: amountWords(condition, t),
          when: frameWords(condition.timeframe_filter, t),
        }),
        ...filters,
      ].join(' ')
    }
    case 'profile-metric-funnel':
      return t('groups.sentenceFunnel', {
        steps: condition.steps
          .map((step) =>
            t(step.metric_exists ? 'groups.stepDid' : 'groups.stepDidNot', {
              metric: nameOf('metric', step.metric_id),
            }),
          )
          .join(' → '),
        when: frameWords(condition.timeframe_filter, t),
      })
    case 'profile-property':
      return t('groups.sentenceProperty', {
        property: shownProperty(condition.property),
        test: filterWords(condition.filter, t),
      })
    case 'profile-group-membership':
      return t(condition.is_member ? 'groups.sentenceIn' : 'groups.sentenceNotIn', {
        groups: condition.group_ids.map((id) => nameOf('group', id)).join(', '),
      })
    case 'profile-marketing-consent':
      return t(
        condition.consent.can_receive_marketing ? 'groups.sentenceCan' : 'groups.sentenceCannot',
        { channel: t(`groups.channel_${condition.consent.channel}`) },
      )
    case 'profile-region':
      return t(condition.in_region ? 'groups.sentenceRegion' : 'groups.sentenceNotRegion', {
        region: t(`groups.region_${condition.region}`),
      })
    case 'profile-open-problem':
      return t(condition.has_open_problem ? 'groups.sentenceProblem' : 'groups.sentenceNoProblem')
    case 'profile-permissions':
    case 'profile-postal-code-distance':
    case 'profile-predictive-analytics':
    case 'profile-has-custom-object':
      return t('groups.sentenceOther', { type: condition.type })
  }
}

/** `properties['Loyalty Tier']` → `Loyalty Tier`. */
export function shownProperty(property: string): string {
  return /^(?:properties|location)\['(.*)'\]$/.exec(property)?.[1] ?? property
}

type Metric = Extract<Condition, { type: 'profile-metric' }>

function amountWords({ measurement_filter: asked }: Metric, t: TFunction): string {
  if (asked.operator === 'equals' && asked.value === 0) return t('groups.zeroTimes')
  return t(`groups.compare_${asked.operator}`, { value: asked.value })
}

export function frameWords(frame: EventFrame, t: TFunction): string {
  switch (frame.operator) {
    case 'alltime':
      return t('groups.frame_alltime')
    case 'in-the-last':
    case 'in-the-next':
    case 'at-least':
    case 'anniversary-last':
    case 'anniversary-next':
      return t(`groups.frame_${frame.operator}`, {
        span: t(`groups.unit_${frame.unit}`, { count: frame.quantity }),
      })
    case 'between':
      return t('groups.frame_between', {
        start: frame.start,
        span: t(`groups.unit_${frame.unit}`, { count: frame.end }),
      })
    case 'before':
    case 'after':
      return t(`groups.frame_${frame.operator}`, { date: frame.date.slice(0, 10) })
    case 'between-static':
      return t('groups.frame_between-static', {
        start: frame.start.slice(0, 10),
        end: frame.end.slice(0, 10),
      })
  }
}

function filterWords(filter: { type: string; operator: string }, t: TFunction): string {
  const value = 'value' in filter ? filter.value : 'quantity' in filter ? filter.quantity : ''
  const shown = [value].flat().map(wordOf).join(', ')
  return `${t(`groups.test_${filter.operator}`, { defaultValue: filter.operator })} ${shown}`.trim()
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/** A negative among alternatives lets almost everybody in. */
export function isNegative(condition: Condition): boolean {
  switch (condition.type) {
    case 'profile-metric': {
      const { operator, value } = condition.measurement_filter
      return (operator === 'equals' && value === 0) || (operator === 'less-than' && value <= 1)
    }
    case 'profile-group-membership':
      return !condition.is_member
    case 'profile-property':
      return condition.filter.operator.startsWith('not-') || condition.filter.operator === 'nregex'
    default:
      return false
  }
}
