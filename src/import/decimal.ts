import type { NumberStyle } from '../contract/imports.ts'

/** An exact decimal number: `units` × 10^−`scale`. Money is never a binary fraction here. */
export interface Decimal {
  units: bigint
  scale: number
}

/** More digits than any amount needs; a longer one is a wrong column. */
const DIGITS_MAX = 30
const EXPONENT_MAX = 30

export const ZERO: Decimal = { units: 0n, scale: 0 }

const SYMBOLS = /[\s\u00a0\u202f€£$¥]/g
const PATTERNS: Record<NumberStyle, { pattern: RegExp; group: RegExp; point: string }> = {
  point: {
    pattern: /^(?:\d+|\d{1,3}(?:[,'’]\d{2,3})*[,'’]\d{3})?(?:\.\d*)?$/,
    group: /[,'’]/g,
    point: '.',
  },
  comma: {
    pattern: /^(?:\d+|\d{1,3}(?:[.'’]\d{2,3})*[.'’]\d{3})?(?:,\d*)?$/,
    group: /[.'’]/g,
    point: ',',
  },
}

/**
 * The number that a person or a program wrote, such as `1,234.56`, `-3`, `£2.50`, `(12.00)` or
 * `12.00-` (both negative). Undefined when it is none, or has more than 30 digits.
 */
export function parseDecimal(text: string, style: NumberStyle): Decimal | undefined {
  const bare = text.replaceAll(SYMBOLS, '').replaceAll('−', '-')
  const signed = /^(?:\((.+?)\)|(.+?)-|([-+])?(.+?))(?:[eE]([+-]?\d{1,2}))?$/.exec(bare)
  if (!signed) return undefined
  const [, inParentheses, beforeMinus, sign, plain, exponentText = '0'] = signed
  const digits = inParentheses ?? beforeMinus ?? plain ?? ''
  const { pattern, group, point } = PATTERNS[style]
  if (!pattern.test(digits) || !/\d/.test(digits)) return undefined
  const [whole = '', fraction = ''] = digits.replaceAll(group, '').split(point)
  if (whole.length + fraction.length > DIGITS_MAX) return undefined
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined
  const isNegative = plain === undefined || sign === '-'
  const units = BigInt(`${whole}${fraction}` || '0')
  return shifted({ units: isNegative ? -units : units, scale: fraction.length }, exponent)
}

function shifted({ units, scale }: Decimal, exponent: number): Decimal {
  const moved = scale - exponent
  return moved >= 0 ? { units, scale: moved } : { units: units * 10n ** BigInt(-moved), scale: 0 }
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: scaledTo(a, scale) + scaledTo(b, scale), scale }
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}

export function negate({ units, scale }: Decimal): Decimal {
  return { units: -units, scale }
}

function scaledTo({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** `-12.5`: the shortest text that is exactly this number, with a point. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** The JSON number that shows exactly these digits, or undefined when there are too many. */
export function exactNumber(decimal: Decimal): number | undefined {
  const text = decimalText(decimal)
  const value = Number(text)
  if (String(value) === text) return value
  const again = parseDecimal(String(value), 'point')
  return again && decimalText(again) === text ? value : undefined
}
