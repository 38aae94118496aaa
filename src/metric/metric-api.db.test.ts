import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import { exportRoutes } from '../event/export-events.http.ts'
import { createApp } from '../platform/app.ts'
import { accountClock } from '../platform/clock.ts'
import { settleFollowers } from '../platform/follower.ts'
import { RateLimiter } from '../platform/rate-limit.ts'
import { inAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { followMetricEvents } from './count-events.job.ts'
import { createKnownMetrics } from './create-known-metrics.action.ts'
import { metricRoutes } from './metric-routes.http.ts'

const { sql } = await testDatabase()
const telemetry = createTelemetry()
const log = pino({ level: 'silent' })
const clock = accountClock(sql)
const createdAt = new Date('2026-01-01T00:00:00Z')
const now = new Date('2026-03-31T10:00:00Z')
const [ada, bo] = [randomUUID(), randomUUID()]
const escalated = AGENT_METRIC_NAMES.escalated.en

const app = await createApp({
  routes: [...metricRoutes(), ...exportRoutes],
  sql,
  clock,
  limiter: new RateLimiter('off'),
  log,
  telemetry,
  secret: Buffer.alloc(32),
  publicUrl: 'https://shop.test',
  trustProxy: false,
  // Whoever names an account is let in.
  authenticate: async (request) => ({
    kind: 'user',
    accountId: String(request.headers['x-account'] ?? 'AAAAAA'),
    isSandbox: true,
    actorId: null,
    actorName: 'Ada',
    may: () => true,
  }),
})
afterAll(() => app.close())

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into, not used
type Json = any

async function send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const response = await app.inject({
    method,
    url,
    ...(payload ? { payload: { data: payload } } : {}),
    headers: payload ? { 'content-type': 'application/vnd.api+json' } : {},
  })
  const isJson = String(response.headers['content-type']).includes('json') && method !== 'DELETE'
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: (isJson && response.body.startsWith('{') && !url.includes('export')
      ? JSON.parse(response.body)
      : undefined) as Json,
  }
}
const get = (url: string) => send('GET', url)

beforeAll(async () => {
  await createRawAccount(
    sql,
    { id: 'AAAAAA', timezone: 'Europe/Berlin', isSandbox: true, createdAt },
    [
      { id: 'ORDERS', name: 'Placed Order', integrationKey: 'shopify' },
      { id: 'WINES1', name: 'Tasted Wine' },
    ],
    [ada, bo],
  )
  await createRawAccount(sql, { id: 'BBBBBB', createdAt }, [{ id: 'OTHER1', name: 'Other' }], [])
  await inAccount(sql, 'AAAAAA', async (tx) => {
    await createKnownMetrics(tx, 'AAAAAA', createdAt)
    await tx`update accounts set clock_at = ${now} where account_id = 'AAAAAA'`
    await tx`update profiles set email = 'ada@example.test' where profile_id = ${ada}`
  })
  const escalatedId = await metricId(escalated)
  await insertRawEvents(sql, 'AAAAAA', [
    {
      metricId: escalatedId,
      profileId: ada,
      occurredAt: new Date('2026-03-31T08:00:00Z'),
      uniqueId: 'e1',
      properties: { Channel: 'Web chat', Tags: ['billing', 'late'], 'Escalation Reason': '=1+1' },
    },
    {
      metricId: escalatedId,
      profileId: bo,
      occurredAt: new Date('2026-03-30T22:30:00Z'), // already the 31st in Berlin
      uniqueId: 'e2',
      properties: { Channel: 'SMS', Tags: ['late'] },
    },
    {
      metricId: escalatedId,
      profileId: ada,
      occurredAt: new Date('2026-02-10T12:00:00Z'),
      uniqueId: 'e3',
      properties: { Channel: 'SMS' },
    },
    {
      metricId: 'ORDERS',
      profileId: ada,
      occurredAt: new Date('2026-03-01T12:00:00Z'),
      uniqueId: 'o1',
      value: '129.90',
      valueCurrency: 'EUR',
      properties: { Items: [{ SKU: 'A' }] },
    },
  ])
  await settleFollowers(sql, [followMetricEvents], { log, telemetry })
})

async function metricId(name: string): Promise<string> {
  const { body } = await get('/api/metrics')
  return body.data.find((one: Json) => one.attributes.name === name).id
}

