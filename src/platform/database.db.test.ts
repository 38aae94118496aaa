import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/postgres.ts'
import { type Database, openDatabase } from './database.ts'
import { poll } from './deadline.ts'
import { isAlive } from './os-process.ts'
import { openCluster, readPidFile } from './postgres-cluster.ts'
import { startPostgres, stopPostgres } from './postgres-server.ts'
import { connectSql, type Sql } from './sql.ts'

const run = promisify(execFile)
const HOLDER = join(import.meta.dirname, '../../test/hold-database.ts')
const isRoot = userInfo().uid === 0

let made: string
let dataDir: string
const cleanups: Array<() => Promise<unknown>> = []

beforeAll(async () => {
  made = await temporaryDirectory()
  await openCluster(made)
})
afterAll(() => rm(made, { recursive: true, force: true }))

/** A data directory of its own for the test: a copy, because creating one takes a second. */
async function freshDataDir(): Promise<string> {
  const path = await temporaryDirectory()
  await run('cp', ['-a', `${made}/.`, path])
  cleanups.push(() => rm(path, { recursive: true, force: true }))
  cleanups.push(async () => stopPostgres(await openCluster(path)))
  return path
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function open(): Promise<Database & { sql: Sql }> {
  const database = await openDatabase({ databaseUrl: null, dataDir })
  const sql = connectSql(database.url, { max: 2 })
  const stop = async () => {
    await sql.end()
    await database.stop()
  }
  cleanups.push(stop)
  return { ...database, sql, stop }
}

/** Another Parley process on the same directory. */
async function holder(): Promise<{ process: ChildProcess; sql: Sql }> {
  const child = spawn(process.execPath, [HOLDER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanups.push(async () => kill(child))
  const [url] = await once(createInterface(child.stdout!), 'line')
  const sql = connectSql(String(url), { max: 1 })
  cleanups.push(() => sql.end({ timeout: 0 }))
  return { process: child, sql }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function postgresPid(): Promise<number> {
  const file = await readPidFile(join(dataDir, 'postgres'))
  return file?.pid ?? 0
}

async function killPostgres(): Promise<void> {
  const pid = await postgresPid()
  process.kill(pid, 'SIGKILL')
  await poll(async () => ((await isAlive(pid)) ? undefined : true), {
    withinMs: 10_000,
    everyMs: 10,
  })
}

test('after kill -9 of Parley the next start adopts the PostgreSQL that still runs', async () => {
  dataDir = await freshDataDir()
  const first = await holder()
  await first.sql`create table kept as select 1 as one`
  const pid = await postgresPid()

  await kill(first.process)
  const { sql } = await open()

  expect(await postgresPid()).toBe(pid)
  expect(await sql`select one from kept`).toEqual([{ one: 1 }])
})

test('after kill -9 of Parley and PostgreSQL the next start recovers all that was committed', async () => {
  dataDir = await freshDataDir()
  const first = await holder()
  await first.sql`create table kept as select 1 as one`
  const pid = await postgresPid()

  await kill(first.process)
  await killPostgres()
  const { sql } = await open()

  expect(await postgresPid()).not.toBe(pid)
  expect(await sql`select one from kept`).toEqual([{ one: 1 }])
})

test('a PostgreSQL left behind with other settings is replaced', async () => {
  dataDir = await freshDataDir()
  const cluster = await openCluster(dataDir)
  const old = await startPostgres(cluster, { max_connections: '20' })

  const { sql } = await open()

  expect(await isAlive(old.pid)).toBe(false)
  expect(await sql`show max_connections`).toEqual([{ max_connections: '60' }])
})

test('a pid file that names another living program does not stop the start', async () => {
  dataDir = await freshDataDir()
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
  await writeFile(pidFile, `${process.pid}\n${dataDir}/postgres\n1\n1\n\n127.0.0.1\n\nready\n`)

  const { sql } = await open()

  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
})

test('a second server is refused and told which process uses the directory', async () => {
  dataDir = await freshDataDir()
  const first = await holder()

  const second = openDatabase({ databaseUrl: null, dataDir })

  await expect(second).rejects.toThrow(
    `${dataDir} is in use by another Parley server, process ${first.process.pid}.`,
  )
  expect(await first.sql`select 1 as one`).toEqual([{ one: 1 }])
})

test('a second server is refused by the database when the lock file was lost', async () => {
  dataDir = await freshDataDir()
  const first = await holder()
  await rm(join(dataDir, 'server.lock'))

  const second = openDatabase({ databaseUrl: null, dataDir })

  await expect(second).rejects.toThrow(`process ${first.process.pid}.`)
  expect(await first.sql`select 1 as one`).toEqual([{ one: 1 }])
}, 40_000)

test('a lock file whose process id went to another program is stale', async () => {
  dataDir = await freshDataDir()
  const ours = { pid: process.pid, birth: 'another boot/1' }
  await writeFile(join(dataDir, 'server.lock'), JSON.stringify(ours))

  const { sql } = await open()

  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
})

test('a command joins the database of a running server and leaves it running', async () => {
  dataDir = await freshDataDir()
  const first = await holder()

  const joined = await openDatabase({ databaseUrl: null, dataDir }, { join: true })
  const sql = connectSql(joined.url, { max: 1 })
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  await sql.end()
  await joined.stop()

  expect(await first.sql`select 1 as one`).toEqual([{ one: 1 }])
})

test('a PostgreSQL that is killed comes back on the same port', async () => {
  dataDir = await freshDataDir()
  const { sql } = await open()
  await sql`create table kept as select 1 as one`
  const pid = await postgresPid()

  await killPostgres()
  // Until a new one writes its pid, a session of the old one may still answer.
  const isNew = await poll(
    async () => ([0, pid].includes(await postgresPid()) ? undefined : true),
    { withinMs: 15_000, everyMs: 50 },
  )
  const answer = await poll(() => sql`select one from kept`.catch(() => undefined), {
    withinMs: 15_000,
    everyMs: 50,
  })

  expect(isNew).toBe(true)
  expect(answer).toEqual([{ one: 1 }])
})

test('stopping ends PostgreSQL and leaves neither lock nor pid file', async () => {
  dataDir = await freshDataDir()
  const database = await openDatabase({ databaseUrl: null, dataDir })
  const pid = await postgresPid()

  await database.stop()

  expect(await isAlive(pid)).toBe(false)
  expect(await readdir(dataDir)).not.toContain('server.lock')
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid')
})

test('a creation that was cut off is begun again', async () => {
  dataDir = await temporaryDirectory()
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }))
  await mkdir(join(dataDir, 'postgres.new-0badcafe', 'data'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new-0badcafe', 'data', 'PG_VERSION'), '18\n')

  const { sql } = await open()

  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.log', 'server.lock'])
})

test('the application role binds: it passes no policy and makes no roles', async () => {
  dataDir = await freshDataDir()
  const { sql } = await open()
  expect(
    await sql`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
      from pg_roles where rolname = current_user`,
  ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }])
})

test('passwords are readable by their owner only', async () => {
  const { mode } = await stat(join(made, 'postgres', 'parley-passwords.json'))
  expect(mode & 0o777).toBe(0o600)
})

test.runIf(isRoot)('root in a folder closed to others still runs PostgreSQL', async () => {
  const closed = join(homedir(), `parley-test-${process.pid}`)
  await mkdir(closed, { mode: 0o700 })
  cleanups.push(() => rm(closed, { recursive: true, force: true }))
  dataDir = join(closed, 'data')

  const { sql } = await open()

  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  const status = await readFile(`/proc/${await postgresPid()}/status`, 'utf8')
  expect(status).not.toMatch(/^Uid:\s+0\b/m)
})

test('data of another PostgreSQL version is refused, not touched', async () => {
  dataDir = await freshDataDir()
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '14\n')
  cleanups.pop() // the cluster cannot be opened, so there is nothing to stop

  const opening = openDatabase({ databaseUrl: null, dataDir })

  await expect(opening).rejects.toThrow(/written by PostgreSQL 14; this Parley brings 18/)
  expect(await readdir(dataDir)).not.toContain('server.lock')
})
