import { follower } from '../platform/follower.ts'
import type { Content } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import { lockShardsOf } from '../profile/shard-lock.sql.ts'
import { groupLog } from './group-log.ts'
import { momentOf } from './moment.action.ts'
import { needsOf } from './needs.ts'
import { reevaluate } from './reevaluate.action.ts'
import type { ChangeCause } from './segment.ts'
import { segmentsTouched } from './segments-due.sql.ts'

/** Larger than of events: a build logs everybody who joins, and few segments look at others. */
const BATCH_MAX = 1_000
const REST_MS = 20

/** Keeps segments true to the lists and segments that they name. */
export const followSegmentGroups = follower({
  name: 'segment.groups',
  log: groupLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    if (!(await areNamed(tx, batch.contents))) return
    const changes = await batch.rows(['groupId', 'profileId', 'cause'])
    let moves = 0
    // Before segments are read: see `buildSegment`.
    await lockShardsOf(tx, 'decisions', changes)
    for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
      for (const [cause, some] of Map.groupBy(own, (change) => passedOn(change.cause))) {
        const groupIds = [...new Set(some.map((change) => change.groupId))]
        const segments = await segmentsTouched(tx, accountId, { groupIds })
        if (segments.length === 0) continue
        const needs = new Map(
          segments.map((one) => [one.segmentId, needsOf(one.definition).groups]),
        )
        const moved = Map.groupBy(some, (change) => change.profileId)
        moves += await reevaluate(tx, accountId, {
          segments,
          profileIds: [...moved.keys()],
          isWanted: (segmentId, profileId) =>
            (moved.get(profileId) ?? []).some((change) =>
              needs.get(segmentId)?.has(change.groupId),
            ),
          cause,
          moment: await momentOf(tx, accountId),
        })
      }
    }
    return moves > 0 ? [groupLog] : []
  },
})

/** Whether a segment asks for one of the groups: a build logs very many changes of one that none asks for. */
async function areNamed(tx: Tx, changes: readonly Content[]): Promise<boolean> {
  for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
    const groupIds = [...new Set(own.flatMap(({ kind }) => kind ?? []))]
    const segments = await segmentsTouched(tx, accountId, { groupIds })
    if (segments.length > 0) return true
  }
  return false
}

/** Somebody who puts a profile on a list changes data of the segments that name the list. */
function passedOn(cause: ChangeCause): ChangeCause {
  return cause === 'manual' ? 'data' : cause
}
