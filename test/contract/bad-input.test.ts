import { describe, expect, test } from 'vitest'
import { type Body, COMPANY, call, newEvent, runningServer } from '../running-server.ts'

const server = await runningServer()
const DAY_MS = 24 * 3_600 * 1_000

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return call(server, 'POST', path, { body, headers })
}

function record(more: Record<string, unknown>, metric = 'Refused Metric') {
  return call(server, 'POST', '/api/events', { data: newEvent(metric, 'bad@input.test', more) })
}

/** A refusal says what was wrong, where, and keeps what was sent out of the database. */
function refused(answer: { status: number; body: Body }, status: number, detail: RegExp | string) {
  expect(answer.status).toBe(status)
  const [error] = answer.body.errors
  expect(error).toMatchObject({ status, code: expect.any(String), title: expect.any(String) })
  expect(error?.detail).toMatch(detail)
  return error
}

async function storedEvents(): Promise<number> {
  const answer = await call(server, 'GET', '/api/metrics')
  return answer.body.data.filter((one) => one.attributes['name'] === 'Refused Metric').length
}

describe('bodies', () => {
  test('broken JSON', async () => {
    const error = refused(await post('/api/events', '{"data": '), 400, /not valid JSON/)
    expect(error).toMatchObject({ code: 'parse_error', source: { pointer: '/data' } })
  })

  test('no body at all', async () => {
    refused(await call(server, 'POST', '/api/events'), 400, /no body/)
  })

  test('a content type that is not JSON', async () => {
    const answer = await post('/api/events', '<data/>', { 'content-type': 'text/xml' })
    refused(answer, 415, /text\/xml/)
  })

  test('text that is not UTF-8', async () => {
    refused(await post('/api/events', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400, /UTF-8/)
  })

  test('5 MB are accepted as a size, one byte more is not', async () => {
    const limit = 5 * 1024 * 1024
    const start = '{"data":"'
    const atLimit = start + 'x'.repeat(limit - start.length - 2) + '"}'
    expect(Buffer.byteLength(atLimit)).toBe(limit)
    refused(await post('/api/events', atLimit), 400, /data/)
    refused(await post('/api/events', `${atLimit} `), 413, /larger than 5242880 bytes/)
  })

  test('a document nested a thousand levels deep', async () => {
    refused(await post('/api/events', '['.repeat(1_000) + ']'.repeat(1_000)), 400, /nested deeper/)
  })

  test.each(['__proto__', 'constructor'])('the name %s', async (name) => {
    const body = JSON.stringify({ data: newEvent('Refused Metric', 'bad@input.test') }).replace(
      '"properties":{}',
      `"properties":{"${name}":{"polluted":true}}`,
    )
    refused(await post('/api/events', body), 400, new RegExp(name))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('an escaped __proto__', async () => {
    const body = JSON.stringify({ data: newEvent('Refused Metric', 'bad@input.test') }).replace(
      '"properties":{}',
      '"properties":{"\\u005f_proto__":{"polluted":true}}',
    )
    refused(await post('/api/events', body), 400, /__proto__/)
  })

  test('a NUL character, in a value and in a name', async () => {
    refused(await record({ properties: { a: 'x\u0000y' } }), 400, /NUL/)
    refused(await record({ properties: { 'a\u0000': 1 } }), 400, /NUL/)
  })

  test('half of a surrogate pair', async () => {
    const error = refused(await record({ properties: { a: '\ud83d' } }), 400, /surrogate/)
    expect(error?.source.pointer).toBe('/data/attributes/properties/a')
  })

  test('a whole surrogate pair is fine and comes back as it was', async () => {
    const more = { properties: { emoji: '🧣 ü' }, unique_id: 'emoji' }
    expect((await record(more, 'Kept Metric')).status).toBe(202)
    const answer = await call(server, 'GET', '/api/events')
    expect(answer.body.data[0]?.attributes['event_properties']).toMatchObject({ emoji: '🧣 ü' })
  })
})

describe('events', () => {
  test('a field that does not exist is named', async () => {
    const error = refused(await record({ colour: 'red' }), 400, "'colour' is not a valid field")
    expect(error).toMatchObject({
      source: { pointer: '/data/attributes/colour' },
      meta: { fix: expect.any(String) },
    })
  })

  test('a missing field is named', async () => {
    const { properties: _, ...rest } = newEvent('Refused Metric', 'bad@input.test').attributes
    const answer = await call(server, 'POST', '/api/events', {
      data: { type: 'event', attributes: rest },
    })
    const error = refused(answer, 400, "'properties' is required")
    expect(error?.source.pointer).toBe('/data/attributes/properties')
  })

  test('400 properties are kept, 401 are not', async () => {
    const properties = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, at]))
    expect((await record({ properties: properties(400) }, 'Kept Metric')).status).toBe(202)
    refused(await record({ properties: properties(401) }), 400, /401 properties; 400 are allowed/)
  })

  test('a text of 100 KB is kept, one byte more is not', async () => {
    const kb = 100 * 1024
    const text = { properties: { text: 'x'.repeat(kb) }, unique_id: 'long' }
    expect((await record(text, 'Kept Metric')).status).toBe(202)
    refused(await record({ properties: { text: 'x'.repeat(kb + 1) } }), 400, /102401 bytes/)
    refused(await record({ properties: { text: 'ü'.repeat(kb / 2 + 1) } }), 400, /102402 bytes/)
  })

  test('a time in 1989 and one in 14 months', async () => {
    const error = refused(await record({ time: '1989-12-31T23:59:59Z' }), 400, /1989-12-31/)
    expect(error?.source.pointer).toBe('/data/attributes/time')
    const late = new Date(Date.now() + 14 * 30.5 * DAY_MS).toISOString()
    refused(await record({ time: late }), 400, /is outside/)
    const soon = new Date(Date.now() + 360 * DAY_MS).toISOString()
    expect((await record({ time: soon, unique_id: 'soon' }, 'Kept Metric')).status).toBe(202)
  })

  test('a time that is not one', async () => {
    refused(await record({ time: '2026-02-30T00:00:00Z' }), 400, /2026-02-30/)
    refused(await record({ time: 'yesterday' }), 400, /yesterday/)
  })

  test('a metric name of 127 characters is kept, one of 128 is not', async () => {
    expect((await record({ unique_id: 'n' }, 'k'.repeat(127))).status).toBe(202)
    const error = refused(await record({}, 'k'.repeat(128)), 400, /shorter than 128/)
    expect(error?.source.pointer).toBe('/data/attributes/metric/data/attributes/name')
  })

  test('properties nested deeper than ten levels', async () => {
    let deep: object = {}
    for (let level = 0; level < 11; level += 1) deep = { deep }
    refused(await record({ properties: deep }), 400, /nested deeper than 10 levels/)
  })

  test('an invalid email, an invalid phone, nobody at all', async () => {
    const person = (attributes: object) =>
      record({ profile: { data: { type: 'profile', attributes } } })
    const email = refused(await person({ email: 'ada at shop' }), 400, /Invalid email/)
    expect(email?.source.pointer).toBe('/data/attributes/profile/data/attributes/email')
    const phone = refused(await person({ phone_number: '12345' }), 400, /Invalid phone/)
    expect(phone?.source.pointer).toBe('/data/attributes/profile/data/attributes/phone_number')
    refused(await person({ first_name: 'Ada' }), 400, /no identifier/)
  })

  test('a bulk request is all or nothing', async () => {
    const entry = (email: string, ids: string[]) => ({
      type: 'event-bulk-create',
      attributes: {
        profile: { data: { type: 'profile', attributes: { email } } },
        events: {
          data: ids.map((unique_id) => ({
            type: 'event',
            attributes: {
              metric: { data: { type: 'metric', attributes: { name: 'Refused Metric' } } },
              properties: {},
              unique_id,
            },
          })),
        },
      },
    })
    const bulk = (data: object[]) =>
      call(server, 'POST', '/api/event-bulk-create-jobs', {
        data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data } } },
      })
    const repeated = await bulk([entry('a@input.test', ['1', '2']), entry('a@input.test', ['1'])])
    const error = refused(repeated, 400, /'1' is repeated/)
    expect(error?.source.pointer).toContain('/events-bulk-create/data/1/attributes/events/data/0')
    refused(await bulk([entry('b@input.test', ['1']), entry('no email', ['2'])]), 400, /email/)
    const many = Array.from({ length: 1_001 }, (_, at) => String(at))
    refused(await bulk([entry('c@input.test', many)]), 400, /1000|1001/)
  })

  test('a web page cannot claim that the agent escalated a conversation', async () => {
    const event = newEvent('Conversation with Customer Agent Escalated', 'bad@input.test')
    const attributes = {
      ...event.attributes,
      metric: {
        data: {
          type: 'metric',
          attributes: { name: 'Refused Metric', service: 'customer-agent' },
        },
      },
    }
    const answer = await call(server, 'POST', `/client/events?company_id=${COMPANY}`, {
      data: { ...event, attributes },
    })
    const error = refused(answer, 400, "'customer-agent' are recorded by Parley itself")
    expect(error?.source.pointer).toBe('/data/attributes/metric/data/attributes/service')
  })

  test('nothing of all that was stored', async () => {
    expect(await storedEvents()).toBe(0)
  })
})

