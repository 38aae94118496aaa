import type { AnyDefinition } from '../contract/conditions.ts'
import { allNeeds, type Needs, needsOf } from '../segment/needs.ts'
import { actionFilters } from './check-flow.ts'
import { type Flow, triggerOf } from './flow.ts'

/** What is looked at when a profile may enter. */
export function entryNeeds({ rules }: Flow): Needs {
  const [trigger] = rules.triggers
  const filters: (AnyDefinition | null | undefined)[] = [
    trigger && 'trigger_filter' in trigger ? trigger.trigger_filter : null,
    rules.profile_filter,
  ]
  return allNeeds(filters.flatMap((filter) => (filter ? [needsOf(filter)] : [])))
}

/** What is looked at when passages go on: any of the actions may be next. */
export function walkNeeds(flow: Flow): Needs {
  const { profile_filter, exit_filter } = flow.rules
  const filters: (AnyDefinition | null | undefined)[] = [profile_filter, exit_filter]
  for (const { action, isDeleted } of flow.actions.values()) {
    if (!isDeleted) filters.push(...actionFilters(action).map(([, filter]) => filter))
  }
  const needs = allNeeds(filters.flatMap((filter) => (filter ? [needsOf(filter)] : [])))
  return withMembership(flow, needs)
}

/** What is looked at right before a message goes. */
export function sendNeeds(flow: Flow): Needs {
  const filters: (AnyDefinition | null | undefined)[] = [flow.rules.profile_filter]
  for (const { action, isDeleted } of flow.actions.values()) {
    const isSending = ['send-email', 'send-sms', 'send-whatsapp', 'ab-test'].includes(action.type)
    if (!isDeleted && isSending) filters.push(...actionFilters(action).map(([, filter]) => filter))
  }
  const needs = allNeeds(filters.flatMap((filter) => (filter ? [needsOf(filter)] : [])))
  return withMembership(flow, needs)
}

function withMembership(flow: Flow, needs: Needs): Needs {
  const { kind, key } = triggerOf(flow.rules)
  return kind === 'list' || kind === 'segment'
    ? { ...needs, groups: new Set([...needs.groups, key]) }
    : needs
}
