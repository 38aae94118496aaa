import { job } from '../platform/job.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount } from '../platform/sql.ts'
import { mergeProfiles } from './merge-profiles.action.ts'
import { advanceJob, completeJob, lockJob, payloadOf } from './profile-jobs.sql.ts'
import { MERGE_PROFILES, MergePayload } from './profile-jobs.ts'

/** Merge two profiles. Safe to repeat: a completed job is left alone. */
export const mergeProfilesJob = job({
  ...MERGE_PROFILES,

  async run({ accountId, jobId }, { sql, clock, log }) {
    const now = await clock.now(accountId)
    await retryLostRaces(() =>
      inAccount(sql, accountId, async (tx) => {
        const locked = await lockJob(tx, accountId, jobId)
        if (locked?.status !== 'queued') return

        const request = MergePayload.parse(await payloadOf(tx, accountId, jobId))
        const outcome = await mergeProfiles(tx, accountId, request, now)
        // Both existed when the merge was asked for; one may have been deleted since.
        const failed = outcome.outcome === 'refused' ? 1 : 0
        log.info({ accountId, jobId, ...outcome }, 'profiles merged')
        await advanceJob(tx, accountId, jobId, { completed: 1 - failed, failed }, now)
        await completeJob(tx, accountId, jobId, now)
      }),
    )
  },
})
