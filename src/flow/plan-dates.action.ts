import { type Clock, nowIn } from '../platform/clock.ts'
import { inAccount, inEveryAccount, type Sql, type Tx } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import { loadFacts } from '../segment/facts.sql.ts'
import type { Moment } from '../segment/facts.ts'
import { allNeeds } from '../segment/needs.ts'
import { timezoneOf } from '../segment/segments-due.sql.ts'
import { datedStarts } from './date-plan.ts'
import { enrol, loadFlows } from './enrol.action.ts'
import { dateTriggerOf, type Flow } from './flow.ts'
import { dateFlows, findFlow, profilesAfter, setDatesUntil } from './flows.sql.ts'

/** Dates are looked at this far ahead, and again when half of it has passed. */
export const PLANNED_AHEAD_MS = 24 * HOUR_MS
const PROFILES_BATCH = 500

/** Let profiles enter the flows that their dates start, of all accounts, a day ahead. */
export async function planDates(
  { sql, clock }: { sql: Sql; clock: Clock },
  signal?: AbortSignal,
): Promise<void> {
  const flows = await inEveryAccount(sql, dateFlows)
  for (const { accountId, flowId, datesUntil } of flows) {
    if (signal?.aborted) return
    const now = await clock.now(accountId)
    const isPlanned =
      datesUntil !== null && datesUntil.getTime() - now.getTime() > PLANNED_AHEAD_MS / 2
    if (isPlanned) continue
    const window = {
      after: datesUntil ?? now,
      upTo: new Date(now.getTime() + PLANNED_AHEAD_MS),
    }
    await planFlow(sql, accountId, flowId, window, signal)
  }
}

async function planFlow(
  sql: Sql,
  accountId: string,
  flowId: string,
  window: { after: Date; upTo: Date },
  signal?: AbortSignal,
): Promise<void> {
  let after: string | null = null
  for (;;) {
    if (signal?.aborted) return
    const last: string | null = await inAccount(sql, accountId, async (tx) => {
      const profileIds = await profilesAfter(tx, accountId, after, PROFILES_BATCH)
      const row = await findFlow(tx, accountId, flowId)
      const [flow] = await loadFlows(tx, accountId, row ? [row] : [])
      if (!flow) return null
      const moment = {
        now: await nowIn(tx, accountId),
        timezone: await timezoneOf(tx, accountId),
      }
      await enrolDated(tx, accountId, flow, profileIds, { ...window, moment })
      const end = profileIds.at(-1) ?? null
      // The last page: what lies in the window is planned.
      if (profileIds.length < PROFILES_BATCH) {
        await setDatesUntil(tx, accountId, flowId, window.upTo)
        return null
      }
      return end
    })
    if (last === null) return
    after = last
  }
}

/**
 * Those of the profiles whose dates lie in the window enter: due when their time comes, or where they
 * would be by now when it has come already.
 */
export async function enrolDated(
  tx: Tx,
  accountId: string,
  flow: Flow,
  profileIds: readonly string[],
  {
    after,
    upTo,
    moment,
    isUnderWay,
  }: { after: Date; upTo: Date; moment: Moment; isUnderWay?: boolean },
): Promise<void> {
  const trigger = dateTriggerOf(flow)
  if (!trigger || profileIds.length === 0) return
  const facts = await loadFacts(tx, accountId, profileIds, allNeeds([]))
  const entering = [...facts.values()].flatMap((own) =>
    datedStarts(trigger, own, { after, upTo }, moment.timezone).map(({ at, date }) => ({
      profileId: own.profileId,
      triggerKey: `date:${own.profileId}:${date}`,
      at,
      heardAt: at,
      isBackfill: false,
      trigger: null,
      context: { date },
      ...(isUnderWay ? { isUnderWay } : {}),
    })),
  )
  if (entering.length > 0) await enrol(tx, accountId, flow, entering, moment)
}
