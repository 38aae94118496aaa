import { eventLog, metricsAmong } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { PASSIVE_METRIC_NAMES } from './passive-metrics.ts'
import { addProfileActivity } from './profile-activity.sql.ts'

/** Keeps `profile_activity`: when a profile first and last did something. */
export const followActivity = follower({
  name: 'profile.last-active',
  log: eventLog,
  batchMax: 4_000,
  restMs: 200,
  apply: async (tx, { contents, stretches }) => {
    const passive = await metricsAmong(tx, contents, { names: PASSIVE_METRIC_NAMES })
    await addProfileActivity(tx, stretches, passive)
  },
})
