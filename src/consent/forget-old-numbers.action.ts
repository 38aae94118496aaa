import type { Tx } from '../platform/sql.ts'
import { changeConsent } from './change-consent.action.ts'
import { type ConsentChange, type ConsentTopic } from './consent.ts'
import { consentsOfOldNumbers } from './ledger.sql.ts'

/**
 * Unsubscribe from texts whoever consented to them with another number than they have now.
 * @returns how many consents ended
 */
export async function forgetOldNumbers(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<number> {
  const old = await consentsOfOldNumbers(tx, accountId, profileIds)
  const changes = old.flatMap(({ profileId, channel }) => {
    const topics: ConsentTopic[] =
      channel === 'whatsapp' ? ['marketing', 'conversational'] : ['marketing']
    return topics.map(
      (topic): ConsentChange => ({
        profileId,
        channel,
        topic,
        kind: 'unsubscribe',
        method: 'profile_modification',
        source: 'profile',
      }),
    )
  })
  for (let from = 0; from < changes.length; from += CHANGES_MAX) {
    await changeConsent(tx, accountId, changes.slice(from, from + CHANGES_MAX), { now })
  }
  return changes.length
}

/** Changes of one call. */
const CHANGES_MAX = 1_000
