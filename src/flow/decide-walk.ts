import type { AnyDefinition, MetricFilter } from '../contract/conditions.ts'
import type { EndReason, FlowAction, StepOutcome } from '../contract/flows.ts'
import type { SkipReason } from '../contract/messages.ts'
import { wholeSecond } from '../platform/time.ts'
import { evaluate } from '../segment/evaluate.ts'
import type { EventFact, Facts, Moment } from '../segment/facts.ts'
import { drawnFor } from '../segment/flow-test.ts'
import { passesFilters } from '../segment/metric-test.ts'
import { isStillDated } from './date-plan.ts'
import { countdownUntil, delayUntil, targetUntil, zoneOf } from './delay-until.ts'
import {
  branchesOf,
  dateTriggerOf,
  type Flow,
  hasActiveAhead,
  isActive,
  isSplit,
  isUnrunnable,
  presentAction,
  type StoredAction,
  statusOf,
  triggerOf,
  waysOf,
} from './flow.ts'
import { stockedItemOf } from './stocked-item.ts'

/** A passage as it is decided about. */
export interface Passage {
  profileId: string
  flowStart: Date
  /** What it began with, when that was an event. */
  trigger: EventFact | null
  /** When the profile began other passages through this flow. */
  entries: readonly Date[]
  /** Of the definition when it began to wait. */
  version: number
  actionId: string
  /** It is in the pause `actionId`; else that action's turn has come. */
  isWaiting: boolean
  waitsSince: Date | null
  context: PassageContext
  /** Actions whose turn it was before. */
  taken: ReadonlySet<string>
}

export interface PassageContext {
  /** Date flows: the date that it is about, `2026-12-24`. */
  date?: string
  /** Until when a pause lasts that something may end early. */
  waitUntil?: string
}

/** What is to be done outside the passage itself. */
export type Effect = { actionId: string; at: Date } & (
  | { do: 'send'; contentId: string; variation: string | null }
  | { do: 'call'; action: Extract<FlowAction, { type: 'send-webhook' }> }
  | { do: 'alert'; action: Extract<FlowAction, { type: 'send-internal-alert' }> }
  | { do: 'update-profile'; action: Extract<FlowAction, { type: 'update-profile' }> }
  | { do: 'update-list'; action: Extract<FlowAction, { type: 'list-update' }> }
)

export interface Step {
  actionId: string
  outcome: StepOutcome
  reason: SkipReason | null
  detail: string | null
  at: Date
}

export type Position =
  | {
      at: 'action'
      actionId: string
      isWaiting: boolean
      waitsSince: Date | null
      waitsFor: string | null
      /** Null: only what it waits for ends the pause. */
      dueAt: Date | null
      context: PassageContext
    }
  | { at: 'end'; reason: EndReason }

/** What follows from looking at a passage once. */
export interface Walk {
  steps: Step[]
  effects: Effect[]
  position: Position
}

/**
 * Let a passage go on from where it is, up to the next pause or the end.
 *
 * Pure: the same passage, flow, facts and instant give the same walk. After an action that changes
 * the profile the walk stops, to go on at the same instant with facts that know of the change.
 *
 * @param facts undefined when the profile is gone
 * @param now the instant at which it was due
 */
export function decideWalk(
  flow: Flow,
  passage: Passage,
  facts: Facts | undefined,
  { now, timezone }: { now: Date; timezone: string },
): Walk {
  const walk: Walk = { steps: [], effects: [], position: { at: 'end', reason: 'completed' } }
  if (!facts) return ended(walk, 'profile-deleted')
  const { date } = passage.context
  const dated = dateTriggerOf(flow)
  if (dated && date !== undefined && !isStillDated(dated, facts, date, timezone)) {
    return ended(walk, 'date-changed')
  }
  const looking: Looking = { flow, passage, facts, now, timezone, walk }

  let next: string | null = passage.actionId
  let isNewBehindPause = false
  if (passage.isWaiting) {
    const after = afterPause(looking)
    if (after === STILL_WAITING) return walk
    next = after
    isNewBehindPause = true
  }
  const { exit_filter: exit } = flow.rules
  // Every turn takes another action, so there are no more turns than actions.
  const seen = new Set<string>()
  for (;;) {
    const stored = presentAction(flow, next)
    if (!stored) return walk
    if (seen.has(stored.actionId)) return walk
    seen.add(stored.actionId)
    if (passage.taken.has(stored.actionId)) {
      next = waysOf(stored.action)[0]?.to ?? null
      continue
    }
    if (exit && passes(looking, exit, 'exit')) return ended(walk, 'exit-filter')
    const isInserted = isNewBehindPause && stored.sinceVersion > passage.version
    isNewBehindPause = false
    const turn = takeTurn(looking, stored, isInserted)
    if (turn === 'pause') return walk
    if (turn.stopsToLookAgain && presentAction(flow, turn.next)) {
      walk.position = arrivingAt(turn.next ?? '', passage, now)
      return walk
    }
    next = turn.next
  }
}

