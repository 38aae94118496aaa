import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountApp, bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { eventIdText, eventPosition, newUlidUuid, ulidOf } from '../platform/id.ts'
import { inAccount } from '../platform/sql.ts'
import { eventReadRoutes } from './get-events.http.ts'

const KEY = 'pk_events_0123456789abcdefghij'
const { sql } = await testDatabase()
const { accountId } = await bootstrap(sql, { apiKey: KEY, companyId: 'Ev3nt5' })
const ACCOUNT = accountId ?? ''
const START = new Date('2026-03-01T00:00:00Z')
const PEOPLE = [0, 1, 2, 3].map(() => newUlidUuid(START))
const METRICS = ['AAAAAA', 'BBBBBB', 'CCCCCC']
const OTHER = 'OTHER1'
await createRawAccount(
  sql,
  { id: OTHER, createdAt: START },
  METRICS.map((id) => ({ id, name: id })),
  PEOPLE,
)
await inAccount(sql, ACCOUNT, async (tx) => {
  await tx`
    insert into profiles (account_id, profile_id, created_at, updated_at)
    select ${ACCOUNT}, p, ${START}, ${START} from unnest(${PEOPLE}::uuid[]) as p`
  await tx`
    insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
    select ${ACCOUNT}, m, m, 'api', ${START}, ${START} from unnest(${METRICS}::text[]) as m`
})

interface Known {
  id: number
  metricId: string
  profileId: string
  second: number
}

/** Seconds since START; few, so that many events share one. */
const SECONDS = 12
const rawEvents = fc.record({
  metricId: fc.constantFrom(...METRICS),
  profileId: fc.constantFrom(...PEOPLE),
  second: fc.nat(SECONDS),
})

let made = 0
async function insert(events: ReadonlyArray<Omit<Known, 'id'>>, account = ACCOUNT) {
  const ids = await insertRawEvents(
    sql,
    account,
    events.map(({ second, ...event }) => {
      made += 1
      const occurredAt = new Date(START.getTime() + second * 1_000)
      return { ...event, occurredAt, uniqueId: String(made) }
    }),
  )
  return events.map((event, at): Known => ({ ...event, id: ids[at] ?? 0 }))
}

const all = await insert(fc.sample(rawEvents, 150))
await insert(fc.sample(rawEvents, 20), OTHER)

const { app } = await accountApp(sql, { routes: eventReadRoutes() })

interface Document {
  data: Array<{
    id: string
    attributes: { timestamp: number; datetime: string }
    relationships: Record<'profile' | 'metric', { data: { id: string } }>
  }>
  included?: Array<{ type: string; id: string }>
  links: { self: string; next: string | null; prev: string | null }
}

async function get(url: string): Promise<{ status: number; body: Document }> {
  const response = await app.inject({ url, headers: { authorization: `Klaviyo-API-Key ${KEY}` } })
  return { status: response.statusCode, body: response.json() }
}

const iso = (second: number) => new Date(START.getTime() + second * 1_000).toISOString()
const stamp = (second: number) => START.getTime() / 1_000 + second

const COMPARISONS = {
  'greater-or-equal': (a: number, b: number) => a >= b,
  'greater-than': (a: number, b: number) => a > b,
  'less-or-equal': (a: number, b: number) => a <= b,
  'less-than': (a: number, b: number) => a < b,
} as const

interface Term {
  text: string
  holds: (event: Known) => boolean
}

const range = fc
  .tuple(
    fc.constantFrom(...(Object.keys(COMPARISONS) as Array<keyof typeof COMPARISONS>)),
    fc.constantFrom('datetime', 'timestamp'),
    fc.integer({ min: -2, max: SECONDS + 2 }),
  )
  .map(
    ([operator, field, second]): Term => ({
      text: `${operator}(${field},${field === 'datetime' ? iso(second) : stamp(second)})`,
      holds: (event) => COMPARISONS[operator](event.second, second),
    }),
  )
const metric = fc.constantFrom(...METRICS, 'unknown').map(
  (id): Term => ({
    text: `equals(metric_id,"${id}")`,
    holds: (event) => event.metricId === id,
  }),
)
const profile = fc.constantFrom(...PEOPLE, newUlidUuid(START)).map(
  (id): Term => ({
    text: `equals(profile_id,"${ulidOf(id)}")`,
    holds: (event) => event.profileId === id,
  }),
)
const has = fc
  .constantFrom('has(profile)', 'has(metric)')
  .map((text): Term => ({ text, holds: () => true }))

const filters = fc
  .tuple(fc.option(metric), fc.option(profile), fc.array(range, { maxLength: 2 }), fc.option(has))
  .map(([one, other, ranges, last]) =>
    [one, other, ...ranges, last].filter((term) => term !== null),
  )
const sorts = fc.constantFrom('', 'datetime', '-datetime', 'timestamp', '-timestamp')
const sizes = fc.constantFrom(1, 2, 5, 7, 200)

