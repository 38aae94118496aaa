import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { insertRawEvents, type RawEvent } from '../../test/raw-events.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import type { CustomReportDefinition, ReportTest } from '../contract/custom-reports.ts'
import { filterText } from '../contract/filter.ts'
import { type Interval, MEASUREMENTS, type Measurement } from '../contract/metrics.ts'
import { newShopper } from '../conversation/conversation-fixtures.ts'
import { inAccount } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'

const server = await runningServer()
const { sql } = server
const people: string[] = []

beforeAll(async () => {
  for (let nth = 0; nth < 3; nth += 1) people.push(await newShopper(sql, COMPANY))
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`update accounts set timezone = 'Europe/Berlin' where account_id = ${COMPANY}`
  })
})

let metrics = 0

async function newMetric(): Promise<string> {
  metrics += 1
  const id = `M${metrics}`
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`
      insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
      values (${COMPANY}, ${id}, ${`Metric ${id}`}, 'api', now(), now())`
  })
  return id
}

interface Scene {
  /** Wall times of Berlin; a clock changes between them. */
  timeframe: { start: string; end: string }
  interval: Interval
  measurement: Measurement
  groupBy: 'Channel' | 'Tags' | null
  filters: ReportTest[]
  events: {
    who: number
    at: Date
    value: string | null
    channel: string | number | undefined
    tags: string[] | undefined
  }[]
}

const changes = fc.constantFrom(
  { at: '2026-03-29T01:00:00Z', start: '2026-03-28T00:00:00', end: '2026-03-31T00:00:00' },
  { at: '2026-10-25T01:00:00Z', start: '2026-10-24T12:00:00', end: '2026-10-26T06:30:00' },
)
const filters: fc.Arbitrary<ReportTest[]> = fc.subarray<ReportTest>(
  [
    { property: 'Channel', operator: 'equals', value: 'web' },
    { property: 'Channel', operator: 'contains', value: 'e' },
    { property: 'Tags', operator: 'has', value: null },
    { property: '$value', operator: 'greater-than', value: 5 },
    { property: 'Channel', operator: 'equals', value: null },
  ],
  { maxLength: 2 },
)
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    change: changes,
    interval: fc.constantFrom<Interval>('hour', 'day', 'week'),
    measurement: fc.constantFrom(...MEASUREMENTS),
    groupBy: fc.constantFrom('Channel' as const, 'Tags' as const, null),
    filters: fc.oneof(fc.constant<ReportTest[]>([]), filters),
    events: fc.array(
      fc.record({
        who: fc.nat({ max: 2 }),
        seconds: fc.oneof(
          fc.constantFrom(-3_600, 0, 3_600, 75_600),
          fc.integer({ min: -7_300, max: 7_300 }),
          fc.integer({ min: -100_000, max: 200_000 }),
        ),
        value: fc.option(fc.integer({ min: -99, max: 1_999 }).map((n) => (n / 100).toFixed(2))),
        channel: fc.constantFrom('web', 'email', '', 5, undefined),
        tags: fc.option(fc.subarray(['a', 'b', 'c']), { nil: undefined }),
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ change, events, ...scene }) => ({
    ...scene,
    timeframe: { start: change.start, end: change.end },
    events: events.map(({ seconds, ...event }) => ({
      ...event,
      at: new Date(Date.parse(change.at) + seconds * SECOND_MS),
    })),
  }))

type SceneEvent = Scene['events'][number]

function rawEvent(event: SceneEvent, metricId: string): RawEvent {
  const { who, at, value, channel, tags } = event
  return {
    metricId,
    profileId: people[who]!,
    occurredAt: at,
    value,
    properties: {
      ...(channel === undefined ? {} : { Channel: channel }),
      ...(tags ? { Tags: tags } : {}),
    },
  }
}

