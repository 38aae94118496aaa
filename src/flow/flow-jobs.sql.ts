import type { Tx } from '../platform/sql.ts'

export type FlowJobKind = 'backtest' | 'past-profiles'
export type FlowJobState = 'queued' | 'processing' | 'complete' | 'failed'

export interface FlowJobRow<Settings = unknown, Result = unknown> {
  jobId: string
  flowId: string
  kind: FlowJobKind
  state: FlowJobState
  settings: Settings
  done: number
  total: number | null
  result: Result | null
  createdAt: Date
  finishedAt: Date | null
}

function columns(tx: Tx) {
  return tx`
    j.job_id as "jobId", j.flow_id as "flowId", j.kind, j.state, j.settings, j.done, j.total,
    j.result, j.created_at as "createdAt", j.finished_at as "finishedAt"`
}

export async function insertFlowJob(
  tx: Tx,
  accountId: string,
  job: Pick<FlowJobRow, 'jobId' | 'flowId' | 'kind' | 'settings'>,
  at: { now: Date; wallNow: Date },
): Promise<void> {
  await tx`
    insert into flow_jobs (account_id, job_id, flow_id, kind, settings, created_at, queued_at)
    values (${accountId}, ${job.jobId}, ${job.flowId}, ${job.kind},
            ${JSON.stringify(job.settings)}::text::jsonb, ${at.now}, ${at.wallNow})`
}

export async function findFlowJob(
  tx: Tx,
  accountId: string,
  jobId: string,
): Promise<FlowJobRow | undefined> {
  const [row] = await tx<FlowJobRow[]>`
    select ${columns(tx)}
    from flow_jobs j
    where j.account_id = ${accountId}
      and j.job_id = ${jobId}`
  return row
}

/** The jobs of a flow of one kind, newest first. */
export function flowJobsOf(
  tx: Tx,
  accountId: string,
  flowId: string,
  kind: FlowJobKind,
  limit: number,
): Promise<FlowJobRow[]> {
  return tx<FlowJobRow[]>`
    select ${columns(tx)}
    from flow_jobs j
    where j.account_id = ${accountId}
      and j.flow_id = ${flowId}
      and j.kind = ${kind}
    order by j.job_id desc
    limit ${limit}`
}

export async function countOpenFlowJobs(
  tx: Tx,
  accountId: string,
  kind: FlowJobKind,
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from flow_jobs j
    where j.account_id = ${accountId}
      and j.kind = ${kind}
      and j.state in ('queued', 'processing')`
  return row?.count ?? 0
}

/** False when the job is gone: whoever works on it stops. */
export async function noteFlowJob(
  tx: Tx,
  accountId: string,
  jobId: string,
  change: Partial<Pick<FlowJobRow, 'state' | 'done' | 'total' | 'result' | 'finishedAt'>>,
): Promise<boolean> {
  const { state = null, done = null, total = null, result, finishedAt = null } = change
  const noted = await tx`
    update flow_jobs
    set state = coalesce(${state}, state), done = coalesce(${done}::int, done),
        total = coalesce(${total}::int, total),
        result = coalesce(${result === undefined ? null : JSON.stringify(result)}::text::jsonb, result),
        finished_at = coalesce(${finishedAt}::timestamptz, finished_at)
    where account_id = ${accountId}
      and job_id = ${jobId}`
  return noted.count > 0
}

export async function deleteFlowJob(tx: Tx, accountId: string, jobId: string): Promise<void> {
  await tx`
    delete from flow_jobs
    where account_id = ${accountId}
      and job_id = ${jobId}`
}

/** Needs a scope over every account. */
export async function forgetFlowJobs(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from flow_jobs j
    using accounts a
    where j.account_id = a.account_id
      and j.queued_at < ${before}`
}
