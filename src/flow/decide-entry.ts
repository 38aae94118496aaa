import type { RefusalReason } from '../contract/flows.ts'
import { DAY_MS, HOUR_MS } from '../platform/time.ts'
import { evaluate } from '../segment/evaluate.ts'
import type { EventFact, Facts } from '../segment/facts.ts'
import { lengthOf } from './delay-until.ts'
import {
  type Flow,
  hasActiveAhead,
  presentAction,
  reentryOf,
  type StoredAction,
  waysOf,
} from './flow.ts'

/** An event that was recorded later than this after it happened starts nothing any more. */
export const LATE_LIMIT_MS = 6 * HOUR_MS
/** The same for flows that begin with a transactional message: an order confirmation is still wanted. */
export const LATE_TRANSACTIONAL_MS = 7 * DAY_MS

const UNIT_MS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const

/** Something that may begin a passage. */
export interface Candidate {
  profileId: string
  /** What happened, said so that the same thing has the same key. */
  triggerKey: string
  /** When it happened: the passage begins then. */
  at: Date
  /** When we heard of it. */
  heardAt: Date
  isBackfill: boolean
  /** Of metric flows: the event. */
  trigger: EventFact | null
}

export type Entry =
  | { enters: true }
  | { enters: false; reason: RefusalReason; detail: string | null }

/**
 * Whether a passage begins. What refuses first, names the reason.
 *
 * @param entries when the profile began earlier passages through this flow
 */
export function decideEntry(
  flow: Flow,
  candidate: Candidate,
  facts: Facts | undefined,
  { entries, now, timezone }: { entries: readonly Date[]; now: Date; timezone: string },
): Entry {
  const { rules } = flow
  if (candidate.isBackfill) return refused('backfill')
  const lateMs = candidate.heardAt.getTime() - candidate.at.getTime()
  if (lateMs > latenessLimit(flow)) {
    return refused('late', `${Math.round(lateMs / 1_000)} s after it happened`)
  }
  if (!hasActiveAhead(flow, rules.entry_action_id)) return refused('nothing-live')
  if (!facts) return refused('profile-deleted')
  const moment = {
    now,
    timezone,
    flow: { start: candidate.at, trigger: candidate.trigger, entries, sampleKey: flow.flowId },
  }
  const [trigger] = rules.triggers
  const filter = trigger && 'trigger_filter' in trigger ? trigger.trigger_filter : null
  if (filter && !evaluate(filter, facts, moment).matches) return refused('trigger-filter')
  const last = latest(entries)
  if (last && !mayReenter(flow, last, candidate.at)) {
    return refused('re-entry', `entered last at ${last.toISOString()}`)
  }
  if (rules.profile_filter && !evaluate(rules.profile_filter, facts, moment).matches) {
    return refused('profile-filter')
  }
  return { enters: true }
}

function refused(reason: RefusalReason, detail: string | null = null): Entry {
  return { enters: false, reason, detail }
}

function latest(instants: readonly Date[]): Date | undefined {
  return instants.toSorted((a, b) => b.getTime() - a.getTime())[0]
}

/** @param last the begin of the last passage */
export function mayReenter({ rules }: Flow, last: Date, at: Date): boolean {
  const { duration, unit } = reentryOf(rules)
  if (unit === 'alltime') return duration === 0
  return at.getTime() - last.getTime() >= duration * UNIT_MS[unit]
}

/** How late an event may be recorded and still begin a passage, ms. */
export function latenessLimit(flow: Flow): number {
  const entry = presentAction(flow, flow.rules.entry_action_id)
  const firstDelay = entry?.action.type === 'time-delay' ? lengthOf(entry.action.data) : 0
  const limit = isFirstTransactional(flow, entry) ? LATE_TRANSACTIONAL_MS : LATE_LIMIT_MS
  return Math.max(limit, firstDelay)
}

/** Along the first way of every split. */
function isFirstTransactional(flow: Flow, entry: StoredAction | null): boolean {
  const seen = new Set<string>()
  let at = entry
  while (at && !seen.has(at.actionId)) {
    seen.add(at.actionId)
    const { action } = at
    if (
      action.type === 'send-email' ||
      action.type === 'send-sms' ||
      action.type === 'send-whatsapp'
    ) {
      return action.data.message.transactional
    }
    at = presentAction(flow, waysOf(action)[0]?.to ?? null)
  }
  return false
}
