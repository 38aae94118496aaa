import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { poll } from './deadline.ts'
import { OperatorError } from './operator-error.ts'
import { isAlive, isPostgresOf } from './os-process.ts'
import { freePort } from './port.ts'
import { type Cluster, pidFilePath, readPidFile } from './postgres-cluster.ts'
import { commandAs } from './run-as.ts'

/** A running PostgreSQL of our own, on the loopback interface. */
export type PostgresServer = {
  pid: number
  port: number
  /** Whether it was already running, left behind by a Parley that was killed. */
  isAdopted: boolean
}

export type Settings = Readonly<Record<string, string>>

const LOOPBACK = '127.0.0.1'
const READY_TIMEOUT_MS = 120_000 // crash recovery may have much to read
const READY_POLL_MS = 20
const LEFTOVERS_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_S = 120
const IMMEDIATE_TIMEOUT_S = 20
const EXIT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_S = 5
const BIND_ATTEMPTS_MAX = 5
const LOG_BYTES_MAX = 10 * 1024 * 1024
const LOG_TAIL_LINES = 5
const IMPOSSIBLE_PID = 4_194_305 // one above the highest that Linux or macOS hand out

const run = promisify(execFile)

/** For a machine of 2 cores and 2 GB. What is promised durable is durable: fsync stays on. */
const SETTINGS: Settings = {
  listen_addresses: LOOPBACK,
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  min_dynamic_shared_memory: '64MB', // a container's /dev/shm is often smaller than one hash join
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off', // compiling costs more than our short queries
  autovacuum_naptime: '5s', // a fresh database grows fast, and plans made for empty tables are bad ones
  client_connection_check_interval: '1s', // a killed Parley must not leave queries running
  idle_in_transaction_session_timeout: '10min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
}

/**
 * Start the server of this cluster and wait until it takes connections, or adopt the one that
 * already runs with the same programs and settings. The server outlives this process until
 * `stopPostgres`.
 *
 * @param settings added to, or instead of, the usual ones
 * @param port     0 for any free one
 * @throws OperatorError with the end of the server's log when it does not start
 */
export async function startPostgres(
  cluster: Cluster,
  settings: Settings = {},
  port = 0,
): Promise<PostgresServer> {
  const all = { ...SETTINGS, cluster_name: `parley-${cluster.binaries.version}`, ...settings }
  const adopted = await adoptOrClear(cluster, all)
  if (adopted) return adopted

  const endsAt = performance.now() + LEFTOVERS_TIMEOUT_MS
  for (let attempt = 1; ; attempt++) {
    const outcome = await launch(cluster, all, port === 0 ? await freePort() : port)
    if ('pid' in outcome) return outcome
    const isPortTaken = /could not bind|Address already in use/.test(outcome.log)
    const isWaitingForDead = /pre-existing shared memory block/.test(outcome.log)
    if (isPortTaken && attempt < BIND_ATTEMPTS_MAX) continue
    if (isWaitingForDead && performance.now() < endsAt) continue
    throw new OperatorError(
      `PostgreSQL did not start: ${outcome.log}`,
      `Its log is ${logPath(cluster)}.`,
    )
  }
}

/**
 * Stop the server of this cluster: running statements are cut off, everything committed is kept.
 * Returns when it has ended. Nothing happens when it is not running.
 *
 * @throws OperatorError when it is still there after two minutes and a second, harder attempt
 */
export async function stopPostgres(cluster: Cluster): Promise<void> {
  const found = await readPidFile(cluster.directory)
  if (!found || !(await isPostgresOf(found.pid, cluster.directory))) return
  try {
    await pgCtlStop(cluster, 'fast', STOP_TIMEOUT_S)
  } catch {
    await pgCtlStop(cluster, 'immediate', IMMEDIATE_TIMEOUT_S).catch(() => {})
  }
  // The pid file, which pg_ctl watches, is gone a moment before the process is.
  const hasEnded = await poll(
    async () => ((await isPostgresOf(found.pid, cluster.directory)) ? undefined : true),
    { withinMs: EXIT_TIMEOUT_MS, everyMs: READY_POLL_MS },
  )
  if (hasEnded) return
  throw new OperatorError(
    `PostgreSQL (process ${found.pid}) does not stop.`,
    `Look at ${logPath(cluster)}, then end it with kill -QUIT ${found.pid}.`,
  )
}