/** Every value that an event has of a property, as text. */
function valuesOf({ channel, tags }: SceneEvent, property: 'Channel' | 'Tags'): string[] {
  if (property === 'Channel') return [String(channel ?? '')]
  return tags && tags.length > 0 ? tags : ['']
}

function passes(event: SceneEvent, { property, operator, value }: ReportTest): boolean {
  if (operator === 'has') return (event.tags ?? []).length > 0
  if (operator === 'greater-than')
    return event.value !== null && Number(event.value) > Number(value)
  const channel = String(event.channel ?? '')
  expect(property).toBe('Channel')
  return operator === 'contains' ? channel.includes(String(value)) : channel === (value ?? '')
}

function measured(events: readonly SceneEvent[], measurement: Measurement): number {
  if (measurement === 'count') return events.length
  if (measurement === 'unique') return new Set(events.map((event) => event.who)).size
  return (
    events.reduce((cents, event) => cents + Math.round(Number(event.value ?? 0) * 100), 0) / 100
  )
}

interface Result {
  from: string
  until: string
  dates: string[]
  series: { group: string | null; values: number[]; total: number | null }[]
}

async function numbersOf(definition: CustomReportDefinition): Promise<Result> {
  const { status, body } = await call(server, 'POST', '/api/x/custom-report-results', {
    data: { type: 'custom-report-result', attributes: { definition } },
  })
  expect([status, body.errors]).toEqual([200, undefined])
  return body.data.attributes as unknown as Result
}

/** The windows of all cells and of the total, each with the number that the report has for it. */
function cellsOf({ from, until, dates }: Result, series: Result['series'][number]) {
  const cells = dates.map((date, nth) => ({
    from: nth === 0 ? from : date,
    until: dates[nth + 1] ?? until,
    value: series.values[nth] ?? 0,
  }))
  const total = series.total === null ? [] : [{ from, until, value: series.total }]
  const empty = cells.filter((cell) => cell.value === 0).slice(0, 1)
  return [...cells.filter((cell) => cell.value !== 0), ...empty, ...total]
}

test('cells and totals equal a recount event by event, and their rows add up to them', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const metricId = await newMetric()
      const { measurement, groupBy, interval, timeframe } = scene
      await insertRawEvents(
        sql,
        COMPANY,
        scene.events.map((event) => rawEvent(event, metricId)),
      )
      const result = await numbersOf({
        metrics: [{ metric_id: metricId, measurement }],
        interval,
        timeframe,
        group_by: groupBy,
        filters: scene.filters,
        shown_as: 'table',
      })
      const where = filterText(
        scene.filters.map(({ property, ...test }) => ({ ...test, field: property })),
      )
      for (const series of result.series) {
        const own = scene.events.filter(
          (event) =>
            scene.filters.every((one) => passes(event, one)) &&
            (groupBy === null || valuesOf(event, groupBy).includes(series.group ?? '')),
        )
        for (const cell of cellsOf(result, series)) {
          const there = own.filter(
            ({ at }) => at >= new Date(cell.from) && at < new Date(cell.until),
          )
          const question = new URLSearchParams({
            metric_id: metricId,
            measurement,
            from: cell.from,
            until: cell.until,
            ...(groupBy ? { group_by: groupBy } : {}),
            ...(groupBy && series.group ? { group: series.group } : {}),
            ...(where ? { where } : {}),
          })
          const proof = await proven(server, 'metric', { question: question.toString() })
          const recount = measured(there, measurement)
          expect([proof.value, cell.value]).toEqual([recount, recount])
        }
      }
    }),
    { numRuns: 30 },
  )
})

