import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_PROPERTIES_MAX, NewEvent } from '../contract/events.ts'
import { Problem } from '../platform/problem.ts'
import { readEvent } from './new-event.ts'

const NOW = new Date('2026-03-01T12:00:00.750Z')

function attributes(more: Record<string, unknown> = {}): NewEvent['attributes'] {
  return NewEvent.parse({
    type: 'event',
    attributes: {
      metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
      profile: { data: { type: 'profile', attributes: { email: 'ada@shop.test' } } },
      properties: {},
      ...more,
    },
  }).attributes
}

const read = (more: Record<string, unknown> = {}) => readEvent(attributes(more), NOW, '/data')

function refusal(more: Record<string, unknown>): [string, string] {
  try {
    read(more)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error
    const [{ source, detail } = { detail: '' }] = error.details
    return [source && 'pointer' in source ? source.pointer : '', detail]
  }
  return ['', 'accepted']
}

describe('what the caller leaves out', () => {
  test('the time is now, cut to the second; the unique id is that second', () => {
    expect(read()).toEqual({
      metricName: 'Viewed Product',
      integrationKey: 'api',
      occurredAt: new Date('2026-03-01T12:00:00Z'),
      uniqueId: '1772366400',
      value: null,
      valueCurrency: null,
      properties: {},
      isBackfill: false,
    })
  })

  test('for any time, two events of one second have one unique id, of two seconds two', () => {
    const times = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: NOW,
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [one, other] = [a, b].map((time) => read({ time: time.toISOString() }))
        const sameSecond = Math.floor(a.getTime() / 1_000) === Math.floor(b.getTime() / 1_000)
        expect(one?.uniqueId === other?.uniqueId).toBe(sameSecond)
        expect(one?.uniqueId).toBe(String((one?.occurredAt.getTime() ?? 0) / 1_000))
      }),
    )
  })

  test('its own unique id stays; the service is the integration, in lower case', () => {
    const metric = { data: { type: 'metric', attributes: { name: 'X', service: 'Shopify' } } }
    expect(read({ unique_id: 'order-1', metric })).toMatchObject({
      uniqueId: 'order-1',
      integrationKey: 'shopify',
    })
  })
})

describe('$value among the properties', () => {
  test('is the value where none was sent itself', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(numbers, fc.option(numbers), (legacy, own) => {
        const event = read({ properties: { $value: legacy, a: 1 }, value: own })
        expect(event.value).toBe(own ?? legacy)
        expect(event.properties).toEqual({ a: 1 })
      }),
    )
  })

  test('stays a property where it is no number', () => {
    const other = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.constant(['1']))
    fc.assert(
      fc.property(other, (legacy) => {
        const properties = { $value: legacy, a: 1 }
        expect(read({ properties })).toMatchObject({ value: null, properties })
      }),
    )
  })
})

describe('limits', () => {
  test('from 1990 to 366 days from now', () => {
    expect(refusal({ time: '1990-01-01T00:00:00Z' })[1]).toBe('accepted')
    expect(refusal({ time: '1989-12-31T23:59:59Z' })).toEqual([
      '/data/time',
      'The time 1989-12-31T23:59:59+00:00 is outside 1990-01-01T00:00:00+00:00 to 2027-03-02T12:00:00+00:00.',
    ])
    expect(refusal({ time: '2027-03-02T12:00:00Z' })[1]).toBe('accepted')
    expect(refusal({ time: '2027-03-02T12:00:01Z' })[0]).toBe('/data/time')
  })

  test('400 properties', () => {
    const properties = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, at]))
    expect(refusal({ properties: properties(EVENT_PROPERTIES_MAX) })[1]).toBe('accepted')
    expect(refusal({ properties: properties(EVENT_PROPERTIES_MAX + 1) })[0]).toBe(
      '/data/properties',
    )
  })

  test('1,000 characters and 2,400 bytes of a unique id', () => {
    expect(() => read({ unique_id: 'x'.repeat(1_001) })).toThrow('unique_id')
    expect(refusal({ unique_id: 'x'.repeat(1_000) })[1]).toBe('accepted')
    expect(refusal({ unique_id: '€'.repeat(800) })[1]).toBe('accepted')
    expect(refusal({ unique_id: '€'.repeat(801) })).toEqual([
      '/data/unique_id',
      expect.stringContaining('is 2403 bytes long; 2400 are allowed'),
    ])
  })

  test('ten levels of properties, in objects and lists', () => {
    const levels = fc.array(fc.boolean(), { minLength: 8, maxLength: 12 })
    fc.assert(
      fc.property(levels, (kinds) => {
        const inner = kinds.reduceRight<unknown>(
          (value, isList) => (isList ? [value] : { v: value }),
          1,
        )
        const [pointer] = refusal({ properties: { a: inner } })
        expect(pointer.startsWith('/data/properties/a')).toBe(kinds.length + 1 > 10)
      }),
    )
  })

  test('100 KB of text, counted in bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('x', 'ü', '€', '🧣'),
        fc.integer({ min: -2, max: 2 }),
        (char, more) => {
          const count = Math.floor(102_400 / Buffer.byteLength(char)) + more
          const isTooLong = count * Buffer.byteLength(char) > 102_400
          const [pointer] = refusal({ properties: { a: { b: char.repeat(count) } } })
          expect(pointer).toBe(isTooLong ? '/data/properties/a/b' : '')
        },
      ),
    )
  })
})
