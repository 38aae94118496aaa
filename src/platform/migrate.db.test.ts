import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { emptyTestDatabase } from '../../test/database.ts'
import { temporaryDirectory } from '../../test/postgres.ts'
import { migrate, migrationState } from './migrate.ts'

const { sql, url } = await emptyTestDatabase()
const directory = join(await temporaryDirectory(), 'migrations')
afterAll(() => rm(join(directory, '..'), { recursive: true }))

const FIRST = '0001-first.sql'
const SECOND = '0002-second.sql'

beforeEach(async () => {
  await sql`drop schema if exists parley cascade`
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory)
  await write(FIRST, 'create table firsts (first_id int); create index on firsts (first_id);')
  await write(SECOND, 'create table seconds (second_id int);')
})

function write(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text)
}

async function tables(): Promise<string[]> {
  const rows = await sql<Array<{ name: string }>>`
    select table_name as name from information_schema.tables
    where table_schema = 'parley' order by 1`
  return rows.map(({ name }) => name)
}

test('each file runs once, in order, in schema parley; the job queue is there too', async () => {
  expect(await migrate(url, directory)).toEqual([FIRST, SECOND])
  expect(await migrate(url, directory)).toEqual([])
  expect(await tables()).toEqual(['firsts', 'migrations', 'seconds'])
  expect(await sql`select count(*) from graphile_worker.jobs`).toEqual([{ count: 0 }])
})

test('a file added later runs alone', async () => {
  await rm(join(directory, SECOND))
  await migrate(url, directory)
  await write(SECOND, 'create table seconds (second_id int);')

  const { applied, pending } = await migrationState(sql, directory)
  expect([applied, pending.map(({ name }) => name)]).toEqual([1, [SECOND]])
  expect(await migrate(url, directory)).toEqual([SECOND])
})

test('several processes at once: one works, the others wait and find nothing to do', async () => {
  const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(url, directory)))
  expect(ran.flat()).toEqual([FIRST, SECOND])
})

test('a file that fails leaves nothing behind, and those before it stay', async () => {
  await write(SECOND, 'create table seconds (second_id int); select 1 / 0;')
  await expect(migrate(url, directory)).rejects.toThrow(`migration ${SECOND} failed`)
  expect(await tables()).toEqual(['firsts', 'migrations'])

  await write(SECOND, 'create table seconds (second_id int);')
  expect(await migrate(url, directory)).toEqual([SECOND])
})

test('a file that ran and was changed is an error', async () => {
  await migrate(url, directory)
  await write(FIRST, 'create table others (other_id int);')
  await expect(migrate(url, directory)).rejects.toThrow(/0001-first.sql already ran here/)
})

test('a gap between the files is an error, and nothing runs', async () => {
  await rm(join(directory, SECOND))
  await write('0003-third.sql', 'create table thirds (third_id int);')
  await expect(migrate(url, directory)).rejects.toThrow(/0002-<name>.sql is expected/)
  expect(await tables()).toEqual([])
})

test('a database newer than the code is an error', async () => {
  await migrate(url, directory)
  await rm(join(directory, SECOND))
  await expect(migrate(url, directory)).rejects.toThrow(
    /newer than this Parley: it has 0002-second.sql, the last file here is 0001-first.sql/,
  )
})
