import { job } from '../platform/job.ts'
import { RECORD_LATE_START } from './late-start.ts'
import { recordLateStart } from './record-late-start.action.ts'

/** Queued with the first message of an episode, for the case that no turn is committed in time. */
export const recordLateStartJob = job({
  ...RECORD_LATE_START,
  run: async (payload, { sql, clock }) =>
    recordLateStart(sql, payload, await clock.now(payload.accountId)),
})
