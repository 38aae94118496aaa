import type { Definition } from '../contract/conditions.ts'
import { shortId } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { checkDefinition } from './check-definition.action.ts'
import {
  countSegments,
  deleteGroup,
  findGroup,
  type GroupRow,
  insertGroup,
  segmentsNaming,
  updateGroup,
} from './groups.sql.ts'
import { needsOf } from './needs.ts'
import { BUILD_SEGMENT } from './segment-jobs.ts'
import { insertSegment, redefineSegment, saveNeeds, switchSegment } from './segments.sql.ts'

/** Segments of one account. */
export const SEGMENTS_MAX = 1_000

/** @throws Problem 400 for a definition that cannot be answered */
export function createSegment(
  sql: Sql,
  accountId: string,
  wanted: { name: string; definition: Definition; isStarred: boolean },
  now: Date,
): Promise<GroupRow> {
  return inAccount(sql, accountId, async (tx) => {
    await checkDefinition(tx, accountId, wanted.definition)
    await refuseExcess(tx, accountId)
    const groupId = shortId()
    const { name, isStarred } = wanted
    await insertGroup(
      tx,
      accountId,
      { groupId, kind: 'segment', name, isStarred, optInProcess: null },
      now,
    )
    await insertSegment(tx, accountId, groupId, wanted.definition)
    await saveNeeds(tx, accountId, groupId, needsOf(wanted.definition))
    await enqueue(tx, BUILD_SEGMENT, { accountId, segmentId: groupId })
    return existing(tx, accountId, groupId)
  })
}

async function refuseExcess(tx: Tx, accountId: string): Promise<void> {
  if ((await countSegments(tx, accountId)) < SEGMENTS_MAX) return
  throw conflict(
    'limit_reached',
    `The account has ${SEGMENTS_MAX} segments; more are not allowed.`,
    'Delete one that nothing builds on.',
  )
}

export interface SegmentChange {
  name?: string | undefined
  definition?: Definition | undefined
  isStarred?: boolean | undefined
  isActive?: boolean | undefined
}

/** @throws Problem 404; 400 for a definition that cannot be answered or a switch with other changes */
export function changeSegment(
  sql: Sql,
  accountId: string,
  segmentId: string,
  change: SegmentChange,
  now: Date,
): Promise<GroupRow> {
  refuseMixedSwitch(change)
  return inAccount(sql, accountId, async (tx) => {
    const row = await existing(tx, accountId, segmentId)
    if (change.definition) {
      await checkDefinition(tx, accountId, change.definition, segmentId)
      await redefineSegment(tx, accountId, segmentId, change.definition)
      await saveNeeds(tx, accountId, segmentId, needsOf(change.definition))
    }
    if (change.isActive !== undefined) {
      await switchSegment(tx, accountId, segmentId, change.isActive)
    }
    const { name, isStarred } = change
    await updateGroup(tx, accountId, segmentId, { kind: 'segment', name, isStarred }, now)
    if (change.definition || (change.isActive === true && !row.isActive)) {
      await enqueue(tx, BUILD_SEGMENT, { accountId, segmentId })
    }
    return existing(tx, accountId, segmentId)
  })
}

/** Source: the public API takes `is_active` alone. */
function refuseMixedSwitch(change: SegmentChange): void {
  const others = [change.name, change.definition, change.isStarred].some((one) => one !== undefined)
  if (change.isActive === undefined || !others) return
  throw invalid(
    '/data/attributes/is_active',
    'is_active cannot be changed together with other attributes.',
    'Send it alone, and the rest in another request.',
  )
}

/** Build anew what is there. @throws Problem 404; 409 for one that is switched off */
export function recalculateSegment(
  sql: Sql,
  accountId: string,
  segmentId: string,
): Promise<GroupRow> {
  return inAccount(sql, accountId, async (tx) => {
    const row = await existing(tx, accountId, segmentId)
    if (!row.isActive) {
      throw conflict(
        'segment_inactive',
        `The segment ${quote(row.name)} is switched off; its members are kept as they are.`,
        'Switch it on: it is then built anew.',
      )
    }
    await redefineSegment(tx, accountId, segmentId, row.definition)
    await enqueue(tx, BUILD_SEGMENT, { accountId, segmentId })
    return existing(tx, accountId, segmentId)
  })
}

/** @throws Problem 404; 409 while something builds on it */
export function removeGroup(
  sql: Sql,
  accountId: string,
  groupId: string,
  kind: 'list' | 'segment',
): Promise<void> {
  // Builds and followers write members in another order than a deletion takes them away.
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const naming = await segmentsNaming(tx, accountId, groupId)
      if (naming.length > 0) {
        throw conflict(
          'in_use',
          `The ${kind} is named by ${naming.map((one) => quote(one.name)).join(', ')}.`,
          'Change or delete those segments first.',
        )
      }
      if (!(await deleteGroup(tx, accountId, groupId, kind))) throw notFound(kind, groupId)
    }),
  )
}

/** @throws Problem 404 */
async function existing(tx: Tx, accountId: string, segmentId: string): Promise<GroupRow> {
  const row = await findGroup(tx, accountId, segmentId)
  if (row?.kind !== 'segment') throw notFound('segment', segmentId)
  return row
}
