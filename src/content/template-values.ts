/** Values as templates see them: how they print, compare and count as true, in Django's way. */

/** Text that is HTML already and is not escaped when printed. */
export class SafeText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A number that prints with its decimal point even when it is whole: 6.0. */
export class FloatNumber {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** An instant and the zone whose clocks show it. `isDay`: it came without a time of day. */
export class ZonedTime {
  readonly at: Date
  readonly zone: string
  readonly isDay: boolean
  constructor(at: Date, zone: string, isDay = false) {
    this.at = at
    this.zone = zone
    this.isDay = isDay
  }
}

/** Levels of nested lists and dictionaries that are printed. */
const PRINTED_DEPTH_MAX = 20

/** A value without the mark that it is HTML. */
export function plain(value: unknown): unknown {
  return value instanceof SafeText ? value.text : value
}

/** Whether a value is a dictionary: an object of the data, not one of ours. */
export function isDictionary(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof SafeText) &&
    !(value instanceof FloatNumber) &&
    !(value instanceof ZonedTime) &&
    !(value instanceof Date)
  )
}

/** Names under which a dictionary gives lists of what it has, unless it has them itself. */
export const LISTED: ReadonlyMap<string, (dictionary: object) => unknown[]> = new Map([
  ['items', (dictionary: object): unknown[] => Object.entries(dictionary)],
  ['keys', (dictionary: object): unknown[] => Object.keys(dictionary)],
  ['values', (dictionary: object): unknown[] => Object.values(dictionary)],
])

/**
 * What stands under a name or an index, or undefined. Own properties only: nothing of a prototype is
 * ever reached, and functions are not values. `extra` also reads `$extra`; a name with `$` falls back
 * to the one without.
 */
export function readKey(container: unknown, key: string): unknown {
  const value = plain(container)
  if (Array.isArray(value)) {
    const index = indexOf(key)
    return index === undefined ? undefined : dataOf(value.at(index))
  }
  if (typeof value === 'string') {
    const index = indexOf(key)
    return index === undefined ? undefined : value.at(index)
  }
  if (!isDictionary(value)) return undefined
  if (Object.hasOwn(value, key)) return dataOf(value[key])
  if (key === 'extra' && Object.hasOwn(value, '$extra')) return dataOf(value.$extra)
  if (key.startsWith('$') && Object.hasOwn(value, key.slice(1))) return dataOf(value[key.slice(1)])
  return LISTED.get(key)?.(value)
}

function dataOf(value: unknown): unknown {
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
}

function indexOf(key: string): number | undefined {
  return /^-?\d{1,9}$/.test(key) ? Number(key) : undefined
}

/** Django's idea of true: not null, not zero, not empty. */
export function isTrue(value: unknown): boolean {
  const bare = plain(value)
  if (bare === undefined || bare === null || bare === false || bare === '') return false
  if (typeof bare === 'number') return bare !== 0 && !Number.isNaN(bare)
  if (bare instanceof FloatNumber) return bare.value !== 0
  if (Array.isArray(bare)) return bare.length > 0
  return !isDictionary(bare) || hasKeys(bare)
}

/** Whether a dictionary has a name at all; without listing them all. */
function hasKeys(dictionary: Record<string, unknown>): boolean {
  for (const key in dictionary) if (Object.hasOwn(dictionary, key)) return true
  return false
}

/** A value as text, not escaped. Missing and null values are empty. */
export function textOf(value: unknown): string {
  const bare = plain(value)
  if (bare === undefined || bare === null) return ''
  if (typeof bare === 'string') return bare
  return written(bare, 0)
}

