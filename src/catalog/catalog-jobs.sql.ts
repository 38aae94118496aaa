import type { CatalogNoun, CatalogVerb } from '../contract/catalogs.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { CATALOG_JOB_DAYS } from './catalog-jobs.ts'

/** One row that a job refused. */
export interface CatalogJobError {
  code: string
  title: string
  detail: string
  pointer: string
}

export type CatalogJobRow = {
  jobId: string
  status: 'queued' | 'processing' | 'complete' | 'cancelled'
  totalCount: number
  completedCount: number
  failedCount: number
  doneIds: string[]
  errors: CatalogJobError[]
  createdAt: Date
  completedAt: Date | null
  expiresAt: Date
}

export type CatalogJobKind = { noun: CatalogNoun; verb: CatalogVerb }

function columns(tx: Tx): Fragment {
  return tx`
    job_id as "jobId", status, total_count as "totalCount", completed_count as "completedCount",
    failed_count as "failedCount", done_ids as "doneIds", errors, created_at as "createdAt",
    completed_at as "completedAt", expires_at as "expiresAt"
  `
}

export async function insertCatalogJob(
  tx: Tx,
  accountId: string,
  job: CatalogJobKind & { jobId: string; rows: readonly object[] },
  now: Date,
): Promise<void> {
  await tx`
    insert into catalog_jobs (
      account_id, job_id, noun, verb, rows, total_count, created_at, expires_at
    )
    values (
      ${accountId}, ${job.jobId}, ${job.noun}, ${job.verb}, ${JSON.stringify(job.rows)}::text::jsonb,
      ${job.rows.length}, ${now}, ${new Date(now.getTime() + CATALOG_JOB_DAYS * DAY_MS)}
    )
  `
}

/** Jobs of one kind that are queued or under way, counted up to a limit. */
export async function countUnfinishedJobs(
  tx: Tx,
  accountId: string,
  { noun, verb }: CatalogJobKind,
  limit: number,
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from (
      select
      from catalog_jobs
      where account_id = ${accountId}
        and noun = ${noun}
        and verb = ${verb}
        and completed_at is null
        and status in ('queued', 'processing')
      limit ${limit}
    ) unfinished`
  return row?.count ?? 0
}

export async function findCatalogJob(
  tx: Tx,
  accountId: string,
  { noun, verb }: CatalogJobKind,
  jobId: string,
): Promise<CatalogJobRow | undefined> {
  const [row] = await tx<CatalogJobRow[]>`
    select ${columns(tx)}
    from catalog_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
      and noun = ${noun}
      and verb = ${verb}
  `
  return row
}

/** Jobs of one kind, oldest first; one more than the page holds. */
export function listCatalogJobs(
  tx: Tx,
  accountId: string,
  { noun, verb }: CatalogJobKind,
  list: { statuses: readonly string[] | null; page: Page },
): Promise<CatalogJobRow[]> {
  const { cursor, size } = list.page
  const isBackwards = cursor?.backwards ?? false
  const direction = isBackwards ? tx`desc` : tx`asc`
  return tx<CatalogJobRow[]>`
    select ${columns(tx)}
    from catalog_jobs
    where account_id = ${accountId}
      and noun = ${noun}
      and verb = ${verb}
      ${list.statuses ? tx`and status = any (${[...list.statuses]}::text[])` : tx``}
      ${
        cursor
          ? tx`and (created_at, job_id) ${isBackwards ? tx`<` : tx`>`}
                 (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
          : tx``
      }
    order by created_at ${direction}, job_id ${direction}
    limit ${size + 1}
  `
}

export type LockedCatalogJob = CatalogJobKind & {
  status: CatalogJobRow['status']
  rows: Record<string, unknown>[]
  /** Rows that are done, with or without success. */
  doneCount: number
}

/** Lock a job for one step of its work: whoever comes second waits and sees what was done. */
export async function lockCatalogJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<LockedCatalogJob | undefined> {
  const [row] = await tx<LockedCatalogJob[]>`
    select noun, verb, status, rows, completed_count + failed_count as "doneCount"
    from catalog_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
    for update
  `
  return row
}

/** Count one step; the last one closes the job and forgets what it was given. */
export async function advanceCatalogJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  step: { doneIds: readonly string[]; errors: readonly CatalogJobError[]; isLast: boolean },
  now: Date,
): Promise<void> {
  await tx`
    update catalog_jobs
    set completed_count = completed_count + ${step.doneIds.length},
        failed_count = failed_count + ${step.errors.length},
        done_ids = done_ids || ${[...step.doneIds]}::text[],
        errors = errors || ${JSON.stringify(step.errors)}::text::jsonb,
        status = ${step.isLast ? 'complete' : 'processing'},
        completed_at = ${step.isLast ? now : null},
        rows = case when ${step.isLast}::boolean then '[]' else rows end
    where account_id = ${accountId}
      and job_id = ${jobId}
  `
}

/** Forget jobs that nobody can ask for any more. */
export async function deleteExpiredCatalogJobs(tx: Tx, now: Date): Promise<number> {
  const result = await tx`
    delete from catalog_jobs
    where expires_at < ${now}
      and status in ('complete', 'cancelled')
  `
  return result.count
}
