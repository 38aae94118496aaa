import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { accountApp, bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents, type RawEvent } from '../../test/raw-events.ts'
import { connectSql, inAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  createEventFeed,
  type EventFeed,
  type FeedBatch,
  type FeedFilter,
  MESSAGE_EVENTS_MAX,
} from './event-feed.action.ts'
import { eventStreamRoute } from './stream-events.http.ts'

const KEY = 'pk_feed_0123456789abcdefghijkl'
const { sql, url } = await testDatabase()
const { accountId } = await bootstrap(sql, { apiKey: KEY, companyId: 'Fe3d42' })
const ACCOUNT = accountId ?? ''
const OTHER = 'OTHER1'
/** Their last digits lie in different shards of the log. */
const PEOPLE = [0, 1, 2].map((at) => `${randomUUID().slice(0, -1)}${at}`)
const METRICS = ['VIEWED', 'BOUGHT'] as const
const NOW = new Date('2026-03-01T12:00:00Z')
const kinds = METRICS.map((id) => ({ id, name: id }))
await createRawAccount(sql, { id: OTHER, createdAt: NOW }, kinds, PEOPLE)
await inAccount(sql, ACCOUNT, async (tx) => {
  await tx`
    insert into profiles (account_id, profile_id, created_at, updated_at)
    select ${ACCOUNT}, p, ${NOW}, ${NOW} from unnest(${PEOPLE}::uuid[]) as p`
  await tx`
    insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
    select ${ACCOUNT}, m, m, 'api', ${NOW}, ${NOW} from unnest(${[...METRICS]}::text[]) as m`
})

/** Transactions that are held open need connections of their own. */
const holding = connectSql(url, { max: 6, applicationName: 'holder' })
const EVERYTHING: FeedFilter = { accountId: ACCOUNT, metricId: undefined, profileId: undefined }

let feed: EventFeed = createEventFeed(sql)
afterEach(async () => {
  await feed.stop()
  feed = createEventFeed(sql)
})
afterAll(() => holding.end())

/** A reader of a stream that keeps all it has heard. */
class Listener {
  readonly batches: FeedBatch[] = []
  readonly opened: Promise<void>
  readonly ended: Promise<void>
  private readonly closing = new AbortController()

  constructor(filter: FeedFilter = EVERYTHING, after?: string) {
    const opening = Promise.withResolvers<void>()
    this.opened = opening.promise
    this.ended = this.listen(feed.follow(filter, after, this.closing.signal), opening.resolve)
  }

  private async listen(batches: AsyncIterable<FeedBatch | undefined>, onOpen: () => void) {
    for await (const batch of batches) {
      if (batch) this.batches.push(batch)
      onOpen()
    }
  }

  close(): Promise<void> {
    this.closing.abort()
    return this.ended
  }

  /** Unique ids in the order they came; a message shows its newest first. */
  get heard(): string[] {
    return this.batches.flatMap((batch) => batch.events.map((event) => event.uniqueId).reverse())
  }

  get skipped(): number {
    return this.batches.reduce((sum, batch) => sum + batch.skipped, 0)
  }

  get cursor(): string | undefined {
    return this.batches.at(-1)?.cursor
  }
}

async function listening(filter?: FeedFilter, after?: string): Promise<Listener> {
  const listener = new Listener(filter, after)
  await listener.opened
  return listener
}

let made = 0
function rawEvent(more: Partial<RawEvent> = {}): RawEvent {
  made += 1
  const profileId = PEOPLE[made % PEOPLE.length] ?? ''
  const uniqueId = String(made)
  return { metricId: 'VIEWED', profileId, occurredAt: NOW, uniqueId, ...more }
}

const rawEvents = (count: number) => Array.from({ length: count }, () => rawEvent())
const idsOf = (events: readonly RawEvent[]) => events.map((event) => event.uniqueId)

async function record(events: readonly RawEvent[], account = ACCOUNT): Promise<void> {
  await insertRawEvents(sql, account, events)
  feed.wake()
}

