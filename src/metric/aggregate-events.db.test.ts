import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents, type RawEvent } from '../../test/raw-events.ts'
import type { FilterTerm } from '../contract/filter.ts'
import type { Interval } from '../contract/metrics.ts'
import { inEveryAccount, readInAccount } from '../platform/sql.ts'
import { DAY_MS, MINUTE_MS } from '../platform/time.ts'
import { type Aggregate, type AggregateCursor, aggregateEvents } from './aggregate-events.sql.ts'
import type { AggregateQuestion } from './aggregate-question.ts'

const { sql } = await testDatabase()
const people = Array.from({ length: 4 }, () => randomUUID())
const since = new Date('2010-01-01T00:00:00Z')
for (const id of ['AAAAAA', 'BBBBBB']) {
  await createRawAccount(
    sql,
    { id, createdAt: since },
    [
      { id: 'M1', name: 'One' },
      { id: 'M2', name: 'Two' },
    ],
    id === 'AAAAAA' ? people : people.map(() => randomUUID()),
  )
}

beforeEach(() => inEveryAccount(sql, (tx) => tx`truncate events cascade`))

function ask(question: Partial<AggregateQuestion>, after: AggregateCursor | null = null) {
  return readInAccount(sql, 'AAAAAA', (tx) =>
    aggregateEvents(
      tx,
      'AAAAAA',
      {
        metricId: 'M1',
        measurements: ['count', 'unique', 'sum_value'],
        interval: 'day',
        from: new Date('2026-03-01T00:00:00Z'),
        until: new Date('2026-03-03T00:00:00Z'),
        timeZone: 'UTC',
        by: [],
        tests: [],
        sort: { on: 'count', descending: true },
        rowsMax: 500,
        ...question,
      },
      after,
    ),
  )
}

