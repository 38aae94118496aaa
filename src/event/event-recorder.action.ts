import { setImmediate, setTimeout } from 'node:timers/promises'
import { retryLostRaces } from '../platform/lost-race.ts'
import { Problem } from '../platform/problem.ts'
import { DatabaseRefusal, inAccount, type Sql } from '../platform/sql.ts'
import { identifiersOf } from '../profile/identifiers.ts'
import { saysMore, type UpsertResult } from '../profile/plan-upserts.ts'
import { appendKnown, type PointingEventRow } from './events.sql.ts'
import type { EventToRecord } from './new-event.ts'
import { recordEvents } from './record-events.action.ts'

/** Events waiting in this process, over all accounts. Beyond it callers get 503. */
export const WAITING_EVENTS_MAX = 20_000
/** Events of one commit. A request is never split, so a bulk of 1,000 is one commit. */
export const COMMIT_EVENTS_MAX = 1_000
/** Commits under way at once per account: while the database writes one, the next gathers. */
const COMMITS_UNDER_WAY_MAX = 2
/**
 * How long a commit waits for more requests when others are under way: one of 64 events costs
 * hardly more than one of 32.
 */
const GATHER_MS = 1
/** Enough events to commit without waiting for more. */
const GATHERED_EVENTS = 20

interface Waiting {
  events: readonly EventToRecord[]
  now: Date
  resolve: (profiles: UpsertResult[]) => void
  reject: (error: unknown) => void
}

interface Queue {
  waiting: Waiting[]
  underWay: number
}

/** What a commit added to the logs. */
export interface RecordedNow {
  events: number
  /** Profiles were created or changed. */
  isAboutPeople: boolean
}

export interface EventRecorder {
  /**
   * Record the events of one request, all or none. Resolves with what became of their profiles
   * after all is committed.
   * @throws RefusedProfile when the profile of an event cannot be used
   * @throws Problem 503 when too many events wait already
   */
  record: (
    accountId: string,
    events: readonly EventToRecord[],
    now: Date,
  ) => Promise<UpsertResult[]>
  /** Resolves when nothing waits any more. */
  drain: () => Promise<void>
}

/**
 * Group commit: requests that arrive while a commit is under way share the next one. One fsync then
 * serves many requests, and each request still hears about its own events only after they are safe.
 */
