import { follower } from '../platform/follower.ts'
import { profileLog } from '../profile/profile-log.ts'
import { lockAllShards } from '../profile/shard-lock.sql.ts'
import { attribute, lockCurrent } from './attribute.action.ts'
import { eventsOfProfiles } from './attributions.sql.ts'

/** After a merge, the touches of one profile may have brought about what the other did. */
export const followMerges = follower({
  name: 'attribution.merges',
  log: profileLog,
  batchMax: 1_000,
  restMs: 200,
  async apply(tx, batch) {
    if (batch.contents.every(({ kind }) => kind !== 'merged')) return
    const merged = await batch.rows(['profileId'], ['merged'])
    for (const [accountId, own] of Map.groupBy(merged, (change) => change.accountId)) {
      await lockAllShards(tx, 'credits', accountId)
      const ids = await lockCurrent(
        tx,
        accountId,
        own.map((change) => change.profileId),
      )
      const events = await eventsOfProfiles(tx, accountId, [...new Set(ids.values())])
      await attribute(tx, accountId, {
        touches: [],
        eventIds: events.map((event) => event.eventId),
      })
    }
  },
})
