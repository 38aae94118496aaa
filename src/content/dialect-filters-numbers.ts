import type { DialectFilter } from './template-expression.ts'
import {
  FloatNumber,
  floatText,
  isSame,
  numberOf,
  order,
  plain,
  textOf,
} from './template-values.ts'

/** Digits after the point that may be asked for. */
const DIGITS_MAX = 20
/** Digits that a double holds for certain; sums are rounded to them, so that 1.1 less 1 is 0.1. */
const EXACT_DIGITS = 15

/** A result without the noise of binary fractions. */
function exact(value: number): number {
  return Number(value.toPrecision(EXACT_DIGITS))
}

function digitsOf(value: unknown, otherwise: number): number {
  const digits = Math.trunc(numberOf(value) ?? otherwise)
  return Math.max(-DIGITS_MAX, Math.min(DIGITS_MAX, digits))
}

/** A number moved by decimal places, exactly: no 110.00000000000001 for 1.1 by two. */
function shifted(value: number, places: number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + places}`)
}

function rounded(value: number, digits: number, how: (whole: number) => number): number {
  return shifted(how(shifted(value, digits)), -digits)
}

/** Half away from zero: 2.5 is 3, -2.5 is -3. */
const halfUp = (value: number) => Math.sign(value) * Math.round(Math.abs(value))

/**
 * Rounding filters answer with text, and whole numbers keep their point: 5.01 rounded up is "6.0".
 * Anything that is no number is empty.
 */
function rounding(how: (whole: number) => number): DialectFilter {
  return {
    args: [0, 1],
    run: (value, [digits]) => {
      const number = numberOf(value)
      if (number === undefined) return ''
      return floatText(rounded(number, digitsOf(digits, 0), how))
    },
  }
}

/** Arithmetic answers with a number that shows its point. What is no number counts as 0. */
function arithmetic(compute: (left: number, right: number) => number): DialectFilter {
  return {
    args: [1, 1],
    run: (value, [arg]) => {
      const left = numberOf(value)
      const right = numberOf(arg)
      if (left === undefined || right === undefined) return new FloatNumber(0)
      const result = compute(left, right)
      return Number.isFinite(result) ? new FloatNumber(exact(result)) : ''
    },
  }
}

/** The greater or smaller of two numbers, as it was written. */
function bounding(takesOther: (difference: number) => boolean): DialectFilter {
  return {
    args: [1, 1],
    run: (value, [arg]) => {
      const left = numberOf(value)
      const right = numberOf(arg)
      if (left === undefined || right === undefined) return value
      return takesOther(left - right) ? plain(arg) : value
    },
  }
}

/** Compares numbers, those in texts too; other values as conditions do. */
function comparing(holds: (difference: number) => boolean): DialectFilter {
  return {
    args: [1, 1],
    run: (value, [arg]) => {
      const left = numberOf(value)
      const right = numberOf(arg)
      const difference =
        left === undefined || right === undefined ? order(value, arg) : left - right
      return difference !== undefined && holds(difference)
    },
  }
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const marked = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? marked : `${marked}.${fraction}`
}

/**
 * Django's: 34.26 is "34.3" without an argument and 34.0 is "34"; an argument is the number of digits,
 * which a negative one shows only when there are any; `g` groups thousands.
 */
function floatFormat(value: unknown, arg: unknown): string {
  const number = numberOf(value)
  if (number === undefined) return ''
  const asked = arg === undefined ? '-1' : textOf(arg)
  const bare = asked.replace(/[gu]+$/, '')
  const digits = digitsOf(bare, -1)
  const isWhole = Number.isInteger(number)
  const places = digits < 0 && isWhole ? 0 : Math.abs(digits)
  const text = rounded(number, places, halfUp).toFixed(places)
  return asked.includes('g') ? grouped(text) : text
}

function percentize(value: unknown, arg: unknown): string {
  const number = numberOf(value)
  if (number === undefined) return ''
  const places = Math.abs(digitsOf(arg, 0))
  return `${rounded(shifted(number, 2), places, halfUp).toFixed(places)}%`
}

/** Django's: whole numbers are added, decimals dropped; else texts and lists are put together. */
function add(value: unknown, arg: unknown): unknown {
  const [left, right] = [wholeOf(value), wholeOf(arg)]
  if (left !== undefined && right !== undefined) return left + right
  const other = plain(arg)
  if (typeof value === 'string' && typeof other === 'string') return value + other
  if (Array.isArray(value) && Array.isArray(other)) return [...value, ...other]
  return ''
}

function wholeOf(value: unknown): number | undefined {
  const bare = plain(value)
  if (typeof bare === 'string' && !/^\s*[+-]?\d+\s*$/.test(bare)) return undefined
  const number = numberOf(bare)
  return number === undefined ? undefined : Math.trunc(number)
}

function sum(value: unknown): FloatNumber {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return new FloatNumber(exact(items.reduce<number>((all, item) => all + (numberOf(item) ?? 0), 0)))
}

function absolute(value: unknown): unknown {
  const number = numberOf(value)
  if (number === undefined) return ''
  return value instanceof FloatNumber ? new FloatNumber(Math.abs(number)) : Math.abs(number)
}

/** The digit at a place counted from the right, beginning with 1. */
function digit(value: unknown, arg: unknown): unknown {
  const number = numberOf(value)
  const place = numberOf(arg)
  if (number === undefined || place === undefined || place < 1) return value
  return Number(String(Math.trunc(Math.abs(number))).at(-place) ?? 0)
}

const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB'] as const

function fileSize(value: unknown): string {
  const bytes = numberOf(value) ?? 0
  if (Math.abs(bytes) < 1024) return `${bytes} ${Math.abs(bytes) === 1 ? 'byte' : 'bytes'}`
  let size = bytes / 1024
  let unit = 0
  while (Math.abs(size) >= 1024 && unit < UNITS.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${size.toFixed(1)} ${UNITS[unit] ?? ''}`
}

