import { optInDefault } from '../account/accounts.sql.ts'
import { shortId, uuidOf } from '../platform/id.ts'
import { conflict, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import { findGroup, type GroupRow, groupIdsAmong, insertGroup, updateGroup } from './groups.sql.ts'
import { logChanges } from './members.sql.ts'
import { addMembers, copyMembers, removeMembers } from './members-list.sql.ts'

type OptIn = NonNullable<GroupRow['optInProcess']>

export function createList(
  sql: Sql,
  accountId: string,
  wanted: { name: string; optInProcess: OptIn | undefined },
  now: Date,
): Promise<GroupRow> {
  return inAccount(sql, accountId, (tx) => newList(tx, accountId, wanted, now))
}

async function newList(
  tx: Tx,
  accountId: string,
  wanted: { name: string; optInProcess: OptIn | undefined },
  now: Date,
): Promise<GroupRow> {
  const groupId = shortId()
  const { name } = wanted
  const optInProcess = wanted.optInProcess ?? (await optInDefault(tx, accountId))
  await insertGroup(
    tx,
    accountId,
    { groupId, kind: 'list', name, isStarred: false, optInProcess },
    now,
  )
  return existing(tx, accountId, groupId)
}

/** @throws Problem 404 */
export function changeList(
  sql: Sql,
  accountId: string,
  listId: string,
  change: { name: string | undefined; optInProcess: OptIn | undefined },
  now: Date,
): Promise<GroupRow> {
  return inAccount(sql, accountId, async (tx) => {
    await existing(tx, accountId, listId)
    await updateGroup(tx, accountId, listId, { kind: 'list', ...change }, now)
    return existing(tx, accountId, listId)
  })
}

/**
 * Put profiles on a list or take them off. All or none: an id that leads to no profile is refused.
 * @throws Problem 404 for the list, 400 naming each unknown profile
 */
export function changeMembers(
  sql: Sql,
  accountId: string,
  listId: string,
  change: { add: boolean; profileIds: readonly string[] },
  now: Date,
): Promise<void> {
  return inAccount(sql, accountId, async (tx) => {
    await existing(tx, accountId, listId)
    const ids = change.profileIds.map((id) => uuidOf(id))
    const known = new Set(
      (
        await profilesByIds(
          tx,
          accountId,
          ids.filter((id) => id !== undefined),
        )
      ).map((profile) => profile.profileId),
    )
    const unknown = change.profileIds.flatMap((id, at) =>
      known.has(ids[at] ?? '')
        ? []
        : [
            invalidDetail(
              `/data/${at}/id`,
              `A profile with id ${quote(id)} does not exist.`,
              'Use ids from GET /api/profiles. Nothing of this request was changed.',
            ),
          ],
    )
    if (unknown.length > 0) throw new Problem(400, unknown)
    const changed = change.add
      ? await addMembers(tx, accountId, listId, [...known], now)
      : await removeMembers(tx, accountId, listId, [...known])
    const kind = change.add ? ('joined' as const) : ('left' as const)
    await logChanges(
      tx,
      accountId,
      changed.map((profileId) => ({ groupId: listId, profileId, kind, at: now })),
      'manual',
    )
  })
}

/**
 * What an import names must be there when it begins, or its people would be on no list.
 * @throws Problem 400 with a pointer to each list that is not
 */
export async function refuseUnknownLists(
  tx: Tx,
  accountId: string,
  listIds: readonly string[],
): Promise<void> {
  const known = new Set(await groupIdsAmong(tx, accountId, 'list', listIds))
  const problems = listIds.flatMap((listId, at) =>
    known.has(listId)
      ? []
      : [
          invalidDetail(
            `/data/relationships/lists/data/${at}/id`,
            `A list with id ${quote(listId)} does not exist.`,
            'Use an id from GET /api/lists.',
          ),
        ],
  )
  if (problems.length > 0) throw new Problem(400, problems)
}

/** Put imported profiles on lists. Lists that are gone meanwhile are passed over. */
export async function joinLists(
  tx: Tx,
  accountId: string,
  joining: { profileIds: readonly string[]; listIds: readonly string[]; now: Date },
): Promise<void> {
  const { profileIds, now } = joining
  for (const listId of joining.listIds) {
    const row = await findGroup(tx, accountId, listId)
    if (row?.kind !== 'list') continue
    const joined = await addMembers(tx, accountId, listId, profileIds, now)
    await logChanges(
      tx,
      accountId,
      joined.map((profileId) => ({ groupId: listId, profileId, kind: 'joined', at: now })),
      'manual',
    )
  }
}

/**
 * A list of everybody who is in a segment now.
 * @throws Problem 404; 409 while the segment is being built
 */
export function snapshotSegment(
  sql: Sql,
  accountId: string,
  segmentId: string,
  name: string,
  now: Date,
): Promise<GroupRow> {
  return inAccount(sql, accountId, async (tx) => {
    const segment = await findGroup(tx, accountId, segmentId)
    if (segment?.kind !== 'segment') throw notFound('segment', segmentId)
    if (segment.isProcessing) {
      throw conflict(
        'segment_processing',
        `The segment ${quote(segment.name)} is still being built.`,
        'Try again when is_processing is false.',
      )
    }
    const list = await newList(tx, accountId, { name, optInProcess: undefined }, now)
    await copyMembers(tx, accountId, segmentId, list.groupId, now)
    return list
  })
}

/** @throws Problem 404 */
async function existing(tx: Tx, accountId: string, listId: string): Promise<GroupRow> {
  const row = await findGroup(tx, accountId, listId)
  if (row?.kind !== 'list') throw notFound('list', listId)
  return row
}
