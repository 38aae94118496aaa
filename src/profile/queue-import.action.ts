import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import type { JsonObject } from './profile.ts'
import { findImportJob, insertProfileJob, type ProfileJobRow } from './profile-jobs.sql.ts'
import { IMPORT_PROFILES } from './profile-jobs.ts'

/** Store the rows of an import and queue it. Rows are checked later, one by one. */
export function queueImport(
  sql: Sql,
  accountId: string,
  { profiles, listIds }: { profiles: readonly JsonObject[]; listIds: readonly string[] },
  now: Date,
): Promise<ProfileJobRow> {
  const jobId = newUlidUuid(now)
  return inAccount(sql, accountId, async (tx) => {
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
