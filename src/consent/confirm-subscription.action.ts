import type { Tx } from '../platform/sql.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { changeConsent } from './change-consent.action.ts'
import { confirmRequest, lockRequest } from './consent-requests.sql.ts'

export type Confirmation =
  | { outcome: 'confirmed'; profileId: string }
  /** Confirmed before: nothing is left to do. */
  | { outcome: 'already' }
  | { outcome: 'expired' | 'unknown' }

/**
 * Somebody clicked on the link of a confirmation mail, and then on the button: subscribe them, and
 * make the profile where nobody had this address.
 *
 * @throws LostRace see `retryLostRaces`
 */
export async function confirmSubscription(
  tx: Tx,
  accountId: string,
  requestId: string,
  { ip, now }: { ip: string | null; now: Date },
): Promise<Confirmation> {
  const request = await lockRequest(tx, accountId, requestId)
  if (!request) return { outcome: 'unknown' }
  if (request.confirmedAt) return { outcome: 'already' }
  if (request.expiresAt <= now) return { outcome: 'expired' }
  const { person, emailKey, email, listId } = request
  await upsertProfiles(
    tx,
    accountId,
    [
      {
        identifiers: { ...person.identifiers, email },
        fields: person.fields,
        identifierRule: 'add',
        onConflict: 'prefer-first',
      },
    ],
    now,
  )
  const identifiers = [{ kind: 'email' as const, value: emailKey }]
  const [owner] = await findProfiles(tx, accountId, { identifiers, ids: [] })
  if (!owner) return { outcome: 'unknown' }
  const { profileId } = owner
  await changeConsent(
    tx,
    accountId,
    [
      {
        profileId,
        channel: 'email',
        kind: 'subscribe',
        listId,
        method: 'api',
        methodDetail: request.methodDetail,
        customMethodDetail: request.customMethodDetail,
        doubleOptin: true,
        source: request.source,
        ip: ip ?? request.ip,
      },
    ],
    { now },
  )
  await confirmRequest(tx, accountId, requestId, { profileId, now })
  return { outcome: 'confirmed', profileId }
}