export function createEventRecorder(
  sql: Sql,
  onRecorded: (recorded: RecordedNow) => void,
): EventRecorder {
  const queues = new Map<string, Queue>()
  let waitingEvents = 0
  const idle: (() => void)[] = []

  async function work(accountId: string, queue: Queue): Promise<void> {
    queue.underWay += 1
    // Requests of the same tick of the event loop go together.
    await setImmediate()
    let isFirst = queue.underWay === 1
    while (queue.waiting.length > 0) {
      if (!isFirst && countOf(queue.waiting) < GATHERED_EVENTS) await setTimeout(GATHER_MS)
      isFirst = false
      const group = takeGroup(queue.waiting)
      if (group.length === 0) break
      const recorded = await commit(sql, accountId, group)
      if (recorded.events > 0 || recorded.isAboutPeople) onRecorded(recorded)
    }
    queue.underWay -= 1
    if (queue.underWay > 0) return
    queues.delete(accountId)
    if (queues.size === 0) for (const resolve of idle.splice(0)) resolve()
  }

  return {
    record: (accountId, events, now) =>
      new Promise((resolve, reject) => {
        if (waitingEvents + events.length > WAITING_EVENTS_MAX) return reject(overloaded())
        waitingEvents += events.length
        const queue = queues.get(accountId) ?? { waiting: [], underWay: 0 }
        queues.set(accountId, queue)
        // Whoever hears the answer may send at once, so there has to be room by then.
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            waitingEvents -= events.length
            settle(value)
          }
        queue.waiting.push({ events, now, resolve: settled(resolve), reject: settled(reject) })
        if (queue.underWay < COMMITS_UNDER_WAY_MAX) void work(accountId, queue)
      }),
    drain: async () => {
      if (queues.size > 0) await new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}

function countOf(group: readonly Waiting[]): number {
  return group.reduce((sum, one) => sum + one.events.length, 0)
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let events = 0
  let length = 0
  for (const one of waiting) {
    if (length > 0 && events + one.events.length > COMMIT_EVENTS_MAX) break
    events += one.events.length
    length += 1
  }
  return waiting.splice(0, length)
}

/** Never rejects: each request of the group hears its own outcome. */
async function commit(
  sql: Sql,
  accountId: string,
  group: readonly Waiting[],
): Promise<RecordedNow> {
  const { events, left } = await appendPointing(sql, accountId, group)
  if (left.length === 0) return { events, isAboutPeople: false }
  const whole = await commitWhole(sql, accountId, left)
  return { ...whole, events: events + whole.events }
}

/**
 * The short way, for requests of one event that only points at its profile: one statement when
 * profile and metric are known. Who is `left` has to go the whole way.
 */
async function appendPointing(
  sql: Sql,
  accountId: string,
  group: readonly Waiting[],
): Promise<{ events: number; left: readonly Waiting[] }> {
  const pointing = group.flatMap((one) => {
    const row = pointingRow(one.events)
    return row ? [{ one, row }] : []
  })
  if (pointing.length === 0) return { events: 0, left: group }
  const rows = pointing.map(({ row }) => row)
  const now = group[0]?.now ?? new Date(0)
  try {
    const [appended] = await appendKnown(sql, accountId, rows, now)
    const done = new Set<Waiting>()
    for (const [at, { one }] of pointing.entries()) {
      const profileId = appended.profileIds[at]
      if (!profileId) continue
      one.resolve([{ outcome: 'unchanged', profileId }])
      done.add(one)
    }
    return { events: appended.recorded, left: group.filter((one) => !done.has(one)) }
  } catch {
    // Nothing was written. The whole way meets the same failure, or finds out whose it is.
    return { events: 0, left: group }
  }
}

async function commitWhole(
  sql: Sql,
  accountId: string,
  group: readonly Waiting[],
): Promise<RecordedNow> {
  try {
    const outcome = await commitTogether(sql, accountId, group)
    let from = 0
    for (const one of group) {
      one.resolve(outcome.profiles.slice(from, from + one.events.length))
      from += one.events.length
    }
    const isAboutPeople = outcome.profiles.some((one) => one.outcome !== 'unchanged')
    return { events: outcome.recorded, isAboutPeople }
  } catch (error) {
    const isOneRequestsFault = error instanceof RefusedProfile || isAboutData(error)
    if (group.length === 1 || !isOneRequestsFault) {
      for (const one of group) one.reject(error)
      return { events: 0, isAboutPeople: false }
    }
    // Alone, only the request at fault fails.
    const recorded: RecordedNow = { events: 0, isAboutPeople: false }
    for (const one of group) {
      const { events, isAboutPeople } = await commitWhole(sql, accountId, [one])
      recorded.events += events
      recorded.isAboutPeople ||= isAboutPeople
    }
    return recorded
  }
}

function commitTogether(sql: Sql, accountId: string, group: readonly Waiting[]) {
  const events = group.flatMap((one) => one.events)
  const now = group[0]?.now ?? new Date(0)
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const outcome = await recordEvents(tx, accountId, events, now)
      for (const [at, result] of outcome.profiles.entries()) {
        if (result.outcome === 'refused') throw new RefusedProfile(at, result)
      }
      return outcome
    }),
  )
}

/** The profile of the `at`-th event of a request cannot be used; nothing was stored. */
export class RefusedProfile extends Error {
  override readonly name = 'RefusedProfile'
  readonly at: number
  readonly result: Extract<UpsertResult, { outcome: 'refused' }>
  constructor(at: number, result: Extract<UpsertResult, { outcome: 'refused' }>) {
    super(`the profile of event ${at} is refused: ${result.reason}`)
    this.at = at
    this.result = result
  }
}

/** Undefined when the request has to go the whole way. */
function pointingRow(events: readonly EventToRecord[]): PointingEventRow | undefined {
  const [event, second] = events
  if (!event || second || event.profile.id !== undefined || saysMore(event.profile)) return
  const [identifier, other] = identifiersOf(event.profile.identifiers)
  if (!identifier || other) return
  return {
    kind: identifier.kind,
    identifier: identifier.value,
    metric_name: event.metricName,
    integration_key: event.integrationKey,
    occurred_at: event.occurredAt,
    unique_id: event.uniqueId,
    value: event.value,
    value_currency: event.valueCurrency,
    properties: event.properties,
    is_backfill: event.isBackfill,
  }
}

function isAboutData(error: unknown): boolean {
  return error instanceof DatabaseRefusal && /^2[123]/.test(error.code)
}

function overloaded(): Problem {
  return new Problem(
    503,
    {
      code: 'service_unavailable',
      title: 'Service unavailable.',
      detail: `More than ${WAITING_EVENTS_MAX} events wait to be stored. Nothing of this request was stored.`,
      fix: 'Send the request again after Retry-After seconds, and use the bulk endpoint.',
    },
    1,
  )
}
