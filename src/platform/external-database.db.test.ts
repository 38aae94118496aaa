import { rm } from 'node:fs/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { temporaryDirectory } from '../../test/postgres.ts'
import { openExternalDatabase } from './external-database.ts'
import { freePort } from './port.ts'
import { openCluster } from './postgres-cluster.ts'
import { startPostgres, stopPostgres, urlOf } from './postgres-server.ts'
import { connectSql } from './sql.ts'

const { sql, url, adminUrl } = await testDatabase()

test('a superuser acts as a plain role, with both drivers', async () => {
  const actual = await openExternalDatabase(adminUrl)

  const pool = connectSql(actual, { max: 1 })
  const client = new pg.Client({ connectionString: actual })
  await client.connect()
  const question = `
    select current_user as role, rolsuper or rolbypassrls as "passes"
    from pg_roles where rolname = current_user`
  expect(await pool.unsafe(question)).toEqual([{ role: 'parley_app', passes: false }])
  expect((await client.query(question)).rows).toEqual([{ role: 'parley_app', passes: false }])
  await client.end()
  await pool.end()
})

test('that role may create the schema', async () => {
  const pool = connectSql(await openExternalDatabase(adminUrl), { max: 1 })
  await pool`create schema made_by_app`
  await pool`create table made_by_app.things (thing_id int)`
  await pool.end()
})

test('a plain role is used as it is', async () => {
  expect(await openExternalDatabase(url)).toBe(url)
})

test('a plain role that may not create a schema is told what to grant', async () => {
  const admin = connectSql(adminUrl, { max: 1 })
  const role = `parley_guest_${process.pid}`
  await admin.unsafe(`create role ${role} login password 'guest'`)
  const guest = new URL(url)
  guest.username = role
  guest.password = 'guest'
  try {
    await expect(openExternalDatabase(guest.href)).rejects.toMatchObject({
      remedy: expect.stringContaining(`grant create on database`),
    })
  } finally {
    await admin.unsafe(`drop role ${role}`)
    await admin.end()
  }
})

test('a wrong password fails at once, without the password in the message', async () => {
  const wrong = new URL(url)
  wrong.password = 'correct-horse'
  const failure = await openExternalDatabase(wrong.href).catch((error: Error) => error)
  expect(String(failure)).toMatch(/password authentication failed/)
  expect(String(failure)).not.toMatch(/correct-horse/)
})

test('the search path leads to parley first, the session is in UTC', async () => {
  expect(
    await sql`select current_setting('search_path') as path, current_setting('timezone') as zone`,
  ).toEqual([{ path: 'parley, public', zone: 'UTC' }])
})

test('a server that is not there yet is waited for', async () => {
  const dataDir = await temporaryDirectory()
  const cluster = await openCluster(dataDir)
  onTestFinished(async () => {
    await stopPostgres(cluster)
    await rm(dataDir, { recursive: true })
  })
  const port = await freePort()
  const lines: string[] = []
  const opening = openExternalDatabase(
    urlOf(cluster, { port }, { role: 'superuser', database: 'postgres' }),
    { progress: (line) => lines.push(line) },
  )
  await expect.poll(() => lines).toEqual(['Waiting for the database of DATABASE_URL …'])

  await startPostgres(cluster, {}, port)

  expect(await opening).toContain(`:${port}/`)
})
