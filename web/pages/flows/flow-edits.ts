import type { FlowAction, FlowDefinition } from '../../../src/contract/flows.ts'

/** A way out of an action, or the way into the flow: where a step can be put in. */
export interface Place {
  /** The action it leaves; null for the trigger. */
  from: string | null
  /** `next`, `yes`, `no`, or the id of a branch. */
  way: string
}

export interface Way {
  name: string
  to: string | null
}

export const ENTRY: Place = { from: null, way: 'next' }

/** How links name an action: by its id, or before it is saved by its temporary one. */
export function nameOf(action: FlowAction): string {
  return action.id ?? action.temporary_id ?? ''
}

export function actionNamed(definition: FlowDefinition, name: string): FlowAction | undefined {
  return definition.actions.find((action) => nameOf(action) === name)
}

/** The ways out of an action, in the order in which they are drawn. */
export function waysOf(action: FlowAction): Way[] {
  switch (action.type) {
    case 'conditional-split':
    case 'trigger-split':
    case 'wait-until-event':
      return [
        { name: 'yes', to: action.links.next_if_true },
        { name: 'no', to: action.links.next_if_false },
      ]
    case 'multi-branch-split':
      return action.data.branches.map((branch) => ({
        name: branch.branch_id,
        to: branch.links.next,
      }))
    case 'send-mobile-push':
    case 'content-experiment':
    case 'action-output-split':
    case 'internal-service':
    case 'code': {
      const links = action.links ?? {}
      return 'next_if_true' in links || 'next_if_false' in links
        ? [
            { name: 'yes', to: links.next_if_true ?? null },
            { name: 'no', to: links.next_if_false ?? null },
          ]
        : [{ name: 'next', to: links.next ?? null }]
    }
    default:
      return [{ name: 'next', to: action.links.next }]
  }
}

type Relink = (to: string | null, way: string) => string | null

function relinked(action: FlowAction, relink: Relink): FlowAction {
  switch (action.type) {
    case 'conditional-split':
    case 'trigger-split':
    case 'wait-until-event':
      return {
        ...action,
        links: {
          next_if_true: relink(action.links.next_if_true, 'yes'),
          next_if_false: relink(action.links.next_if_false, 'no'),
        },
      }
    case 'multi-branch-split':
      return {
        ...action,
        data: {
          ...action.data,
          branches: action.data.branches.map((branch) => ({
            ...branch,
            links: { next: relink(branch.links.next, branch.branch_id) },
          })),
        },
      }
    case 'send-mobile-push':
    case 'content-experiment':
    case 'action-output-split':
    case 'internal-service':
    case 'code': {
      const links = action.links ?? {}
      return 'next_if_true' in links || 'next_if_false' in links
        ? {
            ...action,
            links: {
              ...links,
              next_if_true: relink(links.next_if_true ?? null, 'yes'),
              next_if_false: relink(links.next_if_false ?? null, 'no'),
            },
          }
        : { ...action, links: { ...links, next: relink(links.next ?? null, 'next') } }
    }
    default:
      return { ...action, links: { next: relink(action.links.next, 'next') } }
  }
}

/** Where a place leads now; null at the end of a way. */
export function targetOf(definition: FlowDefinition, place: Place): string | null {
  if (place.from === null) return definition.entry_action_id
  const action = actionNamed(definition, place.from)
  return action ? (waysOf(action).find((way) => way.name === place.way)?.to ?? null) : null
}

/** Let a place lead elsewhere. What nobody can reach afterwards stays: see `pruned`. */
function pointed(definition: FlowDefinition, place: Place, to: string | null): FlowDefinition {
  if (place.from === null) return { ...definition, entry_action_id: to }
  return changed(definition, place.from, (action) =>
    relinked(action, (old, way) => (way === place.way ? to : old)),
  )
}

function changed(
  definition: FlowDefinition,
  name: string,
  change: (action: FlowAction) => FlowAction,
): FlowDefinition {
  return {
    ...definition,
    actions: definition.actions.map((action) =>
      nameOf(action) === name ? change(action) : action,
    ),
  }
}