/** A transaction that has written its events, and commits when it is told to. */
async function held(events: readonly RawEvent[]) {
  const { promise: release, resolve: commit } = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const done = inAccount(holding, ACCOUNT, async (tx) => {
    // insertRawEvents opens its own transaction: here it is given this one.
    await insertRawEvents(within(tx), ACCOUNT, events)
    written.resolve()
    await release
  })
  done.catch(written.reject)
  await written.promise
  return {
    commit: async () => {
      commit()
      await done
      feed.wake()
    },
  }
}

function within(tx: Tx): Sql {
  return { begin: (_mode: string, work: (inner: Tx) => unknown) => work(tx) } as unknown as Sql
}

/**
 * Without what was there before a test. A stream that is resumed may begin with events of the moment
 * before its first opening, where older transactions were still open; so are those of other files.
 */
function since(first: number, heard: readonly string[]): string[] {
  return heard.filter((id) => Number(id) >= first)
}

const soon = { timeout: 15_000, interval: 10 }

describe('every event that commits after the stream opened arrives once', () => {
  test('also when transactions end in another order than they began', async () => {
    // Each step begins a transaction, or ends one that is open.
    const steps = fc.array(
      fc.record({ events: fc.integer({ min: 1, max: 3 }), ends: fc.nat(), holds: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await record(rawEvents(2))
        const listener = await listening()
        const late = await listening()
        const expected: string[] = []
        const open: Awaited<ReturnType<typeof held>>[] = []
        for (const { events: count, ends, holds } of all) {
          const events = rawEvents(count)
          expected.push(...idsOf(events).map(String))
          if (holds && open.length < 5) open.push(await held(events))
          else await record(events)
          const [ended] = ends % 2 === 0 ? open.splice(ends % (open.length || 1), 1) : []
          await ended?.commit()
        }
        for (const one of open) await one.commit()
        await expect.poll(() => listener.heard.length, soon).toBeGreaterThanOrEqual(expected.length)
        await expect.poll(() => late.heard.length, soon).toBeGreaterThanOrEqual(expected.length)
        expect(listener.heard.toSorted()).toEqual(expected.toSorted())
        expect(late.heard).toEqual(listener.heard)
        expect(listener.skipped).toBe(0)
        await Promise.all([listener.close(), late.close()])
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  test('a transaction that was open before is heard of, once it commits, and holds back others', async () => {
    const early = rawEvents(2)
    const transaction = await held(early)
    // Behind the open transaction in the log, but there before the stream.
    await record(rawEvents(2))
    const listener = await listening()
    const later = rawEvents(2)
    await record(later)
    await pause(300)
    expect(listener.heard).toEqual([])
    await transaction.commit()
    await expect.poll(() => listener.heard, soon).toEqual([...idsOf(early), ...idsOf(later)])
  })

  test('nothing that was there before, and nothing of a transaction that rolls back', async () => {
    const older = await held(rawEvents(1))
    await record(rawEvents(3))
    await older.commit()
    const listener = await listening()
    const failing = inAccount(holding, ACCOUNT, async (tx) => {
      await insertRawEvents(within(tx), ACCOUNT, rawEvents(1))
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const last = rawEvents(1)
    await record(last)
    await expect.poll(() => listener.heard, soon).toEqual(idsOf(last))
  })

  test('without being woken, within seconds', async () => {
    const listener = await listening()
    const events = rawEvents(1)
    await insertRawEvents(sql, ACCOUNT, events)
    await expect.poll(() => listener.heard, soon).toEqual(idsOf(events))
  })
})

describe('filters', () => {
  const filters: FeedFilter[] = [
    EVERYTHING,
    { ...EVERYTHING, accountId: OTHER },
    { ...EVERYTHING, metricId: 'BOUGHT' },
    { ...EVERYTHING, profileId: PEOPLE[1] },
    { ...EVERYTHING, metricId: 'VIEWED', profileId: PEOPLE[2] },
    { ...EVERYTHING, metricId: 'unknown' },
  ]
  const written = fc.array(
    fc.record({
      account: fc.constantFrom(ACCOUNT, OTHER),
      metricId: fc.constantFrom(...METRICS),
      profileId: fc.constantFrom(...PEOPLE),
    }),
    { minLength: 1, maxLength: 15 },
  )

  test('each stream hears its own, live and resumed', async () => {
    await fc.assert(
      fc.asyncProperty(written, async (all) => {
        const first = made + 1
        const live = await Promise.all(filters.map((one) => listening(one)))
        const events = all.map((one) => ({ ...one, ...rawEvent(one) }))
        for (const event of events) await record([event], event.account)
        const expected = filters.map((filter) =>
          idsOf(
            events.filter(
              (one) =>
                one.account === filter.accountId &&
                (filter.metricId ?? one.metricId) === one.metricId &&
                (filter.profileId ?? one.profileId) === one.profileId,
            ),
          ),
        )
        await expect.poll(() => live.map((one) => one.heard), soon).toEqual(expected)
        const resumed = await Promise.all(
          filters.map((filter, at) => listening(filter, live[at]?.batches[0]?.cursor)),
        )
        expect(resumed.map((one) => since(first, one.heard))).toEqual(expected)
        await Promise.all([...live, ...resumed].map((one) => one.close()))
      }),
      { numRuns: 8 },
    )
  }, 60_000)
})

describe('a stream that is cut off and resumed', () => {
  test('at any moment, with transactions open, hears everything once', async () => {
    const steps = fc.array(
      fc.record({
        do: fc.constantFrom('record', 'hold', 'commit', 'cut', 'cut'),
        count: fc.integer({ min: 1, max: 4 }),
        waitMs: fc.constantFrom(0, 0, 5, 200),
      }),
      { minLength: 3, maxLength: 16 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const first = made + 1
        const heard: string[] = []
        const expected: string[] = []
        const open: Awaited<ReturnType<typeof held>>[] = []
        let listener = await listening()
        const cut = async () => {
          await listener.close()
          heard.push(...since(first, listener.heard))
        }
        for (const step of all) {
          if (step.do === 'cut') {
            await cut()
            listener = await listening(EVERYTHING, listener.cursor)
          } else if (step.do === 'commit') {
            await open.shift()?.commit()
          } else {
            const events = rawEvents(step.count)
            expected.push(...idsOf(events).map(String))
            if (step.do === 'hold' && open.length < 5) open.push(await held(events))
            else await record(events)
          }
          await pause(step.waitMs)
        }
        for (const one of open) await one.commit()
        const total = () => heard.length + since(first, listener.heard).length
        await expect.poll(total, soon).toBeGreaterThanOrEqual(expected.length)
        await cut()
        expect(heard.toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 10 },
    )
  }, 90_000)

  test('in the middle of a transaction that was not read as a whole', async () => {
    const listener = await listening()
    const events = rawEvents(5_000)
    await record(events)
    await expect.poll(() => listener.batches.length, soon).toBeGreaterThan(1)
    await listener.close()
    const first = listener.heard.length + listener.skipped
    const resumed = await listening(EVERYTHING, listener.cursor)
    await expect
      .poll(() => first + resumed.heard.length + resumed.skipped, soon)
      .toBe(events.length)
    const all = [...listener.heard, ...resumed.heard]
    expect(new Set(all).size).toBe(all.length)
    expect(all.at(-1)).toBe(idsOf(events).at(-1))
  })

  test.each(['', 'nonsense', '12', '-1.0', '1.2.3', `${'9'.repeat(40)}.0`])(
    'with %j, which is no cursor, begins now',
    async (after) => {
      await record(rawEvents(1))
      const listener = await listening(EVERYTHING, after)
      const events = rawEvents(1)
      await record(events)
      await expect.poll(() => listener.heard, soon).toEqual(idsOf(events))
    },
  )

  test('with a cursor beyond the log, hears what comes', async () => {
    const listener = await listening(EVERYTHING, `${'9'.repeat(19)}.${'9'.repeat(18)}`)
    const events = rawEvents(1)
    await record(events)
    await expect.poll(() => listener.heard, soon).toEqual(idsOf(events))
  })
})

describe('more than a message holds', () => {
  test('the newest arrive, and the others are counted', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3 * MESSAGE_EVENTS_MAX }), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        const first = made + 1
        const listener = await listening()
        const events = all.map(rawEvents)
        for (const batch of events) await record(batch)
        const expected = idsOf(events.flat())
        const seen = () => listener.heard.length + listener.skipped
        await expect.poll(seen, soon).toBe(expected.length)
        expect(listener.heard.at(-1)).toBe(expected.at(-1))
        const order = listener.heard.map((id) => expected.indexOf(id))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
        expect(Math.max(...listener.batches.map((one) => one.events.length))).toBeLessThanOrEqual(
          MESSAGE_EVENTS_MAX,
        )

        // The same from the log, for who was away meanwhile.
        const away = await listening(EVERYTHING, listener.batches[0]?.cursor)
        const told = since(first, away.heard)
        expect(told).toEqual(expected.slice(-MESSAGE_EVENTS_MAX))
        expect(away.skipped).toBeGreaterThanOrEqual(expected.length - told.length)
        await Promise.all([listener.close(), away.close()])
      }),
      { numRuns: 6 },
    )
  }, 60_000)
})

describe('the end of streams', () => {
  test('when the reader hangs up, at once, at any stage', async () => {
    const listeners = await Promise.all([listening(), listening(), listening()])
    expect(feed.openStreams()).toBe(3)
    await listeners[0]?.close()
    expect(feed.openStreams()).toBe(2)
    await record(rawEvents(1))
    await Promise.all(listeners.map((one) => one.close()))
    expect(feed.openStreams()).toBe(0)

    const early = new Listener()
    await early.close()
    expect(feed.openStreams()).toBe(0)

    // The reader rests while nobody looks, and begins again.
    const again = await listening()
    const events = rawEvents(1)
    await record(events)
    await expect.poll(() => again.heard, soon).toEqual(idsOf(events))
  })

  test('when the server stops', async () => {
    const listeners = await Promise.all([listening(), listening()])
    await record(rawEvents(1))
    await feed.stop()
    await Promise.all(listeners.map((one) => one.ended))
    expect(feed.openStreams()).toBe(0)
  })

  test('when nobody listens, nothing is asked of the database', async () => {
    const listener = await listening()
    await listener.close()
    feed.wake()
    await pause(1_200)
    const asked = await statements()
    await pause(1_500)
    expect([asked, await statements()]).toEqual([expect.stringMatching(/^20/), asked])
  })
})

/** When the pool of the feed asked for the last time. */
async function statements(): Promise<string> {
  const [row] = await holding`
    select max(query_start)::text as last
    from pg_stat_activity
    where datname = current_database() and application_name = 'parley'`
  return String(row?.['last'])
}

describe('over HTTP', () => {
  test('messages carry a place, and the next stream resumes there', async () => {
    const { app } = await accountApp(sql, { routes: [eventStreamRoute(feed)] })
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    const authorization = `Klaviyo-API-Key ${KEY}`
    async function* blocks(headers: Record<string, string>, signal: AbortSignal) {
      const response = await fetch(`${address}/api/x/event-stream`, {
        headers: { authorization, ...headers },
        signal,
      })
      expect(response.headers.get('content-type')).toBe('text/event-stream')
      let rest = ''
      for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + bytes).split('\n\n')
        rest = parts.pop() ?? ''
        yield* parts
      }
    }
    const first = new AbortController()
    const stream = blocks({}, first.signal)
    const opening = (await stream.next()).value ?? ''
    expect(opening).toMatch(/^retry: 1000\nid: \d+\.\d+\nevent: open\ndata: \{\}$/)
    const events = rawEvents(2)
    await record(events)
    const message = (await stream.next()).value ?? ''
    const ids = (text: string) =>
      JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '').data.map(
        (one: { attributes: { event_properties: { $event_id: string } } }) =>
          one.attributes.event_properties.$event_id,
      )
    expect(ids(message)).toEqual(idsOf(events).toReversed())
    first.abort()
    await expect.poll(() => feed.openStreams(), soon).toBe(0)

    const place = /^id: (.*)$/m.exec(opening)?.[1] ?? ''
    const second = new AbortController()
    const resumed = blocks({ 'last-event-id': place }, second.signal)
    expect((await resumed.next()).value).not.toContain('id:')
    expect(ids((await resumed.next()).value ?? '')).toEqual(idsOf(events).toReversed())
    second.abort()
    await feed.stop()
    await app.close()
  })
})
