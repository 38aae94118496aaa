import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  add,
  type Decimal,
  decimalText,
  exactNumber,
  multiply,
  negate,
  parseDecimal,
} from './decimal.ts'

function read(text: string, style: 'point' | 'comma' = 'point'): string | undefined {
  const decimal = parseDecimal(text, style)
  return decimal && decimalText(decimal)
}

test.each([
  ['1234.56', '1234.56'],
  ['1,234.56', '1234.56'],
  ['1,234,567', '1234567'],
  ['12,34,567.8', '1234567.8'],
  ["1'234.50", '1234.5'],
  ['-3', '-3'],
  ['−3', '-3'],
  ['+3', '3'],
  ['£ 2.50', '2.5'],
  ['2.50 €', '2.5'],
  ['(12.00)', '-12'],
  ['12.00-', '-12'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1e3', '1000'],
  ['1.5e-7', '0.00000015'],
  ['0', '0'],
  ['-0.00', '0'],
])('with a point, %s is %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  ['1.234,56', '1234.56'],
  ['1234,5', '1234.5'],
  ['1.234', '1234'],
  ['-1.234.567,8', '-1234567.8'],
])('with a comma, %s is %s', (text, expected) => {
  expect(read(text, 'comma')).toBe(expected)
})

test.each(['', '-', '.', 'abc', '1,5', '1.2.3', '12a', '1,23.4', '--1', '()', '1e99', 'NaN'])(
  '"%s" is not a number',
  (text) => {
    expect(read(text)).toBeUndefined()
  },
)

test('a number of more than 30 digits is refused', () => {
  expect(read('9'.repeat(30))).toBe('9'.repeat(30))
  expect(read('9'.repeat(31))).toBeUndefined()
})

test('sums and products are exact where floats are not', () => {
  const tenth = parseDecimal('0.1', 'point')!
  expect(decimalText(add(tenth, parseDecimal('0.2', 'point')!))).toBe('0.3')
  expect(
    decimalText(multiply(parseDecimal('1.005', 'point')!, parseDecimal('100', 'point')!)),
  ).toBe('100.5')
})

const decimal: fc.Arbitrary<Decimal> = fc.record({
  units: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
  scale: fc.integer({ min: 0, max: 6 }),
})

test('what is written is read back, in both styles', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      const text = decimalText(value)
      expect(read(text)).toBe(text)
      expect(read(text.replace('.', ','), 'comma')).toBe(text)
      expect(decimalText(add(value, negate(value)))).toBe('0')
    }),
  )
})

test('a sum does not depend on the order of its terms', () => {
  fc.assert(
    fc.property(fc.array(decimal, { maxLength: 10 }), (terms) => {
      const sum = (list: readonly Decimal[]) =>
        decimalText(list.reduce(add, { units: 0n, scale: 0 }))
      expect(sum([...terms].reverse())).toBe(sum(terms))
    }),
  )
})

test('up to 15 digits fit a JSON number exactly; longer ones are not bent', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      expect(exactNumber(value)).toBe(Number(decimalText(value)))
    }),
  )
  expect(exactNumber({ units: 12345678901234567890n, scale: 5 })).toBeUndefined()
  expect(exactNumber({ units: 1n, scale: 7 })).toBe(0.0000001)
})
