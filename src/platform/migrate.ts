import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import { OperatorError } from './operator-error.ts'
import { connectSql, type Db, inEveryAccount, type Sql } from './sql.ts'

/** One file of `db/migrations`, named `NNNN-name.sql`. */
export type Migration = { number: number; name: string; checksum: string; text: string }

/** One row of `parley.migrations`: a file that ran here. */
type Applied = { number: number; name: string; checksum: string }

/** Where a database stands, compared with the files of this version of Parley. */
export type MigrationState = { applied: number; pending: Migration[] }

const MIGRATIONS = join(import.meta.dirname, '../../db/migrations')
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/
/** Key of the advisory lock "one migrates, the others wait"; any fixed number of our own. */
const MIGRATE_LOCK_KEY = 4_100_002
/** What goes wrong is thrown; its progress says nothing to an operator. */
const SILENT = new Logger(() => () => {})
const RESTORE =
  'Restore the files of the release you run, or restore the database from a backup made before.'

/**
 * Bring the database up to date: run, in order, the files that have not run here, each in one
 * transaction of its own, then the migrations of the job queue. Several processes may call it at
 * once: one works, the others wait for it.
 *
 * @returns names of the files that ran now
 * @throws OperatorError when a file that ran was changed, one is missing, or the database is newer
 */
export async function migrate(url: string, directory = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const sql = connectSql(url, { max: 1, applicationName: 'parley migrate' })
  try {
    await sql`select pg_advisory_lock(${MIGRATE_LOCK_KEY})`
    await sql`create schema if not exists parley`
    await sql`
      create table if not exists parley.migrations (
        number     int         primary key,
        name       text        not null,
        checksum   text        not null,
        applied_at timestamptz not null default now()
      )`
    const { pending } = compare(migrations, await appliedMigrations(sql))
    for (const migration of pending) await apply(sql, migration)
    await runMigrations({ connectionString: url, logger: SILENT })
    return pending.map(({ name }) => name)
  } finally {
    await sql.end() // the advisory lock ends with the session
  }
}

/**
 * What `migrate` would do, without doing it.
 *
 * @throws OperatorError as `migrate`
 */
export async function migrationState(sql: Db, directory = MIGRATIONS): Promise<MigrationState> {
  const [table] = await sql<Array<{ exists: boolean }>>`
    select to_regclass('parley.migrations') is not null as exists`
  const applied = table?.exists ? await appliedMigrations(sql) : []
  return compare(await readMigrations(directory), applied)
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort()
  const migrations: Migration[] = []
  for (const file of files) {
    const number = Number(FILE_NAME.exec(file)?.[1])
    if (number !== migrations.length + 1) {
      const expected = String(migrations.length + 1).padStart(4, '0')
      throw new OperatorError(
        `${join(directory, file)} is out of sequence: ${expected}-<name>.sql is expected here.`,
        'Number the files of db/migrations without a gap or a repetition.',
      )
    }
    const text = await readFile(join(directory, file), 'utf8')
    const checksum = createHash('sha256').update(text).digest('hex')
    migrations.push({ number, name: file, checksum, text })
  }
  return migrations
}

function appliedMigrations(sql: Db): Promise<Applied[]> {
  return sql<Applied[]>`select number, name, checksum from parley.migrations order by number`
}

function compare(migrations: readonly Migration[], applied: readonly Applied[]): MigrationState {
  for (const [index, ran] of applied.entries()) {
    if (ran.number !== index + 1) {
      throw new OperatorError(
        `The database ran migration ${ran.name} but none with number ${index + 1}.`,
        RESTORE,
      )
    }
    const file = migrations[index]
    if (!file) {
      throw new OperatorError(
        `The database is newer than this Parley: it has ${applied.at(-1)?.name}, the last file here is ${migrations.at(-1)?.name ?? 'none'}.`,
        'Start the newer Parley that upgraded it, or restore the backup made before that.',
      )
    }
    if (file.checksum !== ran.checksum || file.name !== ran.name) {
      throw new OperatorError(
        `Migration ${ran.name} already ran here, but the file ${file.name} has changed since.`,
        RESTORE,
      )
    }
  }
  return { applied: applied.length, pending: migrations.slice(applied.length) }
}

async function apply(sql: Sql, migration: Migration): Promise<void> {
  const { number, name, checksum, text } = migration
  try {
    await inEveryAccount(sql, async (tx) => {
      await tx.unsafe(text).simple()
      await tx`
        insert into parley.migrations (number, name, checksum)
        values (${number}, ${name}, ${checksum})`
    })
  } catch (error) {
    throw new Error(`migration ${name} failed`, { cause: error })
  }
}