describe('a proof', () => {
  const spring = 'from=2026-03-28T23:00:00Z&until=2026-03-29T22:00:00Z'

  test('says metric, group, filter, window and zone; people have one row each', async () => {
    const metricId = await newMetric()
    const event = { value: null, channel: 'web', tags: ['a'] }
    await insertRawEvents(
      sql,
      COMPANY,
      [
        { ...event, who: 0, at: new Date('2026-03-28T23:00:00Z') },
        { ...event, who: 0, at: new Date('2026-03-29T10:00:00Z') },
        { ...event, who: 1, at: new Date('2026-03-29T21:59:59Z') },
        { ...event, who: 2, at: new Date('2026-03-29T22:00:00Z') },
      ].map((one) => rawEvent(one, metricId)),
    )
    const where = encodeURIComponent('equals("Channel","web")')
    const question = `metric_id=${metricId}&measurement=unique&${spring}&group_by=Tags&group=a&where=${where}`
    const { rows, ...proof } = await proven(server, 'metric', { question, pageSize: 1 })
    expect(proof).toMatchObject({
      value: 2,
      formula: 'metricPeople',
      window: {
        from_at: '2026-03-28T23:00:00+00:00',
        until_at: '2026-03-29T22:00:00+00:00',
        timezone: 'Europe/Berlin',
      },
      conditions: [
        { name: 'metric', value: `Metric ${metricId}` },
        { name: 'group', value: 'Tags: a' },
        { name: 'filter', value: 'equals("Channel","web")' },
      ],
    })
    expect(rows.map((row) => [row.attributes['kind'], row.attributes['at']])).toEqual([
      ['profile', '2026-03-28T23:00:00+00:00'],
      ['profile', '2026-03-29T21:59:59+00:00'],
    ])
  })

  test('of all events goes back to the first, and its link says when that was', async () => {
    const metricId = await newMetric()
    const event = { value: null, channel: 'web', tags: undefined }
    const times = ['2019-07-01T10:00:00Z', '2024-07-01T10:00:00Z', '2026-07-01T10:00:00Z']
    await insertRawEvents(
      sql,
      COMPANY,
      times.map((at, who) => rawEvent({ ...event, who, at: new Date(at) }, metricId)),
    )
    const question = `metric_id=${metricId}&measurement=count&until=2026-07-01T10:00:01Z`
    const { rows, link, ...proof } = await proven(server, 'metric', { question, pageSize: 1 })
    expect([proof.value, rows.length]).toEqual([3, 3])
    expect(proof.window.from_at).toBe('2019-07-01T10:00:00+00:00')
    const again = new URL(link)
    expect(again.searchParams.get('from')).toBe('2019-07-01T10:00:00+00:00')
    const { value } = await proven(server, 'metric', { question: again.searchParams.toString() })
    expect(value).toBe(3)
  })

  test('of all events of a metric that has none is nothing', async () => {
    const question = `metric_id=${await newMetric()}&measurement=count&until=2026-07-01T10:00:01Z`
    expect(await proven(server, 'metric', { question })).toMatchObject({ value: 0, rows: [] })
  })

  test.each([
    ['until', 'from=2026-03-29T00:00:00Z&until=2026-03-29T00:00:00Z'],
    ['until', 'from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z&group_by=Channel'],
    ['from', 'until=2026-01-01T00:00:00Z&group_by=Channel'],
    ['from', `until=2026-01-01T00:00:00Z&where=${encodeURIComponent('equals("Channel","web")')}`],
    ['group', `${spring}&group=web`],
    ['where', `${spring}&where=equals(`],
  ])('is refused with a pointer to %s', async (parameter, more) => {
    const metricId = await newMetric()
    for (const path of ['metric-proof', 'metric-proof-rows']) {
      const { status, body } = await call(
        server,
        'GET',
        `/api/x/${path}?metric_id=${metricId}&measurement=count&${more}`,
      )
      expect([status, body.errors[0]?.source]).toEqual([400, { parameter }])
    }
  })

  test('of a metric that is not there is not found', async () => {
    for (const path of ['metric-proof', 'metric-proof-rows']) {
      const { status } = await call(
        server,
        'GET',
        `/api/x/${path}?metric_id=NOBODY&measurement=count&${spring}`,
      )
      expect(status).toBe(404)
    }
  })
})
