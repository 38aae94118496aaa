import { eventLog } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { addProfileActivity } from './profile-activity.sql.ts'

/** Keeps `profile_activity`: when a profile first and last did something. */
export const followActivity = follower({
  name: 'profile.last-active',
  log: eventLog,
  batchMax: 4_000,
  restMs: 200,
  apply: (tx, { stretches }) => addProfileActivity(tx, stretches),
})
