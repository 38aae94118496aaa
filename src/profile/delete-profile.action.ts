import type { Tx } from '../platform/sql.ts'
import { lockForRemoval } from './merge.sql.ts'
import {
  deleteMergesInto,
  deleteOtherRows,
  deleteRefusedRows,
  redactEvents,
  redactProfileRow,
} from './redact.sql.ts'
import { loadProfiles } from './save-profiles.action.ts'
import { logChanges } from './upsert.sql.ts'

/**
 * Forget a person, in the caller's transaction: everything personal goes, their events stay as
 * anonymous numbers, and nothing leads to them any more. Safe to repeat.
 *
 * @returns false when there is no such profile, or it was forgotten before
 */
export async function deleteProfile(
  tx: Tx,
  accountId: string,
  profileId: string,
  now: Date,
): Promise<boolean> {
  await lockForRemoval(tx, accountId, [profileId])
  const profile = (await loadProfiles(tx, accountId, [profileId])).get(profileId)
  if (!profile) return false
  const identifiers = [...profile.identifiers.values()].map(({ value }) => value)
  await redactProfileRow(tx, accountId, profileId, now)
  await redactEvents(tx, accountId, profileId)
  await deleteMergesInto(tx, accountId, profileId)
  await deleteRefusedRows(tx, accountId, identifiers)
  await deleteOtherRows(tx, accountId, profileId)
  await logChanges(tx, accountId, [{ profileId, kind: 'deleted', fields: [] }], now)
  return true
}
