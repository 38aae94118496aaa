import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import type { JsonObject } from './profile.ts'
import { JOB_DAYS } from './profile-jobs.ts'

export type ProfileJobKind = 'import' | 'merge' | 'deletion'
export type ProfileJobStatus = 'queued' | 'processing' | 'complete' | 'cancelled'

export type ProfileJobRow = {
  jobId: string
  status: ProfileJobStatus
  totalCount: number
  completedCount: number
  failedCount: number
  listIds: string[]
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
  expiresAt: Date
}

function columns(tx: Tx) {
  return tx`
    job_id as "jobId", status, total_count as "totalCount",
    completed_count as "completedCount", failed_count as "failedCount", list_ids as "listIds",
    created_at as "createdAt", started_at as "startedAt", completed_at as "completedAt",
    expires_at as "expiresAt"
  `
}

export type NewProfileJob = {
  jobId: string
  kind: ProfileJobKind
  payload: JsonObject
  totalCount: number
  listIds?: readonly string[]
}

export async function insertProfileJob(
  tx: Tx,
  accountId: string,
  job: NewProfileJob,
  now: Date,
): Promise<void> {
  await tx`
    insert into profile_jobs (
      account_id, job_id, kind, payload, list_ids, total_count, created_at, expires_at
    )
    values (
      ${accountId}, ${job.jobId}, ${job.kind}, ${JSON.stringify(job.payload)}::text::jsonb,
      ${[...(job.listIds ?? [])]}::text[], ${job.totalCount}, ${now},
      ${new Date(now.getTime() + JOB_DAYS * DAY_MS)}
    )
  `
}

export async function findImportJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<ProfileJobRow | undefined> {
  const [row] = await tx<ProfileJobRow[]>`
    select ${columns(tx)}
    from profile_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
      and kind = 'import'
  `
  return row
}

export function listImportJobs(
  tx: Tx,
  accountId: string,
  list: { statuses: readonly string[] | null; descending: boolean; page: Page },
): Promise<ProfileJobRow[]> {
  const { cursor, size } = list.page
  const isAscending = list.descending === (cursor?.backwards ?? false)
  const direction = isAscending ? tx`asc` : tx`desc`
  const beyond = isAscending ? tx`>` : tx`<`
  return tx<ProfileJobRow[]>`
    select ${columns(tx)}
    from profile_jobs
    where account_id = ${accountId}
      and kind = 'import'
      ${list.statuses ? tx`and status = any(${[...list.statuses]}::text[])` : tx``}
      ${
        cursor
          ? tx`and (created_at, job_id) ${beyond} (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
          : tx``
      }
    order by created_at ${direction}, job_id ${direction}
    limit ${size + 1}
  `
}

export type LockedJob = {
  status: ProfileJobStatus
  payload: JsonObject
  doneCount: number
  listIds: string[]
}

/** Lock a job for one step of its work: whoever comes second waits and sees what was done. */
export async function lockJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<Omit<LockedJob, 'payload'> | undefined> {
  const [row] = await tx<Omit<LockedJob, 'payload'>[]>`
    select status, completed_count + failed_count as "doneCount", list_ids as "listIds"
    from profile_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
    for update
  `
  return row
}

export async function payloadOf(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<JsonObject | undefined> {
  const [row] = await tx<{ payload: JsonObject }[]>`
    select payload
    from profile_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
  `
  return row?.payload
}

/** Count one step. */
export async function advanceJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  step: { completed: number; failed: number },
  now: Date,
): Promise<void> {
  await tx`
    update profile_jobs
    set status = 'processing',
        started_at = coalesce(started_at, ${now}),
        completed_count = completed_count + ${step.completed},
        failed_count = failed_count + ${step.failed}
    where account_id = ${accountId}
      and job_id = ${jobId}
  `
}

/** Close a job and forget what it was given. */
export async function completeJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  now: Date,
): Promise<void> {
  await tx`
    update profile_jobs
    set status = 'complete',
        payload = '{}',
        started_at = coalesce(started_at, ${now}),
        completed_at = ${now}
    where account_id = ${accountId}
      and job_id = ${jobId}
  `
}

export async function addJobProfiles(
  tx: Tx,
  accountId: string,
  jobId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    insert into profile_job_profiles (account_id, job_id, profile_id)
    select ${accountId}, ${jobId}, profile_id
    from unnest(${[...profileIds]}::uuid[]) as done (profile_id)
    on conflict do nothing
  `
}

export type JobErrorRow = {
  rowNumber: number
  code: string
  detail: string
  pointer: string
  original: JsonObject
}

export async function addJobErrors(
  tx: Tx,
  accountId: string,
  jobId: string,
  errors: readonly JobErrorRow[],
): Promise<void> {
  await tx`
    insert into profile_job_errors (account_id, job_id, row_number, code, detail, pointer, original)
    select ${accountId}, ${jobId}, r."rowNumber", r.code, r.detail, r.pointer, r.original
    from jsonb_to_recordset(${JSON.stringify(errors)}::text::jsonb) as r (
      "rowNumber" integer, code text, detail text, pointer text, original jsonb
    )
    on conflict do nothing
  `
}

export function listJobErrors(
  tx: Tx,
  accountId: string,
  jobId: string,
  page: Page,
): Promise<JobErrorRow[]> {
  const isBackwards = page.cursor?.backwards ?? false
  const beyond = isBackwards ? tx`<` : tx`>`
  return tx<JobErrorRow[]>`
    select row_number as "rowNumber", code, detail, pointer, original
    from profile_job_errors
    where account_id = ${accountId}
      and job_id = ${jobId}
      ${page.cursor ? tx`and row_number ${beyond} ${Number(page.cursor.id)}` : tx``}
    order by row_number ${isBackwards ? tx`desc` : tx`asc`}
    limit ${page.size + 1}
  `
}

export function listJobProfileIds(
  tx: Tx,
  accountId: string,
  jobId: string,
  page: Page,
): Promise<{ profileId: string }[]> {
  const isBackwards = page.cursor?.backwards ?? false
  const beyond = isBackwards ? tx`<` : tx`>`
  return tx<{ profileId: string }[]>`
    select profile_id as "profileId"
    from profile_job_profiles
    where account_id = ${accountId}
      and job_id = ${jobId}
      ${page.cursor ? tx`and profile_id ${beyond} ${page.cursor.id}::uuid` : tx``}
    order by profile_id ${isBackwards ? tx`desc` : tx`asc`}
    limit ${page.size + 1}
  `
}

/** Forget jobs that nobody can ask for any more. */
export async function deleteExpiredJobs(tx: Tx, now: Date): Promise<number> {
  const result = await tx`
    delete from profile_jobs
    where expires_at < ${now}
      and status in ('complete', 'cancelled')
  `
  return result.count
}
