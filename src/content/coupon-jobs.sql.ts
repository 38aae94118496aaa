import type { FilterTerm } from '../contract/filter.ts'
import { passing, textTerm } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import { COUPON_JOB_DAYS } from './coupon-jobs.ts'

export interface CouponJobError {
  code: string
  title: string
  detail: string
  pointer: string
}

export interface CouponJobRow {
  jobId: string
  status: 'queued' | 'processing' | 'complete' | 'cancelled'
  totalCount: number
  completedCount: number
  failedCount: number
  doneIds: string[]
  errors: CouponJobError[]
  createdAt: Date
  completedAt: Date | null
  expiresAt: Date
}

function columns(tx: Tx): Fragment {
  return tx`
    j.job_id as "jobId", j.status, j.total_count as "totalCount",
    j.completed_count as "completedCount", j.failed_count as "failedCount",
    j.done_ids as "doneIds", j.errors, j.created_at as "createdAt",
    j.completed_at as "completedAt", j.expires_at as "expiresAt"`
}

export async function insertCouponJob(
  tx: Tx,
  accountId: string,
  job: { jobId: string; rows: readonly object[] },
  now: Date,
): Promise<void> {
  await tx`
    insert into coupon_jobs (account_id, job_id, rows, total_count, created_at, expires_at)
    values (${accountId}, ${job.jobId}, ${JSON.stringify(job.rows)}::text::jsonb,
            ${job.rows.length}, ${now}, ${new Date(now.getTime() + COUPON_JOB_DAYS * DAY_MS)})`
}

export async function countOpenCouponJobs(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from coupon_jobs
    where account_id = ${accountId}
      and status in ('queued', 'processing')`
  return row?.count ?? 0
}

export async function findCouponJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<CouponJobRow | undefined> {
  const [row] = await tx<CouponJobRow[]>`
    select ${columns(tx)}
    from coupon_jobs j
    where j.account_id = ${accountId}
      and j.job_id = ${jobId}`
  return row
}

/** One more than a page of jobs, oldest first. */
export function listCouponJobs(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; page: Page },
): Promise<CouponJobRow[]> {
  const { cursor, size } = list.page
  const direction = cursor?.backwards ? tx`desc` : tx`asc`
  return tx<CouponJobRow[]>`
    select ${columns(tx)}
    from coupon_jobs j
    where j.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => textTerm(tx, tx`j.status`, term))}
      ${
        cursor
          ? tx`and (j.created_at, j.job_id) ${cursor.backwards ? tx`<` : tx`>`}
                 (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
          : tx``
      }
    order by j.created_at ${direction}, j.job_id ${direction}
    limit ${size + 1}`
}

/** What a job was given, locked: whoever comes second waits and finds it done. */
export async function lockCouponJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<{ status: CouponJobRow['status']; rows: unknown[] } | undefined> {
  const [row] = await tx<{ status: CouponJobRow['status']; rows: unknown[] }[]>`
    select status, rows
    from coupon_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}
    for update`
  return row
}

/** Close a job and forget what it was given. */
export async function completeCouponJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  outcome: { doneIds: readonly string[]; errors: readonly CouponJobError[] },
  now: Date,
): Promise<void> {
  await tx`
    update coupon_jobs
    set status = 'complete',
        completed_count = ${outcome.doneIds.length},
        failed_count = ${outcome.errors.length},
        done_ids = ${[...outcome.doneIds]}::text[],
        errors = ${JSON.stringify(outcome.errors)}::text::jsonb,
        completed_at = ${now},
        rows = '[]'
    where account_id = ${accountId}
      and job_id = ${jobId}`
}

/** Forget jobs that nobody can ask for any more. */
export async function deleteExpiredCouponJobs(tx: Tx, now: Date): Promise<number> {
  const deleted = await tx`
    delete from coupon_jobs
    where expires_at < ${now}
      and status in ('complete', 'cancelled')`
  return deleted.count
}
