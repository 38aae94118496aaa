import type { Logger } from 'pino'
import { type Clock, nowIn } from '../platform/clock.ts'
import { databaseProblem } from '../platform/database-problem.ts'
import { LostRace } from '../platform/lost-race.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { applyWalks, type WalkedPassage } from './apply-walks.action.ts'
import { decideWalk } from './decide-walk.ts'
import { loadFlows } from './enrol.action.ts'
import {
  claimDue,
  type DueEnrolment,
  eventFacts,
  flowsDue,
  limitIdle,
  noteFailure,
  takenSteps,
} from './enrolments.sql.ts'
import type { Flow } from './flow.ts'
import { walkNeeds } from './flow-needs.ts'
import { findFlow } from './flows.sql.ts'

/** Passages of one transaction. */
export const ADVANCE_BATCH_MAX = 500
/** Waits between tries of a passage that cannot be taken on, by the account's clock. */
const RETRY_WAITS_MS = [1, 5, 30, 120, 600].map((minutes) => minutes * MINUTE_MS)

export interface AdvanceDeps {
  sql: Sql
  clock: Clock
  log: Logger
  telemetry: { flowDuplicates: { inc: (count: number) => void } }
}

/**
 * Take on every passage whose time has come, of all accounts, each for the instant at which it was
 * due. Any number of processes may do so at once: a passage is locked while it is taken on, and what
 * it does is one transaction with the note that it was done.
 *
 * @returns how many turns were taken
 */
export async function advanceFlows(deps: AdvanceDeps, signal?: AbortSignal): Promise<number> {
  let done = 0
  for (;;) {
    const doneNow = await advanceRound(deps, signal)
    done += doneNow
    if (doneNow === 0 || signal?.aborted) return done
  }
}

/** One batch of each flow in which something is due: nobody passes more than one pause. */
export async function advanceRound(deps: AdvanceDeps, signal?: AbortSignal): Promise<number> {
  const due = await inEveryAccount(deps.sql, flowsDue)
  const clocks = new Map<string, Date>()
  let done = 0
  for (const { accountId, flowId, firstAt } of due) {
    if (signal?.aborted) return done
    const now = clocks.get(accountId) ?? (await deps.clock.now(accountId))
    clocks.set(accountId, now)
    if (firstAt <= now) done += await advanceSome(deps, accountId, flowId)
  }
  return done
}

/** One batch of one flow. A passage that fails does not hold up the others. */
async function advanceSome(deps: AdvanceDeps, accountId: string, flowId: string): Promise<number> {
  let claimed: readonly DueEnrolment[] = []
  try {
    return await advanceBatch(deps, accountId, flowId, {
      onClaimed: (enrolments) => {
        claimed = enrolments
      },
    })
  } catch (error) {
    if (isPassing(error)) throw error
    deps.log.error({ err: error, accountId, flowId }, 'a batch of a flow failed; one by one now')
  }
  let done = 0
  for (const enrolment of claimed) done += await advanceOne(deps, accountId, flowId, enrolment)
  return done
}

async function advanceOne(
  deps: AdvanceDeps,
  accountId: string,
  flowId: string,
  { enrolmentId, attempts }: DueEnrolment,
): Promise<number> {
  try {
    return await advanceBatch(deps, accountId, flowId, { only: [enrolmentId] })
  } catch (error) {
    if (isPassing(error)) throw error
    deps.log.error({ err: error, accountId, flowId, enrolmentId }, 'a passage cannot go on')
    await inAccount(deps.sql, accountId, async (tx) => {
      const now = await nowIn(tx, accountId)
      const waitMs = RETRY_WAITS_MS[attempts]
      const dueAt = waitMs === undefined ? null : new Date(now.getTime() + waitMs)
      await noteFailure(tx, accountId, enrolmentId, { dueAt, now })
    })
    return 1
  }
}

/** Not about the passages: the database is away, or asks for a repetition. */
function isPassing(error: unknown): boolean {
  return error instanceof LostRace || databaseProblem(error) !== undefined
}

function advanceBatch(
  deps: AdvanceDeps,
  accountId: string,
  flowId: string,
  which: { only?: readonly string[]; onClaimed?: (enrolments: readonly DueEnrolment[]) => void },
): Promise<number> {
  return inAccount(deps.sql, accountId, async (tx) => {
    await limitIdle(tx)
    const now = await nowIn(tx, accountId)
    const claimed = await claimDue(tx, accountId, flowId, {
      now,
      limit: ADVANCE_BATCH_MAX,
      only: which.only,
    })
    which.onClaimed?.(claimed)
    if (claimed.length === 0) return 0
    const row = await findFlow(tx, accountId, flowId)
    const [flow] = await loadFlows(tx, accountId, row ? [row] : [])
    // Whoever pauses or deletes it meanwhile finds everybody where they are.
    if (!flow || flow.status === 'paused') return 0
    const walked = await walkAll(
      tx,
      accountId,
      flow,
      writesProfiles(flow) ? firsts(claimed) : claimed,
    )
    const duplicates = await applyWalks(tx, accountId, flow, walked)
    if (duplicates > 0) {
      deps.telemetry.flowDuplicates.inc(duplicates)
      deps.log.error({ accountId, flowId, duplicates }, 'steps were about to be taken twice')
    }
    return claimed.length
  })
}

/** What one passage of a profile writes, its next one must see. */
function writesProfiles(flow: Flow): boolean {
  return [...flow.actions.values()].some(
    ({ action, isDeleted }) =>
      !isDeleted && (action.type === 'update-profile' || action.type === 'list-update'),
  )
}

/** Of each profile the passage that is due first; the others have their turn in the next batch. */
function firsts(claimed: readonly DueEnrolment[]): DueEnrolment[] {
  const seen = new Set<string>()
  return claimed.filter(({ profileId }) => {
    if (seen.has(profileId)) return false
    seen.add(profileId)
    return true
  })
}

async function walkAll(
  tx: Tx,
  accountId: string,
  flow: Flow,
  claimed: readonly DueEnrolment[],
): Promise<WalkedPassage[]> {
  const profileIds = [...new Set(claimed.map((one) => one.profileId))]
  const enrolmentIds = claimed.map((one) => one.enrolmentId)
  const eventIds = claimed.flatMap((one) => one.eventId ?? [])
  const [facts, events, taken, timezone] = await Promise.all([
    loadFacts(tx, accountId, profileIds, walkNeeds(flow)),
    eventFacts(tx, accountId, eventIds),
    takenSteps(tx, accountId, enrolmentIds),
    timezoneOf(tx, accountId),
  ])
  return claimed.map((enrolment) => {
    const { dueAt, otherEntries, eventId } = enrolment
    const { resumedAt } = flow
    const now = resumedAt && resumedAt > dueAt ? resumedAt : dueAt
    const trigger = eventId === null ? null : (events.get(eventId) ?? null)
    const passage = {
      ...enrolment,
      trigger,
      entries: otherEntries,
      taken: taken.get(enrolment.enrolmentId) ?? new Set<string>(),
    }
    const walk = decideWalk(flow, passage, facts.get(enrolment.profileId), { now, timezone })
    return { enrolment, walk, now, timezone, trigger }
  })
}
