import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../src/platform/database.ts'
import { connectSql, inEveryAccount } from '../src/platform/sql.ts'
import { type SentEvent, sendEvents } from './send-events.ts'
import { API_HEADERS, serverProcess } from './server-process.ts'

const KILLS = Number(process.env['CRASH_KILLS'] ?? 20)
const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
afterAll(() => server.dispose(), 120_000)

/** Each has an id of its own; odd ids are sent twice from the start: the second must change nothing. */
function crashEvent(at: number): SentEvent {
  return {
    metric: 'Crash Test',
    email: `p${at % 50}@crash.test`,
    properties: { id: String(at) },
    uniqueId: String(at),
    copies: at % 2 === 1 ? 2 : 1,
  }
}

async function stored(): Promise<Map<string, number>> {
  const database = await openDatabase(
    { databaseUrl: null, dataDir: server.dataDir },
    { join: true },
  )
  const sql = connectSql(database.url)
  const rows = await inEveryAccount(
    sql,
    (tx) => tx<{ id: string; copies: number }[]>`
      select e.properties ->> 'id' as id, count(*)::int as copies
      from events e
      group by 1`,
  )
  await sql.end()
  await database.stop()
  return new Map(rows.map((row) => [row.id, row.copies]))
}

test(`every event that was answered 202 is stored once after ${KILLS} kills at random moments`, async () => {
  await server.start()
  const load = sendEvents(server.url, crashEvent)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = load.accepted.size
    // Some load first, so that the kill lands among commits; then a random moment.
    await expect.poll(() => load.accepted.size, { timeout: 30_000 }).toBeGreaterThan(before + 20)
    await pause(Math.random() * 150)
    await server.kill()
    await server.start()
  }
  await load.stop()

  const copies = await stored()
  const lost = [...load.accepted].filter((id) => !copies.has(id))
  const doubled = [...copies].filter(([, count]) => count > 1)
  expect(load.accepted.size).toBeGreaterThan(KILLS * 20)
  expect(lost).toEqual([])
  expect(doubled).toEqual([])
}, 600_000)

test('without the unique key nothing is accepted any more, so the promise rests on it', async () => {
  const database = await openDatabase(
    { databaseUrl: null, dataDir: server.dataDir },
    { join: true },
  )
  const sql = connectSql(database.url)
  await sql`drop index events_once`
  await sql`create index events_once_no_more on events (account_id, profile_id, metric_id, unique_id)`
  await sql.end()
  await database.stop()

  const answers = await Promise.all(
    Array.from({ length: 4 }, () =>
      fetch(`${server.url}/api/events`, {
        method: 'POST',
        headers: API_HEADERS,
        body: JSON.stringify({
          data: {
            type: 'event',
            attributes: {
              metric: { data: { type: 'metric', attributes: { name: 'Crash Test' } } },
              profile: { data: { type: 'profile', attributes: { email: 'p1@crash.test' } } },
              properties: { id: 'again' },
              unique_id: 'again',
            },
          },
        }),
      }),
    ),
  )
  const copies = (await stored()).get('again') ?? 0
  expect(answers.every((answer) => answer.status === 202) && copies === 1).toBe(false)
}, 60_000)
