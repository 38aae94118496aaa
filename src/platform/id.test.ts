import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  eventIdText,
  eventPosition,
  eventUuid,
  newUlidUuid,
  shortId,
  ulidOf,
  uuidOf,
} from './id.ts'

const uuids = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => {
  const hex = value.toString(16).padStart(32, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
})
const POSITION_MAX = (1n << 63n) - 1n
const positions = fc.oneof(
  fc.bigInt({ min: 0n, max: POSITION_MAX }),
  fc.bigInt({ min: 0n, max: 100_000n }),
)
const moments = fc.date({
  min: new Date('1990-01-01T00:00:00Z'),
  max: new Date('2500-01-01T00:00:00Z'),
  noInvalidDate: true,
})

test('a UUID and its ULID lead to each other', () => {
  fc.assert(
    fc.property(uuids, (uuid) => {
      const ulid = ulidOf(uuid)
      expect(ulid).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      expect(uuidOf(ulid)).toBe(uuid)
      expect(uuidOf(ulid.toLowerCase())).toBe(uuid)
    }),
  )
  expect(ulidOf('00000000-0000-0000-0000-000000000000')).toBe('0'.repeat(26))
  expect(ulidOf('ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe(`7${'Z'.repeat(25)}`)
  // The example of the specification, computed by another implementation.
  expect(uuidOf('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe('01563e3a-b5d3-d676-4c61-efb99302bd5b')
})

test('ULIDs sort as their UUIDs do', () => {
  fc.assert(
    fc.property(uuids, uuids, (a, b) => {
      expect(ulidOf(a) < ulidOf(b)).toBe(a < b)
    }),
  )
})

test('any other text is no ULID', () => {
  const near = fc.stringMatching(/^[0-9A-Z]{24,28}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), near), (text) => {
      const uuid = uuidOf(text)
      expect(uuid && ulidOf(uuid)).toBe(uuid && text.toUpperCase())
    }),
  )
  for (const text of ['', `8${'0'.repeat(25)}`, 'I'.repeat(26), `${'0'.repeat(26)}\n`]) {
    expect(uuidOf(text)).toBeUndefined()
  }
})

test('a new ULID carries its moment, and sorts by it', () => {
  fc.assert(
    fc.property(moments, moments, (a, b) => {
      const [one, other] = [newUlidUuid(a), newUlidUuid(b)]
      expect(Number.parseInt(one.replaceAll('-', '').slice(0, 12), 16)).toBe(a.getTime())
      expect(one).not.toBe(newUlidUuid(a))
      fc.pre(a.getTime() !== b.getTime())
      expect(one < other).toBe(a < b)
    }),
  )
})

test('an event position and its id lead to each other', () => {
  fc.assert(
    fc.property(positions, (position) => {
      const text = eventIdText(position)
      expect(text).toMatch(/^[0-9A-Za-z]{11}$/)
      expect(eventPosition(text)).toBe(position)
    }),
  )
  expect(eventPosition(eventIdText(POSITION_MAX))).toBe(POSITION_MAX)
  expect(eventIdText(7)).toBe(eventIdText(7n))
})

test('any other text is no event id: no two texts lead to one event', () => {
  const near = fc.stringMatching(/^[0-9A-Za-z]{10,12}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 14 }), near), (text) => {
      const position = eventPosition(text)
      expect([undefined, text]).toContain(position && eventIdText(position))
    }),
  )
  for (const text of ['', 'z'.repeat(11), '0'.repeat(12), `${eventIdText(1)}\n`]) {
    expect(eventPosition(text)).toBeUndefined()
  }
})

test('ids of events that follow each other do not look alike', () => {
  const firsts = new Set(Array.from({ length: 1_000 }, (_, at) => eventIdText(at).slice(0, 3)))
  expect(firsts.size).toBeGreaterThan(900)
})

test('the UUID of an event is one of version 1, holds its time and differs from any other', () => {
  fc.assert(
    fc.property(moments, fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 2 }), (at, two) => {
      const [uuid, other] = two.map((position) => eventUuid(at, position))
      expect(z.uuid().safeParse(uuid).success).toBe(true)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(momentIn(uuid ?? '')).toBe(at.getTime())
      expect(other).not.toBe(uuid)
    }),
  )
  fc.assert(
    fc.property(moments, positions, (at, position) => {
      expect(z.uuid().safeParse(eventUuid(at, position)).success).toBe(true)
    }),
  )
})

/** RFC 9562: 60 bits of 100 ns since 1582-10-15, low part first. */
function momentIn(uuid: string): number {
  const [low = '', mid = '', high = ''] = uuid.split('-')
  const ticks = BigInt(`0x${high.slice(1)}${mid}${low}`)
  return Number(ticks / 10_000n) + Date.UTC(1582, 9, 15)
}

test('short ids use every character alike', () => {
  const counts = new Map<string, number>()
  for (let at = 0; at < 5_000; at += 1) {
    for (const char of shortId()) counts.set(char, (counts.get(char) ?? 0) + 1)
  }
  expect([...counts.keys()].toSorted().join('')).toMatch(/^[0-9A-Za-z]*$/)
  expect(shortId()).toHaveLength(6)
  expect(counts.size).toBe(62)
  const mean = 30_000 / 62
  for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(mean * 0.35)
})
