import type { TFunction } from 'i18next'
import {
  type ActionStatus,
  type FlowAction,
  type FlowTrigger,
  REFUSAL_REASONS,
  STEP_OUTCOMES,
} from '../../../src/contract/flows.ts'

/** How metrics, lists and segments are called in the reader's language. */
export interface FlowNaming {
  t: TFunction
  metric: (id: string) => string
  group: (id: string) => string
}

/** What kind of step it is: "Send an email". */
export function stepTitle(action: FlowAction, t: TFunction): string {
  return t(`flows.action_${action.type}`)
}

/** What this one does, in few words; empty while nothing is chosen. */
export function stepSummary(action: FlowAction, { t, metric, group }: FlowNaming): string {
  switch (action.type) {
    case 'send-email': {
      const { subject_line: subject, name } = action.data.message
      return subject || name || t('flows.noSubjectYet')
    }
    case 'send-sms':
      return action.data.message.body || t('flows.noTextYet')
    case 'send-whatsapp':
      return action.data.message.body ?? action.data.message.name ?? t('flows.noTextYet')
    case 'send-webhook':
      return action.data.message.url || t('flows.noUrlYet')
    case 'send-internal-alert':
      return action.data.message.to_emails.join(', ')
    case 'time-delay':
      return t('flows.waits', { duration: duration(action.data, t) })
    case 'wait-until-event':
      return action.data.metric_id
        ? t('flows.waitsFor', {
            metric: metric(action.data.metric_id),
            duration: duration(action.data, t),
          })
        : t('flows.noMetricYet')
    case 'conditional-split': {
      const groups = action.data.profile_filter?.condition_groups ?? []
      const count = groups.reduce((sum, one) => sum + one.conditions.length, 0)
      return t('flows.conditionCount', { count })
    }
    case 'multi-branch-split':
      return t('flows.branchCount', { count: action.data.branches.length })
    case 'update-profile':
      return action.data.profile_operations.map((one) => one.property_key).join(', ')
    case 'list-update':
      return action.data.list_id
        ? t(action.data.on_execution === false ? 'flows.takesOff' : 'flows.putsOn', {
            list: group(action.data.list_id),
          })
        : t('flows.noListYet')
    case 'ab-test':
      return action.data.experiment_status === 'completed'
        ? t('flows.testEnded')
        : t('flows.variationCount', {
            count: action.data.current_experiment?.variations.length ?? 0,
          })
    default:
      return ''
  }
}

export function duration(
  delay: { unit: 'minutes' | 'hours' | 'days'; value: number },
  t: TFunction,
): string {
  return t(`flows.duration_${delay.unit}`, { count: delay.value })
}

/** What starts the flow. */
export function triggerSummary(trigger: FlowTrigger | undefined, naming: FlowNaming): string {
  const { t, metric, group } = naming
  if (!trigger) return t('flows.noTriggerYet')
  switch (trigger.type) {
    case 'metric':
      return trigger.id
        ? t('flows.startsOnMetric', { metric: metric(trigger.id) })
        : t('flows.noTriggerYet')
    case 'list':
      return trigger.id
        ? t('flows.startsOnList', { list: group(trigger.id) })
        : t('flows.noTriggerYet')
    case 'segment':
      return trigger.id
        ? t('flows.startsOnSegment', { segment: group(trigger.id) })
        : t('flows.noTriggerYet')
    case 'date':
      return trigger.date_field_type === 'profile-property'
        ? t('flows.startsOnDate', { property: trigger.date_profile_property })
        : t('flows.startsOnObject')
    case 'price-drop':
      return t('flows.startsOnPriceDrop')
    case 'low-inventory':
      return t('flows.startsOnLowInventory')
  }
}

/** How a way out of a step is called; steps with one way need no name for it. */
export function wayName(action: FlowAction | undefined, way: string, t: TFunction): string {
  if (way === 'next') return ''
  if (action?.type === 'multi-branch-split') {
    const branch = action.data.branches.find((one) => one.branch_id === way)
    return branch?.name || (branch?.is_else ? t('flows.otherwise') : way)
  }
  if (action?.type === 'wait-until-event') {
    return way === 'yes' ? t('flows.happened') : t('flows.timeOver')
  }
  return way === 'yes' ? t('flows.yes') : t('flows.no')
}

/** Null: steps of this type have no status of their own. */
export function stepStatus(action: FlowAction): ActionStatus | null {
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
    case 'send-webhook':
    case 'send-internal-alert':
    case 'update-profile':
    case 'list-update':
    case 'ab-test':
      return action.data.status
    default:
      return null
  }
}

export function withStepStatus(action: FlowAction, status: ActionStatus): FlowAction {
  switch (action.type) {
    case 'send-email':
      return { ...action, data: { ...action.data, status } }
    case 'send-sms':
      return { ...action, data: { ...action.data, status } }
    case 'send-whatsapp':
      return { ...action, data: { ...action.data, status } }
    case 'send-webhook':
      return { ...action, data: { ...action.data, status } }
    case 'send-internal-alert':
      return { ...action, data: { ...action.data, status } }
    case 'update-profile':
      return { ...action, data: { ...action.data, status } }
    case 'list-update':
      return { ...action, data: { ...action.data, status } }
    case 'ab-test':
      return { ...action, data: { ...action.data, status } }
    default:
      return action
  }
}

/** Why somebody does not enter. */
export function refusalWords(reason: string, t: TFunction): string {
  const known = REFUSAL_REASONS.find((one) => one === reason)
  return known ? t(`flows.refused_${known}`) : reason
}

/** What became of a step. */
export function outcomeWords(outcome: string, t: TFunction): string {
  const known = STEP_OUTCOMES.find((one) => one === outcome)
  return known ? t(`flows.outcome_${known}`) : outcome
}
