import { newUlidUuid } from '../platform/id.ts'
import { inAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { evaluate } from '../segment/evaluate.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Facts } from '../segment/facts.ts'
import { allNeeds } from '../segment/needs.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { loadFlows } from './enrol.action.ts'
import {
  insertEnrolments,
  insertRefusals,
  type NewEnrolment,
  type NewRefusal,
} from './enrolments.sql.ts'
import { type Flow, hasActiveAhead, triggerOf } from './flow.ts'
import { type FlowJobRow, noteFlowJob } from './flow-jobs.sql.ts'
import { entryNeeds, walkNeeds } from './flow-needs.ts'
import { findFlow } from './flows.sql.ts'
import {
  membersAfter,
  profilesOfEvents,
  startedSince,
  triggerEvents,
} from './past-candidates.sql.ts'
import { newPassage, placeNow } from './place-now.ts'

/** Profiles of one job; who comes after them is added by another. */
const PROFILES_MAX = 200_000
/** Profiles of one transaction. */
const BATCH = 300

export interface PastProfilesSettings {
  /** Events of so many days are looked at. */
  days: number
  /** List and segment flows: where they would be by the time of joining, or at the beginning. */
  place: 'where-they-would-be' | 'beginning'
}

export interface PastProfilesResult {
  added: number
  refusals: Record<string, number>
  isLimited: boolean
}

interface Starting {
  profileId: string
  triggerKey: string
  at: Date
  trigger: NonNullable<Parameters<typeof placeNow>[1]['trigger']> | null
}

/**
 * Add those who would be in a flow, had it been live: each where it would be by now. Filters apply,
 * re-entry does not; who is past the end is not added. Safe to repeat: what began a passage begins none
 * again.
 */
export async function addPastProfiles(sql: Sql, accountId: string, job: FlowJobRow): Promise<void> {
  const settings = job.settings as PastProfilesSettings
  const { flowId, jobId, createdAt: now } = job
  const window = { from: new Date(now.getTime() - settings.days * DAY_MS), to: now }
  const ids = await readInAccount(sql, accountId, async (tx) => {
    const row = await findFlow(tx, accountId, flowId)
    const { kind, key } = row ? triggerOf(row.rules) : { kind: 'none', key: '' }
    return kind === 'metric'
      ? profilesOfEvents(tx, accountId, key, window, PROFILES_MAX)
      : membersAfter(tx, accountId, key, PROFILES_MAX + 1)
  })
  const people = ids.slice(0, PROFILES_MAX)
  const result: PastProfilesResult = {
    added: 0,
    refusals: {},
    isLimited: ids.length > people.length,
  }
  await inAccount(sql, accountId, (tx) =>
    noteFlowJob(tx, accountId, jobId, { done: 0, total: people.length }),
  )
  for (let from = 0; from < people.length; from += BATCH) {
    const batch = people.slice(from, from + BATCH)
    const goesOn = await inAccount(sql, accountId, async (tx) => {
      const row = await findFlow(tx, accountId, flowId)
      const [flow] = await loadFlows(tx, accountId, row ? [row] : [])
      if (!flow) return false
      const { added, refused } = await addSome(tx, accountId, flow, batch, { settings, window })
      result.added += added
      for (const { reason } of refused) {
        result.refusals[reason] = (result.refusals[reason] ?? 0) + 1
      }
      return noteFlowJob(tx, accountId, jobId, { done: from + batch.length, result })
    })
    if (!goesOn) return
  }
  await inAccount(sql, accountId, (tx) =>
    noteFlowJob(tx, accountId, jobId, { state: 'complete', result, finishedAt: now }),
  )
}

async function addSome(
  tx: Tx,
  accountId: string,
  flow: Flow,
  profileIds: readonly string[],
  { settings, window }: { settings: PastProfilesSettings; window: { from: Date; to: Date } },
): Promise<{ added: number; refused: NewRefusal[] }> {
  const now = window.to
  const needs = allNeeds([entryNeeds(flow), walkNeeds(flow)])
  const facts = await loadFacts(tx, accountId, profileIds, needs)
  const timezone = await timezoneOf(tx, accountId)
  const entering: NewEnrolment[] = []
  const refused: NewRefusal[] = []
  for (const start of await startsOf(tx, accountId, flow, profileIds, window)) {
    const own = facts.get(start.profileId)
    if (!own) continue
    const { profileId, triggerKey } = start
    const placed = placeOf(flow, start, own, { now, timezone, place: settings.place })
    if (typeof placed === 'string') {
      refused.push({ profileId, triggerKey, reason: placed, detail: 'added from the past' })
      continue
    }
    entering.push({
      enrolmentId: newUlidUuid(now),
      profileId,
      triggerKey,
      eventId: start.trigger?.eventId ?? null,
      flowStart: settings.place === 'beginning' ? now : start.at,
      ...placed,
    })
  }
  const added = await insertEnrolments(tx, accountId, flow, entering)
  await insertRefusals(tx, accountId, flow.flowId, refused, now)
  return { added: added.length, refused }
}

/** What each of the profiles begins with: its latest event, or when it joined; if not begun before. */
async function startsOf(
  tx: Tx,
  accountId: string,
  flow: Flow,
  profileIds: readonly string[],
  window: { from: Date; to: Date },
): Promise<Starting[]> {
  const { kind, key } = triggerOf(flow.rules)
  const started = await startedSince(tx, accountId, flow.flowId, profileIds)
  if (kind === 'metric') {
    const events = await triggerEvents(tx, accountId, key, profileIds, window)
    const latest = new Map(events.map((event) => [event.profileId, event]))
    return [...latest.values()].flatMap((event) => {
      const { profileId, eventId, metricId, at, value, properties } = event
      const triggerKey = `event:${eventId}`
      const isIn = started.some(
        (one) => one.profileId === profileId && one.triggerKey === triggerKey,
      )
      const trigger = { eventId, metricId, at, value, properties }
      return isIn ? [] : [{ profileId, triggerKey, at, trigger }]
    })
  }
  const members = await loadFacts(tx, accountId, profileIds, {
    ...allNeeds([]),
    groups: new Set([key]),
  })
  return [...members.values()].flatMap(({ profileId, groups }) => {
    const at = groups.get(key)
    if (!at) return []
    const isIn = started.some(
      (one) => one.profileId === profileId && one.at.getTime() + 1_000 > at.getTime(),
    )
    return isIn
      ? []
      : [{ profileId, triggerKey: `past:${profileId}:${at.getTime()}`, at, trigger: null }]
  })
}

function placeOf(
  flow: Flow,
  start: Starting,
  facts: Facts,
  { now, timezone, place }: { now: Date; timezone: string; place: PastProfilesSettings['place'] },
): Pick<NewEnrolment, 'actionId' | 'context' | 'position'> | NewRefusal['reason'] {
  const entry = flow.rules.entry_action_id ?? ''
  if (!hasActiveAhead(flow, entry)) return 'nothing-live'
  const moment = {
    now,
    timezone,
    flow: { start: start.at, trigger: start.trigger, entries: [], sampleKey: flow.flowId },
  }
  const [trigger] = flow.rules.triggers
  const filter = trigger && 'trigger_filter' in trigger ? trigger.trigger_filter : null
  if (filter && !evaluate(filter, facts, moment).matches) return 'trigger-filter'
  const { profile_filter: guard } = flow.rules
  if (guard && !evaluate(guard, facts, moment).matches) return 'profile-filter'
  if (place === 'beginning') return { actionId: entry, context: {}, position: null }
  const position = placeNow(flow, newPassage(flow, start), facts, { now, timezone })
  return position ? { actionId: position.actionId, context: position.context, position } : 'too-old'
}
