import { job } from '../platform/job.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount } from '../platform/sql.ts'
import { deleteProfile } from './delete-profile.action.ts'
import { mergedInto } from './merge.sql.ts'
import { advanceJob, completeJob, lockJob, payloadOf } from './profile-jobs.sql.ts'
import { DELETE_PROFILE, DeletionPayload } from './profile-jobs.ts'

/** Forget a person. Safe to repeat: a completed job is left alone. */
export const deleteProfileJob = job({
  ...DELETE_PROFILE,

  async run({ accountId, jobId }, { sql, clock }) {
    const now = await clock.now(accountId)
    await retryLostRaces(() =>
      inAccount(sql, accountId, async (tx) => {
        const locked = await lockJob(tx, accountId, jobId)
        if (locked?.status !== 'queued') return

        const { profileId } = DeletionPayload.parse(await payloadOf(tx, accountId, jobId))
        // A merge since the request took the person's data along.
        const holder = (await mergedInto(tx, accountId, profileId)) ?? profileId
        await deleteProfile(tx, accountId, holder, now)
        await advanceJob(tx, accountId, jobId, { completed: 1, failed: 0 }, now)
        await completeJob(tx, accountId, jobId, now)
      }),
    )
  },
})
