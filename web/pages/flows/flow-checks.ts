import type { AnyCondition } from '../../../src/contract/conditions.ts'
import {
  type FlowAction,
  type FlowDefinition,
  UNRUNNABLE_ACTIONS,
} from '../../../src/contract/flows.ts'
import { isEmail } from '../../../src/contract/values.ts'
import { nameOf, readingOrder } from './flow-edits.ts'

/** What a check found. Each has its sentence among the words: `flows.finding_…`. */
export const FINDINGS = [
  'noTrigger',
  'triggerChooses',
  'noSteps',
  'noTemplate',
  'noSubject',
  'noText',
  'noUrl',
  'noRecipients',
  'noList',
  'noOperations',
  'noMetric',
  'noConditions',
  'openCondition',
  'notRun',
  'notReached',
] as const
export type Finding = (typeof FINDINGS)[number]

export interface FoundFinding {
  /** The step; null for the trigger and the flow as a whole. */
  step: string | null
  finding: Finding
  /** Red: it cannot run like this. Yellow: it will be passed or skipped. */
  isRed: boolean
}

/** What stands in the way of going live, and what will have no effect. */
export function checkFlow(definition: FlowDefinition): FoundFinding[] {
  const found: FoundFinding[] = []
  const red = (step: string | null, finding: Finding) => found.push({ step, finding, isRed: true })
  const yellow = (step: string | null, finding: Finding) =>
    found.push({ step, finding, isRed: false })
  const [trigger] = definition.triggers
  if (!trigger) red(null, 'noTrigger')
  else if ('id' in trigger && !trigger.id) red(null, 'triggerChooses')
  if (trigger && 'trigger_filter' in trigger && hasOpen(trigger.trigger_filter)) {
    red(null, 'openCondition')
  }
  if (hasOpen(definition.profile_filter) || hasOpen(definition.exit_filter)) {
    red(null, 'openCondition')
  }
  if (definition.actions.length === 0) red(null, 'noSteps')
  const reached = new Set(readingOrder(definition))
  for (const action of definition.actions) {
    const step = nameOf(action)
    for (const finding of redOf(action)) red(step, finding)
    if ((UNRUNNABLE_ACTIONS as readonly string[]).includes(action.type)) yellow(step, 'notRun')
    else if (!reached.has(step)) yellow(step, 'notReached')
    if (action.type === 'update-profile' && action.data.profile_operations.length === 0) {
      yellow(step, 'noOperations')
    }
    if (action.type === 'conditional-split' && isEmpty(action.data.profile_filter)) {
      yellow(step, 'noConditions')
    }
  }
  return found
}

function redOf(action: FlowAction): Finding[] {
  switch (action.type) {
    case 'send-email': {
      const { message } = action.data
      return [
        ...(message.template_id ? [] : ['noTemplate' as const]),
        ...(message.subject_line?.trim() ? [] : ['noSubject' as const]),
        ...(hasOpen(message.additional_filters) ? ['openCondition' as const] : []),
      ]
    }
    case 'send-sms':
      return [
        ...(action.data.message.body.trim() ? [] : ['noText' as const]),
        ...(hasOpen(action.data.message.additional_filters) ? ['openCondition' as const] : []),
      ]
    case 'send-whatsapp':
      return [
        ...(action.data.message.body?.trim() ? [] : ['noText' as const]),
        ...(hasOpen(action.data.message.additional_filters) ? ['openCondition' as const] : []),
      ]
    case 'ab-test': {
      const { main_action: main, experiment_status: status, current_experiment: test } = action.data
      const variations = status === 'live' ? (test?.variations ?? []) : []
      const sent: readonly FlowAction[] = variations.length > 0 ? variations : [main]
      return [...new Set(sent.flatMap(redOf))]
    }
    case 'send-internal-alert':
      return action.data.message.to_emails.some((one) => isEmail(one)) ? [] : ['noRecipients']
    case 'trigger-split':
      return hasOpen(action.data.trigger_filter) ? ['openCondition'] : []
    case 'send-webhook':
      return action.data.message.url?.trim() ? [] : ['noUrl']
    case 'list-update':
      return action.data.list_id ? [] : ['noList']
    case 'wait-until-event':
      return action.data.metric_id ? [] : ['noMetric']
    case 'conditional-split':
      return hasOpen(action.data.profile_filter) ? ['openCondition'] : []
    case 'multi-branch-split':
      return action.data.branches.some((branch) => hasOpen(branch.branch_filter))
        ? ['openCondition']
        : []
    case 'update-profile':
      return action.data.profile_operations.every((one) => one.property_key.trim())
        ? []
        : ['openCondition']
    default:
      return []
  }
}

interface Filter {
  condition_groups: { conditions: AnyCondition[] }[]
}

function isEmpty(filter: Filter | null | undefined): boolean {
  return !filter || filter.condition_groups.length === 0
}

function hasOpen(filter: Filter | null | undefined): boolean {
  return (filter?.condition_groups ?? []).some((group) => group.conditions.some(isOpen))
}

/** Whether something must still be chosen in it. */
export function isOpen(condition: AnyCondition): boolean {
  switch (condition.type) {
    case 'profile-metric':
      return (
        condition.metric_id === '' ||
        (condition.metric_filters ?? []).some((filter) => filter.property === '')
      )
    case 'profile-property':
      return condition.property === ''
    case 'profile-group-membership':
      return condition.group_ids.length === 0
    case 'metric-property':
    case 'price-drop-property':
    case 'low-inventory-property':
      return condition.field === ''
    default:
      return false
  }
}

/** Whether the server would refuse it as it stands, because something is still to be chosen. */
export function refusedToSave(found: readonly FoundFinding[]): boolean {
  return found.some(({ finding }) => finding === 'openCondition' || finding === 'noMetric')
}
