import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { JsonObject } from './profile.ts'
import { findImportJob, insertProfileJob, type ProfileJobRow } from './profile-jobs.sql.ts'
import { IMPORT_PROFILES } from './profile-jobs.ts'

/** Throws when an import names a list that is not there. */
export type RefuseUnknownLists = (
  tx: Tx,
  accountId: string,
  listIds: readonly string[],
) => Promise<void>

export interface WantedImport {
  profiles: readonly JsonObject[]
  listIds: readonly string[]
  refuseUnknownLists: RefuseUnknownLists
}

/**
 * Store the rows of an import and queue it. Rows are checked later, one by one.
 * @throws Problem 400 for a list that does not exist
 */
export function queueImport(
  sql: Sql,
  accountId: string,
  { profiles, listIds, refuseUnknownLists }: WantedImport,
  now: Date,
): Promise<ProfileJobRow> {
  const jobId = newUlidUuid(now)
  return inAccount(sql, accountId, async (tx) => {
    await refuseUnknownLists(tx, accountId, listIds)
    await insertProfileJob(
      tx,
      accountId,
      { jobId, kind: 'import', payload: { profiles }, totalCount: profiles.length, listIds },
      now,
    )
    await enqueue(tx, IMPORT_PROFILES, { accountId, jobId })
    const row = await findImportJob(tx, accountId, jobId)
    if (!row) throw new Error('the import job was just stored')
    return row
  })
}