interface Looking {
  flow: Flow
  passage: Passage
  facts: Facts
  now: Date
  timezone: string
  walk: Walk
}

type Turn = { next: string | null; stopsToLookAgain?: boolean } | 'pause'

function takeTurn(looking: Looking, stored: StoredAction, isInserted: boolean): Turn {
  const { action, actionId } = stored
  const { flow, walk, now } = looking
  const next = waysOf(action)[0]?.to ?? null
  const note = (outcome: StepOutcome, more: Partial<Step> = {}) => {
    walk.steps.push({ actionId, outcome, reason: null, detail: null, at: now, ...more })
  }
  if (isUnrunnable(action)) {
    note('not-run', { detail: `this server cannot run actions of type ${action.type}` })
    return { next }
  }
  // Who waited for it before there was a split goes the first way.
  if (isInserted && isSplit(action)) {
    const way = waysOf(action)[0]
    note(way?.name === 'yes' ? 'yes' : 'branch', { detail: way?.name ?? null })
    return { next }
  }
  switch (action.type) {
    case 'conditional-split': {
      const { profile_filter: filter } = action.data
      return branch(!filter || passes(looking, filter, actionId), action, note)
    }
    case 'trigger-split': {
      const { trigger_filter: filter } = action.data
      return branch(!filter || passes(looking, filter, actionId), action, note)
    }
    case 'multi-branch-split': {
      const taken = branchesOf(action).find(
        ({ is_else, branch_filter: filter }) =>
          is_else || !filter || passes(looking, filter, actionId),
      )
      note('branch', { detail: taken?.branch_id ?? null })
      return { next: taken?.links.next ?? null }
    }
    case 'time-delay':
    case 'target-date':
    case 'countdown-delay':
    case 'back-in-stock-delay':
    case 'wait-until-event': {
      if (!waysOf(action).some((way) => hasActiveAhead(flow, way.to))) {
        walk.position = { at: 'end', reason: 'nothing-live-ahead' }
        return 'pause'
      }
      return beginPause(looking, stored, note)
    }
    default:
      return act(looking, stored, note, next)
  }
}

type Note = (outcome: StepOutcome, more?: Partial<Step>) => void

function branch(
  holds: boolean,
  { links }: Extract<FlowAction, { type: 'conditional-split' | 'trigger-split' }>,
  note: Note,
): Turn {
  note(holds ? 'yes' : 'no')
  return { next: holds ? links.next_if_true : links.next_if_false }
}

// — Actions that do something

type Acting = Exclude<
  FlowAction,
  {
    type:
      | 'time-delay'
      | 'target-date'
      | 'countdown-delay'
      | 'back-in-stock-delay'
      | 'wait-until-event'
      | 'conditional-split'
      | 'trigger-split'
      | 'multi-branch-split'
  }
>

function act(looking: Looking, stored: StoredAction, note: Note, next: string | null): Turn {
  const action = stored.action as Acting
  const { actionId } = stored
  const { walk, now } = looking
  const status = statusOf(action)
  // A draft is passed as if it were not there.
  if (!isActive(status)) return { next }
  const skip = skipReason(looking, action)
  if (skip) {
    note('skipped', { reason: skip })
    return { next }
  }
  switch (action.type) {
    case 'send-email':
    case 'send-sms':
    case 'send-whatsapp':
      return send(looking, { actionId, action, status, variation: null }, note, next)
    case 'ab-test': {
      const { action: chosen, variation } = variationFor(action, looking.passage.profileId)
      return send(looking, { actionId, action: chosen, status, variation }, note, next)
    }
    case 'send-webhook':
      note('queued')
      walk.effects.push({ do: 'call', actionId, at: now, action })
      return { next }
    case 'send-internal-alert':
      note('queued')
      walk.effects.push({ do: 'alert', actionId, at: now, action })
      return { next }
    case 'update-profile':
      note('done')
      walk.effects.push({ do: 'update-profile', actionId, at: now, action })
      return { next, stopsToLookAgain: true }
    case 'list-update':
      note('done')
      walk.effects.push({ do: 'update-list', actionId, at: now, action })
      return { next, stopsToLookAgain: true }
    default:
      return { next }
  }
}

