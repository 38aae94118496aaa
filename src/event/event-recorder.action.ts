import { setImmediate, setTimeout } from 'node:timers/promises'
import { Problem } from '../platform/problem.ts'
import { DatabaseRefusal, inAccount, type Sql } from '../platform/sql.ts'
import { retryLostRaces } from '../profile/lost-race.ts'
import type { UpsertResult } from '../profile/plan-upserts.ts'
import type { EventToRecord } from './new-event.ts'
import { recordEvents } from './record-events.action.ts'

/** Events waiting in this process, over all accounts. Beyond it callers get 503. */
export const WAITING_EVENTS_MAX = 20_000
/** Events of one commit. A request is never split, so a bulk of 1,000 is one commit. */
export const COMMIT_EVENTS_MAX = 1_000
/** Commits under way at once per account: while the database writes one, the next gathers. */
const COMMITS_UNDER_WAY_MAX = 3
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
export function createEventRecorder(sql: Sql, onRecorded: (count: number) => void): EventRecorder {
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
      waitingEvents -= countOf(group)
      if (recorded > 0) onRecorded(recorded)
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
        queue.waiting.push({ events, now, resolve, reject })
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
async function commit(sql: Sql, accountId: string, group: readonly Waiting[]): Promise<number> {
  try {
    const outcome = await commitTogether(sql, accountId, group)
    let from = 0
    for (const one of group) {
      one.resolve(outcome.profiles.slice(from, from + one.events.length))
      from += one.events.length
    }
    return outcome.recorded
  } catch (error) {
    const isOneRequestsFault = error instanceof RefusedProfile || isAboutData(error)
    if (group.length === 1 || !isOneRequestsFault) {
      for (const one of group) one.reject(error)
      return 0
    }
    // Alone, only the request at fault fails.
    let recorded = 0
    for (const one of group) recorded += await commit(sql, accountId, [one])
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
