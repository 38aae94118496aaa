import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { Definition } from '../src/contract/conditions.ts'
import { openDatabase } from '../src/platform/database.ts'
import { connectSql, inAccount, type Sql } from '../src/platform/sql.ts'
import { evaluate } from '../src/segment/evaluate.ts'
import { loadFacts } from '../src/segment/facts.sql.ts'
import { needsOf } from '../src/segment/needs.ts'
import { sendEvents } from './send-events.ts'
import { API_HEADERS, serverProcess, TEST_COMPANY } from './server-process.ts'

const KILLS = Number(process.env['SEGMENT_KILLS'] ?? 6)
const PEOPLE = 300
/** So many that a build takes long enough to be killed in the middle. */
const BYSTANDERS = 20_000
const METRICS = ['Crash Escalated', 'Crash Ordered']
const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
afterAll(() => server.dispose(), 120_000)

const CONNECTIONS_KEPT_MAX = 20

/** Connections that were kept open to a server that was killed fail one by one. */
async function call<T>(path: string, body?: unknown): Promise<T> {
  const ask = () =>
    fetch(server.url + path, {
      headers: API_HEADERS,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
  let answer = await ask().catch(() => undefined)
  for (let tried = 1; !answer && tried < CONNECTIONS_KEPT_MAX; tried += 1) {
    answer = await ask().catch(() => undefined)
  }
  if (!answer) throw new Error(`${path}: no answer`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function metricIds(): Promise<string[]> {
  const { data } = await call<{ data: { id: string; attributes: { name: string } }[] }>(
    '/api/metrics',
  )
  return METRICS.flatMap((name) => data.find((one) => one.attributes.name === name)?.id ?? [])
}

function times(metricId: string, operator: string, value: number, days: number | null) {
  return {
    type: 'profile-metric',
    metric_id: metricId,
    measurement: 'count',
    measurement_filter: { type: 'numeric', operator, value },
    timeframe_filter: days
      ? { type: 'date', operator: 'in-the-last', quantity: days, unit: 'day' }
      : { type: 'date', operator: 'alltime' },
    metric_filters: null,
  }
}

/** What asks for events in both directions, for the profile, and in a way that only memory answers. */
function definitions(escalated: string, ordered: string) {
  return [
    [[times(escalated, 'greater-than', 0, 7)]],
    [[times(escalated, 'greater-than-or-equal', 3, null)], [times(ordered, 'equals', 0, null)]],
    [[times(ordered, 'equals', 2, 30), times(escalated, 'equals', 1, null)]],
    [
      [times(ordered, 'greater-than', 0, 7)],
      [
        {
          type: 'profile-region',
          in_region: false,
          region: 'european_union',
        },
        times(escalated, 'less-than', 5, null),
      ],
    ],
  ].map((groups) => ({ condition_groups: groups.map((conditions) => ({ conditions })) }))
}

async function createSegment(name: string, definition: object): Promise<void> {
  await call('/api/segments', {
    data: { type: 'segment', attributes: { name, definition } },
  })
}

async function inDatabase<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const database = await openDatabase(
    { databaseUrl: null, dataDir: server.dataDir },
    { join: true },
  )
  const sql = connectSql(database.url)
  try {
    return await work(sql)
  } finally {
    await sql.end()
    await database.stop()
  }
}

/** Members as they are kept, and as a full recomputation of every segment finds them. */
function compared(): Promise<Map<string, { kept: string[]; computed: string[] }>> {
  return inDatabase((sql) =>
    inAccount(sql, TEST_COMPANY, async (tx) => {
      const segments = await tx<{ id: string; definition: unknown }[]>`
        select group_id as id, definition from segments where account_id = ${TEST_COMPANY}`
      const people = await tx<{ id: string }[]>`
        select profile_id as id from profiles
        where account_id = ${TEST_COMPANY} and redacted_at is null`
      const result = new Map<string, { kept: string[]; computed: string[] }>()
      for (const segment of segments) {
        const definition = Definition.parse(segment.definition)
        const ids = people.map(({ id }) => id)
        const facts = await loadFacts(tx, TEST_COMPANY, ids, needsOf(definition))
        const moment = { now: new Date(), timezone: 'UTC' }
        const kept = await tx<{ id: string }[]>`
          select profile_id as id from group_members
          where account_id = ${TEST_COMPANY} and group_id = ${segment.id}`
        result.set(segment.id, {
          kept: kept.map(({ id }) => id).toSorted(),
          computed: ids
            .filter((id) => {
              const known = facts.get(id)
              return known && evaluate(definition, known, moment).matches
            })
            .toSorted(),
        })
      }
      return result
    }),
  )
}

test(`after ${KILLS} kills during events and builds membership is what a recomputation finds`, async () => {
  await server.start()
  const load = sendEvents(
    server.url,
    (at) => ({
      metric: METRICS[at % 3 === 0 ? 1 : 0] ?? '',
      email: `p${(at * 7) % PEOPLE}@crash.test`,
      properties: {},
      uniqueId: String(at),
      copies: 1,
    }),
    500,
  )
  await expect.poll(async () => (await metricIds()).length, { timeout: 30_000 }).toBe(2)
  const [escalated = '', ordered = ''] = await metricIds()
  await inDatabase((sql) =>
    inAccount(
      sql,
      TEST_COMPANY,
      (tx) => tx`
        insert into profiles (account_id, profile_id, created_at, updated_at)
        select ${TEST_COMPANY}, gen_random_uuid(), now(), now()
        from generate_series(1, ${BYSTANDERS}::int)`,
    ),
  )
  const wanted = definitions(escalated, ordered)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = load.accepted.size
    // A build begins, and events go on: the kill falls among both.
    await createSegment(`Segment ${kill}`, wanted[kill % wanted.length] ?? {})
    await expect.poll(() => load.accepted.size, { timeout: 30_000 }).toBeGreaterThan(before + 20)
    await pause(Math.random() * 400)
    await server.kill()
    await server.start()
  }
  await expect.poll(() => load.accepted.size, { timeout: 30_000 }).toBeGreaterThan(KILLS * 20)
  await load.stop()

  await expect
    .poll(
      async () => {
        const { data } = await call<{ data: { attributes: { is_processing: boolean } }[] }>(
          '/api/segments',
        )
        return data.filter(({ attributes }) => attributes.is_processing).length
      },
      { timeout: 180_000, interval: 200 },
    )
    .toBe(0)
  // The followers are done when what is kept stays what is computed.
  await expect
    .poll(
      async () => {
        const all = await compared()
        return [...all].filter(([, { kept, computed }]) => kept.join() !== computed.join()).length
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(0)
  const sizes = [...(await compared()).values()].map(({ kept }) => kept.length)
  // Nobody is compared with nobody, and not everybody with everybody.
  expect(sizes.length).toBeGreaterThanOrEqual(KILLS)
  expect(sizes.filter((size) => size > 0 && size < BYSTANDERS).length).toBeGreaterThan(1)
}, 600_000)
