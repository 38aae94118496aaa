import { type Mapping, ORDER_LINES_MAX } from '../contract/imports.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { analyzeNewTables } from '../platform/early-statistics.ts'
import { eventLog } from '../platform/event-log.ts'
import { notifyFollowers } from '../platform/follower.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { UpsertResult } from '../profile/plan-upserts.ts'
import { profileLog } from '../profile/profile-log.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { joinLists } from '../segment/change-list.action.ts'
import { decideOrder, tooLong } from './decide-order.ts'
import type { FileRow, Position } from './file-rows.ts'
import { countOne, emptyTally, type ImportRow, type Tally } from './import.ts'
import { addProgress, lockImport, setFinished } from './imports.sql.ts'
import { findKnownEvents } from './known-events.sql.ts'
import type { OrderLine } from './order-line.ts'
import {
  deleteOrderLines,
  nextOrderLines,
  refuseOrder,
  stageOrderLines,
} from './order-lines.sql.ts'
import type { RowDecision, RowReader } from './read-row.ts'
import type { Refusal } from './refusal.ts'
import { insertRefusedRows, type RefusedRow } from './refused-rows.sql.ts'

/** Rows of one transaction. Longer ones would hold back the followers of the event log. */
export const STEP_ROWS_MAX = 500
/** Events of one statement. */
const RECORD_MAX = 500
/** Each line is at most two events. */
const STEP_LINES_MAX = 250

/** Which import is worked on, and when. */
export interface StepOf {
  accountId: string
  importId: string
  now: Date
  /** Wall clock. */
  workedAt: Date
}

/** `stopped`: it was cancelled or deleted, or another process has done this step already. */
export type StepOutcome = 'done' | 'stopped'

/**
 * Import some rows and move the position behind them, in one transaction: after a crash the next
 * step begins exactly where the last commit ended.
 *
 * @param from the position that the rows begin at; a step that another process did is not repeated
 */
export async function importRows(
  sql: Sql,
  of: StepOf,
  step: { from: Position; rows: readonly FileRow[]; read: RowReader },
): Promise<StepOutcome> {
  const { accountId, importId, now } = of
  const { from, rows, read } = step
  const decisions = rows.map((row) => ({ row, decision: read(row, now) }))
  const last = rows.at(-1)
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const before = await lockImport(tx, accountId, importId)
      if (!before || before.status !== 'running' || before.bytesRead !== from.bytes) {
        return 'stopped'
      }
      const { tally, refused, lines } = await applyRows(tx, of, decisions, before.listId)
      await stageOrderLines(tx, accountId, importId, lines)
      await insertRefusedRows(tx, accountId, importId, refused)
      await addProgress(tx, of, before, {
        tally,
        progress: {
          phase: 'read',
          bytesRead: last?.endsAt ?? from.bytes,
          rowNumber: last?.rowNumber ?? from.rowNumber,
          lastOrder: null,
          linesStaged: before.linesStaged + lines.length,
          linesRecorded: 0,
        },
      })
      return 'done'
    }),
  )
}

type Decided = { row: FileRow; decision: RowDecision }

async function applyRows(tx: Tx, of: StepOf, decisions: readonly Decided[], listId: string | null) {
  const tally = emptyTally()
  const refused: RefusedRow[] = []
  const lines: OrderLine[] = []
  const events: { row: FileRow; event: EventToRecord }[] = []
  const profiles: Extract<RowDecision, { do: 'upsert' }>['profile'][] = []
  const profileRows: FileRow[] = []
  for (const { row, decision } of decisions) {
    if (decision.do !== 'skip') tally.rowsRead += 1
    switch (decision.do) {
      case 'skip':
        break
      case 'refuse':
        refused.push(refusedRow(row, decision.refusal))
        break
      case 'upsert':
        profiles.push(decision.profile)
        profileRows.push(row)
        break
      case 'record':
        events.push({ row, event: decision.event })
        break
      case 'gather':
        lines.push(decision.line)
        break
    }
  }
  const upserted = await upsertProfiles(tx, of.accountId, profiles, of.now)
  for (const [at, result] of upserted.entries()) {
    const row = profileRows[at]
    if (result.outcome === 'refused' && row) refused.push(refusedRow(row, profileRefusal(result)))
    else if (result.outcome === 'unchanged') tally.alreadyKnown += 1
    else if (result.outcome !== 'refused') tally.recorded += 1
  }
  countProfiles(tally, upserted)
  if (listId !== null) {
    const profileIds = upserted.flatMap((one) => ('profileId' in one ? [one.profileId] : []))
    await joinLists(tx, of.accountId, { profileIds, listIds: [listId], now: of.now })
  }
  const outcomes = await recordByMetric(
    tx,
    of,
    events.map(({ event }) => event),
    tally,
  )
  for (const [at, result] of outcomes.entries()) {
    const row = events[at]?.row
    if (result?.outcome === 'refused' && row) refused.push(refusedRow(row, profileRefusal(result)))
  }
  countRefused(tally, refused)
  return { tally, refused, lines }
}