describe('metrics', () => {
  test('the four of the Customer Agent exist from the start', async () => {
    const { body } = await get('/api/metrics?filter=equals(integration.name,"Customer%20Agent")')
    expect(body.data.map((one: Json) => one.attributes.name).sort()).toEqual(
      Object.values(AGENT_METRIC_NAMES)
        .map((name) => name.en)
        .sort(),
    )
    expect(body.data[0].attributes.integration).toEqual({
      object: 'integration',
      id: expect.any(String),
      key: 'customer-agent',
      name: 'Customer Agent',
      category: 'Customer Agent',
    })
  })

  test('creating them twice changes nothing', async () => {
    await inAccount(sql, 'AAAAAA', (tx) => createKnownMetrics(tx, 'AAAAAA', now))
    expect((await get('/api/metrics')).body.data).toHaveLength(6)
  })

  test('are found by id, in their own account only', async () => {
    expect((await get('/api/metrics/ORDERS')).body.data).toMatchObject({
      type: 'metric',
      id: 'ORDERS',
      attributes: { name: 'Placed Order', created: '2026-01-01T00:00:00+00:00' },
      links: { self: 'https://shop.test/api/metrics/ORDERS/' },
    })
    const foreign = await get('/api/metrics/OTHER1')
    expect(foreign.status).toBe(404)
    expect(foreign.body.errors[0].detail).toContain("'OTHER1'")
  })
})

describe('properties of a metric', () => {
  test('have a type, a label and, when asked for, samples', async () => {
    const id = await metricId(escalated)
    const { body } = await get(
      `/api/metrics/${id}/metric-properties?additional-fields[metric-property]=sample_values`,
    )
    expect(body.data.map((one: Json) => one.attributes)).toEqual([
      {
        label: 'Channel',
        property: 'Channel',
        inferred_type: 'String',
        sample_values: ['SMS', 'Web chat'],
      },
      {
        label: 'Escalation Reason',
        property: 'Escalation Reason',
        inferred_type: 'String',
        sample_values: ['=1+1'],
      },
      {
        label: 'Tags',
        property: 'Tags',
        inferred_type: 'List',
        sample_values: ['billing', 'late'],
      },
    ])
    const plain = await get(`/api/metrics/${id}/metric-properties`)
    expect(plain.body.data[0].attributes).not.toHaveProperty('sample_values')

    const propertyId = body.data[0].id
    expect(propertyId).toMatch(/^[0-9a-f]{32}$/)
    const one = await get(`/api/metric-properties/${propertyId}?include=metric`)
    expect(one.body.data.attributes.property).toBe('Channel')
    expect(one.body.included[0].id).toBe(id)
    expect((await get(`/api/metric-properties/${propertyId}/metric`)).body.data.id).toBe(id)
    const linkage = await get(`/api/metric-properties/${propertyId}/relationships/metric`)
    expect(linkage.body.data).toEqual({ type: 'metric', id })
    const ids = await get(`/api/metrics/${id}/relationships/metric-properties`)
    expect(ids.body.data[0]).toEqual({ type: 'metric-property', id: propertyId })
    expect((await get(`/api/metric-properties/${'0'.repeat(32)}`)).status).toBe(404)
  })

  test('have values, the most frequent first', async () => {
    const id = await metricId(escalated)
    const tags = await get(`/api/x/metrics/${id}/property-values?property=Tags`)
    expect(tags.body.data.map((one: Json) => one.attributes)).toEqual([
      { value: 'late', count: 2, last_seen_at: '2026-03-31T08:00:00+00:00' },
      { value: 'billing', count: 1, last_seen_at: '2026-03-31T08:00:00+00:00' },
    ])
    const found = await get(`/api/x/metrics/${id}/property-values?property=Channel&search=WEB`)
    expect(found.body.data.map((one: Json) => one.attributes.value)).toEqual(['Web chat'])
  })
})

