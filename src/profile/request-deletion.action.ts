import { recordAudit } from '../account/audit.sql.ts'
import type { Caller } from '../platform/http.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { type Identifiers, identifiersOf } from './identifiers.ts'
import { insertProfileJob } from './profile-jobs.sql.ts'
import { DELETE_PROFILE } from './profile-jobs.ts'
import { findProfiles } from './upsert.sql.ts'

/**
 * Queue the deletion of whoever an id or identifier leads to. Nobody there: nothing to do, and the
 * caller is not told, because the request is answered before the work.
 *
 * @param who UUID, or one identifier
 */
export function requestDeletion(
  sql: Sql,
  caller: Caller,
  who: { id: string } | { identifiers: Identifiers },
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<void> {
  const { accountId } = caller
  const wanted =
    'id' in who
      ? { ids: [who.id], identifiers: [] }
      : { ids: [], identifiers: identifiersOf(who.identifiers) }
  return inAccount(sql, accountId, async (tx) => {
    const found = new Set(
      (await findProfiles(tx, accountId, wanted)).map(({ profileId }) => profileId),
    )
    for (const profileId of found) {
      const jobId = newUlidUuid(now)
      const payload = { profileId }
      await insertProfileJob(
        tx,
        accountId,
        { jobId, kind: 'deletion', payload, totalCount: 1 },
        now,
      )
      await enqueue(tx, DELETE_PROFILE, { accountId, jobId })
      await recordAudit(tx, caller, wallNow, {
        action: 'profile.deleted',
        subject: ulidOf(profileId),
      })
    }
  })
}
