import postgres from 'postgres'
import { makeDataDirectory } from './data-directory.ts'
import { poll } from './deadline.ts'
import { openExternalDatabase, type WaitOptions } from './external-database.ts'
import { messageOf, OperatorError } from './operator-error.ts'
import { isAlive } from './os-process.ts'
import { type Cluster, openCluster, readPidFile } from './postgres-cluster.ts'
import {
  type PostgresServer,
  type Settings,
  startPostgres,
  stopPostgres,
  urlOf,
} from './postgres-server.ts'
import { alreadyUsed, lockDataDir, lockHolder } from './server-lock.ts'

/** The database Parley works in, reachable with `connectSql(url)` or any other driver. */
export type Database = {
  kind: 'embedded' | 'external'
  /** Acts as a role that row-level security binds, whatever the role in DATABASE_URL may do. */
  url: string
  /** Resolves, never rejects, when the database is lost for good: the server must then end. */
  lost: Promise<OperatorError>
  /** Close; an embedded server that we started ends. Close every pool before. */
  stop(): Promise<void>
}

export type DatabaseSource = {
  /** Connection string of the operator's own server; `null` for the embedded one. */
  databaseUrl: string | null
  /** Absolute path; created when missing. */
  dataDir: string
}

export type OpenOptions = WaitOptions & {
  /** For commands: use the embedded database of a server that is running, without owning it. */
  join?: boolean
  /** Settings of the embedded server that differ from the usual ones. */
  settings?: Settings
}

type Guard = { lost: Promise<void>; release(): Promise<void> }

/** Key of the advisory lock "one server per data directory"; any fixed number of our own. */
const SERVER_LOCK_KEY = 4_100_001
const LOCK_TIMEOUT_MS = 15_000 // the backend of a killed server notices within a second, if not busy
const LOCK_POLL_MS = 100
const CONNECT_TIMEOUT_S = 10
const GUARD_NAME = 'parley server '
const FOREVER = new Promise<never>(() => {})

/**
 * Open the operator's database, or start the one in DATA_DIR.
 *
 * @throws OperatorError when it cannot be used, or another server uses this DATA_DIR
 */
export async function openDatabase(
  source: DatabaseSource,
  options: OpenOptions = {},
): Promise<Database> {
  if (source.databaseUrl !== null) {
    const url = await openExternalDatabase(source.databaseUrl, options)
    return { kind: 'external', url, lost: FOREVER, stop: async () => {} }
  }
  const dataDir = await makeDataDirectory(source.dataDir)
  const joined = options.join ? await joinRunning(dataDir) : null
  return joined ?? openEmbedded(dataDir, options)
}

async function openEmbedded(dataDir: string, options: OpenOptions): Promise<Database> {
  const lock = await lockDataDir(dataDir)
  const cluster = await openCluster(dataDir, () =>
    options.progress?.(`Creating a PostgreSQL database in ${dataDir} …`),
  ).catch(async (error) => {
    await lock.release()
    throw error
  })
  let server: PostgresServer | null = null
  let guard: Guard
  try {
    server = await startPostgres(cluster, options.settings)
    if (server.isAdopted) options.progress?.('Found PostgreSQL still running, using it.')
    await createDatabase(cluster, server)
    guard = await guardDatabase(dataDir, urlOf(cluster, server, APPLICATION))
  } catch (error) {
    // Only what we started is ours to stop: an adopted server may be the other Parley's.
    if (server && !server.isAdopted) await stopPostgres(cluster)
    await lock.release()
    throw error
  }
  const keeper = keep(dataDir, cluster, server, guard, options)
  return {
    kind: 'embedded',
    url: urlOf(cluster, server, APPLICATION),
    lost: keeper.lost,
    async stop() {
      await keeper.release()
      await stopPostgres(cluster)
      await lock.release()
    },
  }
}

const APPLICATION = { role: 'parley', database: 'parley' } as const

/**
 * Watch the lock's connection. When it breaks, PostgreSQL has crashed or was killed: start it again
 * on the same port, so that the pools find it, and take the lock again.
 */