type Message = Extract<FlowAction, { type: 'send-email' | 'send-sms' | 'send-whatsapp' }>

function send(
  looking: Looking,
  what: {
    actionId: string
    action: Message
    status: ReturnType<typeof statusOf>
    variation: string | null
  },
  note: Note,
  next: string | null,
): Turn {
  const { actionId, action, status, variation } = what
  const { message } = action.data
  const contentId = message.id
  if (contentId === null) {
    note('failed', { detail: 'the message has no content' })
    return { next }
  }
  const { additional_filters: filter } = message
  if (filter && !passes(looking, filter, actionId)) {
    note('skipped', { reason: 'Fails Additional Filters' })
    return { next }
  }
  if (status === 'manual') {
    note('needs-review', { detail: contentId })
    return { next }
  }
  note('queued', { detail: variation })
  looking.walk.effects.push({ do: 'send', actionId, at: looking.now, contentId, variation })
  return { next }
}

/** Why an action that does something is passed without doing it; asked right before each. */
function skipReason(looking: Looking, action: Acting): SkipReason | null {
  const { profile_filter: filter } = looking.flow.rules
  if (filter && !passes(looking, filter, looking.flow.flowId)) {
    return action.type === 'update-profile' ? 'Fails Flow Conditions' : 'Fails Flow Filters'
  }
  return isMember(looking.flow, looking.facts) ? null : 'Person No Longer in List'
}

/** Of list and segment flows: whether the profile is still in it. Others have no members. */
export function isMember(flow: Pick<Flow, 'rules'>, facts: Facts): boolean {
  const { kind, key } = triggerOf(flow.rules)
  return (kind !== 'list' && kind !== 'segment') || facts.groups.has(key)
}

/**
 * What a profile gets of an A/B test: drawn by weight, and the same each time. Without weights all
 * are as likely. Outside the experiment everybody gets the main action.
 */
export function variationFor(
  { id, data }: Extract<FlowAction, { type: 'ab-test' }>,
  profileId: string,
): { action: Message; variation: string | null } {
  const experiment = data.current_experiment
  if (!experiment || data.experiment_status !== 'live' || experiment.variations.length === 0) {
    return { action: data.main_action, variation: null }
  }
  const { variations, allocations } = experiment
  const weights = variations.map((one) => allocations?.[one.id ?? ''] ?? (allocations ? 0 : 1))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = drawnFor(profileId, experiment.id ?? id ?? '') * (total || variations.length)
  let upTo = 0
  for (const [at, action] of variations.entries()) {
    upTo += total > 0 ? (weights[at] ?? 0) : 1
    if (drawn < upTo) return { action, variation: action.id }
  }
  return { action: data.main_action, variation: null }
}

// — Pauses

