import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { accountApp, bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { shortId } from '../platform/id.ts'
import { Problem } from '../platform/problem.ts'
import { connectSql, inAccount, readInAccount, type Sql } from '../platform/sql.ts'
import { readProfileInput } from '../profile/profile-input.ts'
import {
  createEventRecorder,
  type EventRecorder,
  RefusedProfile,
  WAITING_EVENTS_MAX,
} from './event-recorder.action.ts'
import { eventReadRoutes } from './get-events.http.ts'
import type { EventToRecord } from './new-event.ts'
import { recordEvents } from './record-events.action.ts'
import { trackEventsRoutes } from './track-events.http.ts'

const KEY = 'pk_record_0123456789abcdefghij'
const { sql, url } = await testDatabase()
const { accountId: sandbox } = await bootstrap(sql, {
  apiKey: KEY,
  companyId: 'Sb0x42',
  isSandbox: true,
})
const pools = [sql, connectSql(url, { max: 2 }), connectSql(url, { max: 2 })]
afterAll(() => Promise.all(pools.slice(1).map((pool) => pool.end())))

const NOW = new Date('2026-03-01T12:00:00Z')
const secret = Buffer.alloc(32, 7)

async function newAccount(): Promise<string> {
  const id = shortId()
  await createRawAccount(sql, { id, createdAt: NOW }, [], [])
  return id
}

/** An event whose contents follow from its key, so that any order of arrival stores the same. */
function eventOf(person: number, metric: number, unique: number, knowsMore = false): EventToRecord {
  const attributes = {
    email: `Person${person}@shop.test`,
    ...(knowsMore ? { external_id: `customer-${person}`, first_name: `Name ${person}` } : {}),
  }
  return {
    profile: readProfileInput({ attributes }, '/data', 'event'),
    metricName: `Metric ${metric}`,
    integrationKey: metric % 2 === 0 ? 'api' : 'shop',
    occurredAt: new Date(NOW.getTime() + unique * 1_000),
    uniqueId: `unique-${unique}`,
    value: unique === 0 ? null : unique / 4,
    valueCurrency: unique % 2 === 0 ? 'EUR' : null,
    properties: { person, unique, list: [1, 'ü', { deep: null }] },
    isBackfill: unique === 1,
  }
}

const events = fc
  .record({
    person: fc.nat(4),
    metric: fc.nat(3),
    unique: fc.nat(6),
    knowsMore: fc.boolean(),
  })
  .map(({ person, metric, unique, knowsMore }) => eventOf(person, metric, unique, knowsMore))
const batches = fc.array(events, { minLength: 1, maxLength: 40 })

interface Stored {
  events: unknown[]
  people: unknown[]
  metrics: unknown[]
}

/** Everything of an account that events leave behind, without made-up ids, in a fixed order. */
function stored(accountId: string): Promise<Stored> {
  return readInAccount(sql, accountId, async (tx) => ({
    events: [
      ...(await tx`
        select p.email, m.name, m.integration_key, e.occurred_at, e.unique_id, e.value,
               e.value_currency, e.properties, e.is_backfill
        from events e
        join profiles p using (account_id, profile_id)
        join metrics m using (account_id, metric_id)
        order by p.email, m.name, e.unique_id, e.event_id`),
    ],
    people: [
      ...(await tx`
        select p.email, p.external_id, p.first_name,
               array_agg(i.kind || ' ' || i.value order by i.kind, i.value) as identifiers
        from profiles p
        left join profile_identifiers i using (account_id, profile_id)
        group by p.profile_id, p.email, p.external_id, p.first_name
        order by p.email`),
    ],
    metrics: [...(await tx`select name, integration_key from metrics order by name`)],
  }))
}

function recordAll(accountId: string, all: readonly EventToRecord[]) {
  return inAccount(sql, accountId, (tx) => recordEvents(tx, accountId, all, NOW))
}

async function recordOneByOne(accountId: string, all: readonly EventToRecord[]): Promise<number> {
  let recorded = 0
  for (const event of all) recorded += (await recordAll(accountId, [event])).recorded
  return recorded
}

describe('a batch', () => {
  test('recorded twice equals once, and equals its events one by one', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const [together, single] = [await newAccount(), await newAccount()]
        const first = await recordAll(together, batch)
        const once = await stored(together)
        expect(first.recorded + first.alreadyKnown).toBe(batch.length)
        expect(first.recorded).toBe(once.events.length)

        const second = await recordAll(together, batch)
        expect(second).toMatchObject({ recorded: 0, alreadyKnown: batch.length })
        expect(await stored(together)).toEqual(once)

        expect(await recordOneByOne(single, batch)).toBe(first.recorded)
        expect(await stored(single)).toEqual(once)
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  test('what an event says the second time does not change it', async () => {
    const account = await newAccount()
    const event = eventOf(1, 1, 1)
    await recordAll(account, [event])
    const before = await stored(account)
    const changed = { ...event, value: 99, properties: {}, occurredAt: new Date(0) }
    expect(await recordAll(account, [changed, changed])).toMatchObject({ alreadyKnown: 2 })
    expect((await stored(account)).events).toEqual(before.events)
  })

  test('an event whose profile is refused is left out, and says why', async () => {
    const account = await newAccount()
    const stranger = { ...eventOf(1, 1, 1), profile: unknownPerson() }
    const { profiles, recorded } = await recordAll(account, [stranger, eventOf(2, 1, 1)])
    expect(recorded).toBe(1)
    expect(profiles).toMatchObject([
      { outcome: 'refused', reason: 'unknown-id' },
      { outcome: 'created' },
    ])
  })

  test('a unique id of the longest kind, in any alphabet', async () => {
    const account = await newAccount()
    const longest = (at: number) =>
      Array.from({ length: 800 }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7_919 + at * 104_729) % 20_000)),
      ).join('')
    const all = [0, 1].map((at) => ({ ...eventOf(1, 1, 1), uniqueId: longest(at) }))
    expect((await recordAll(account, [...all, ...all])).recorded).toBe(2)
  })
})