function keep(
  dataDir: string,
  cluster: Cluster,
  server: PostgresServer,
  first: Guard,
  options: OpenOptions,
): { lost: Promise<OperatorError>; release(): Promise<void> } {
  let guard = first
  let isStopping = false
  let restart: Promise<void> = Promise.resolve()
  const url = urlOf(cluster, server, APPLICATION)
  const startAgain = async () => {
    await startPostgres(cluster, options.settings, server.port)
    guard = await guardDatabase(dataDir, url)
  }
  const lost = new Promise<OperatorError>((resolve) => {
    const watch = async () => {
      for (;;) {
        await guard.lost
        if (isStopping) return
        options.progress?.('PostgreSQL ended by itself; starting it again …')
        restart = startAgain()
        await restart
      }
    }
    watch().catch((error: unknown) => resolve(asOperatorError(error)))
  })
  return {
    lost,
    async release() {
      isStopping = true
      // A server on its way up would be up after everything was stopped.
      await restart.catch(() => {})
      await guard.release()
    },
  }
}

/** Role and database of the application. The role can neither pass row-level security nor make others. */
async function createDatabase(cluster: Cluster, server: PostgresServer): Promise<void> {
  const url = urlOf(cluster, server, { role: 'superuser', database: 'postgres' })
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_TIMEOUT_S, onnotice: () => {} })
  try {
    const [found] = await sql<Array<{ hasRole: boolean; hasDatabase: boolean }>>`
      select
        exists (select from pg_roles where rolname = 'parley') as "hasRole",
        exists (select from pg_database where datname = 'parley') as "hasDatabase"`
    if (!found?.hasRole) {
      // The password is base64url of our own making: nothing in it needs quoting.
      await sql.unsafe(`create role parley login password '${cluster.passwords.parley}'`)
    }
    if (!found?.hasDatabase) await sql`create database parley owner parley`
  } finally {
    await sql.end()
  }
}

/** Hold the advisory lock that makes us the only server of this database. */
async function guardDatabase(dataDir: string, url: string): Promise<Guard> {
  let isLost = () => {}
  const lost = new Promise<void>((resolve) => {
    isLost = resolve
  })
  const sql = postgres(url, {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_S,
    max_lifetime: null,
    onnotice: () => {},
    onclose: () => isLost(),
    connection: { application_name: `${GUARD_NAME}${process.pid}` },
  })
  const taken = await poll(
    async () => {
      const [row] = await sql<Array<{ taken: boolean }>>`
        select pg_try_advisory_lock(${SERVER_LOCK_KEY}) as taken`
      if (row?.taken) return true
      const other = await lockingServer(sql)
      if (other !== null && (await isAlive(other))) return false
      return undefined // the one who holds it is dead, and its backend about to notice
    },
    { withinMs: LOCK_TIMEOUT_MS, everyMs: LOCK_POLL_MS },
  )
  if (taken) return { lost, release: () => sql.end() }

  const other = await lockingServer(sql)
  await sql.end()
  throw alreadyUsed(dataDir, other ?? 'unknown')
}

/** Process id of the Parley whose connection holds the lock, as that connection calls itself. */
async function lockingServer(sql: postgres.Sql): Promise<number | null> {
  const [row] = await sql<Array<{ pid: number }>>`
    select replace(a.application_name, ${GUARD_NAME}, '')::int as pid
    from pg_locks l
    join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.objid = ${SERVER_LOCK_KEY}
      and a.application_name like ${`${GUARD_NAME}%`}`
  return row?.pid ?? null
}

async function joinRunning(dataDir: string): Promise<Database | null> {
  if ((await lockHolder(dataDir)) === null) return null
  const cluster = await openCluster(dataDir)
  const file = await readPidFile(cluster.directory)
  if (file?.status !== 'ready') return null
  const url = urlOf(cluster, file, APPLICATION)
  return { kind: 'embedded', url, lost: FOREVER, stop: async () => {} }
}

function asOperatorError(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error
  return new OperatorError(`The database was lost: ${messageOf(error)}`, 'Start Parley again.', {
    cause: error,
  })
}