describe('queries', () => {
  test.each([
    ['filter=equals(nope,"1")', 'filter', "'nope' is not an allowed filter field"],
    ['filter=contains(metric_id,"1")', 'filter', "'contains' is not an allowed filter operator"],
    ['filter=equals(metric_id', 'filter', 'Invalid filter provided'],
    ['filter=', 'filter', 'empty'],
    ['filter=or(equals(metric_id,"1"),equals(metric_id,"2"))', 'filter', "'or' is not supported"],
    ['filter=equals(metric_id,abc)', 'filter', 'must be in quotes'],
    ['filter=greater-than(datetime,soon)', 'filter', 'must be a date'],
    ['include=nope', 'include', "'nope' is not an allowed include"],
    ['sort=nope', 'sort', "'nope' is not an allowed sort"],
    ['fields[event]=nope', 'fields[event]', "'nope' is not a valid field"],
    ['fields[nope]=id', 'fields[nope]', "contains no 'nope'"],
    ['page[size]=0', 'page[size]', 'from 1 to 1000'],
    ['page[size]=1001', 'page[size]', 'from 1 to 1000'],
    ['page[cursor]=nope', 'page[cursor]', 'Invalid page cursor'],
  ])('%s', async (query, parameter, detail) => {
    const error = refused(await call(server, 'GET', `/api/events?${query}`), 400, detail)
    expect(error?.source).toEqual({ parameter })
  })

  test('a cursor of another list', async () => {
    for (const id of ['1', '2', '3']) {
      await call(server, 'POST', '/api/events', {
        data: newEvent('Kept Metric', `${id}@cursor.test`, { unique_id: id }),
      })
    }
    const page = await call(server, 'GET', '/api/events?page[size]=1')
    const cursor = new URL(page.body.links.next ?? '').searchParams.get('page[cursor]') ?? ''
    const other = `/api/profiles?page[cursor]=${encodeURIComponent(cursor)}`
    refused(await call(server, 'GET', other), 400, /belongs to another list/)
    const sorted = `/api/events?sort=datetime&page[cursor]=${encodeURIComponent(cursor)}`
    refused(await call(server, 'GET', sorted), 400, /belongs to another list/)
    const forged = Buffer.from(JSON.stringify(['0', '1', false, 'x', 'y'])).toString('base64url')
    refused(await call(server, 'GET', `/api/events?page[cursor]=${forged}`), 400, /Invalid page/)
  })

  test('a path and a method that do not exist, an id that is none', async () => {
    refused(await call(server, 'GET', '/api/nope'), 404, '/api/nope')
    refused(await call(server, 'PUT', '/api/events'), 405, 'PUT')
    refused(
      await call(server, 'GET', '/api/events/none'),
      404,
      "An event with id 'none' does not exist",
    )
    refused(await call(server, 'GET', '/api/profiles/01GDDKASAP8TKDDA2GRZDSVP4H'), 404, /not exist/)
  })

  test('a path that is not one', async () => {
    const answer = await call(server, 'GET', '/api/profiles/%zz')
    expect(refused(answer, 400, 'malformed')).toMatchObject({ code: 'parse_error' })
    expect(answer.headers.get('x-request-id')).not.toBeNull()
    const long = await call(server, 'GET', `/api/profiles/${'a'.repeat(1_500)}`)
    expect(refused(long, 400, 'malformed')).toMatchObject({ code: 'parse_error' })
  })

  test('what is allowed instead is named', async () => {
    const include = refused(await call(server, 'GET', '/api/events?include=nope'), 400, 'nope')
    expect(include?.meta['fix']).toBe('Allowed: profile, metric, attributions.')
    const field = refused(await call(server, 'GET', '/api/events?fields[metric]=nope'), 400, 'nope')
    expect(field?.meta['fix']).toMatch(/^Allowed: id, name, /)
    const type = refused(await call(server, 'GET', '/api/events?fields[nope]=id'), 400, 'nope')
    expect(type?.meta['fix']).toMatch(/^Allowed: event, /)
  })

  test('slashes at the end and doubled slashes are forgiven, as real clients send them', async () => {
    expect((await call(server, 'GET', '/api/events/')).status).toBe(200)
    expect((await call(server, 'GET', '//api/events/')).status).toBe(200)
  })

  test('no key, a wrong key, a wrong revision', async () => {
    const none = await fetch(`${server.url}/api/events`)
    const body = (await none.json()) as Body
    const no = refused({ status: none.status, body }, 401, /not provided/)
    expect(no).toMatchObject({ code: 'not_authenticated', source: { pointer: '/data/' } })
    const wrong = { authorization: 'Klaviyo-API-Key pk_0123456789abcdef0123456789' }
    const refusal = await call(server, 'GET', '/api/events', { headers: wrong })
    expect(refused(refusal, 401, /works here/)).toMatchObject({ code: 'authentication_failed' })
    const revision = await call(server, 'GET', '/api/events', { headers: { revision: 'soon' } })
    refused(revision, 400, /revision/)
    const noDate = await call(server, 'GET', '/api/events', { headers: { revision: '2026-13-40' } })
    refused(noDate, 400, /revision/)
  })
})