/** The same flow with another action in the place of the one of that name. */
export function replaceAction(definition: FlowDefinition, action: FlowAction): FlowDefinition {
  return changed(definition, nameOf(action), () => action)
}

/** Put a step in; what the place led to follows it on its first way. */
export function insert(
  definition: FlowDefinition,
  place: Place,
  action: FlowAction,
): FlowDefinition {
  const to = targetOf(definition, place)
  const [first] = waysOf(action)
  const linked = relinked(action, (_, way) => (way === first?.name ? to : null))
  const name = nameOf(action)
  return pointed({ ...definition, actions: [...definition.actions, linked] }, place, name)
}

/** Every place that leads to an action. */
export function placesInto(definition: FlowDefinition, name: string): Place[] {
  const entry = definition.entry_action_id === name ? [ENTRY] : []
  return [
    ...entry,
    ...definition.actions.flatMap((action) =>
      waysOf(action)
        .filter((way) => way.to === name)
        .map((way) => ({ from: nameOf(action), way: way.name })),
    ),
  ]
}

/** Names of the steps in the order in which they are read: each way to its end before the next. */
export function readingOrder(definition: FlowDefinition): string[] {
  const order: string[] = []
  const seen = new Set<string>()
  const open = [definition.entry_action_id]
  while (open.length > 0) {
    const name = open.pop()
    if (name == null || seen.has(name)) continue
    const action = actionNamed(definition, name)
    if (!action) continue
    seen.add(name)
    order.push(name)
    for (const way of waysOf(action).toReversed()) open.push(way.to)
  }
  return order
}

/** The names that a way through the flow can come to from an action, itself among them. */
export function reachedFrom(definition: FlowDefinition, name: string): Set<string> {
  return new Set(readingOrder({ ...definition, entry_action_id: name }))
}

function pruned(definition: FlowDefinition, before: FlowDefinition): FlowDefinition {
  const was = new Set(readingOrder(before))
  const is = new Set(readingOrder(definition))
  return {
    ...definition,
    actions: definition.actions.filter(
      (action) => is.has(nameOf(action)) || !was.has(nameOf(action)),
    ),
  }
}

/**
 * Take a step out. What led to it leads to what came after it; of a split the first way is kept, and
 * steps that only the other ways led to go as well.
 */
export function remove(definition: FlowDefinition, name: string): FlowDefinition {
  const action = actionNamed(definition, name)
  if (!action) return definition
  const next = waysOf(action)[0]?.to ?? null
  let without = definition
  for (const place of placesInto(definition, name)) without = pointed(without, place, next)
  without = { ...without, actions: without.actions.filter((one) => nameOf(one) !== name) }
  return pruned(without, definition)
}

/** How many steps would go with one: more than one only for splits. */
export function removedWith(definition: FlowDefinition, name: string): number {
  return definition.actions.length - remove(definition, name).actions.length
}

/**
 * Move a step to another place. A split takes along what hangs on it, and what the place led to
 * follows the end of its first way.
 * @returns undefined when the place is below the split itself
 */
export function move(
  definition: FlowDefinition,
  name: string,
  place: Place,
): FlowDefinition | undefined {
  const action = actionNamed(definition, name)
  if (!action) return undefined
  if (waysOf(action).length === 1) {
    if (place.from === name || targetOf(definition, place) === name) return definition
    const next = waysOf(action)[0]?.to ?? null
    let without = definition
    for (const into of placesInto(definition, name)) without = pointed(without, into, next)
    without = { ...without, actions: without.actions.filter((one) => nameOf(one) !== name) }
    return insert(without, place, action)
  }
  const own = reachedFrom(definition, name)
  if (place.from !== null && own.has(place.from)) return undefined
  if (targetOf(definition, place) === name) return definition
  const follows = targetOf(definition, place)
  if (follows !== null && own.has(follows)) return undefined
  let next = definition
  for (const into of placesInto(definition, name)) next = pointed(next, into, null)
  next = pointed(next, place, name)
  return follows === null ? next : pointed(next, endOfFirstWay(next, name), follows)
}

