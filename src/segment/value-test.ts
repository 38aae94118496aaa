import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { ValueFilter } from '../contract/conditions.ts'
import { isInFrame, nextFlip } from './date-frame.ts'
import { dateValueOf } from './date-value.ts'
import type { Moment } from './facts.ts'
import { describesWhole } from './pattern.ts'

/**
 * Whether a value passes a filter. A value that is missing (undefined or null) passes only `not-set`;
 * one of the wrong type passes nothing. Neither is an error. Text is compared case by case.
 */
export function passes(filter: ValueFilter, value: unknown, moment: Moment): boolean {
  if (filter.type === 'existence') return isSet(value) === (filter.operator === 'is-set')
  if (!isSet(value)) return false
  switch (filter.type) {
    case 'string':
      return typeof value === 'string' && passesText(filter, value)
    case 'numeric':
      return typeof value === 'number' && passesNumber(filter, value)
    case 'boolean':
      return truthOf(value) === filter.value
    case 'list':
      return Array.isArray(value) && passesList(filter, value)
    case 'date': {
      const date = dateValueOf(value)
      return date !== undefined && isInFrame(filter, date, moment)
    }
  }
}

/** When `passes` may next answer otherwise because time passes; null: never. */
export function nextFlipOf(filter: ValueFilter, value: unknown, moment: Moment): Date | null {
  if (filter.type !== 'date') return null
  const date = dateValueOf(value)
  return date ? nextFlip(filter, date, moment) : null
}

export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

type Of<Type extends ValueFilter['type']> = Extract<ValueFilter, { type: Type }>

function passesText(filter: Of<'string'>, text: string): boolean {
  const { operator, value: wanted } = filter
  switch (operator) {
    case 'in':
      return filter.value.includes(text)
    case 'not-in':
      return !filter.value.includes(text)
    case 'phone-country-code-in':
    case 'phone-country-code-not-in': {
      const isIn = isPhoneOf(text, filter.value)
      return isIn === undefined ? false : isIn === (operator === 'phone-country-code-in')
    }
    case 'equals':
      return text === wanted
    case 'not-equals':
      return text !== wanted
    case 'contains':
      return wanted !== null && text.includes(wanted)
    case 'not-contains':
      return wanted === null || !text.includes(wanted)
    case 'starts-with':
      return wanted !== null && text.startsWith(wanted)
    case 'not-starts-with':
      return wanted === null || !text.startsWith(wanted)
    case 'ends-with':
      return wanted !== null && text.endsWith(wanted)
    case 'not-ends-with':
      return wanted === null || !text.endsWith(wanted)
    case 'regex':
      return wanted !== null && describesWhole(wanted, text)
    case 'nregex':
      return wanted === null || !describesWhole(wanted, text)
  }
}

/** Countries as two letters (`DE`) or as calling codes (`49`, `+49`); undefined for no phone number. */
function isPhoneOf(text: string, countries: readonly string[]): boolean | undefined {
  const phone = parsePhoneNumberFromString(text)
  if (!phone) return undefined
  return countries.some((country) => {
    const plain = country.replace(/^\+/, '').toUpperCase()
    return plain === phone.country || plain === phone.countryCallingCode
  })
}

function passesNumber(filter: Of<'numeric'>, value: number): boolean {
  if (filter.operator === 'between') return value >= filter.start && value <= filter.end
  return compare(filter.operator, value, filter.value)
}

type Comparison =
  | 'equals'
  | 'not-equals'
  | 'greater-than'
  | 'greater-than-or-equal'
  | 'less-than'
  | 'less-than-or-equal'

export function compare(operator: Comparison, value: number, wanted: number): boolean {
  switch (operator) {
    case 'equals':
      return value === wanted
    case 'not-equals':
      return value !== wanted
    case 'greater-than':
      return value > wanted
    case 'greater-than-or-equal':
      return value >= wanted
    case 'less-than':
      return value < wanted
    case 'less-than-or-equal':
      return value <= wanted
  }
}

const TRUE = new Set(['1', 'true', 't', 'yes', 'y'])
const FALSE = new Set(['0', 'false', 'f', 'no', 'n'])

function truthOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).toLowerCase()
  if (TRUE.has(text)) return true
  return FALSE.has(text) ? false : undefined
}

function passesList(filter: Of<'list'>, list: readonly unknown[]): boolean {
  switch (filter.operator) {
    case 'contains':
      return textsOf(list).includes(String(filter.value))
    case 'not-contains':
      return !textsOf(list).includes(String(filter.value))
    case 'contains-any':
      return filter.value.some((wanted) => textsOf(list).includes(wanted))
    case 'not-contains-any':
      return !filter.value.some((wanted) => textsOf(list).includes(wanted))
    case 'contains-all':
      return filter.value.every((wanted) => textsOf(list).includes(wanted))
    case 'not-contains-all':
      return !filter.value.every((wanted) => textsOf(list).includes(wanted))
    case 'contains-substring':
    case 'not-contains-substring': {
      const { value: part } = filter
      const isFound = part !== null && textsOf(list).some((text) => text.includes(part))
      return isFound === (filter.operator === 'contains-substring')
    }
    case 'length-equals':
      return list.length === filter.value
    case 'length-greater-than':
      return list.length > filter.value
    case 'length-greater-than-or-equal':
      return list.length >= filter.value
    case 'length-less-than':
      return list.length < filter.value
    case 'length-less-than-or-equal':
      return list.length <= filter.value
  }
}

/** Entries compare as text, so that 5 and "5" are the same SKU; objects and lists are not entries. */
function textsOf(list: readonly unknown[]): string[] {
  return list.flatMap((entry) =>
    typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean'
      ? [String(entry)]
      : [],
  )
}
