import type { MappedProperty, MappedTime, NumberStyle } from '../contract/imports.ts'
import { Problem } from '../platform/problem.ts'
import { parseJsonBody } from '../platform/request-body.ts'
import { isoSeconds } from '../platform/time.ts'
import { type Decimal, exactNumber, parseDecimal } from './decimal.ts'
import type { Values } from './file-rows.ts'
import { timeParser } from './parse-time.ts'
import { badCell, Refused } from './refusal.ts'

/** The cell as text without blanks around it; empty when it is missing or null. */
export function textOf(values: Values, column: string): string {
  const value = values.get(column)
  if (value === undefined || value === null) return ''
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim()
}

/** @throws Refused when it is empty or not a number that can be kept exactly */
export function numberIn(values: Values, column: string, style: NumberStyle): Decimal {
  const text = textOf(values, column)
  if (text === '') {
    throw new Refused('no-number', `${column} is empty.`, `Fill ${column} with a number.`)
  }
  // JSON numbers are written with a point, whatever the texts of the file use.
  const isTyped = typeof values.get(column) === 'number'
  const number = parseDecimal(text, isTyped ? 'point' : style)
  if (number && exactNumber(number) !== undefined) return number
  const example = style === 'point' ? '1,234.56' : '1.234,56'
  throw badCell(
    'bad-number',
    { column, text },
    { is: 'not a number', fix: `Write it as ${example} with at most 15 digits.` },
  )
}

/** Reads the time of a row; undefined when the cell is empty. */
export function timeReader(mapped: MappedTime): (values: Values) => Date | undefined {
  const parse = timeParser(mapped.format, mapped.zone)
  const { column, format, zone } = mapped
  return (values) => {
    const text = textOf(values, column)
    if (text === '') return undefined
    const time = parse(text)
    if (time) return time
    throw badCell(
      'bad-time',
      { column, text },
      {
        is: `not a time in the format ${format} (${zone})`,
        fix: 'Correct the time, or choose the format that the file uses.',
      },
    )
  }
}

/** Reads the mapped properties of a row. Empty cells are left out. */
export function propertiesReader(
  mapped: readonly MappedProperty[],
  style: NumberStyle,
): (values: Values) => Record<string, unknown> {
  const readers = mapped.map((property) => ({
    name: property.name,
    read: propertyReader(property, style),
  }))
  return (values) => {
    const properties: [string, unknown][] = []
    for (const { name, read } of readers) {
      const value = read(values)
      if (value !== undefined) properties.push([name, value])
    }
    return Object.fromEntries(properties)
  }
}

function propertyReader(mapped: MappedProperty, style: NumberStyle): (values: Values) => unknown {
  const { column } = mapped
  const ifFilled = (read: (text: string, values: Values) => unknown) => (values: Values) => {
    const text = textOf(values, column)
    return text === '' ? undefined : read(text, values)
  }
  switch (mapped.type) {
    case 'text':
      return ifFilled((text) => text)
    case 'number':
      return ifFilled((_, values) => exactNumber(numberIn(values, column, style)))
    case 'boolean':
      return ifFilled((text) => booleanOf(column, text))
    case 'date':
      return dateReader(mapped)
    case 'list':
      return ifFilled((text, values) => listOf(values.get(column), text, mapped.separator))
    case 'json':
      return ifFilled((text, values) => jsonOf(column, values.get(column), text))
  }
}

const TRUE: ReadonlySet<string> = new Set(['true', 'yes', 'y', 't', '1', 'on', 'ja', 'wahr'])
const FALSE: ReadonlySet<string> = new Set(['false', 'no', 'n', 'f', '0', 'off', 'nein', 'falsch'])

function booleanOf(column: string, text: string): boolean {
  const word = text.toLowerCase()
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  throw badCell(
    'bad-boolean',
    { column, text },
    { is: 'neither yes nor no', fix: 'Write true or false, or map the column as text.' },
  )
}

/** A date without a time of day stays a calendar date: it means the same day everywhere. */
function dateReader(mapped: MappedProperty): (values: Values) => string | undefined {
  const isDayFormat = mapped.format !== 'iso' && !/unix|[Hh]/.test(mapped.format)
  const read = timeReader(mapped)
  const readDay = timeReader({ ...mapped, zone: 'UTC' })
  return (values) => {
    const isDay =
      isDayFormat || (mapped.format === 'iso' && textOf(values, mapped.column).length <= 10)
    const time = isDay ? readDay(values) : read(values)
    if (time === undefined) return undefined
    return isDay ? time.toISOString().slice(0, 10) : isoSeconds(time)
  }
}

function listOf(value: unknown, text: string, separator: string): unknown[] {
  if (Array.isArray(value)) return value
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function jsonOf(column: string, value: unknown, text: string): unknown {
  if (typeof value !== 'string') return value
  try {
    return parseJsonBody(Buffer.from(text))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw badCell(
      'bad-json',
      { column, text },
      { is: 'not JSON', fix: 'Correct the JSON, or map the column as text.' },
    )
  }
}
