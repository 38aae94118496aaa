import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { connectSql, type Sql } from '../src/platform/sql.ts'

export type TestDatabase = {
  /** A pool of 4, as a role that row-level security binds. */
  sql: Sql
  /** The same role's connection string, for code that opens its own pool. */
  url: string
  /** The superuser's, for what a test must see in spite of row-level security. */
  adminUrl: string
}

const POOL = 4

/**
 * A migrated, empty database for this test file, dropped after it. Call at the top of the file:
 * `const { sql } = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { template } = inject('testServer')
  return createDatabase(template)
}

/** As `testDatabase`, but without schema: for tests of what creates it. */
export async function emptyTestDatabase(): Promise<TestDatabase> {
  return createDatabase('template0')
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = inject('testServer')
  const name = `parley_${randomUUID().replaceAll('-', '')}`
  const url = inDatabase(server.url, name)
  await asAdmin(server.adminUrl, async (admin) => {
    const owner = new URL(server.url).username
    await admin`create database ${admin(name)} template ${admin(template)} owner ${admin(owner)}`
  })
  const sql = connectSql(url, { max: POOL })
  afterAll(async () => {
    await sql.end()
    await asAdmin(server.adminUrl, (admin) => admin`drop database ${admin(name)} with (force)`)
  })
  return { sql, url, adminUrl: inDatabase(server.adminUrl, name) }
}

async function asAdmin(url: string, work: (admin: Sql) => PromiseLike<unknown>): Promise<void> {
  const admin = connectSql(url, { max: 1 })
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