const plus = arithmetic((left, right) => left + right)
const minus = arithmetic((left, right) => left - right)
/** The sign of the divisor, as in Python. */
const modulo = arithmetic((left, right) => ((left % right) + right) % right)

/** Filters that count. */
export const NUMBER_FILTERS: readonly (readonly [string, DialectFilter])[] = [
  ['abs', { args: [0, 0], run: (value) => absolute(value) }],
  ['add', { args: [1, 1], run: (value, [arg]) => add(value, arg) }],
  ['at_least', bounding((difference) => difference < 0)],
  ['at_most', bounding((difference) => difference > 0)],
  ['ceil', rounding(Math.ceil)],
  ['floor', rounding(Math.floor)],
  // Without digits it rounds up, however small the fraction: 5.05 is "6.0".
  [
    'round',
    {
      args: [0, 1],
      run: (value, args, scope) =>
        rounding(args.length === 0 ? Math.ceil : halfUp).run(value, args, scope),
    },
  ],
  ['round_up', rounding(Math.ceil)],
  ['round_down', rounding(Math.floor)],
  ['divide', arithmetic((left, right) => left / right)],
  ['multiply', arithmetic((left, right) => left * right)],
  ['floatadd', plus],
  ['plus', plus],
  ['floatsub', minus],
  ['minus', minus],
  ['modulo', modulo],
  ['remainder', modulo],
  ['floatformat', { args: [0, 1], run: (value, [arg]) => floatFormat(value, arg) }],
  ['percentize', { args: [0, 1], run: (value, [arg]) => percentize(value, arg) }],
  ['sum_list', { args: [0, 0], run: (value) => sum(value) }],
  ['gt', comparing((difference) => difference > 0)],
  ['gte', comparing((difference) => difference >= 0)],
  ['lt', comparing((difference) => difference < 0)],
  ['lte', comparing((difference) => difference <= 0)],
  [
    'divisibleby',
    {
      args: [1, 1],
      run: (value, [arg]) => {
        const [left, right] = [numberOf(value), numberOf(arg)]
        return left !== undefined && right !== undefined && left % right === 0
      },
    },
  ],
  ['get_digit', { args: [1, 1], run: (value, [arg]) => digit(value, arg) }],
  ['filesizeformat', { args: [0, 0], run: (value) => fileSize(value) }],
  [
    'pluralize',
    {
      args: [0, 1],
      run: (value, [arg]) => {
        const endings = (arg === undefined ? 's' : textOf(arg)).split(',')
        const [one, many] = endings.length === 1 ? ['', endings[0]] : endings
        const count = Array.isArray(value) ? value.length : numberOf(value)
        if (count === undefined) return ''
        return (count === 1 ? one : many) ?? ''
      },
    },
  ],
  [
    'yesno',
    {
      args: [0, 1],
      run: (value, [arg], scope) => {
        const words = (arg === undefined ? 'yes,no,maybe' : textOf(arg)).split(',')
        const [yes = '', no = '', maybe = no] = words
        if (words.length < 2) return value
        if (value === undefined || value === null) return maybe
        return scope.isTrue(value) ? yes : no
      },
    },
  ],
  [
    'default',
    {
      args: [1, 1],
      run: (value, [arg], scope) => (scope.isTrue(value) ? value : arg),
      keepsSafe: true,
    },
  ],
  [
    'default_if_none',
    {
      args: [1, 1],
      run: (value, [arg]) => (isSame(value, null) ? arg : value),
      keepsSafe: true,
    },
  ],
]
