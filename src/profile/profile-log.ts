import type { Log } from '../platform/log.ts'

/** A change of a profile: what changed, and by the names of `changedFields` where. */
export interface ProfileChange {
  profileId: string
  /** Of a merge, the profile that was kept. */
  kind: 'created' | 'updated' | 'merged' | 'deleted'
  fields: string[]
}

export const profileLog: Log<ProfileChange> = {
  table: 'profile_changes',
  position: 'change_id',
  columns: { profileId: 'profile_id', kind: 'kind', fields: 'fields' },
  kind: 'kind',
}
