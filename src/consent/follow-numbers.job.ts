import { nowIn } from '../platform/clock.ts'
import { eventLog } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { profileLog } from '../profile/profile-log.ts'
import { forgetOldNumbers } from './forget-old-numbers.action.ts'

/** Consent to texts belongs to the number: whoever gets another one has not consented with it. */
export const followNumbers = follower({
  name: 'consent.numbers',
  log: profileLog,
  batchMax: 500,
  restMs: 500,
  async apply(tx, batch) {
    const changes = await batch.rows(['profileId', 'kind', 'fields'])
    const byAccount = Map.groupBy(
      changes.filter(({ kind, fields }) => kind === 'merged' || fields.includes('phone_number')),
      ({ accountId }) => accountId,
    )
    let ended = 0
    for (const [accountId, changed] of byAccount) {
      const profileIds = [...new Set(changed.map(({ profileId }) => profileId))]
      ended += await forgetOldNumbers(tx, accountId, profileIds, await nowIn(tx, accountId))
    }
    return ended > 0 ? [profileLog, eventLog] : []
  },
})
