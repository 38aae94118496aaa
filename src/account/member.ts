import {
  PEOPLE_PERMISSIONS,
  type Permission,
  type Role,
  roleMay,
  SCOPES,
} from '../contract/permissions.ts'

/** Why a role may not be changed or a member not removed. */
export type MemberRefusal =
  | 'may-not-manage-members'
  | 'grants-more-than-held'
  | 'is-the-owner'
  | 'owner-must-hand-over'

const ALL: readonly Permission[] = [...SCOPES, ...PEOPLE_PERMISSIONS]

/** Whether `actor` may make somebody `role`: who manages members, and never more than they hold. */
export function mayGrant(actor: Role, role: Role): boolean {
  if (!roleMay(actor, 'members:write') || role === 'owner') return false
  return ALL.every((permission) => roleMay(actor, permission) || !roleMay(role, permission))
}

export type RoleChange =
  | { do: 'change' }
  | { do: 'hand-over' }
  | { do: 'nothing' }
  | { do: 'refuse'; reason: MemberRefusal }

/** What giving `target`, who has the role `from`, the role `to` means when `actor` does it. */
export function changeRole(actor: Role, from: Role, to: Role, isSelf: boolean): RoleChange {
  if (!roleMay(actor, 'members:write')) return { do: 'refuse', reason: 'may-not-manage-members' }
  if (from === to) return { do: 'nothing' }
  if (from === 'owner') {
    return { do: 'refuse', reason: isSelf ? 'owner-must-hand-over' : 'is-the-owner' }
  }
  if (to === 'owner') {
    return actor === 'owner'
      ? { do: 'hand-over' }
      : { do: 'refuse', reason: 'grants-more-than-held' }
  }
  return mayGrant(actor, to) ? { do: 'change' } : { do: 'refuse', reason: 'grants-more-than-held' }
}

/** Why `actor` may not remove a member of role `target`, or undefined when they may. */
export function removalRefusal(
  actor: Role,
  target: Role,
  isSelf: boolean,
): MemberRefusal | undefined {
  if (target === 'owner') return isSelf ? 'owner-must-hand-over' : 'is-the-owner'
  if (isSelf) return undefined
  return roleMay(actor, 'members:write') ? undefined : 'may-not-manage-members'
}