describe('overviews', () => {
  test.each(['Customer Agent', 'customer agent', 'Unterhaltung'])('"%s" finds', async (text) => {
    const filter = encodeURIComponent(`contains(name,"${text}")`)
    const { body } = await get(`/api/x/metrics?filter=${filter}`)
    const names = body.data.map((one: Json) => one.attributes.name)
    expect(names).toContain(escalated)
    expect(names).not.toContain('Placed Order')
  })

  test('count days in the time zone of the account', async () => {
    const { body } = await get(`/api/x/metrics/${await metricId(escalated)}`)
    const { attributes } = body.data
    expect(attributes).toMatchObject({
      names: { de: 'Unterhaltung mit Customer Agent eskaliert' },
      count_total: 3,
      count_30_days: 2,
      count_previous_30_days: 1,
      last_event_at: '2026-03-31T08:00:00+00:00',
      is_waiting: false,
    })
    expect(attributes.sparkline).toEqual([...Array.from({ length: 29 }, () => 0), 2])
  })

  test('tell that the agent waits for its first conversation', async () => {
    const { body } = await get('/api/x/metrics?page[size]=200')
    const waiting = body.data.filter((one: Json) => one.attributes.is_waiting)
    expect(waiting).toHaveLength(3)
  })

  test('pages follow one another, forwards and back', async () => {
    const names: string[] = []
    let url: string | null = '/api/x/metrics?page[size]=2'
    let last: Json
    while (url) {
      last = (await get(url.replace('https://shop.test', ''))).body
      names.push(...last.data.map((one: Json) => one.attributes.name))
      url = last.links.next
    }
    expect(names).toHaveLength(6)
    expect(names).toEqual([...names].sort())
    const back = await get(last.links.prev.replace('https://shop.test', ''))
    expect(back.body.data.map((one: Json) => one.attributes.name)).toEqual(names.slice(2, 4))
  })
})

function aggregate(attributes: object) {
  return send('POST', '/api/metric-aggregates', {
    type: 'metric-aggregate',
    attributes: {
      metric_id: 'ORDERS',
      measurements: ['count', 'sum_value', 'unique'],
      filter: [
        'greater-or-equal(datetime,2026-03-01T00:00:00)',
        'less-than(datetime,2026-03-03T00:00:00)',
      ],
      ...attributes,
    },
  })
}

describe('aggregates', () => {
  test('answer dates and one row without `by`', async () => {
    const { status, body } = await aggregate({})
    expect(status).toBe(200)
    expect(body.data).toMatchObject({
      type: 'metric-aggregate',
      id: expect.any(String),
      attributes: {
        dates: ['2026-03-01T00:00:00+00:00', '2026-03-02T00:00:00+00:00'],
        data: [
          {
            dimensions: [],
            measurements: { count: [1, 0], sum_value: [129.9, 0], unique: [1, 0] },
          },
        ],
      },
    })
  })

  test('group by an event property, a page at a time', async () => {
    const question = {
      metric_id: await metricId(escalated),
      measurements: ['count'],
      by: ['Channel'],
      interval: 'month',
      timezone: 'Europe/Berlin',
      filter: [
        'greater-or-equal(datetime,2026-02-01T00:00:00+01:00),less-than(datetime,2026-04-01T00:00:00+02:00)',
      ],
      page_size: 1,
    }
    const first = await aggregate(question)
    expect(first.body.data.attributes).toEqual({
      dates: ['2026-01-31T23:00:00+00:00', '2026-02-28T23:00:00+00:00'],
      data: [{ dimensions: ['SMS'], measurements: { count: [1, 1] } }],
    })
    const second = await aggregate({ ...question, page_cursor: first.body.meta.page_cursor })
    expect(second.body.data.attributes.data).toEqual([
      { dimensions: ['Web chat'], measurements: { count: [0, 1] } },
    ])
    expect(second.body.meta).toBeUndefined()
    const filtered = await aggregate({
      ...question,
      filter: [...question.filter, 'equals(Escalation Reason,"=1+1")'],
      return_fields: ['data'],
    })
    expect(filtered.body.data.attributes).toEqual({
      data: [{ dimensions: ['Web chat'], measurements: { count: [0, 1] } }],
    })
  })

  test.each<[string, object, string, RegExp]>([
    ['no bounds', { filter: ['equals(Channel,"x")'] }, '/data/attributes/filter', /bound/],
    [
      'more than a year',
      {
        filter: [
          'greater-or-equal(datetime,2024-01-01T00:00:00),less-than(datetime,2026-01-01T00:00:00)',
        ],
      },
      '/data/attributes/filter',
      /731 days/,
    ],
    [
      'an open bound',
      { filter: ['greater-than(datetime,2026-01-01)', 'less-than(datetime,2026-02-01)'] },
      '/data/attributes/filter/0',
      /greater-than/,
    ],
    ['a zone', { timezone: 'Europe/Atlantis' }, '/data/attributes/timezone', /IANA/],
    ['a sort', { sort: 'name' }, '/data/attributes/sort', /name/],
    ['a cursor', { page_cursor: 'x' }, '/data/attributes/page_cursor', /cursor/],
    ['a field', { return_fields: ['x'] }, '/data/attributes/return_fields', /'x'/],
    ['a measurement', { measurements: ['median'] }, '/data/attributes/measurements/0', /median/],
  ])('refuse %s', async (_, attributes, pointer, detail) => {
    const { status, body } = await aggregate(attributes)
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ source: { pointer } })
    expect(body.errors[0].detail).toMatch(detail)
  })

  test('know no metric of another account', async () => {
    expect((await aggregate({ metric_id: 'OTHER1' })).status).toBe(404)
  })
})

