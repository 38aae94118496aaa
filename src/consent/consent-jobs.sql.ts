import { type ListQuery, orderedPage, passing } from '../platform/list-query.ts'
import type { Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { CONSENT_JOB_DAYS, type ConsentJobKind, type JobPayload } from './consent-jobs.ts'

export interface ConsentJobRow {
  jobId: string
  kind: ConsentJobKind
  status: 'queued' | 'processing' | 'complete' | 'cancelled'
  listId: string | null
  segmentId: string | null
  /** The last member of the group that was looked at. */
  reached: string | null
  totalCount: number
  completedCount: number
  skippedCount: number
  createdAt: Date
  completedAt: Date | null
}

const columns = (tx: Tx) => tx`
  job_id as "jobId", kind, status, list_id as "listId", segment_id as "segmentId", reached,
  total_count as "totalCount", completed_count as "completedCount",
  skipped_count as "skippedCount", created_at as "createdAt", completed_at as "completedAt"`

export interface NewConsentJob {
  jobId: string
  kind: ConsentJobKind
  payload: JobPayload
  listId: string | null
  segmentId: string | null
  totalCount: number
}

export async function insertConsentJob(
  tx: Tx,
  accountId: string,
  job: NewConsentJob,
  now: Date,
): Promise<void> {
  await tx`
    insert into consent_jobs (
      account_id, job_id, kind, payload, list_id, segment_id, total_count, created_at, expires_at
    )
    values (
      ${accountId}, ${job.jobId}, ${job.kind}, ${JSON.stringify(job.payload)}::text::jsonb,
      ${job.listId}, ${job.segmentId}, ${job.totalCount}, ${now},
      ${new Date(now.getTime() + CONSENT_JOB_DAYS * DAY_MS)}
    )`
}

export async function findConsentJob(
  tx: Tx,
  accountId: string,
  kind: ConsentJobKind,
  jobId: string,
): Promise<ConsentJobRow | undefined> {
  const [row] = await tx<ConsentJobRow[]>`
    select ${columns(tx)}
    from consent_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
      and kind = ${kind}`
  return row
}

/** Lock a job for one step of its work: whoever comes second waits and sees what was done. */
export async function lockConsentJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<(ConsentJobRow & { payload: unknown }) | undefined> {
  const [row] = await tx<(ConsentJobRow & { payload: unknown })[]>`
    select ${columns(tx)}, payload
    from consent_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
    for update`
  return row
}

/** Count a step; with `isLast` the job is closed and what it was given is forgotten. */
export async function advanceConsentJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  step: { completed: number; skipped: number; reached: string | null; isLast: boolean },
  now: Date,
): Promise<void> {
  await tx`
    update consent_jobs
    set status = ${step.isLast ? 'complete' : 'processing'},
        payload = ${step.isLast ? tx`'{}'` : tx`payload`},
        reached = coalesce(${step.reached}::uuid, reached),
        completed_count = completed_count + ${step.completed},
        skipped_count = skipped_count + ${step.skipped},
        completed_at = ${step.isLast ? now : null}
    where account_id = ${accountId}
      and job_id = ${jobId}`
}

export function listConsentJobs(
  tx: Tx,
  accountId: string,
  kind: ConsentJobKind,
  list: ListQuery,
): Promise<ConsentJobRow[]> {
  const created = { column: tx`created_at`, type: tx`timestamptz` }
  const id = { column: tx`job_id`, type: tx`uuid` }
  return tx<ConsentJobRow[]>`
    select ${columns(tx)}
    from consent_jobs
    where account_id = ${accountId}
      and kind = ${kind}
      ${passing(tx, list.filter, ({ field, value }) => tx`${tx(field)} = ${String(value)}`)}
      ${orderedPage(tx, list, created, id)}`
}

/** The next members of a list or segment, in the order of their ids. */
export async function nextMembers(
  tx: Tx,
  accountId: string,
  groupId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    select profile_id as "profileId"
    from group_members
    where account_id = ${accountId}
      and group_id = ${groupId}
      ${after === null ? tx`` : tx`and profile_id > ${after}::uuid`}
    order by profile_id
    limit ${limit}`
  return rows.map(({ profileId }) => profileId)
}

/** Which of these profiles are on a list. */
export async function membersAmong(
  tx: Tx,
  accountId: string,
  listId: string,
  profileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ profileId: string }[]>`
    select profile_id as "profileId"
    from group_members
    where account_id = ${accountId}
      and group_id = ${listId}
      and profile_id = any (${[...profileIds]}::uuid[])`
  return new Set(rows.map(({ profileId }) => profileId))
}

/** Forget jobs that nobody can ask for any more. */
export async function deleteExpiredConsentJobs(tx: Tx, now: Date): Promise<void> {
  await tx`
    delete from consent_jobs
    where expires_at < ${now}
      and status in ('complete', 'cancelled')`
}