function query(terms: readonly Term[], sort: string, size: number): string {
  const parameters = new URLSearchParams({ 'page[size]': String(size) })
  if (terms.length > 0) parameters.set('filter', terms.map((term) => term.text).join(','))
  if (sort) parameters.set('sort', sort)
  return `/api/events?${parameters.toString()}`
}

function ordered(events: readonly Known[], sort: string): string[] {
  const direction = sort === '' || sort.startsWith('-') ? -1 : 1
  return events
    .toSorted((a, b) => (a.second - b.second || a.id - b.id) * direction)
    .map((event) => eventIdText(event.id))
}

test('every filter in every order, paged there and back, is what a list in memory says', async () => {
  await fc.assert(
    fc.asyncProperty(filters, sorts, sizes, async (terms, sort, size) => {
      const expected = ordered(
        all.filter((event) => terms.every((term) => term.holds(event))),
        sort,
      )
      fc.pre(expected.length / size < 40)
      const forwards: string[][] = []
      let page = await get(query(terms, sort, size))
      expect(page.body.links.prev).toBeNull()
      for (;;) {
        expect(page.status).toBe(200)
        forwards.push(page.body.data.map((one) => one.id))
        if (!page.body.links.next) break
        page = await get(page.body.links.next)
      }
      expect(forwards.flat()).toEqual(expected)
      expect(forwards).toHaveLength(Math.max(1, Math.ceil(expected.length / size)))

      const backwards = [page.body.data.map((one) => one.id)]
      while (page.body.links.prev) {
        page = await get(page.body.links.prev)
        backwards.unshift(page.body.data.map((one) => one.id))
      }
      expect(backwards.flat()).toEqual(expected)
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('events that arrive while somebody pages are neither repeated nor in the way', async () => {
  const before = new Set(all.map((event) => eventIdText(event.id)))
  for (const sort of ['datetime', '-datetime']) {
    const seen: string[] = []
    let next: string | null = query([], sort, 20)
    while (next) {
      const page = await get(next)
      seen.push(...page.body.data.map((one) => one.id))
      next = page.body.links.next
      all.push(...(await insert(fc.sample(rawEvents, 3))))
    }
    expect(new Set(seen).size).toBe(seen.length)
    const shown = new Set(seen)
    expect([...before].filter((id) => !shown.has(id))).toEqual([])
  }
})

test('an event shows when it was, whose and which; what belongs to it can be included', async () => {
  const { body } = await get(`${query([], 'datetime', 30)}&include=profile,metric`)
  for (const shown of body.data) {
    const position = Number(eventPosition(shown.id))
    const known = all.find((event) => event.id === position)
    expect(shown.attributes).toMatchObject({
      timestamp: stamp(known?.second ?? 0),
      datetime: iso(known?.second ?? 0).replace('.000Z', '+00:00'),
    })
    expect(shown.relationships.profile.data.id).toBe(ulidOf(known?.profileId ?? ''))
    expect(shown.relationships.metric.data.id).toBe(known?.metricId)
  }
  const linked = body.data.flatMap(({ relationships: { profile: whose, metric: which } }) => [
    `profile ${whose.data.id}`,
    `metric ${which.data.id}`,
  ])
  const included = body.included?.map((one) => `${one.type} ${one.id}`) ?? []
  expect(included.toSorted()).toEqual([...new Set(linked)].toSorted())
})

test.each([
  ['greater-than(timestamp,1e300)', 0],
  ['less-than(timestamp,1e300)', 'all'],
  ['less-than(timestamp,99999999999)', 'all'],
  ['less-than(timestamp,9e12)', 'all'],
  ['greater-than(timestamp,-9e12)', 'all'],
  ['less-than(timestamp,-9e12)', 0],
  ['greater-than(timestamp,-1e300)', 'all'],
  ['greater-than(datetime,0001-01-01)', 'all'],
  ['less-than(timestamp,1e12)', 'all'],
  ['greater-than(timestamp,-1e11)', 'all'],
  ['less-than(datetime,9999-12-31)', 'all'],
  ['equals(profile_id,"\\ud800")', 0],
  ['equals(metric_id,"\\ud800")', 0],
] as const)('%s is answered', async (filter, count) => {
  const { status, body } = await get(
    `/api/events?filter=${encodeURIComponent(filter)}&page[size]=1000`,
  )
  expect([status, body.data.length]).toEqual([200, count === 'all' ? all.length : count])
})

test.each(['%00', 'zzzzzzzzzzz', '00000000000', 'a'.repeat(500), '%F0%9F%A7%A3', '..%2Fevents'])(
  'an event with the id %s does not exist, nor does what belongs to it',
  async (id) => {
    for (const path of [
      '',
      '/metric',
      '/profile',
      '/relationships/metric',
      '/relationships/profile',
    ]) {
      expect([path, (await get(`/api/events/${id}${path}`)).status]).toEqual([path, 404])
    }
  },
)
