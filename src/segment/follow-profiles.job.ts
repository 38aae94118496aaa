import { follower } from '../platform/follower.ts'
import { profileLog } from '../profile/profile-log.ts'
import { lockShardsOf } from '../profile/shard-lock.sql.ts'
import { lockProfiles } from './facts.sql.ts'
import { groupLog } from './group-log.ts'
import { logMoves } from './members.sql.ts'
import { momentOf } from './moment.action.ts'
import { reevaluate } from './reevaluate.action.ts'
import { segmentsKept, segmentsTouched } from './segments-due.sql.ts'

const BATCH_MAX = 400
const REST_MS = 20

/** Keeps membership true to what is kept on profiles, and to profiles that come, merge and go. */
export const followSegmentProfiles = follower({
  name: 'segment.profiles',
  log: profileLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    const changes = await batch.rows(['profileId', 'kind'])
    let moves = 0
    await lockShardsOf(tx, 'decisions', changes)
    for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
      const moment = await momentOf(tx, accountId)
      // A new profile may belong to any segment ("placed no order"), a merged one too: events moved.
      const whole = own.filter((change) => change.kind !== 'updated')
      const updated = own.filter((change) => change.kind === 'updated')
      const moved = whole.filter(({ kind }) => kind === 'merged' || kind === 'deleted')
      if (moved.length > 0) {
        const ids = moved.map((change) => change.profileId)
        await lockProfiles(tx, accountId, ids)
        moves += await logMoves(tx, accountId, ids, moment.now)
      }
      for (const [kind, some] of Map.groupBy(whole, (change) => change.kind)) {
        moves += await reevaluate(tx, accountId, {
          segments: await segmentsKept(tx, accountId),
          profileIds: some.map((change) => change.profileId),
          cause: kind === 'merged' ? 'merge' : 'data',
          moment,
        })
      }
      if (updated.length === 0) continue
      moves += await reevaluate(tx, accountId, {
        segments: await segmentsTouched(tx, accountId, { profile: true }),
        profileIds: updated.map((change) => change.profileId),
        cause: 'data',
        moment,
      })
    }
    return moves > 0 ? [groupLog] : []
  },
})
