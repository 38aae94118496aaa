import type { Facts } from '../segment/facts.ts'
import { decideWalk, type Passage, type Position } from './decide-walk.ts'
import type { Flow } from './flow.ts'

/** A passage at its first action. */
export function newPassage(
  flow: Flow,
  { profileId, at, trigger }: { profileId: string; at: Date; trigger: Passage['trigger'] },
): Passage {
  return {
    profileId,
    flowStart: at,
    trigger,
    entries: [],
    version: flow.version,
    actionId: flow.rules.entry_action_id ?? '',
    isWaiting: false,
    waitsSince: null,
    context: {},
    taken: new Set(),
  }
}

/**
 * Where somebody would be by now who entered in the past, at the pause that is not over yet. What lies
 * before is not caught up on. Null: past the end, or out of it.
 */
export function placeNow(
  flow: Flow,
  passage: Passage,
  facts: Facts,
  { now, timezone }: { now: Date; timezone: string },
): Extract<Position, { at: 'action' }> | null {
  let present = passage
  let at = passage.flowStart
  // Each turn goes beyond one pause or one writing step.
  for (let turn = 0; turn <= flow.actions.size * 2; turn += 1) {
    const { position, steps } = decideWalk(flow, present, facts, { now: at, timezone })
    if (position.at === 'end') return null
    const isOpen = position.isWaiting && (position.dueAt === null || position.dueAt > now)
    if (isOpen) return position
    const { actionId, isWaiting, waitsSince, context, dueAt } = position
    const taken = new Set([...present.taken, ...steps.map((step) => step.actionId)])
    present = { ...present, actionId, isWaiting, waitsSince, context, taken }
    at = dueAt ?? at
  }
  return null
}