function endOfFirstWay(definition: FlowDefinition, name: string): Place {
  let place: Place = { from: name, way: firstWay(definition, name) }
  for (;;) {
    const to = targetOf(definition, place)
    if (to === null) return place
    place = { from: to, way: firstWay(definition, to) }
  }
}

function firstWay(definition: FlowDefinition, name: string): string {
  const action = actionNamed(definition, name)
  return (action && waysOf(action)[0]?.name) ?? 'next'
}

/** Where a step comes to lie when it changes places with the one before or after it. */
export function neighbouringPlace(
  definition: FlowDefinition,
  name: string,
  direction: 'up' | 'down',
): Place | undefined {
  if (direction === 'up') {
    const [into] = placesInto(definition, name)
    if (!into || into.from === null) return undefined
    return placesInto(definition, into.from)[0]
  }
  const action = actionNamed(definition, name)
  const to = action && waysOf(action)[0]?.to
  return to ? { from: to, way: firstWay(definition, to) } : undefined
}

/** Put a copy of a step behind it. The ways of a copied split end at once, but for the first. */
export function copy(definition: FlowDefinition, name: string): FlowDefinition {
  const action = actionNamed(definition, name)
  if (!action) return definition
  const place = { from: name, way: firstWay(definition, name) }
  return insert(definition, place, unsaved(action, freshName(definition)))
}

/** The same step as a new one, whose message is a new one as well. */
function unsaved(action: FlowAction, temporary_id: string): FlowAction {
  const ids = { id: null, temporary_id }
  switch (action.type) {
    case 'send-email':
      return {
        ...action,
        ...ids,
        data: { ...action.data, message: { ...action.data.message, id: null } },
      }
    case 'send-sms':
      return {
        ...action,
        ...ids,
        data: { ...action.data, message: { ...action.data.message, id: null } },
      }
    case 'send-whatsapp':
      return {
        ...action,
        ...ids,
        data: { ...action.data, message: { ...action.data.message, id: null } },
      }
    case 'send-webhook':
      return {
        ...action,
        ...ids,
        data: { ...action.data, message: { ...action.data.message, id: null } },
      }
    case 'send-internal-alert':
      return {
        ...action,
        ...ids,
        data: { ...action.data, message: { ...action.data.message, id: null } },
      }
    default:
      return { ...action, ...ids }
  }
}

/** Let a place lead to a step that is there already, so that ways come together again. */
export function connect(
  definition: FlowDefinition,
  place: Place,
  to: string | null,
): FlowDefinition | undefined {
  // A circle would never let anybody out.
  if (to !== null && place.from !== null && reachedFrom(definition, to).has(place.from)) {
    return undefined
  }
  return pruned(pointed(definition, place, to), definition)
}

/** A temporary id that no step has. */
export function freshName(definition: FlowDefinition): string {
  const taken = new Set(definition.actions.map(nameOf))
  let number = definition.actions.length + 1
  while (taken.has(`new-${number}`)) number += 1
  return `new-${number}`
}

/** Whether two definitions say the same; the order of their keys does not count. */
export function isSame(one: FlowDefinition, other: FlowDefinition): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

/** What the server said about a place of the definition, by step; null is the trigger or the whole. */
export function problemsByStep(
  definition: FlowDefinition,
  problems: readonly { pointer: string; detail: string }[],
): ReadonlyMap<string | null, string[]> {
  const found = new Map<string | null, string[]>()
  for (const { pointer, detail } of problems) {
    const at = /\/actions\/(\d+)(?:\/|$)/.exec(pointer)?.[1]
    const action = at === undefined ? undefined : definition.actions[Number(at)]
    const step = action ? nameOf(action) : null
    found.set(step, [...(found.get(step) ?? []), detail])
  }
  return found
}
