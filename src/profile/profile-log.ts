import type { Log, Logged } from '../platform/follower.ts'

/** One change of a profile: which fields, and when. The new values are in the profile. */
export interface ProfileChange {
  profileId: string
  kind: 'created' | 'updated' | 'merged' | 'deleted'
  fields: string[]
  changedAt: Date
}

export type LoggedProfileChange = Logged<ProfileChange>

/** The log of profile changes. */
export const profileLog: Log<ProfileChange> = {
  table: 'profile_changes',
  position: 'change_id',
  columns: { profileId: 'profile_id', kind: 'kind', fields: 'fields', changedAt: 'changed_at' },
}
