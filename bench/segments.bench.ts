import { cpus, loadavg } from 'node:os'
import { openDatabase } from '../src/platform/database.ts'
import { connectSql, type Sql } from '../src/platform/sql.ts'
import { createRawAccount } from '../test/raw-events.ts'
import { serverProcess, TEST_COMPANY } from '../test/server-process.ts'
import { measureBuilds, measurePreviews } from './segment-builds.ts'
import { measureFlips, measureFreshness } from './segment-freshness.ts'
import { loadShop } from './shop-history.ts'

const PROFILES = Number(process.env['SEGMENT_PROFILES'] ?? 1_000_000)
const EVENTS = Number(process.env['SEGMENT_EVENTS'] ?? 10_000_000)
/** The shop whose previews are measured: they are promised for a million events. */
const PREVIEW_EVENTS = 1_000_000
const PREVIEW_COMPANY = 'PrevCo'
/** Which parts run: builds, previews, freshness, flips. */
const PARTS = process.env['SEGMENT_PARTS']?.split(',')

/** Builds against hand-written SQL, previews, event to membership, flips, memory. */
export async function bench(): Promise<void> {
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load generator on it`)
  print(`${round(PROFILES)} profiles, ${round(EVENTS)} events`)
  printLoad()
  const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
  try {
    await server.start() // creates the database and the account
    await server.stop()
    const source = { databaseUrl: null, dataDir: server.dataDir }
    const database = await openDatabase(source)
    // As many connections as a build needs, so that both roads find them warm.
    const sql = connectSql(database.url, { max: 2 })
    const now = new Date(Math.floor(Date.now() / 1_000) * 1_000)
    const shop = await timed('loaded', () =>
      loadShop(sql, TEST_COMPANY, { profiles: PROFILES, events: EVENTS }, now),
    )
    await vacuum(sql)
    printLoad()
    if (isWanted('builds')) await measureBuilds(sql, shop)
    printLoad()
    if (isWanted('previews')) await measureSmallShop(sql, now)
    await sql.end()
    await database.stop()

    if (!isWanted('freshness') && !isWanted('flips')) return
    await server.start()
    const joined = await openDatabase(source, { join: true })
    const watching = connectSql(joined.url)
    printLoad()
    if (isWanted('freshness')) await measureFreshness(server, watching, shop)
    if (isWanted('flips')) await measureFlips(server, watching, shop)
    await watching.end()
    await joined.stop()
  } finally {
    if (server.output().includes('"level":50')) print(server.output())
    await server.dispose()
  }
}

async function measureSmallShop(sql: Sql, now: Date): Promise<void> {
  await createRawAccount(sql, { id: PREVIEW_COMPANY, createdAt: now }, [], [])
  const size = { profiles: PREVIEW_EVENTS / 10, events: PREVIEW_EVENTS }
  const small = await timed('loaded another shop', () => loadShop(sql, PREVIEW_COMPANY, size, now))
  await vacuum(sql)
  await measurePreviews(sql, small)
}

/** What autovacuum does within minutes in a shop that did not come at once. */
async function vacuum(sql: Sql): Promise<void> {
  await timed('vacuumed', async () => {
    for (const table of ['profiles', 'profile_identifiers', 'events']) {
      await sql`vacuum (analyze) ${sql(table)}`
    }
  })
}

/** What else the machine has to do: numbers of a busy one say little. */
function printLoad(): void {
  print(`load of the machine: ${loadavg()[0]?.toFixed(1)}`)
}

function isWanted(part: string): boolean {
  return PARTS?.includes(part) ?? true
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const done = await work()
  print(`${what} in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  return done
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function print(line: string): void {
  console.log(line)
}