function unknownPerson() {
  return { ...eventOf(0, 0, 0).profile, id: randomUUID(), identifiers: {} }
}

interface Request {
  events: EventToRecord[]
  recorder: number
  waitMs: number
  /** An event of it has an unknown profile, or holds what PostgreSQL cannot store. */
  fault: 'none' | 'refused' | 'unstorable'
  faultAt: number
}

const requests: fc.Arbitrary<Request[]> = fc.array(
  fc.record({
    events: fc.array(events, { minLength: 1, maxLength: 8 }),
    recorder: fc.nat(pools.length - 1),
    waitMs: fc.constantFrom(0, 0, 0, 1, 3, 8),
    fault: fc.constantFrom('none' as const, 'none', 'none', 'refused', 'unstorable'),
    faultAt: fc.nat(),
  }),
  { minLength: 2, maxLength: 25 },
)

function sentEvents({ events: good, fault, faultAt }: Request): EventToRecord[] {
  const at = faultAt % (good.length + 1)
  const bad = { ...eventOf(9, 9, 9), uniqueId: 'bad' }
  if (fault === 'refused') return good.toSpliced(at, 0, { ...bad, profile: unknownPerson() })
  if (fault === 'unstorable') return good.toSpliced(at, 0, { ...bad, properties: { a: '\u0000' } })
  return good
}

function recorders(): { all: EventRecorder[]; recorded: () => number } {
  let recorded = 0
  const all = pools.map((pool: Sql) =>
    createEventRecorder(pool, ({ events: count }) => {
      recorded += count
    }),
  )
  return { all, recorded: () => recorded }
}

