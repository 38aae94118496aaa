import { getMemberships, MEMBERSHIPS_MAX } from '../contract/groups.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { isoSeconds } from '../platform/time.ts'
import { membershipsOf } from './groups.sql.ts'
import { calledProfile } from './profile-groups.action.ts'

export const membershipsRoute: Route = implement(getMemberships, (call) =>
  call.read(async (tx) => {
    const profileId = await calledProfile(tx, call)
    const rows = await membershipsOf(tx, call.caller.accountId, profileId, MEMBERSHIPS_MAX)
    return {
      data: rows.map(({ groupId, kind, name, isActive, joinedAt }) => ({
        type: 'membership',
        id: groupId,
        parentId: param(call, 'id'),
        attributes: {
          kind,
          name,
          is_active: isActive,
          joined_group_at: isoSeconds(joinedAt),
        },
      })),
    }
  }),
)
