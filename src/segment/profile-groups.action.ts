import type { Call } from '../platform/http.ts'
import { param } from '../platform/http.ts'
import { uuidOf } from '../platform/id.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { profileById } from '../profile/profiles.sql.ts'
import { type GroupKind, type GroupRow, groupsOfProfile } from './groups.sql.ts'

/** The lists or segments of the profile that a path names. @throws Problem 404 */
export async function groupsOfCalledProfile(
  tx: Tx,
  call: Pick<Call<never, unknown>, 'caller' | 'params'>,
  kind: GroupKind,
): Promise<GroupRow[]> {
  return groupsOfProfile(tx, call.caller.accountId, await calledProfile(tx, call), kind)
}

/** The id of the profile that a path names. @throws Problem 404 */
export async function calledProfile(
  tx: Tx,
  call: Pick<Call<never, unknown>, 'caller' | 'params'>,
): Promise<string> {
  const id = param(call, 'id')
  const uuid = uuidOf(id)
  const profile =
    uuid === undefined ? undefined : await profileById(tx, call.caller.accountId, uuid)
  if (!profile) throw notFound('profile', id)
  return profile.profileId
}
