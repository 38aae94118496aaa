import type { Log } from '../platform/log.ts'
import type { ChangeCause } from './segment.ts'

/** A profile joined or left a list or a segment. */
export interface GroupChange {
  groupId: string
  profileId: string
  kind: 'joined' | 'left'
  cause: ChangeCause
  changedAt: Date
}

export const groupLog: Log<GroupChange> = {
  table: 'group_changes',
  position: 'change_id',
  columns: {
    groupId: 'group_id',
    profileId: 'profile_id',
    kind: 'kind',
    cause: 'cause',
    changedAt: 'changed_at',
  },
  kind: 'group_id',
}
