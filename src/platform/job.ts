import {
  makeWorkerUtils,
  parseCronItems,
  run,
  type TaskList,
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

/** Put a job in the queue, in the caller's transaction: it runs only if that commits. */
export async function enqueue<Payload extends z.ZodType>(
  tx: Db,
  definition: JobKind<Payload>,
  payload: z.output<Payload>,
): Promise<void> {
  const options = { key: `${definition.name} ${definition.key(payload)}` }
  await tx`
    select graphile_worker.add_job(
      ${definition.name}, payload => ${JSON.stringify(payload)}::text::json,
      job_key => ${options.key}, max_attempts => ${definition.attemptsMax}::int)`
}

const POOL_MAX = 4
const CONCURRENCY = 2
const POLL_MS = 2_000

export interface JobRunner {
  stop: () => Promise<void>
}

/** Work the queue until stopped. Several processes may do so at once. */
export async function runJobs(
  connectionString: string,
  jobs: readonly Job[],
  deps: JobDeps,
): Promise<JobRunner> {
  const pool = new pg.Pool({ connectionString, max: POOL_MAX })
  // Idle connections that break are replaced; without a listener they would end the process.
  pool.on('error', (error) => deps.log.warn({ err: error }, 'job connection lost'))
  pool.on('connect', (client) => {
    client.on('error', (error) => deps.log.warn({ err: error }, 'job connection lost'))
  })
  const runner = await run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    taskList: Object.fromEntries(jobs.map((one) => [one.name, taskOf(one, deps)])) as TaskList,
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
      await runner.stop()
      await pool.end()
    },
  }
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
    taskList: Object.fromEntries(jobs.map((one) => [one.name, taskOf(one, deps)])) as TaskList,
    noHandleSignals: true,
    logger: workerLogger(deps.log),
  })
}