const definition = {
  aggregation_method: 'value',
  metric_groups: [
    {
      metric_id: 'ORDERS',
      metric_filters: [
        { property: 'Items', filter: { type: 'list', operator: 'contains', value: 'A' } },
      ],
      value_property: '$value',
    },
  ],
}

function createCustom(name: string, changed: object = definition) {
  return send('POST', '/api/custom-metrics', {
    type: 'custom-metric',
    attributes: { name, definition: changed },
  })
}

describe('custom metrics', () => {
  test('are created, read, changed and deleted', async () => {
    const created = await createCustom('Net sales')
    expect(created.status).toBe(201)
    const { id } = created.body.data
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(created.body.data.attributes).toEqual({
      name: 'Net sales',
      created: '2026-03-31T10:00:00+00:00',
      updated: '2026-03-31T10:00:00+00:00',
      definition,
    })
    const list = await get('/api/custom-metrics?include=metrics')
    expect(list.body.data.map((one: Json) => one.id)).toEqual([id])
    expect(list.body.included.map((one: Json) => one.id)).toEqual(['ORDERS'])
    expect((await get(`/api/custom-metrics/${id}/metrics`)).body.data[0].id).toBe('ORDERS')
    const linkage = await get(`/api/custom-metrics/${id}/relationships/metrics`)
    expect(linkage.body.data).toEqual([{ type: 'metric', id: 'ORDERS' }])

    const renamed = await send('PATCH', `/api/custom-metrics/${id}`, {
      type: 'custom-metric',
      id,
      attributes: { name: 'Sales' },
    })
    expect(renamed.body.data.attributes).toMatchObject({ name: 'Sales', definition })
    const usages = await get('/api/x/metrics/ORDERS/usages')
    expect(usages.body.data.map((one: Json) => one.attributes)).toEqual([
      { kind: 'custom-metric', name: 'Sales', used_id: id },
      { kind: 'mapped-metric', name: 'revenue', used_id: 'revenue' },
    ])

    expect((await send('DELETE', `/api/custom-metrics/${id}`)).status).toBe(204)
    expect((await get(`/api/custom-metrics/${id}`)).status).toBe(404)
    expect((await send('DELETE', `/api/custom-metrics/${id}`)).status).toBe(404)
  })

  test('refuse a name that is taken, also when renamed', async () => {
    const first = await createCustom('Taken')
    const second = await createCustom('Free')
    const again = await createCustom('Taken')
    expect(again.status).toBe(400)
    expect(again.body.errors[0].source.pointer).toBe('/data/attributes/name')
    const { id } = second.body.data
    const renamed = await send('PATCH', `/api/custom-metrics/${id}`, {
      type: 'custom-metric',
      id,
      attributes: { name: 'Taken' },
    })
    expect(renamed.status).toBe(400)
    for (const one of [first, second]) {
      await send('DELETE', `/api/custom-metrics/${one.body.data.id}`)
    }
  })

  test('refuse a metric that does not exist, and say where', async () => {
    const [group] = definition.metric_groups
    const { status, body } = await createCustom('X', {
      ...definition,
      metric_groups: [group, { metric_id: 'OTHER1' }],
    })
    expect(status).toBe(400)
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0].source.pointer).toBe(
      '/data/attributes/definition/metric_groups/1/metric_id',
    )
  })
})