/** Record events and count them by metric. Answers what became of each one's profile. */
async function recordByMetric(
  tx: Tx,
  of: StepOf,
  given: readonly EventToRecord[],
  tally: Tally,
): Promise<(UpsertResult | undefined)[]> {
  const events = await withoutOldNews(tx, of, given)
  const outcomes: (UpsertResult | undefined)[] = events.map(() => undefined)
  const byMetric = Map.groupBy(events.keys(), (at) => events[at]?.metricName ?? '')
  for (const [metricName, places] of byMetric) {
    for (let from = 0; from < places.length; from += RECORD_MAX) {
      const some = places.slice(from, from + RECORD_MAX)
      const batch = some.flatMap((at) => events[at] ?? [])
      const { recorded, alreadyKnown, profiles } = await recordEvents(
        tx,
        of.accountId,
        batch,
        of.now,
      )
      tally.recorded += recorded
      tally.alreadyKnown += alreadyKnown
      if (recorded > 0) countOne(tally.recordedByMetric, metricName, recorded)
      countProfiles(tally, profiles)
      for (const [at, place] of some.entries()) outcomes[place] = profiles[at]
    }
  }
  if (events.length > 0) {
    await analyzeNewTables(tx)
    await notifyFollowers(tx, [eventLog, profileLog])
  }
  return outcomes
}

/**
 * What an event says about its profile was taken over when the event was recorded. Loading the file
 * again must not bring it back, after it was changed by something newer.
 */
async function withoutOldNews(
  tx: Tx,
  { accountId }: StepOf,
  events: readonly EventToRecord[],
): Promise<EventToRecord[]> {
  const known = await findKnownEvents(tx, accountId, events)
  return events.map((event, place) =>
    known.has(place) ? { ...event, profile: { ...event.profile, fields: {} } } : event,
  )
}

function countProfiles(tally: Tally, results: readonly UpsertResult[]): void {
  const created = new Set<string>()
  const changed = new Set<string>()
  for (const result of results) {
    if (result.outcome === 'created') created.add(result.profileId)
    if (result.outcome === 'updated' && !created.has(result.profileId))
      changed.add(result.profileId)
  }
  tally.profilesCreated += created.size
  tally.profilesChanged += changed.size
}

function countRefused(tally: Tally, refused: readonly RefusedRow[]): void {
  tally.rowsRefused += refused.length
  for (const { code } of refused) countOne(tally.refusedByCode, code)
}

function refusedRow(row: { rowNumber: number; cells: string[] }, refusal: Refusal): RefusedRow {
  return { rowNumber: row.rowNumber, cells: row.cells, ...refusal }
}

function profileRefusal({ reason }: Extract<UpsertResult, { outcome: 'refused' }>): Refusal {
  switch (reason) {
    case 'conflict':
      return {
        code: 'conflicting-profile',
        reason: 'The identifiers of the row belong to different profiles.',
        fix: 'Merge the profiles, or leave out the identifier that is wrong.',
      }
    case 'unknown-id':
      return {
        code: 'conflicting-profile',
        reason: 'There is no profile with the id of the row.',
        fix: 'Leave out the id.',
      }
    case 'no-identifier':
    case 'last-identifier':
      return {
        code: 'no-profile',
        reason: 'The row names nobody.',
        fix: 'Fill a column that names the person.',
      }
    case 'too-many-properties':
    case 'properties-too-large':
    case 'too-many-identifiers':
      return {
        code: 'over-limit',
        reason: `The profile would go beyond a limit: ${reason.replaceAll('-', ' ')}.`,
        fix: 'Map fewer columns, or remove what the profile does not need.',
      }
  }
}