function written(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof FloatNumber) return floatText(value.value)
  if (value instanceof SafeText) return quoted(value.text)
  if (value instanceof ZonedTime) return value.at.toISOString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (depth >= PRINTED_DEPTH_MAX) return '…'
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(', ')}]`
  if (!isDictionary(value)) return ''
  const pairs = Object.entries(value).map(
    ([key, item]) => `${quoted(key)}: ${written(item, depth + 1)}`,
  )
  return `{${pairs.join(', ')}}`
}

function quoted(text: string): string {
  return text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replaceAll("'", String.raw`\'`)}'`
}

/** A number with at least one decimal: 6 is 6.0. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value)
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i
/** Digits that a number may be written with. */
const NUMBER_CHARS_MAX = 60

/** The number that a value is or is written as, or undefined. */
export function numberOf(value: unknown): number | undefined {
  const bare = plain(value)
  if (typeof bare === 'number') return Number.isFinite(bare) ? bare : undefined
  if (bare instanceof FloatNumber) return bare.value
  if (typeof bare === 'boolean') return bare ? 1 : 0
  if (typeof bare !== 'string' || bare.length > NUMBER_CHARS_MAX) return undefined
  const text = bare.trim()
  if (!NUMBER.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** A number in comparisons: real numbers only, never text that looks like one. */
function comparable(value: unknown): number | undefined {
  const bare = plain(value)
  if (typeof bare === 'string') return undefined
  if (bare instanceof ZonedTime) return bare.at.getTime()
  if (bare instanceof Date) return bare.getTime()
  return numberOf(bare)
}

/** Whether two values are the same. 1 and 1.0 are; 1 and '1' are not. */
export function isSame(left: unknown, right: unknown, depth = 0): boolean {
  const a = plain(left) ?? null
  const b = plain(right) ?? null
  if (a === b) return true
  const [x, y] = [comparable(a), comparable(b)]
  if (x !== undefined && y !== undefined) return x === y
  if (depth >= PRINTED_DEPTH_MAX) return false
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSame(item, b[at], depth + 1))
  }
  if (isDictionary(a) && isDictionary(b)) {
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key], depth + 1))
  }
  return false
}

/** Less than zero, zero or more; undefined when the two cannot be ordered, as a number and a text. */
export function order(left: unknown, right: unknown): number | undefined {
  const a = plain(left)
  const b = plain(right)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  const [x, y] = [comparable(a), comparable(b)]
  return x === undefined || y === undefined ? undefined : x - y
}

/** Whether a list holds a value, a text another, or a dictionary a name. */
export function holds(container: unknown, item: unknown): boolean {
  const all = plain(container)
  const one = plain(item)
  if (typeof all === 'string') return typeof one === 'string' && all.includes(one)
  if (Array.isArray(all)) return all.some((each) => isSame(each, one))
  return isDictionary(all) && typeof one === 'string' && Object.hasOwn(all, one)
}

/** What a loop goes through: a list, the letters of a text, the names of a dictionary; else nothing. */
export function elementsOf(value: unknown): readonly unknown[] {
  const bare = plain(value)
  if (Array.isArray(bare)) return bare
  if (typeof bare === 'string') return Array.from(bare)
  return isDictionary(bare) ? Object.keys(bare) : []
}

/** What an element of a list costs against the limit of work, compared with a character of a text. */
export const ELEMENT_COST = 16
/** What an element costs when it is written out. */
export const PRINT_COST = 200

/** How much a value weighs against the limit of work, nothing inside it counted. */
export function sizeOf(value: unknown): number {
  const bare = plain(value)
  if (typeof bare === 'string') return bare.length + 1
  return Array.isArray(bare) ? bare.length * ELEMENT_COST + 1 : 1
}

/** How much a value weighs with all that is inside: what comparing or printing it costs at most. */
export function weightOf(value: unknown, elementCost: number, depth = 0): number {
  const bare = plain(value)
  if (typeof bare === 'string') return bare.length + 1
  if (typeof bare !== 'object' || bare === null || depth > PRINTED_DEPTH_MAX) return 1
  const inside = Array.isArray(bare) ? bare : isDictionary(bare) ? Object.values(bare) : []
  let weight = 1
  for (const item of inside) weight += elementCost + weightOf(item, elementCost, depth + 1)
  return weight
}

/** Text that HTML shows as it is. */
export function escapeHtml(text: string): string {
  if (!/[&<>"']/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
}
