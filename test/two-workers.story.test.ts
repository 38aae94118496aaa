import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { Definition } from '../src/contract/conditions.ts'
import { inAccount } from '../src/platform/sql.ts'
import { evaluate } from '../src/segment/evaluate.ts'
import { loadFacts } from '../src/segment/facts.sql.ts'
import { needsOf } from '../src/segment/needs.ts'
import { createSegment } from '../src/segment/save-segment.action.ts'
import { testDatabase } from './database.ts'
import { sendEvents } from './send-events.ts'
import { type ServerProcess, serverProcess, TEST_COMPANY } from './server-process.ts'

/** Events of each of the two loads; WORKERS_SECONDS=60 for a longer look. */
const SECONDS = Number(process.env['WORKERS_SECONDS'] ?? 4)
const PER_SECOND = 150
const PEOPLE = 60
const METRIC = 'Shared Escalated'
const FOLLOWERS = ['segment.events', 'metric.count-events']
const SETTLE_MS = 60_000

const { sql, url } = await testDatabase()
const env = { DATABASE_URL: url, PARLEY_RATE_LIMITS: 'off' }
const ada = await serverProcess(env)
const bo = await serverProcess(env)
afterAll(() => Promise.all([ada.dispose(), bo.dispose()]), 120_000)

/** Rows of each follower's log that this process has applied since it began. */
async function applied(server: ServerProcess): Promise<number[]> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return FOLLOWERS.map((name) => {
    const line = new RegExp(`^parley_follower_rows_total\\{follower="${name}"\\} (\\d+)`, 'm')
    return Number(line.exec(text)?.[1] ?? 0)
  })
}

/** Events that are kept, and what the metrics' counters say about them. */
function counts(): Promise<{ kept: number; counted: number }> {
  return inAccount(sql, TEST_COMPANY, async (tx) => {
    const [row] = await tx<{ kept: number; counted: number }[]>`
      select (select count(*) from events where account_id = ${TEST_COMPANY}) as kept,
             (select coalesce(sum(event_count), 0)::int8 from metric_activity
              where account_id = ${TEST_COMPANY}) as counted`
    return row ?? { kept: 0, counted: 0 }
  })
}

let sent = 0
function load(server: ServerProcess) {
  return sendEvents(
    server.url,
    () => {
      sent += 1
      return {
        metric: METRIC,
        email: `p${(sent * 7) % PEOPLE}@shared.test`,
        properties: {},
        uniqueId: `shared-${sent}`,
        copies: 1,
      }
    },
    PER_SECOND,
  )
}

const atLeast = (metricId: string, value: number, days: number) =>
  Definition.parse({
    condition_groups: [
      {
        conditions: [
          {
            type: 'profile-metric',
            metric_id: metricId,
            measurement: 'count',
            measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value },
            timeframe_filter: {
              type: 'date',
              operator: 'in-the-last',
              quantity: days,
              unit: 'day',
            },
            metric_filters: null,
          },
        ],
      },
    ],
  })

/** Segments whose kept members are not those that a recomputation finds. */
async function wrongSegments(): Promise<string[]> {
  return inAccount(sql, TEST_COMPANY, async (tx) => {
    const segments = await tx<{ id: string; definition: unknown }[]>`
      select group_id as id, definition from segments where account_id = ${TEST_COMPANY}`
    const people = await tx<{ id: string }[]>`
      select profile_id as id from profiles where account_id = ${TEST_COMPANY}`
    const wrong: string[] = []
    for (const { id, definition } of segments) {
      const parsed = Definition.parse(definition)
      const ids = people.map((one) => one.id)
      const facts = await loadFacts(tx, TEST_COMPANY, ids, needsOf(parsed))
      const moment = { now: new Date(), timezone: 'UTC' }
      const expected = [...facts.values()].filter((one) => evaluate(parsed, one, moment).matches)
      const members = await tx<{ id: string }[]>`
        select profile_id as id from group_members
        where account_id = ${TEST_COMPANY} and group_id = ${id}`
      const same =
        members
          .map((one) => one.id)
          .toSorted()
          .join() ===
        expected
          .map((one) => one.profileId)
          .toSorted()
          .join()
      if (!same || members.length === 0) wrong.push(id)
    }
    return wrong
  })
}

test('two servers share the work, and no event is applied twice, even when one is killed', async () => {
  await ada.start()
  await bo.start()
  const first = load(ada)
  await expect.poll(async () => (await counts()).counted, { timeout: SETTLE_MS }).toBeGreaterThan(0)
  const [metricId = ''] = await inAccount(sql, TEST_COMPANY, async (tx) => {
    const rows = await tx<{ id: string }[]>`
      select metric_id as id from metrics
      where account_id = ${TEST_COMPANY} and name = ${METRIC}`
    return rows.map((row) => row.id)
  })
  for (const [at, count] of [2, 8, 15].entries()) {
    await createSegment(
      sql,
      TEST_COMPANY,
      { name: `Shared ${at}`, definition: atLeast(metricId, count, 7), isStarred: false },
      new Date(),
    )
  }
  const second = load(bo)
  await pause(SECONDS * 1_000)
  await Promise.all([first.stop(), second.stop()])
  await expect
    .poll(async () => (await counts()).counted, { timeout: SETTLE_MS })
    .toBe((await counts()).kept)
  // Each event is one row of each follower's log; both have worked.
  await expect
    .poll(
      async () => {
        const byAda = await applied(ada)
        const byBo = await applied(bo)
        expect(Math.min(...byAda, ...byBo)).toBeGreaterThan(0)
        return FOLLOWERS.map((_, at) => (byAda[at] ?? 0) + (byBo[at] ?? 0))
      },
      { timeout: SETTLE_MS },
    )
    .toEqual(FOLLOWERS.map(() => first.accepted.size + second.accepted.size))

  const third = load(ada)
  const doomed = load(bo)
  await pause((SECONDS * 1_000) / 2)
  await bo.kill()
  await doomed.stop()
  await pause((SECONDS * 1_000) / 2)
  await third.stop()
  const { kept } = await counts()
  expect(kept).toBeGreaterThan(first.accepted.size + second.accepted.size + third.accepted.size - 1)
  await expect.poll(async () => (await counts()).counted, { timeout: SETTLE_MS }).toBe(kept)
  await expect.poll(wrongSegments, { timeout: SETTLE_MS, interval: 300 }).toEqual([])
}, 240_000)