describe('requests at once, through several recorders on several pools', () => {
  test('store what the good ones store one by one, whole or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (all) => {
        const [atOnce, oneByOne] = [await newAccount(), await newAccount()]
        const { all: open, recorded } = recorders()
        const outcomes = await Promise.allSettled(
          all.map(async (request) => {
            await pause(request.waitMs)
            const sent = sentEvents(request)
            const recorder = open[request.recorder]
            const profiles = await recorder!.record(atOnce, sent, NOW)
            return sent.map((event, at) => ({ event, result: profiles[at] }))
          }),
        )
        await Promise.all(open.map((one) => one.drain()))

        expect(outcomes.map((one) => one.status)).toEqual(
          all.map(({ fault }) => (fault === 'none' ? 'fulfilled' : 'rejected')),
        )
        const good = all.filter(({ fault }) => fault === 'none').flatMap((one) => one.events)
        await recordOneByOne(oneByOne, good)
        const expected = await stored(oneByOne)
        expect(await stored(atOnce)).toEqual(expected)
        expect(recorded()).toBe(expected.events.length)

        // Whoever was created meanwhile, every request heard of the same person.
        const heard = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
        const ids = new Map<string, Set<string>>()
        for (const { event, result } of heard) {
          const email = event.profile.identifiers.email ?? ''
          const known = ids.get(email) ?? new Set()
          ids.set(email, known.add(result && 'profileId' in result ? result.profileId : 'none'))
        }
        expect([...ids.values()].filter((one) => one.size !== 1 || one.has('none'))).toEqual([])
      }),
      { numRuns: 15 },
    )
  }, 90_000)

  test('a refusal counts places within its own request', async () => {
    const account = await newAccount()
    const recorder = createEventRecorder(sql, () => {})
    const bad = [eventOf(1, 1, 1), { ...eventOf(2, 1, 1), profile: unknownPerson() }]
    const [first, second, third] = await Promise.allSettled([
      recorder.record(account, [eventOf(3, 1, 1), eventOf(4, 1, 1)], NOW),
      recorder.record(account, bad, NOW),
      recorder.record(account, [eventOf(5, 1, 1)], NOW),
    ])
    expect([first?.status, third?.status]).toEqual(['fulfilled', 'fulfilled'])
    const reason: unknown = second?.status === 'rejected' ? second.reason : undefined
    expect(reason).toBeInstanceOf(RefusedProfile)
    expect(reason).toMatchObject({ at: 1, result: { reason: 'unknown-id' } })
    expect((await stored(account)).people).toHaveLength(3)
  })

  test('accounts with the same people share a connection, and each has its own events', async () => {
    const pool = connectSql(url, { max: 1 })
    const recorder = createEventRecorder(pool, () => {})
    const accounts = [await newAccount(), await newAccount()]
    // The second round finds people and metrics: it goes the short way.
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        accounts.map((accountId, at) =>
          recorder.record(accountId, [eventOf(1, 0, 10 * at + round)], NOW),
        ),
      )
      const [left] = await pool`select current_setting('parley.account_id', true) as scope`
      expect(left?.['scope'] ?? '').toBe('')
    }
    for (const [at, accountId] of accounts.entries()) {
      const rows = await readInAccount(
        sql,
        accountId,
        (tx) => tx`
          select e.unique_id as id, p.account_id as "of"
          from events e
          join profiles p using (profile_id)
          order by e.event_id`,
      )
      const unique = [0, 1, 2].map((round) => `unique-${10 * at + round}`)
      expect(rows).toEqual(unique.map((id) => ({ id, of: accountId })))
    }
    await pool.end()
  })

  test('two accounts do not wait for each other’s faults', async () => {
    const [one, other] = [await newAccount(), await newAccount()]
    const recorder = createEventRecorder(sql, () => {})
    const [bad, good] = await Promise.allSettled([
      recorder.record(one, [{ ...eventOf(1, 1, 1), properties: { a: '\u0000' } }], NOW),
      recorder.record(other, [eventOf(1, 1, 1)], NOW),
    ])
    expect([bad?.status, good?.status]).toEqual(['rejected', 'fulfilled'])
    expect((await stored(one)).events).toEqual([])
    expect((await stored(other)).events).toHaveLength(1)
  })
})

