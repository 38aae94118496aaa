import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { hmacSha256 } from './hmac.ts'
import { invalidParameter } from './problem.ts'

/** Where a page begins: after this key in the order of the list, or before it. */
export interface Cursor {
  /** The sort value of the row at the edge, as text; empty when the list is sorted by id alone. */
  key: string
  id: string
  backwards: boolean
}

export interface Page {
  size: number
  cursor: Cursor | null
}

/** Rows of one page, in list order, and the keys for its neighbours. */
export interface PageOf<Row> {
  rows: Row[]
  next: Cursor | null
  prev: Cursor | null
}

const CURSOR_LENGTH_MAX = 4_096
const Stored = z.tuple([z.string(), z.string(), z.boolean(), z.string(), z.string()])

/**
 * Cut what a query returned to one page. The query must fetch `size + 1` rows from the cursor on,
 * in the cursor's direction: the extra row only tells whether there is more.
 */
export function pageOf<Row>(
  fetched: readonly Row[],
  page: Page,
  keyOf: (row: Row) => { key: string; id: string },
): PageOf<Row> {
  const hasMore = fetched.length > page.size
  const rows = fetched.slice(0, page.size)
  const backwards = page.cursor?.backwards ?? false
  if (backwards) rows.reverse()
  const first = rows.at(0)
  const last = rows.at(-1)
  const hasNext = backwards ? page.cursor !== null : hasMore
  const hasPrev = backwards ? hasMore : page.cursor !== null
  return {
    rows,
    next: hasNext && last !== undefined ? { ...keyOf(last), backwards: false } : null,
    prev: hasPrev && first !== undefined ? { ...keyOf(first), backwards: true } : null,
  }
}

/**
 * A page of a list that is short enough to be read whole.
 * @param rows  all of them, in the order of their keys, which are unique
 */
export function pageOfAll<Row>(
  rows: readonly Row[],
  page: Page,
  keyOf: (row: Row) => string,
): PageOf<Row> {
  const { cursor, size } = page
  const from = !cursor
    ? rows
    : cursor.backwards
      ? rows.filter((row) => keyOf(row) < cursor.key).toReversed()
      : rows.filter((row) => keyOf(row) > cursor.key)
  return pageOf(from.slice(0, size + 1), page, (row) => ({ key: keyOf(row), id: '' }))
}

/** What ties a cursor to its list: endpoint, path, filter and sort. */
export function listFingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('base64url').slice(0, 11)
}

/** The cursor as text. Signed, so that what comes back can be trusted in a query. */
export function encodeCursor(cursor: Cursor, fingerprint: string, secret: Buffer): string {
  const parts = [cursor.key, cursor.id, cursor.backwards, fingerprint] as const
  return Buffer.from(JSON.stringify([...parts, signature(parts, secret)])).toString('base64url')
}

/**
 * Accepts a whole link as well, because the official Node client sends one over plain http.
 * @throws Problem 400 when it is not a cursor of ours, or belongs to another list
 */
export function decodeCursor(text: string, fingerprint: string, secret: Buffer): Cursor {
  const raw = /[?&]page(?:%5B|\[)cursor(?:%5D|\])=([^&]+)/i.exec(text)?.[1] ?? text
  const stored = Stored.safeParse(parsed(raw))
  if (!stored.success || !isSigned(stored.data, secret)) {
    throw invalidParameter(
      'page[cursor]',
      'Invalid page cursor.',
      'Use the cursor from links.next or links.prev unchanged.',
    )
  }
  const [key, id, backwards, list] = stored.data
  if (list !== fingerprint) {
    throw invalidParameter(
      'page[cursor]',
      'This page cursor belongs to another list, filter or sort order.',
      'Use the cursor from links.next or links.prev of the same request.',
    )
  }
  return { key, id, backwards }
}

function parsed(text: string): unknown {
  if (text.length > CURSOR_LENGTH_MAX) return undefined
  try {
    return JSON.parse(Buffer.from(decodeURIComponent(text), 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function signature(parts: readonly unknown[], secret: Buffer): string {
  return hmacSha256(secret, JSON.stringify(parts)).toString('base64url').slice(0, 22)
}

function isSigned([key, id, backwards, list, signed]: z.output<typeof Stored>, secret: Buffer) {
  const expected = Buffer.from(signature([key, id, backwards, list], secret))
  const given = Buffer.from(signed)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
