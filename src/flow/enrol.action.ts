import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Moment } from '../segment/facts.ts'
import { allNeeds } from '../segment/needs.ts'
import { type Candidate, decideEntry } from './decide-entry.ts'
import type { PassageContext } from './decide-walk.ts'
import {
  insertEnrolments,
  insertRefusals,
  lastEntries,
  type NewEnrolment,
  type NewRefusal,
} from './enrolments.sql.ts'
import type { Flow } from './flow.ts'
import { entryNeeds, walkNeeds } from './flow-needs.ts'
import { actionsOfFlows, type FlowRow, flowFrom } from './flows.sql.ts'
import { newPassage, placeNow } from './place-now.ts'

export type Entering = Candidate & {
  context?: PassageContext
  /** It began in the past: it goes on where it would be by now, and not at all when it is over. */
  isUnderWay?: boolean
}

/** The flows as they are run, of rows that were found. */
export async function loadFlows(
  tx: Tx,
  accountId: string,
  rows: readonly FlowRow[],
): Promise<Flow[]> {
  if (rows.length === 0) return []
  const actions = await actionsOfFlows(
    tx,
    accountId,
    rows.map((row) => row.flowId),
  )
  return rows.map((row) => flowFrom(row, actions))
}

/**
 * Let these candidates enter a flow, or note why not. In the order given: whoever comes twice is
 * judged the second time by having entered the first.
 *
 * @returns how many entered
 */
export async function enrol(
  tx: Tx,
  accountId: string,
  flow: Flow,
  candidates: readonly Entering[],
  moment: Moment,
): Promise<number> {
  const profileIds = [...new Set(candidates.map((one) => one.profileId))]
  const needs = candidates.some((one) => one.isUnderWay)
    ? allNeeds([entryNeeds(flow), walkNeeds(flow)])
    : entryNeeds(flow)
  const [facts, entries] = await Promise.all([
    loadFacts(tx, accountId, profileIds, needs),
    lastEntries(tx, accountId, flow.flowId, profileIds),
  ])
  const entering: NewEnrolment[] = []
  const refusals: NewRefusal[] = []
  for (const candidate of candidates) {
    const { profileId, triggerKey, at, trigger } = candidate
    const last = entries.get(profileId)
    const decision = decideEntry(flow, candidate, facts.get(profileId), {
      entries: last ? [last] : [],
      now: moment.now,
      timezone: moment.timezone,
    })
    if (!decision.enters) {
      const { reason, detail } = decision
      refusals.push({ profileId, triggerKey, reason, detail })
      continue
    }
    const passage = { ...newPassage(flow, candidate), context: candidate.context ?? {} }
    const own = facts.get(profileId)
    const position = candidate.isUnderWay && own ? placeNow(flow, passage, own, moment) : undefined
    if (position === null) continue
    const { actionId, context } = position ?? passage
    if (!last || at > last) entries.set(profileId, at)
    entering.push({
      enrolmentId: newUlidUuid(moment.now),
      profileId,
      triggerKey,
      eventId: trigger?.eventId ?? null,
      flowStart: at,
      actionId,
      context,
      position,
    })
  }
  const entered = await insertEnrolments(tx, accountId, flow, entering)
  await insertRefusals(tx, accountId, flow.flowId, refusals, moment.now)
  return entered.length
}
