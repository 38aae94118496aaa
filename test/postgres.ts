import { access, chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../src/platform/os-process.ts'
import { openCluster } from '../src/platform/postgres-cluster.ts'
import { startPostgres, stopPostgres, urlOf } from '../src/platform/postgres-server.ts'
import { connectSql } from '../src/platform/sql.ts'

/** A PostgreSQL for tests: connection strings of its superuser and of a role that RLS binds. */
export type TestServer = {
  adminUrl: string
  url: string
  stop(): Promise<void>
}

/** Nothing here survives the run, so nothing waits for the disk. */
const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  autovacuum: 'off',
}
const ROLE = 'parley_test'
const PREFIX = 'parley-test-'

/** Start a throw-away server, or use the one of `TEST_DATABASE_URL` (a superuser's string). */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { adminUrl: given, url: await testRole(given), stop: async () => {} }

  await removeLeftovers()
  const dataDir = await temporaryDirectory()
  const cluster = await openCluster(dataDir)
  const server = await startPostgres(cluster, FORGETFUL)
  const adminUrl = urlOf(cluster, server, { role: 'superuser', database: 'postgres' })
  return {
    adminUrl,
    url: await testRole(adminUrl),
    async stop() {
      await stopPostgres(cluster)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A new directory that the user who runs PostgreSQL can enter. Without symbolic links. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(await realpath(tmpdir()), `${PREFIX}${process.pid}-`))
  await chmod(path, 0o755)
  return path
}

/** Servers and directories of runs that were killed: their names tell whose they were. */
async function removeLeftovers(): Promise<void> {
  const parent = await realpath(tmpdir())
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue
    const pid = Number.parseInt(name.slice(PREFIX.length), 10)
    if (!Number.isInteger(pid) || (await isAlive(pid))) continue
    const path = join(parent, name)
    if (await exists(join(path, 'postgres', 'PG_VERSION'))) {
      await stopPostgres(await openCluster(path)).catch(() => {}) // unfinished: nothing runs in it
    }
    await rm(path, { recursive: true, force: true })
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function testRole(adminUrl: string): Promise<string> {
  const sql = connectSql(adminUrl, { max: 1 })
  try {
    const [row] = await sql`select from pg_roles where rolname = ${ROLE}`
    if (!row) await sql`create role ${sql(ROLE)} login`
    await sql.unsafe(`alter role ${ROLE} password '${ROLE}'`)
  } finally {
    await sql.end()
  }
  const url = new URL(adminUrl)
  url.username = ROLE
  url.password = ROLE
  return url.href
}
