import type { Endpoint } from '../contract/endpoint.ts'
import {
  getProfileIdsForList,
  getProfileIdsForSegment,
  getProfilesForList,
  getProfilesForSegment,
} from '../contract/groups.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf } from '../platform/id.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { withoutTokens } from '../profile/follow-tokens.action.ts'
import { profileResource } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import { findGroup, type GroupKind } from './groups.sql.ts'
import { listMembers } from './members-list.sql.ts'

/** Members of lists and segments, whole or as ids. */
export function memberRoutes({ secret }: { secret: Uint8Array }): Route[] {
  const list: Groups = { kind: 'list', secret }
  const segment: Groups = { kind: 'segment', secret }
  return [
    members(getProfilesForList, list),
    memberIds(getProfileIdsForList, list),
    members(getProfilesForSegment, segment),
    memberIds(getProfileIdsForSegment, segment),
  ]
}

type Groups = { kind: GroupKind; secret: Uint8Array }

function members(endpoint: Endpoint, groups: Groups): Route {
  return implement(endpoint, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await pageOfMembers(tx, call, groups)
      const ids = rows.map((row) => row.profileId)
      const profiles = await profilesByIds(tx, call.caller.accountId, ids)
      const byId = new Map(profiles.map((profile) => [profile.profileId, profile]))
      const additional = call.query.additional.get('profile') ?? new Set<string>()
      const data = rows.flatMap(({ profileId, joinedAt }) => {
        const profile = byId.get(profileId)
        if (!profile) return []
        const resource = profileResource(profile, additional)
        const attributes = { ...resource.attributes, joined_group_at: isoSeconds(joinedAt) }
        return [{ ...resource, attributes }]
      })
      return { data, next, prev }
    }),
  )
}

function memberIds(endpoint: Endpoint, groups: Groups): Route {
  return implement(endpoint, (call) =>
    call.read(async (tx) => {
      const { rows, next, prev } = await pageOfMembers(tx, call, groups)
      const linkage = rows.map((row) => ({ type: 'profile', id: ulidOf(row.profileId) }))
      return { linkage, next, prev }
    }),
  )
}

async function pageOfMembers(
  tx: Tx,
  call: Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>,
  { kind, secret }: Groups,
) {
  const { accountId } = call.caller
  const id = param(call, 'id')
  const group = await findGroup(tx, accountId, id)
  if (group?.kind !== kind) throw notFound(kind, id)
  const { sort, page } = call.query
  const asked = { accountId, secret, idField: 'profile_id' }
  const filter = await withoutTokens(tx, asked, call.query.filter)
  const fetched = await listMembers(tx, accountId, id, { filter, sort, page })
  return pageOf(fetched, page, (row) => ({ key: row.joinedAt.toISOString(), id: row.profileId }))
}
