import type { SkipReason } from '../contract/messages.ts'
import type { Facts } from '../segment/facts.ts'
import type { Candidate } from './decide-entry.ts'
import { decideEntry } from './decide-entry.ts'
import {
  decideWalk,
  type Effect,
  type Passage,
  type PassageContext,
  type Step,
} from './decide-walk.ts'
import type { Flow } from './flow.ts'
import { messagesOf } from './flow-resource.ts'
import { withOperations } from './profile-operations.ts'

/** What is known of a profile, so that its past can be lived through again. */
export interface Past {
  /** As it is now, with all its events. */
  facts: Facts
  /** Of the lists and segments that the flow asks about, oldest first. */
  groupChanges: readonly { groupId: string; kind: 'joined' | 'left'; at: Date }[]
  candidates: readonly (Candidate & { context?: PassageContext })[]
  /** When it began passages before. */
  entriesBefore: readonly Date[]
}

export interface SimulationSettings {
  timezone: string
  /** Nothing after this instant happens. */
  until: Date
  /** How long a marketing message keeps others away, by channel. */
  smartSendingMs: { email: number; sms: number; whatsapp: number }
  /** What consent says now: of the past only the present is asked. */
  refusal: (channel: 'email' | 'sms' | 'whatsapp', isTransactional: boolean) => SkipReason | null
}

export interface SimulatedStep extends Step {
  isMessage: boolean
  /** Of messages: why it would not have gone after all. */
  skipped: SkipReason | null
}

export interface SimulatedPassage {
  profileId: string
  triggerKey: string
  startedAt: Date
  steps: SimulatedStep[]
  end: { reason: string; at: Date } | null
  /** Where it waits when nothing more happens. */
  waitsAt: { actionId: string; until: Date | null } | null
}

export interface SimulatedRefusal {
  profileId: string
  triggerKey: string
  at: Date
  reason: string
}

export interface Simulation {
  passages: SimulatedPassage[]
  refusals: SimulatedRefusal[]
}

interface Running {
  told: SimulatedPassage
  passage: Passage
  /** When its turn comes; what is decided then is decided for `dueAt`. */
  turnAt: Date
  dueAt: Date
  waitsFor: string | null
}

/** Turns of one profile: a flow that is longer than this is not simulated to its end. */
const TURNS_MAX = 5_000

/**
 * What a flow would have done with one profile, decided by the same functions as in earnest, and
 * nothing done. What the flow writes is seen by what comes after it.
 *
 * Pure. The profile's properties and consent are those of now; its events and memberships are those
 * of then.
 */
