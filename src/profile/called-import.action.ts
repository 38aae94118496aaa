import { type Call, param } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { findImportJob, type ProfileJobRow } from './profile-jobs.sql.ts'

/** The import job that a path names by this parameter. @throws Problem 404 */
export async function calledImportJob(
  tx: Tx,
  call: Pick<Call<never, unknown>, 'caller' | 'params'>,
  name: string,
): Promise<ProfileJobRow> {
  const id = param(call, name)
  const uuid = uuidOf(id)
  const row = uuid === undefined ? undefined : await findImportJob(tx, call.caller.accountId, uuid)
  if (!row) throw notFound('profile-bulk-import-job', id)
  return row
}
