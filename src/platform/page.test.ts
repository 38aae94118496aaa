import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Cursor,
  decodeCursor,
  encodeCursor,
  listFingerprint,
  type PageOf,
  pageOf,
} from './page.ts'
import { Problem } from './problem.ts'

const SECRET = randomBytes(32)
const LIST = listFingerprint(['getThings', '/api/things', '', ''])

const cursors: fc.Arbitrary<Cursor> = fc.record({
  key: fc.string({ unit: 'binary', maxLength: 100 }),
  id: fc.string({ maxLength: 40 }),
  backwards: fc.boolean(),
})

/** The cursor, or the Problem's parameter and words. */
function decoded(text: string, list = LIST, secret = SECRET): Cursor | string {
  try {
    return decodeCursor(text, list, secret)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error
    const [{ source, detail } = { detail: '' }] = error.details
    return source && 'parameter' in source && source.parameter === 'page[cursor]'
      ? detail
      : `not about page[cursor]: ${detail}`
  }
}

test('a cursor comes back as it was, alone or inside the link it was given in', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      const text = encodeCursor(cursor, LIST, SECRET)
      expect(decoded(text)).toEqual(cursor)
      const link = new URL('http://shop.test/api/things/?filter=has(x)&page[size]=5')
      link.searchParams.set('page[cursor]', text)
      expect(decoded(link.href)).toEqual(cursor)
      expect(decoded(`/api/things?page[cursor]=${text}&page[size]=5`)).toEqual(cursor)
    }),
  )
})

test('a cursor that was changed in any place is refused', () => {
  const change = fc.record({
    at: fc.nat(),
    length: fc.nat(3),
    instead: fc.stringMatching(/^[A-Za-z0-9_\-=%"[\]]{0,3}$/),
  })
  fc.assert(
    fc.property(cursors, change, (cursor, { at, length, instead }) => {
      const text = encodeCursor(cursor, LIST, SECRET)
      const from = at % text.length
      const forged = text.slice(0, from) + instead + text.slice(from + length)
      // Base64 can write the same bytes in more than one way; anything else must be refused.
      expect([cursor, 'Invalid page cursor.']).toContainEqual(decoded(forged))
    }),
    { numRuns: 1_000 },
  )
})

test('a cursor made of parts of ours, without our secret, is refused', () => {
  fc.assert(
    fc.property(cursors, cursors, (cursor, wanted) => {
      const text = encodeCursor(cursor, LIST, SECRET)
      const stored = JSON.parse(Buffer.from(text, 'base64url').toString())
      const forged = [wanted.key, wanted.id, wanted.backwards, stored[3], stored[4]]
      fc.pre(JSON.stringify(forged) !== JSON.stringify(stored))
      const shown = Buffer.from(JSON.stringify(forged)).toString('base64url')
      expect(decoded(shown)).toBe('Invalid page cursor.')
      expect(decoded(encodeCursor(wanted, LIST, randomBytes(32)))).toBe('Invalid page cursor.')
    }),
  )
})

test('any other text is refused', () => {
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), json, fc.base64String()), (text) => {
      expect(decoded(text)).toBe('Invalid page cursor.')
    }),
  )
  const longest = encodeCursor({ key: 'ü'.repeat(10_000), id: '', backwards: false }, LIST, SECRET)
  expect(decoded(longest)).toBe('Invalid page cursor.')
})

test('a cursor of another list is refused as such', () => {
  const parts = fc.array(fc.string({ unit: 'binary', maxLength: 10 }), {
    minLength: 4,
    maxLength: 4,
  })
  fc.assert(
    fc.property(cursors, parts, parts, (cursor, one, other) => {
      fc.pre(one.join('\u0000') !== other.join('\u0000'))
      const text = encodeCursor(cursor, listFingerprint(one), SECRET)
      expect(decoded(text, listFingerprint(one))).toEqual(cursor)
      expect(decoded(text, listFingerprint(other))).toMatch(/belongs to another list/)
    }),
  )
})

interface Row {
  key: string
  id: string
}

const compared = (a: Row, b: Row) =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0

/** What a query does: rows beyond the cursor in its direction, one more than the page holds. */
function fetchPage(list: readonly Row[], cursor: Cursor | null, size: number): PageOf<Row> {
  const ordered = list.toSorted(compared)
  const directed = cursor?.backwards ? ordered.toReversed() : ordered
  const beyond = cursor
    ? directed.filter((row) => compared(row, cursor) * (cursor.backwards ? -1 : 1) > 0)
    : directed
  return pageOf(beyond.slice(0, size + 1), { size, cursor }, (row) => row)
}

const rows = fc.uniqueArray(
  fc.record({ key: fc.constantFrom('', 'a', 'b', 'c'), id: fc.stringMatching(/^[0-9a-f]{3}$/) }),
  { selector: (row) => `${row.key} ${row.id}`, maxLength: 40 },
)
const sizes = fc.integer({ min: 1, max: 12 })

test('the pages of a list, joined, are the list: forwards, and back again', () => {
  fc.assert(
    fc.property(rows, sizes, (list, size) => {
      const whole = list.toSorted(compared)
      const forwards: Row[][] = []
      let page = fetchPage(list, null, size)
      expect(page.prev).toBeNull()
      for (;;) {
        forwards.push(page.rows)
        if (!page.next) break
        page = fetchPage(list, page.next, size)
        expect(page.prev).not.toBeNull()
      }
      expect(forwards.flat()).toEqual(whole)
      expect(forwards.every((one) => one.length > 0) || list.length === 0).toBe(true)
      expect(forwards).toHaveLength(Math.max(1, Math.ceil(list.length / size)))

      const backwards: Row[][] = [page.rows]
      while (page.prev) {
        page = fetchPage(list, page.prev, size)
        expect(page.next).not.toBeNull()
        backwards.unshift(page.rows)
      }
      expect(backwards.flat()).toEqual(whole)
    }),
  )
})

test('rows that are added or removed while somebody pages repeat nothing and hide nothing', () => {
  const change = fc.record({ added: rows, removed: fc.array(fc.nat(), { maxLength: 3 }) })
  const changes = fc.array(change, { maxLength: 8 })
  fc.assert(
    fc.property(rows, sizes, changes, fc.boolean(), (start, size, steps, backwards) => {
      const before = start.toSorted(compared)
      const keyed = (row: Row) => `${row.key} ${row.id}`
      let list = start
      const seen: Row[] = []
      const removed = new Set<string>()
      const edge = backwards ? { key: '\uffff', id: '', backwards } : null
      let page = fetchPage(list, edge, size)
      for (let step = 0; ; step += 1) {
        seen.push(...(backwards ? page.rows.toReversed() : page.rows))
        const cursor = backwards ? page.prev : page.next
        if (!cursor) break
        const { added = [], removed: gone = [] } = steps[step] ?? {}
        for (const at of gone) {
          const victim = list[at % list.length]
          if (victim) removed.add(keyed(victim))
        }
        const known = new Set(list.map(keyed))
        list = [...list, ...added.filter((row) => !known.has(keyed(row)))].filter(
          (row) => !removed.has(keyed(row)),
        )
        page = fetchPage(list, cursor, size)
      }
      expect(new Set(seen.map(keyed)).size).toBe(seen.length)
      expect(seen).toEqual(seen.toSorted((a, b) => compared(a, b) * (backwards ? -1 : 1)))
      const shown = new Set(seen.map(keyed))
      const missing = before.filter((row) => !shown.has(keyed(row)) && !removed.has(keyed(row)))
      expect(missing).toEqual([])
    }),
  )
})