export function simulate(flow: Flow, past: Past, settings: SimulationSettings): Simulation {
  const told: Simulation = { passages: [], refusals: [] }
  const coming = past.candidates.toSorted((a, b) => Number(a.heardAt) - Number(b.heardAt))
  const running: Running[] = []
  const world = worldOf(past)
  const sending = new Map<string, Date>()
  const entries = [...past.entriesBefore]
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const next = running.toSorted((a, b) => Number(a.turnAt) - Number(b.turnAt))[0]
    const candidate = coming[0]
    if (candidate && (!next || candidate.heardAt <= next.turnAt)) {
      if (candidate.heardAt > settings.until) break
      coming.shift()
      enter(candidate)
    } else if (next && next.turnAt <= settings.until) goOn(next)
    else break
  }
  for (const { told: passage, passage: own, dueAt, waitsFor } of running) {
    passage.waitsAt = {
      actionId: own.actionId,
      until: waitsFor?.startsWith('stock:') ? null : dueAt,
    }
  }
  return told

  function enter(candidate: Past['candidates'][number]): void {
    const { profileId, triggerKey, at, heardAt, trigger } = candidate
    const decision = decideEntry(flow, candidate, world.at(heardAt), {
      entries,
      now: heardAt,
      timezone: settings.timezone,
    })
    if (!decision.enters) {
      told.refusals.push({ profileId, triggerKey, at: heardAt, reason: decision.reason })
      return
    }
    const passage: SimulatedPassage = {
      profileId,
      triggerKey,
      startedAt: at,
      steps: [],
      end: null,
      waitsAt: null,
    }
    told.passages.push(passage)
    running.push({
      told: passage,
      passage: {
        profileId,
        flowStart: at,
        trigger,
        entries: [...entries],
        version: flow.version,
        actionId: flow.rules.entry_action_id ?? '',
        isWaiting: false,
        waitsSince: null,
        context: candidate.context ?? {},
        taken: new Set(),
      },
      turnAt: heardAt > at ? heardAt : at,
      dueAt: at,
      waitsFor: null,
    })
    entries.push(at)
  }

  function goOn(one: Running): void {
    const { passage, dueAt: now, turnAt } = one
    const walk = decideWalk(flow, passage, world.at(turnAt), { now, timezone: settings.timezone })
    const taken = new Set(passage.taken)
    for (const step of walk.steps) {
      taken.add(step.actionId)
      const effect = walk.effects.find(({ actionId }) => actionId === step.actionId)
      one.told.steps.push({
        ...step,
        isMessage: effect?.do === 'send',
        skipped: effect ? carriedOut(effect) : null,
      })
    }
    const { position } = walk
    if (position.at === 'end') {
      one.told.end = { reason: position.reason, at: now }
      running.splice(running.indexOf(one), 1)
      return
    }
    const { actionId, isWaiting, waitsSince, waitsFor, context } = position
    one.passage = { ...passage, taken, actionId, isWaiting, waitsSince, context }
    one.waitsFor = waitsFor
    one.dueAt = endOfPause(position.dueAt, waitsFor, now)
    one.turnAt = one.dueAt > turnAt ? one.dueAt : turnAt
  }

  /** What it waits for may come before its time is over. */
  function endOfPause(dueAt: Date | null, waitsFor: string | null, now: Date): Date {
    const end = dueAt ?? NEVER
    const [kind, key] = waitsFor?.split(':') ?? []
    if (kind !== 'metric') return end
    const happened = past.facts.events
      .filter((event) => event.metricId === key && event.at > now && event.at < end)
      .map(({ at }) => at.getTime())
    return happened.length > 0 ? new Date(Math.min(...happened)) : end
  }

  function carriedOut(effect: Effect): SkipReason | null {
    if (effect.do === 'update-profile') {
      world.write(effect.action.data.profile_operations, effect.at, settings.timezone)
      return null
    }
    if (effect.do === 'update-list') {
      const { list_id: listId, on_execution: adds } = effect.action.data
      if (listId) world.change(listId, adds === false ? 'left' : 'joined', effect.at)
      return null
    }
    return effect.do === 'send' ? sent(effect) : null
  }

  function sent({ actionId, contentId, at }: Extract<Effect, { do: 'send' }>): SkipReason | null {
    const stored = flow.actions.get(actionId)
    const message = stored && messagesOf(stored.action).find(({ id }) => id === contentId)
    if (!stored || !message || !('transactional' in message)) return null
    const channel = channelOf(message)
    const refused = settings.refusal(channel, message.transactional)
    if (refused) return refused
    if (message.transactional) return null
    const until = sending.get(channel)
    if (message.smart_sending_enabled && until && until > at) return 'Smart Sending'
    sending.set(channel, new Date(at.getTime() + settings.smartSendingMs[channel]))
    return null
  }
}

const NEVER = new Date(8.64e15)

function channelOf(message: object): 'email' | 'sms' | 'whatsapp' {
  if ('subject_line' in message) return 'email'
  return 'vendor_id' in message ? 'whatsapp' : 'sms'
}

/** A profile as it was at any instant, as far as that is known. */
function worldOf({ facts, groupChanges }: Past) {
  let present = facts
  const changes = [...groupChanges]
  const groupIds = new Set([...facts.groups.keys(), ...changes.map(({ groupId }) => groupId)])
  const joinedAt = (groupId: string, at: Date): Date | undefined => {
    const own = changes.filter((change) => change.groupId === groupId)
    const before = own.findLast((change) => change.at <= at)
    if (before) return before.kind === 'joined' ? before.at : undefined
    // What came first tells how it was before; without changes it always was as it is.
    const [first] = own
    if (first) return first.kind === 'left' ? new Date(0) : undefined
    return facts.groups.get(groupId)
  }
  return {
    at: (at: Date): Facts => ({
      ...present,
      events: facts.events.filter((event) => event.at <= at),
      groups: new Map(
        [...groupIds].flatMap((groupId) => {
          const joined = joinedAt(groupId, at)
          return joined ? [[groupId, joined] as const] : []
        }),
      ),
    }),
    write: (operations: Parameters<typeof withOperations>[1], at: Date, timezone: string) => {
      present = withOperations(present, operations, at, timezone)
    },
    change: (groupId: string, kind: 'joined' | 'left', at: Date) => {
      groupIds.add(groupId)
      changes.push({ groupId, kind, at })
    },
  }
}