describe('mapped metrics', () => {
  test('are seven, played by the usual metric until somebody chooses', async () => {
    const { body } = await get('/api/mapped-metrics?include=metric')
    expect(body.data).toHaveLength(7)
    const revenue = body.data.find((one: Json) => one.id === 'revenue')
    expect(revenue.relationships.metric.data).toEqual({ type: 'metric', id: 'ORDERS' })
    expect(revenue.attributes.updated).toBe('2026-01-01T00:00:00+00:00')
    expect(body.included.map((one: Json) => one.id)).toEqual(['ORDERS'])
    const viewed = await get('/api/mapped-metrics/viewed_product/metric')
    expect(viewed.body.data).toBeNull()
    expect((await get('/api/mapped-metrics/nonsense')).status).toBe(404)
  })

  test('have one holder', async () => {
    const custom = (await createCustom('Net')).body.data.id
    const change = (relationships: object) =>
      send('PATCH', '/api/mapped-metrics/revenue', {
        type: 'mapped-metric',
        id: 'revenue',
        relationships,
      })
    const given = await change({ 'custom-metric': { data: { type: 'custom-metric', id: custom } } })
    expect(given.body.data).toMatchObject({
      attributes: { updated: '2026-03-31T10:00:00+00:00' },
      relationships: {
        'custom-metric': { data: { type: 'custom-metric', id: custom } },
      },
    })
    expect(given.body.data.relationships.metric).not.toHaveProperty('data')
    const related = await get('/api/mapped-metrics/revenue/custom-metric')
    expect(related.body.data.id).toBe(custom)

    await change({ metric: { data: { type: 'metric', id: 'WINES1' } } })
    const metric = await get('/api/mapped-metrics/revenue/relationships/metric')
    expect(metric.body.data).toEqual({ type: 'metric', id: 'WINES1' })
    const gone = await get('/api/mapped-metrics/revenue/relationships/custom-metric')
    expect(gone.body.data).toBeNull()

    const foreign = await change({ metric: { data: { type: 'metric', id: 'OTHER1' } } })
    expect(foreign.status).toBe(400)
    expect(foreign.body.errors[0].source.pointer).toBe('/data/relationships/metric/data/id')

    await change({ metric: { data: null } })
    const nobody = await get('/api/mapped-metrics/revenue/metric')
    expect(nobody.body.data).toBeNull()
  })
})

describe('exports', () => {
  test('CSV has a column for each property, and nothing that a spreadsheet would run', async () => {
    const { text, headers } = await get(`/api/x/metrics/${await metricId(escalated)}/export`)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe(
      'attachment; filename="conversation-with-customer-agent-escalated.csv"',
    )
    const rows: Json[] = parse(text, { columns: true })
    expect(rows.map((row) => row['Time'])).toEqual([
      '2026-02-10T12:00:00+00:00',
      '2026-03-30T22:30:00+00:00',
      '2026-03-31T08:00:00+00:00',
    ])
    expect(rows[2]).toMatchObject({
      Email: 'ada@example.test',
      Channel: 'Web chat',
      Tags: '["billing","late"]',
      'Escalation Reason': "'=1+1",
      $event_id: 'e1',
      'Other properties': '',
    })
  })

  test('JSON Lines has the properties as the API shows them, within a range', async () => {
    const url = '/api/x/metrics/ORDERS/export?format=jsonl&start=2026-03-01T00:00:00Z'
    const { text } = await get(url)
    expect(JSON.parse(text)).toMatchObject({
      datetime: '2026-03-01T12:00:00+00:00',
      profile: { email: 'ada@example.test' },
      event_properties: {
        Items: [{ SKU: 'A' }],
        $value: 129.9,
        $value_currency: 'EUR',
        $event_id: 'o1',
      },
    })
    expect((await get(`${url}&end=2026-03-01T12:00:00Z`)).text).toBe('')
    expect((await get('/api/x/metrics/ORDERS/export?start=yesterday')).status).toBe(400)
  })

  test('a long one comes whole, in batches', async () => {
    const occurredAt = new Date('2026-03-05T00:00:00Z')
    const events = Array.from({ length: 2_500 }, (_, i) => ({
      metricId: 'WINES1',
      profileId: i % 2 === 0 ? ada : bo,
      occurredAt,
      uniqueId: `w${i}`,
    }))
    await insertRawEvents(sql, 'AAAAAA', events)
    const { text } = await get('/api/x/metrics/WINES1/export?format=jsonl')
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event_properties.$event_id)
    expect(ids).toEqual(events.map((event) => event.uniqueId))
  })
})
