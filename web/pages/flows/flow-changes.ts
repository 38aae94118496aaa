import type { FlowAction, FlowDefinition } from '../../../src/contract/flows.ts'
import { nameOf } from './flow-edits.ts'

export interface FlowChange {
  kind: 'added' | 'removed' | 'changed' | 'relinked' | 'trigger' | 'rules'
  action: FlowAction | null
  /** As JSON, only what differs; for what was changed. */
  before?: string
  after?: string
}

/** What differs between two versions of a flow, step by step. */
export function changesBetween(before: FlowDefinition, after: FlowDefinition): FlowChange[] {
  const changes: FlowChange[] = []
  const differ = (kind: 'trigger' | 'rules', a: unknown, b: unknown) => {
    if (!isEqual(a, b)) changes.push({ kind, action: null, before: text(a), after: text(b) })
  }
  differ('trigger', before.triggers, after.triggers)
  differ('rules', rulesOf(before), rulesOf(after))
  const known = new Map(before.actions.map((action) => [nameOf(action), action]))
  const kept = new Set(after.actions.map(nameOf))
  for (const action of after.actions) {
    const old = known.get(nameOf(action))
    if (!old) changes.push({ kind: 'added', action })
    else if (!isEqual(dataOf(old), dataOf(action))) {
      const [a, b] = differing(dataOf(old), dataOf(action))
      changes.push({ kind: 'changed', action, before: text(a), after: text(b) })
    } else if (!isEqual(old.links, action.links)) changes.push({ kind: 'relinked', action })
  }
  for (const action of before.actions) {
    if (!kept.has(nameOf(action))) changes.push({ kind: 'removed', action })
  }
  return changes
}

/**
 * An old version as a change of the present one: steps that are gone by now come back as new ones.
 */
export function restored(old: FlowDefinition, present: FlowDefinition): FlowDefinition {
  const known = new Set(present.actions.map(nameOf))
  return {
    ...old,
    actions: old.actions.map((action) =>
      known.has(nameOf(action))
        ? action
        : withoutIds({ ...action, id: null, temporary_id: nameOf(action) }),
    ),
  }
}

/** What it says is kept; the messages of a step that was deleted are new ones. */
function withoutIds(action: FlowAction): FlowAction {
  switch (action.type) {
    case 'send-email':
      return { ...action, data: { ...action.data, message: { ...action.data.message, id: null } } }
    case 'send-sms':
      return { ...action, data: { ...action.data, message: { ...action.data.message, id: null } } }
    default:
      return action
  }
}

function rulesOf({
  profile_filter,
  exit_filter,
  reentry_criteria,
  entry_action_id,
}: FlowDefinition) {
  return { profile_filter, exit_filter, reentry_criteria, entry_action_id }
}

function dataOf(action: FlowAction): unknown {
  return 'data' in action ? action.data : null
}

/** Only the parts of two objects that differ, as deep as they are objects. */
function differing(a: unknown, b: unknown): [unknown, unknown] {
  if (!isObject(a) || !isObject(b)) return [a, b]
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (isEqual(a[key], b[key])) continue
    ;[before[key], after[key]] = differing(a[key], b[key])
  }
  return [before, after]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEqual(a: unknown, b: unknown): boolean {
  return text(a) === text(b)
}

/** With the keys in order, so that the same is the same text. */
function text(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    isObject(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