function beginPause(looking: Looking, { action, actionId }: StoredAction, note: Note): Turn {
  const { passage, facts, now, timezone, walk } = looking
  const next = waysOf(action)[0]?.to ?? null
  const waiting = (dueAt: Date | null, more: Partial<Position> = {}): Turn => {
    walk.position = {
      at: 'action',
      actionId,
      isWaiting: true,
      waitsSince: now,
      waitsFor: null,
      dueAt,
      context: passage.context,
      ...more,
    } as Position
    return 'pause'
  }
  const until = (dueAt: Date): Turn => {
    if (dueAt > now) return waiting(dueAt)
    note('waited')
    return { next }
  }
  const zone = (wanted: string) => zoneOf(wanted, facts.location.timezone, timezone)
  switch (action.type) {
    case 'time-delay':
      return until(delayUntil(action.data, now, zone(action.data.timezone)))
    case 'target-date':
    case 'countdown-delay': {
      const { date } = passage.context
      if (date === undefined) {
        note('not-run', { detail: 'the flow did not begin with a date' })
        return { next }
      }
      return until(
        action.type === 'target-date'
          ? targetUntil(action.data, date, zone(action.data.timezone))
          : countdownUntil(action.data, date, zone(action.data.timezone)),
      )
    }
    case 'back-in-stock-delay': {
      const item = passage.trigger && stockedItemOf(passage.trigger.properties)
      if (!item) {
        note('not-run', { detail: 'the flow did not begin with an event about a product' })
        return { next }
      }
      return waiting(null, { waitsFor: `stock:${item}` })
    }
    case 'wait-until-event': {
      const { unit, value, metric_id: metric } = action.data
      const end = delayUntil({ ...PLAIN_DELAY, unit, value }, now, 'UTC')
      // Looked at once more right away: by then whoever records the event knows that we wait for it.
      return waiting(now, {
        waitsFor: `metric:${metric}`,
        context: { ...passage.context, waitUntil: end.toISOString() },
      })
    }
    default:
      return { next }
  }
}

const PLAIN_DELAY = {
  secondary_value: null,
  timezone: 'UTC',
  delay_until_time: null,
  delay_until_weekdays: null,
} as const

const STILL_WAITING = Symbol('still waiting')

/** What comes after the pause that the passage is in, now that it is due. */
function afterPause(looking: Looking): string | null | typeof STILL_WAITING {
  const { flow, passage, walk, now } = looking
  const stored = flow.actions.get(passage.actionId)
  if (!stored) return null
  const { action, actionId } = stored
  const next = waysOf(action)[0]?.to ?? null
  const note = (outcome: StepOutcome) => {
    if (stored.isDeleted) return
    walk.steps.push({ actionId, outcome, reason: null, detail: null, at: now })
  }
  if (action.type !== 'wait-until-event') {
    note('waited')
    return next
  }
  // Events know whole seconds only.
  const since = wholeSecond(passage.waitsSince ?? now)
  const { waitUntil } = passage.context
  const end = waitUntil === undefined ? now : new Date(waitUntil)
  const happenedAt = firstOf(looking, action.data, since, end)
  if (happenedAt && happenedAt <= now) {
    note('yes')
    return action.links.next_if_true
  }
  if (now >= end) {
    note('no')
    return action.links.next_if_false
  }
  walk.position = {
    at: 'action',
    actionId,
    isWaiting: true,
    waitsSince: passage.waitsSince,
    waitsFor: `metric:${action.data.metric_id}`,
    // Known already when we come late: its follower woke nobody, because nobody waited yet.
    dueAt: happenedAt ?? end,
    context: passage.context,
  }
  return STILL_WAITING
}

/** When what is wanted happened first. */
function firstOf(
  looking: Looking,
  wanted: { metric_id: string; metric_filters: readonly MetricFilter[] | null },
  since: Date,
  end: Date,
): Date | undefined {
  const { facts, passage } = looking
  return facts.events
    .filter(
      (event) =>
        event.metricId === wanted.metric_id &&
        event.at >= since &&
        event.at <= end &&
        event.eventId !== passage.trigger?.eventId &&
        passesFilters(wanted.metric_filters, event, momentOf(looking, '')),
    )
    .map((event) => event.at)
    .reduce<Date | undefined>((first, at) => (first && first <= at ? first : at), undefined)
}

// — Common to all

function passes(looking: Looking, filter: AnyDefinition, sampleKey: string): boolean {
  return evaluate(filter, looking.facts, momentOf(looking, sampleKey)).matches
}

function momentOf({ passage, now, timezone }: Looking, sampleKey: string): Moment {
  const { flowStart, trigger, entries } = passage
  return { now, timezone, flow: { start: flowStart, trigger, entries, sampleKey } }
}

function ended(walk: Walk, reason: EndReason): Walk {
  walk.position = { at: 'end', reason }
  return walk
}

function arrivingAt(actionId: string, { context }: Passage, now: Date): Position {
  return {
    at: 'action',
    actionId,
    isWaiting: false,
    waitsSince: null,
    waitsFor: null,
    dueAt: now,
    context,
  }
}
