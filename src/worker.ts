import type { Logger } from 'pino'
import { followActivity } from './event/follow-activity.job.ts'
import { forgetImportContent } from './import/forget-import-content.job.ts'
import { resumeImports } from './import/resume-imports.job.ts'
import { runImportJob } from './import/run-import.job.ts'
import { followMetricEvents } from './metric/count-events.job.ts'
import type { Clock } from './platform/clock.ts'
import { type Follower, settleFollowers } from './platform/follower.ts'
import { drainJobs, type Job } from './platform/job.ts'
import type { Sql } from './platform/sql.ts'
import type { Telemetry } from './platform/telemetry.ts'
import { deleteProfileJob } from './profile/delete-profile.job.ts'
import { forgetProfileJobs } from './profile/forget-profile-jobs.job.ts'
import { importProfilesJob } from './profile/import-profiles.job.ts'
import { mergeProfilesJob } from './profile/merge-profiles.job.ts'

/** Every follower, in the order of the road: what one writes, later ones read. */
export const followers: readonly Follower[] = [followActivity, followMetricEvents]

/** Every job, with its schedule where it has one. */
export const jobs: readonly Job[] = [
  importProfilesJob,
  mergeProfilesJob,
  deleteProfileJob,
  forgetProfileJobs,
  runImportJob,
  resumeImports,
  forgetImportContent,
]

/** What runs behind the requests. */
export interface Background {
  sql: Sql
  clock: Clock
  log: Logger
  telemetry: Telemetry
  connectionString: string
}

/**
 * Do everything that is due for an account after its clock moved. Followers and jobs serve all
 * accounts, so others' work is done on the way.
 */
export async function settleAccount(
  background: Background,
  _accountId: string,
  _now: Date,
): Promise<void> {
  await settleFollowers(background.sql, followers, background)
  await drainJobs(background.connectionString, jobs, background)
  await settleFollowers(background.sql, followers, background)
}