/** Connection string of a server of this cluster. */
export function urlOf(
  cluster: Cluster,
  server: Pick<PostgresServer, 'port'>,
  { role, database }: { role: 'superuser' | 'parley'; database: string },
): string {
  const user = role === 'superuser' ? 'postgres' : 'parley'
  return `postgres://${user}:${cluster.passwords[role]}@${LOOPBACK}:${server.port}/${database}`
}

async function adoptOrClear(cluster: Cluster, settings: Settings): Promise<PostgresServer | null> {
  const { directory } = cluster
  const found = await readPidFile(directory)
  if (!found) return null
  if (!(await isPostgresOf(found.pid, directory))) {
    await disownPidFile(directory)
    return null
  }
  await poll(
    async () => {
      const at = await readPidFile(directory)
      return at?.status === 'ready' || !(await isAlive(found.pid)) ? true : undefined
    },
    { withinMs: READY_TIMEOUT_MS, everyMs: READY_POLL_MS },
  )
  const server = { pid: found.pid, port: found.port, isAdopted: true }
  if (await isOurs(cluster, settings, server)) return server
  await stopPostgres(cluster)
  return null
}

/**
 * PostgreSQL replaces the file of a process that is gone, but it takes a zombie, or a program that
 * got the same id, for its predecessor. Naming an impossible id keeps the rest of the file, with
 * which it makes sure that no backend of the predecessor is left.
 */
async function disownPidFile(directory: string): Promise<void> {
  const path = pidFilePath(directory)
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, [IMPOSSIBLE_PID, ...rest].join('\n'))
}

/** Same programs, same settings, and it knows our password. */
async function isOurs(
  cluster: Cluster,
  settings: Settings,
  server: PostgresServer,
): Promise<boolean> {
  const started = await readFile(join(cluster.directory, 'postmaster.opts'), 'utf8').catch(() => '')
  const expected = argumentsOf(cluster, settings, server.port).map((word) => `"${word}"`)
  if (started.trim() !== [cluster.binaries.postgres, ...expected].join(' ')) return false
  const sql = postgres(urlOf(cluster, server, { role: 'superuser', database: 'postgres' }), {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => {},
  })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end()
  }
}

function argumentsOf(cluster: Cluster, settings: Settings, port: number): string[] {
  const options = Object.entries({ ...settings, port: String(port) })
  return [
    '-D',
    cluster.directory,
    ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

async function launch(
  cluster: Cluster,
  settings: Settings,
  port: number,
): Promise<PostgresServer | { log: string }> {
  const path = logPath(cluster)
  const before = await stat(path).catch(() => null)
  if (before && before.size > LOG_BYTES_MAX) await truncate(path)
  const log = await open(path, 'a', 0o600)
  try {
    const { size } = await log.stat()
    const { command, args, identity } = commandAs(
      cluster.runAs,
      cluster.binaries.postgres,
      argumentsOf(cluster, settings, port),
    )
    const child = spawn(command, args, {
      ...identity,
      cwd: cluster.directory,
      // A group of its own: Ctrl-C in the terminal must reach Parley alone, which stops its
      // database last.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    })
    child.unref()
    if (await isReady(cluster, child)) return { pid: child.pid ?? 0, port, isAdopted: false }
    if (child.exitCode === null) await stopPostgres(cluster)
    const text = (await readFile(path, 'utf8')).slice(size)
    return { log: text.trim().split('\n').slice(-LOG_TAIL_LINES).join('\n') }
  } finally {
    await log.close()
  }
}

/** True when the child takes connections; false when it ended, or is not ready in time. */
async function isReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  let failure: Error | null = null
  child.once('error', (error) => {
    failure = error
  })
  const answer = await poll(
    async () => {
      if (failure || child.exitCode !== null || child.signalCode !== null) return 'ended'
      const file = await readPidFile(cluster.directory)
      return file?.pid === child.pid && file?.status === 'ready' ? 'ready' : undefined
    },
    { withinMs: READY_TIMEOUT_MS, everyMs: READY_POLL_MS },
  )
  if (failure) throw failure
  return answer === 'ready'
}

async function pgCtlStop(
  cluster: Cluster,
  mode: 'fast' | 'immediate',
  timeoutS: number,
): Promise<void> {
  const stop = ['stop', '-D', cluster.directory, '-m', mode, '-w', '-t', String(timeoutS), '-s']
  const { command, args, identity } = commandAs(cluster.runAs, cluster.binaries.pgCtl, stop)
  await run(command, args, { ...identity, cwd: cluster.directory, env: { LC_ALL: 'C' } })
}

function logPath(cluster: Cluster): string {
  return join(cluster.directory, '..', 'postgres.log')
}