// Places and moments where clocks do something: an hour lost and won, half an hour, at midnight, at
// one minute past midnight; and places that are never whole hours off.
const moments = fc.constantFrom(
  ['UTC', '2026-02-28T12:00:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['CET', '2026-07-01T00:00:00Z'],
  ['Asia/Kolkata', '2026-01-31T18:30:00Z'],
  ['Asia/Kathmandu', '2026-01-31T18:15:00Z'],
  ['America/St_Johns', '2026-11-01T04:30:00Z'],
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
  ['America/St_Johns', '2011-03-13T03:31:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['America/Sao_Paulo', '2017-10-15T03:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
)

interface Scene {
  timeZone: string
  interval: Interval
  from: Date
  until: Date
  events: RawEvent[]
}

const properties = fc.record(
  {
    Channel: fc.constantFrom<unknown>('SMS', 'Web chat', '', null, 5, '5', true),
    Tags: fc.array(fc.constantFrom<unknown>('a', 'b', 1, null), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    moment: moments,
    interval: fc.constantFrom<Interval>('hour', 'day', 'week', 'month'),
    before: fc.integer({ min: 0, max: 3 * 24 * 60 }),
    length: fc.integer({ min: 1, max: 5 * 24 * 60 }),
    events: fc.array(
      fc.record({
        metricId: fc.constantFrom('M1', 'M1', 'M1', 'M2'),
        profileId: fc.constantFrom(...people),
        seconds: fc.oneof(
          fc.integer({ min: -7_300, max: 7_300 }),
          fc.integer({ min: -4 * 86_400, max: 6 * 86_400 }),
        ),
        value: fc.option(fc.integer({ min: -999, max: 999 }).map((n) => (n / 100).toFixed(2))),
        valueCurrency: fc.option(fc.constantFrom('EUR', 'CHF')),
        properties,
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ moment: [timeZone, at], interval, before, length, events }) => {
    const from = new Date(Date.parse(at!) - before * MINUTE_MS)
    return {
      timeZone: timeZone!,
      interval,
      from,
      until: new Date(from.getTime() + length * MINUTE_MS),
      events: events.map(({ seconds, ...event }) => ({
        ...event,
        occurredAt: new Date(Date.parse(at!) + seconds * 1_000),
      })),
    }
  })

/** What the wall clock says, cut to the interval; for hours, the instant when it last struck. */
function wallClock(at: Date, interval: Interval, timeZone: string): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  )
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`
  switch (interval) {
    case 'hour': {
      const intoHour = Number(parts['minute']) * MINUTE_MS + Number(parts['second']) * 1_000
      return new Date(at.getTime() - intoHour).toISOString()
    }
    case 'day':
      return day
    case 'week': {
      const noon = new Date(`${day}T12:00:00Z`)
      const weekday = (noon.getUTCDay() + 6) % 7
      return new Date(noon.getTime() - weekday * DAY_MS).toISOString().slice(0, 10)
    }
    case 'month':
      return day.slice(0, 7)
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timeZone === 'CET' ? 'Europe/Brussels' : timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, format)
  return format
}

function elements(value: unknown): string[] {
  const list = Array.isArray(value) ? (value.length > 0 ? value : [null]) : [value]
  return [...new Set(list.map((one) => (one === null || one === undefined ? '' : String(one))))]
}

const inRange =
  ({ from, until }: Scene) =>
  (event: RawEvent) =>
    event.metricId === 'M1' && event.occurredAt >= from && event.occurredAt < until

interface Cell {
  count: number
  unique: Set<string>
  cents: number
}

/** Group → wall clock → numbers, counted one event at a time. */
function reference(scene: Scene, by: (event: RawEvent) => string[][]) {
  const groups = new Map<string, Map<string, Cell>>()
  for (const event of scene.events.filter(inRange(scene))) {
    for (const group of by(event)) {
      const name = JSON.stringify(group)
      const series = groups.get(name) ?? new Map<string, Cell>()
      groups.set(name, series)
      const clock = wallClock(event.occurredAt, scene.interval, scene.timeZone)
      const cell = series.get(clock) ?? { count: 0, unique: new Set(), cents: 0 }
      series.set(clock, cell)
      cell.count += 1
      cell.unique.add(event.profileId)
      cell.cents += Math.round(Number(event.value ?? 0) * 100)
    }
  }
  return groups
}

function expectSame(scene: Scene, answer: Aggregate, expected: ReturnType<typeof reference>): void {
  const clocks = answer.dates.map((date) =>
    scene.interval === 'hour'
      ? date.toISOString()
      : wallClock(date, scene.interval, scene.timeZone),
  )
  const wanted = new Set([wallClock(scene.from, scene.interval, scene.timeZone)])
  for (let at = scene.from.getTime(); at < scene.until.getTime(); at += MINUTE_MS) {
    wanted.add(wallClock(new Date(at), scene.interval, scene.timeZone))
  }
  expect(new Set(clocks)).toEqual(wanted)
  expect(clocks).toHaveLength(wanted.size)

  const found = new Map(
    answer.rows.map((row) => [JSON.stringify(row.dimensions), row.measurements]),
  )
  for (const [name, series] of expected) {
    const numbers = found.get(name)
    expect(numbers).toEqual({
      count: clocks.map((clock) => series.get(clock)?.count ?? 0),
      unique: clocks.map((clock) => series.get(clock)?.unique.size ?? 0),
      sum_value: clocks.map((clock) => (series.get(clock)?.cents ?? 0) / 100),
    })
  }
}

async function play(scene: Scene): Promise<void> {
  await inEveryAccount(sql, (tx) => tx`truncate events cascade`)
  await insertRawEvents(sql, 'AAAAAA', scene.events)
}

const range = ({ timeZone, interval, from, until }: Scene) => ({ timeZone, interval, from, until })

describe('the answer equals counting one event at a time', () => {
  test('over time, in any zone, also when clocks change', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        await play(scene)
        const answer = await ask(range(scene))
        expect(answer.rows).toHaveLength(1)
        expectSame(
          scene,
          answer,
          reference(scene, () => [[]]),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('by properties, whatever their types; lists once for each element', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        await play(scene)
        const by = ['Tags', 'Channel', '$value_currency']
        const answer = await ask({ ...range(scene), by })
        const expected = reference(scene, (event) =>
          elements(event.properties?.['Tags']).flatMap((tag) =>
            elements(event.properties?.['Channel']).flatMap((channel) =>
              elements(event.valueCurrency).map((currency) => [tag, channel, currency]),
            ),
          ),
        )
        expect(answer.rows).toHaveLength(expected.size)
        expectSame(scene, answer, expected)
        const totals = answer.rows.map((row) => row.measurements.count!.reduce((a, b) => a + b, 0))
        expect(totals).toEqual([...totals].sort((a, b) => b - a))
      }),
      { numRuns: 40 },
    )
  })

  test('a page at a time, in whatever order', async () => {
    const sorts = fc.record({
      on: fc.constantFrom<AggregateQuestion['sort']['on']>('count', 'unique', 'sum_value', 0),
      descending: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(scenes, sorts, async (scene, sort) => {
        await play(scene)
        const question = { ...range(scene), by: ['Channel', 'Tags'], sort }
        const whole = await ask(question)
        const pages: Aggregate['rows'] = []
        let after: AggregateCursor | null = null
        do {
          const page: Aggregate = await ask({ ...question, rowsMax: 2 }, after)
          pages.push(...page.rows)
          after = page.next
        } while (after)
        expect(pages).toEqual(whole.rows)
      }),
      { numRuns: 25 },
    )
  })
})

describe('filters on properties', () => {
  const at = new Date('2026-03-01T10:00:00Z')
  const event = (uniqueId: string, more: Record<string, unknown>, value?: number): RawEvent => ({
    metricId: 'M1',
    profileId: people[0]!,
    occurredAt: at,
    uniqueId,
    properties: more,
    ...(value === undefined ? {} : { value, valueCurrency: 'EUR' }),
  })

  test.each<[string, FilterTerm['operator'], string, FilterTerm['value'], string[]]>([
    ['a text', 'equals', 'Channel', 'SMS', ['a', 'c']],
    ['a number given as text', 'equals', 'Episode', '2', ['b']],
    ['a number', 'equals', 'Episode', 2, ['b']],
    ['a truth value', 'equals', 'Confirmed', true, ['a']],
    ['an element of a list', 'equals', 'Tags', 'late', ['a', 'b']],
    ['nothing', 'equals', 'Channel', '', ['d']],
    ['one of several', 'any', 'Channel', ['Web chat', 'email'], ['b']],
    ['a part', 'contains', 'Channel', 'eb ch', ['b']],
    ['a part is not a pattern', 'contains', 'Channel', '%', []],
    ['any element', 'contains-any', 'Tags', ['refund', 'none'], ['b']],
    ['all elements', 'contains-all', 'Tags', ['late', 'refund'], ['b']],
    ['a beginning', 'starts-with', 'Channel', 'S', ['a', 'c']],
    ['an end', 'ends-with', 'Channel', 'chat', ['b']],
    ['less', 'less-than', 'Episode', 2, ['a']],
    ['more or equal, numbers only', 'greater-or-equal', 'Episode', 1, ['a', 'b']],
    ['a date', 'greater-than', 'Due', new Date('2026-03-01T00:00:00Z'), ['c']],
    ['presence', 'has', 'Tags', null, ['a', 'b']],
    ['the value', 'greater-than', '$value', 10, ['c']],
    ['the currency', 'equals', '$value_currency', 'EUR', ['b', 'c']],
    ['the unique id', 'equals', '$event_id', 'd', ['d']],
    ['a hostile name', 'equals', "x' or true --", 'y', []],
  ])('%s: %s', async (_, operator, field, value, expected) => {
    await insertRawEvents(sql, 'AAAAAA', [
      event('a', { Channel: 'SMS', Episode: 1, Confirmed: true, Tags: ['late'] }),
      event('b', { Channel: 'Web chat', Episode: 2, Tags: ['late', 'refund'] }, 10),
      event('c', { Channel: 'SMS', Episode: '3', Due: '2026-04-01' }, 12.5),
      event('d', { Channel: null, Due: 'soon', Confirmed: 'yes' }),
    ])
    const answer = await ask({ by: ['$event_id'], tests: [{ field, operator, value }] })
    expect(answer.rows.flatMap((row) => row.dimensions).sort()).toEqual(expected)
  })
})

test('another account’s events are not counted', async () => {
  const [stranger] = await readInAccount(
    sql,
    'BBBBBB',
    (tx) => tx<{ id: string }[]>`select profile_id as id from profiles limit 1`,
  )
  const occurredAt = new Date('2026-03-01T10:00:00Z')
  await insertRawEvents(sql, 'BBBBBB', [{ metricId: 'M1', profileId: stranger!.id, occurredAt }])
  const { rows } = await ask({})
  expect(rows).toEqual([
    { dimensions: [], measurements: { count: [0, 0], unique: [0, 0], sum_value: [0, 0] } },
  ])
})