describe('what waits', () => {
  // One event a thousand times: the queue is full, and the work is small.
  const thousand = Array.from({ length: 1_000 }, () => eventOf(1, 1, 1))
  const bad = thousand.with(0, { ...eventOf(1, 1, 1), profile: unknownPerson() })

  function overloaded(error: unknown): boolean {
    return error instanceof Problem && error.status === 503 && error.retryAfterSeconds === 1
  }

  test('is limited, over all accounts; refusals and failures make room again', async () => {
    const [one, other] = [await newAccount(), await newAccount()]
    let recorded = 0
    const recorder = createEventRecorder(sql, ({ events: count }) => {
      recorded += count
    })
    for (const batch of [thousand, bad, thousand]) {
      const full = Array.from({ length: WAITING_EVENTS_MAX / 1_000 }, (_, at) =>
        recorder.record(at % 2 === 0 ? one : other, batch, NOW),
      )
      const all = Promise.allSettled(full)
      const refused = await recorder.record(other, [eventOf(2, 2, 2)], NOW).catch(overloaded)
      expect(refused).toBe(true)
      const expected = batch === bad ? 'rejected' : 'fulfilled'
      expect(new Set((await all).map(({ status }) => status))).toEqual(new Set([expected]))
    }
    await recorder.record(other, [eventOf(2, 2, 2)], NOW)
    await recorder.drain()
    expect(recorded).toBe(3)
  }, 60_000)

  test('is drained: by any number of callers, and at once when there is nothing', async () => {
    const account = await newAccount()
    const recorder = createEventRecorder(sql, () => {})
    await recorder.drain()
    for (let round = 0; round < 5; round += 1) {
      let settled = 0
      const sent = Array.from({ length: 10 }, async (_, at) => {
        await recorder.record(account, [eventOf(at % 5, round, at)], NOW)
        settled += 1
      })
      await Promise.all([recorder.drain(), recorder.drain()])
      expect(settled).toBe(10)
      await Promise.all(sent)
    }
  })
})

describe('over HTTP', () => {
  const recorder = createEventRecorder(sql, () => {})

  test('the clock of a sandbox is the time of events that tell none', async () => {
    const { app } = await accountApp(sql, {
      routes: [...trackEventsRoutes({ recorder, secret }), ...eventReadRoutes()],
    })
    const clockAt = new Date('2031-05-06T07:08:09Z')
    await inAccount(
      sql,
      sandbox ?? '',
      (tx) => tx`update accounts set clock_at = ${clockAt} where account_id = ${sandbox}`,
    )
    const headers = {
      authorization: `Klaviyo-API-Key ${KEY}`,
      'content-type': 'application/json',
    }
    const send = (more: object) =>
      app.inject({
        method: 'POST',
        url: '/api/events',
        headers,
        payload: {
          data: {
            type: 'event',
            attributes: {
              metric: { data: { type: 'metric', attributes: { name: 'Viewed' } } },
              profile: { data: { type: 'profile', attributes: { email: 'ada@shop.test' } } },
              properties: { $value: 4.5, colour: 'red' },
              ...more,
            },
          },
        },
      })
    expect((await send({})).statusCode).toBe(202)
    expect((await send({})).statusCode).toBe(202)
    expect((await send({ time: '2031-05-01T00:00:00Z' })).statusCode).toBe(202)
    // A year ahead of the sandbox is allowed, whatever the wall clock says.
    expect((await send({ time: '2032-05-01T00:00:00Z' })).statusCode).toBe(202)
    expect((await send({ time: '2033-05-01T00:00:00Z' })).statusCode).toBe(400)

    const listed = await app.inject({
      url: '/api/events?additional-fields[event]=recorded_at&sort=datetime',
      headers: { authorization: headers.authorization },
    })
    const shown = listed.json().data.map((one: { attributes: object }) => one.attributes)
    expect(shown).toMatchObject([
      { datetime: '2031-05-01T00:00:00+00:00', recorded_at: '2031-05-06T07:08:09+00:00' },
      {
        datetime: '2031-05-06T07:08:09+00:00',
        event_properties: {
          $value: 4.5,
          colour: 'red',
          $event_id: String(clockAt.getTime() / 1e3),
        },
      },
      { datetime: '2032-05-01T00:00:00+00:00' },
    ])
    expect(shown).toHaveLength(3)
  })
})
