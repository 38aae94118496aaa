import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import {
  makeWorkerUtils,
  parseCronItems,
  run,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
} from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Db, Sql } from './sql.ts'

export interface JobDeps {
  sql: Sql
  clock: Clock
  log: Logger
}

/** What the queue needs to know of a job, apart from its code: actions queue what the worker does. */
export interface JobKind<Payload extends z.ZodType = z.ZodType> {
  name: `${string}.${string}`
  payload: Payload
  /** Two waiting jobs with one key collapse into one. */
  key: (payload: z.output<Payload>) => string
  attemptsMax: number
}

/** Background work: may run again after a crash, so `run` must be safe to repeat. */
export interface Job<Payload extends z.ZodType = z.ZodType> extends JobKind<Payload> {
  /** In the crontab notation of graphile-worker, for jobs on a schedule. */
  schedule?: string
  run: (payload: z.output<Payload>, deps: JobDeps) => Promise<void>
}

export function job<Payload extends z.ZodType>(definition: Job<Payload>): Job<Payload> {
  return definition
}

/**
 * Put a job in the queue, in the caller's transaction: it runs only if that commits.
 * @param delayMs of the wall clock, before which it does not run
 */
export async function enqueue<Payload extends z.ZodType>(
  tx: Db,
  definition: JobKind<Payload>,
  payload: z.output<Payload>,
  { delayMs = 0 }: { delayMs?: number } = {},
): Promise<void> {
  const options = { key: `${definition.name} ${definition.key(payload)}` }
  await tx`
    select graphile_worker.add_job(
      ${definition.name}, payload => ${JSON.stringify(payload)}::text::json,
      run_at => now() + ${delayMs} * interval '1 ms',
      job_key => ${options.key}, max_attempts => ${definition.attemptsMax}::int)`
}

const POOL_MAX = 4
const CONCURRENCY = 2
const POLL_MS = 2_000
const RELEASE_EVERY_MS = 5_000

export interface JobRunner {
  stop: () => Promise<void>
}

/** Work the queue until stopped. Several processes may do so at once. */
export async function runJobs(
  connectionString: string,
  jobs: readonly Job[],
  deps: JobDeps,
): Promise<JobRunner> {
  const sessionName = `parley jobs ${randomUUID()}`
  const pool = new pg.Pool({ connectionString, max: POOL_MAX, application_name: sessionName })
  const onError = (error: unknown) => deps.log.warn({ err: error }, 'job connection lost')
  // Idle connections that break are replaced; without a listener they would end the process.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked in the name of the pool or of one of its workers, by the way they were fetched.
  events.on('pool:create', ({ workerPool }) => {
    noteWorker(deps.sql, workerPool.id, sessionName).catch(onError)
  })
  events.on('worker:create', ({ worker }) => {
    noteWorker(deps.sql, worker.workerId, sessionName).catch(onError)
  })
  const release = () => releaseJobsOfTheDead(pool, deps.sql).catch(onError)
  await release()
  const releasing = setInterval(() => void release(), RELEASE_EVERY_MS)
  const runner = await run({
    pgPool: pool,
    events,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList: taskListOf(jobs, deps),
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, schedule, attemptsMax }) =>
        schedule === undefined
          ? []
          : [{ task: name, match: schedule, options: { maxAttempts: attemptsMax }, payload: {} }],
      ),
    ),
    logger: workerLogger(deps.log),
  })
  return {
    stop: async () => {
      clearInterval(releasing)
      await runner.stop()
      await pool.end()
    },
  }
}

async function noteWorker(sql: Sql, workerId: string, sessionName: string): Promise<void> {
  await sql`
    insert into job_workers (worker_id, session_name, started_at)
    values (${workerId}, ${sessionName}, ${new Date()})
    on conflict do nothing`
}

/** A worker is dead when no connection of its process is left. */
async function releaseJobsOfTheDead(pool: pg.Pool, sql: Sql): Promise<void> {
  const dead = await sql<{ workerId: string }[]>`
    select w.worker_id as "workerId"
    from job_workers w
    where not exists (
      select
      from pg_stat_activity a
      where a.application_name = w.session_name
    )`
  if (dead.length === 0) return
  const ids = dead.map((one) => one.workerId)
  const utils = await makeWorkerUtils({ pgPool: pool })
  await utils.forceUnlockWorkers(ids)
  await utils.release()
  await sql`delete from job_workers where worker_id = any (${ids})`
}

function taskListOf(jobs: readonly Job[], deps: JobDeps): TaskList {
  return Object.fromEntries(jobs.map((one) => [one.name, taskOf(one, deps)])) as TaskList
}

function taskOf(definition: Job, deps: JobDeps) {
  return async (raw: unknown) => {
    const payload = definition.payload.safeParse(raw)
    if (!payload.success) {
      deps.log.error({ job: definition.name, payload: raw }, 'job dropped: its payload is not ours')
      return
    }
    await definition.run(payload.data, deps)
  }
}

function workerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message, meta) => {
    if (level === 'error') log.error({ meta }, message)
    else log.debug({ meta }, message)
  })
}

/** Run everything in the queue now, in this process: for tests that settle a world. */
export async function drainJobs(
  connectionString: string,
  jobs: readonly Job[],
  deps: JobDeps,
): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString })
  await utils.release()
  const { runOnce } = await import('graphile-worker')
  await runOnce({
    connectionString,
    taskList: taskListOf(jobs, deps),
    noHandleSignals: true,
    logger: workerLogger(deps.log),
  })
}
