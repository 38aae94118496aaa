import { follower } from '../platform/follower.ts'
import type { Log } from '../platform/log.ts'
import { noteProfileData } from './profile-data.sql.ts'

interface ProfileChange {
  profileId: string
}

const profileChangeLog: Log<ProfileChange> = {
  table: 'profile_changes',
  position: 'change_id',
  columns: { profileId: 'profile_id' },
}

/** Keeps `agent_profile_data`: which of what skills need a shop has on its profiles. */
export const followProfileData = follower({
  name: 'agent.profile-data',
  log: profileChangeLog,
  batchMax: 1_000,
  restMs: 1_000,
  apply: async (tx, batch) => noteProfileData(tx, await batch.rows(['profileId'])),
})