/** All rows are read: record the orders that wait, or finish. */
export async function endReading(
  sql: Sql,
  of: StepOf,
  end: { bytesTotal: number },
): Promise<StepOutcome> {
  const { accountId, importId, now } = of
  return inAccount(sql, accountId, async (tx) => {
    const before = await lockImport(tx, accountId, importId)
    if (!before || before.status !== 'running' || before.phase !== 'read') return 'stopped'
    const phase = before.kind === 'orders' ? 'record' : 'read'
    await addProgress(tx, of, before, {
      tally: emptyTally(),
      progress: { ...before, phase, bytesRead: end.bytesTotal },
    })
    if (phase === 'read') await setFinished(tx, accountId, importId, { status: 'complete', now })
    return 'done'
  })
}

/**
 * Record the next orders, each with all its lines, and move behind them, in one transaction.
 *
 * @returns `complete` when none is left
 */
export async function importOrders(
  sql: Sql,
  of: StepOf,
  mapping: Extract<Mapping, { kind: 'orders' }>,
): Promise<StepOutcome | 'complete'> {
  const { accountId, importId, now } = of
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const before = await lockImport(tx, accountId, importId)
      if (!before || before.status !== 'running' || before.phase !== 'record') return 'stopped'
      const lines = await wholeOrders(tx, of, before)
      const last = lines.at(-1)
      if (!last) {
        await deleteOrderLines(tx, accountId, importId)
        await setFinished(tx, accountId, importId, { status: 'complete', now })
        return 'complete'
      }
      const { tally, count } = await applyOrders(tx, of, mapping, lines)
      await addProgress(tx, of, before, {
        tally,
        progress: {
          ...before,
          lastOrder: last.orderId,
          linesRecorded: before.linesRecorded + count,
        },
      })
      return 'done'
    }),
  )
}

/** The next lines, without an order that is cut off at the end. */
async function wholeOrders(
  tx: Tx,
  { accountId, importId }: StepOf,
  { lastOrder }: ImportRow,
): Promise<OrderLine[]> {
  const from = { after: lastOrder, limit: STEP_LINES_MAX }
  const lines = await nextOrderLines(tx, accountId, importId, from)
  if (lines.length < STEP_LINES_MAX) return lines
  const cut = lines.at(-1)?.orderId
  const whole = lines.filter(({ orderId }) => orderId !== cut)
  if (whole.length > 0) return whole
  const longer = await nextOrderLines(tx, accountId, importId, {
    after: lastOrder,
    limit: ORDER_LINES_MAX + 1,
  })
  return longer.filter(({ orderId }) => orderId === cut)
}

async function applyOrders(
  tx: Tx,
  of: StepOf,
  mapping: Extract<Mapping, { kind: 'orders' }>,
  lines: readonly OrderLine[],
) {
  const tally = emptyTally()
  const refused: RefusedRow[] = []
  const events: EventToRecord[] = []
  let count = lines.length
  for (const [orderId, order] of Map.groupBy(lines, (line) => line.orderId)) {
    if (order.length > ORDER_LINES_MAX) {
      const refusal = tooLong(order)
      // There may be many more lines than were fetched.
      count = await refuseOrder(tx, of.accountId, of.importId, { orderId, ...refusal })
      tally.rowsRefused += count
      countOne(tally.refusedByCode, refusal.code, count)
      continue
    }
    const decision = decideOrder(order, mapping, of.now)
    if (decision.do === 'record') events.push(...decision.events.map(({ event }) => event))
    else refused.push(...decision.lines.map(({ line, refusal }) => refusedRow(line, refusal)))
  }
  await recordByMetric(tx, of, events, tally)
  await insertRefusedRows(tx, of.accountId, of.importId, refused)
  countRefused(tally, refused)
  return { tally, count }
}
