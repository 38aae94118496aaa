import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FILTER_LENGTH_MAX,
  FILTER_LIST_MAX,
  FILTER_TERMS_MAX,
  FilterError,
  type FilterFields,
  type FilterTerm,
  type FilterValue,
  filterText,
  OPERATORS,
  type Operator,
  parseFilter,
} from './filter.ts'

const COLOURS = ['red', 'green blue', 'it\'s "grey"'] as const
const FIELDS = {
  name: { type: 'string', operators: OPERATORS },
  'shop.total': { type: 'number', operators: OPERATORS },
  is_open: { type: 'boolean', operators: OPERATORS },
  created: { type: 'datetime', operators: OPERATORS },
  colour: { type: 'enum', values: COLOURS, operators: OPERATORS },
  $free: { type: 'any', operators: OPERATORS },
} as const satisfies FilterFields
type FieldName = keyof typeof FIELDS

/** What is written, and what it must be read as. */
interface Written<Meaning> {
  text: string
  means: Meaning
}

const blanks = fc.stringMatching(/^[ \t]{0,2}$/)

function written<Meaning>(text: string, means: Meaning): Written<Meaning> {
  return { text, means }
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }

/** One UTF-16 unit between quotes, plain or escaped in any of the ways there are. */
function writtenUnit(unit: string, quote: string, isEscaped: boolean): string {
  if (unit === '\\' || unit === quote) return `\\${unit}`
  if (!isEscaped) return unit
  const named = ESCAPES[unit]
  if (named) return named
  const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
  return `\\u${hex.length % 2 === 0 && unit > 'm' ? hex.toUpperCase() : hex}`
}

function quoted(text: string): fc.Arbitrary<string> {
  const units = text.split('')
  const style = fc.array(fc.boolean(), { minLength: units.length, maxLength: units.length })
  return fc
    .tuple(fc.constantFrom('"', "'"), style)
    .map(([quote, escaped]) =>
      [
        quote,
        ...units.map((unit, at) => writtenUnit(unit, quote, escaped[at] ?? false)),
        quote,
      ].join(''),
    )
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\u0000', '')),
  fc.string({ unit: fc.constantFrom(...'"\'\\,()[] u0041ntr\n\t\r'.split('')), maxLength: 20 }),
)

const text: fc.Arbitrary<Written<FilterValue>> = anyText.chain((means) =>
  quoted(means).map((one) => written(one, means)),
)

const number: fc.Arbitrary<Written<FilterValue>> = fc
  .tuple(
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.constantFrom('', '"', "'"),
  )
  .map(([value, quote]) => written(`${quote}${value}${quote}`, Number(String(value))))

const truth: fc.Arbitrary<Written<FilterValue>> = fc
  .tuple(fc.constantFrom('true', 'True', 'false', 'False'), fc.constantFrom('', '"', "'"))
  .map(([value, quote]) => written(`${quote}${value}${quote}`, value.toLowerCase() === 'true'))

const colour: fc.Arbitrary<Written<FilterValue>> = fc
  .constantFrom(...COLOURS)
  .chain((value) =>
    fc
      .oneof(quoted(value), fc.constant(/["']/.test(value) ? JSON.stringify(value) : value))
      .map((one) => written<FilterValue>(one, value)),
  )

test('a filter that was written out is read back as it was', () => {
  const term = fc.oneof(
    fc.record({
      operator: fc.constantFrom('equals' as const, 'contains' as const, 'less-than' as const),
      field: anyText.filter((name) => name !== ''),
      value: fc.oneof(
        anyText,
        fc.constantFrom('\b\f', '\\b'),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
      ),
    }),
    fc.record({
      operator: fc.constant('has' as const),
      field: anyText.filter((name) => name !== ''),
      value: fc.constant(null),
    }),
  )
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), (terms) => {
      const any = { type: 'any', operators: OPERATORS } as const
      const asWritten = terms.map((one) => ({
        ...one,
        value: typeof one.value === 'number' ? Number(String(one.value)) : one.value,
      }))
      expect(parseFilter(filterText(terms), {}, any)).toEqual(asWritten)
    }),
  )
  expect(filterText([{ operator: 'equals', field: 'Size "L"', value: null }])).toBe(
    'equals("Size \\"L\\"","")',
  )
})

const two = (value: number) => String(value).padStart(2, '0')

interface Zone {
  text: string
  minutes: number
}

const zone: fc.Arbitrary<Zone> = fc.oneof(
  fc.constantFrom({ text: '', minutes: 0 }, { text: 'Z', minutes: 0 }, { text: 'z', minutes: 0 }),
  fc
    .tuple(fc.constantFrom('+', '-', ' '), fc.nat(23), fc.nat(59), fc.constantFrom(':', ''))
    .map(([sign, hours, minutes, colon]) => ({
      text: `${sign}${two(hours)}${colon}${two(minutes)}`,
      minutes: (sign === '-' ? -1 : 1) * (hours * 60 + minutes),
    })),
)

/** A day, with or without time, seconds, fractions and zone, as clients spell them. */
const instantText: fc.Arbitrary<Written<Date>> = fc
  .record({
    at: fc.date({
      min: new Date('0100-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    }),
    precision: fc.constantFrom('day', 'minute', 'second', 'fraction'),
    separator: fc.constantFrom('T', ' '),
    fraction: fc.stringMatching(/^[.,]\d{1,9}$/),
    beforeZone: fc.constantFrom('', ' '),
    zone,
  })
  .map(({ at, precision, separator, fraction, beforeZone, zone: offset }) => {
    const [day = '', clock = ''] = at.toISOString().split(/[T.]/)
    const shown =
      precision === 'day'
        ? ''
        : separator +
          (precision === 'minute' ? clock.slice(0, 5) : clock) +
          (precision === 'fraction' ? fraction : '')
    const utc = Date.parse(
      `${day}T${precision === 'day' ? '00:00:00' : precision === 'minute' ? `${clock.slice(0, 5)}:00` : clock}Z`,
    )
    // A blank after a day begins its time, not its zone.
    const hasZone = offset.text !== '' && !(precision === 'day' && offset.text.startsWith(' '))
    const means = new Date(utc - (hasZone ? offset.minutes * 60_000 : 0))
    return written(day + shown + (hasZone ? beforeZone + offset.text : ''), means)
  })

const instant: fc.Arbitrary<Written<FilterValue>> = fc
  .tuple(instantText, fc.constantFrom('', '"', "'"))
  .map(([{ text: one, means }, quote]) => {
    // A comma ends a value without quotes.
    const around = quote === '' && one.includes(',') ? '"' : quote
    return written<FilterValue>(around + one + around, means)
  })

const bare = ({ text: one }: Written<FilterValue>) => !/["',]/.test(one)
const free: fc.Arbitrary<Written<FilterValue>> = fc.oneof(
  text,
  truth.filter(bare),
  number.filter(bare),
  // A day alone, such as 2026-01-31, could be read as nothing but a day.
  instant.filter(bare),
)

const VALUES: Readonly<Record<FieldName, fc.Arbitrary<Written<FilterValue>>>> = {
  name: text,
  'shop.total': number,
  is_open: truth,
  created: instant,
  colour,
  $free: free,
}

const NULL: Written<FilterValue> = { text: 'null', means: null }

function value(field: FieldName, operator: Operator) {
  const isExact = operator === 'equals'
  return isExact
    ? fc.oneof({ weight: 9, arbitrary: VALUES[field] }, fc.constant(NULL))
    : VALUES[field]
}

function list(values: fc.Arbitrary<Written<FilterValue>>): fc.Arbitrary<Written<FilterValue[]>> {
  return fc.array(fc.tuple(blanks, values, blanks), { maxLength: 5 }).map((all) =>
    written(
      `[${all.map(([before, one, after]) => before + one.text + after).join(',')}]`,
      all.map(([, one]) => one.means),
    ),
  )
}

const LISTS: ReadonlySet<Operator> = new Set(['any', 'contains-any', 'contains-all'])

function operand(field: FieldName, operator: Operator): fc.Arbitrary<Written<FilterTerm['value']>> {
  if (LISTS.has(operator)) return list(VALUES[field])
  const single = value(field, operator)
  // A list of one stands for its element.
  const alone = single.map((one) => written(`[${one.text}]`, one.means))
  return fc.oneof({ weight: 4, arbitrary: single }, alone)
}

/** `equals(name,"Ada")`, with a field name in quotes or without, and blanks wherever they may be. */
const term: fc.Arbitrary<Written<FilterTerm[]>> = fc
  .tuple(
    fc.constantFrom(...(Object.keys(FIELDS) as FieldName[])),
    fc.constantFrom(...OPERATORS),
    fc.array(blanks, { minLength: 6, maxLength: 6 }),
  )
  .chain(([field, operator, [a, b, c, d, e, f]]): fc.Arbitrary<Written<FilterTerm[]>> => {
    const name = fc.oneof(fc.constant<string>(field), quoted(field))
    if (operator === 'has') {
      return name.map((one) =>
        written(`${operator}${a}(${b}${one}${c})${f}`, [{ operator, field, value: null }]),
      )
    }
    return fc
      .tuple(name, operand(field, operator))
      .map(([one, { text: shown, means }]) =>
        written(`${operator}${a}(${b}${one}${c},${d}${shown}${e})${f}`, [
          { operator, field, value: means },
        ]),
      )
  })

function joined(all: Written<FilterTerm[]>[], between: string): Written<FilterTerm[]> {
  return written(
    all.map((one) => one.text).join(`,${between}`),
    all.flatMap((one) => one.means),
  )
}

const { filter } = fc.letrec<{ filter: Written<FilterTerm[]>; node: Written<FilterTerm[]> }>(
  (tie) => ({
    filter: fc
      .tuple(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), blanks)
      .map(([nodes, blank]) => joined(nodes, blank)),
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      term,
      fc
        .tuple(blanks, tie('filter'), blanks, blanks)
        .map(([a, inner, b, c]) => written(`and${a}(${b}${inner.text})${c}`, inner.means)),
    ),
  }),
)

test('whatever is written in the language is read as it was meant', () => {
  fc.assert(
    fc.property(filter, blanks, ({ text: shown, means }, before) => {
      fc.pre(means.length <= FILTER_TERMS_MAX && shown.length < FILTER_LENGTH_MAX)
      expect(parseFilter(before + shown, FIELDS)).toEqual(means)
    }),
    { numRuns: 2_000 },
  )
})

/** @throws whatever is not a refusal of the filter */
function refusalOf(work: () => unknown): string {
  try {
    work()
    return 'accepted'
  } catch (error) {
    if (error instanceof FilterError) return error.message
    throw error
  }
}

const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...OPERATORS, ...Object.keys(FIELDS), 'and', 'or', 'not', 'null'),
        fc.constantFrom(
          ...'()[],"\'\\ -.:'.split(''),
          '\\u00',
          '2026-02-30',
          '1e999',
          '\u0000',
          '\ud800',
        ),
      ),
      { maxLength: 25 },
    )
    .map((parts) => parts.join('')),
  // Nearly right: a filter with one piece cut out.
  fc.tuple(filter, fc.nat(), fc.nat(4)).map(([{ text: shown }, at, length]) => {
    const from = at % (shown.length + 1)
    return shown.slice(0, from) + shown.slice(from + length)
  }),
)

test('whatever else is written is refused as a filter, and never fails otherwise', () => {
  fc.assert(
    fc.property(garbage, (one) => {
      refusalOf(() => parseFilter(one, FIELDS))
      refusalOf(() => parseFilter(one, {}, FIELDS.$free))
    }),
    { numRuns: 3_000 },
  )
})

describe('refused by name', () => {
  const strangeName = fc.oneof(
    fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty', 'Name'),
    fc.stringMatching(/^[a-z_$][\w.$-]{0,20}$/),
  )

  test('a field that the endpoint does not declare', () => {
    fc.assert(
      fc.property(strangeName, (name) => {
        fc.pre(!Object.hasOwn(FIELDS, name))
        const message = refusalOf(() => parseFilter(`equals(${name},"x")`, FIELDS))
        expect(message).toContain(`'${name}' is not an allowed filter field`)
        expect(message).toContain('name, shop.total, is_open')
      }),
    )
  })

  test('an operator that does not exist', () => {
    fc.assert(
      fc.property(strangeName, (name) => {
        fc.pre(![...OPERATORS, 'and', 'or', 'not'].some((known) => known === name))
        const message = refusalOf(() => parseFilter(`${name}(name,"x")`, FIELDS))
        expect(message).toContain(`'${name}' is not an allowed filter operator`)
      }),
    )
  })

  test.each(OPERATORS)('%s, where the field does not declare it', (operator) => {
    const others = OPERATORS.filter((one) => one !== operator)
    const fields: FilterFields = { name: { type: 'string', operators: others } }
    const shown = operator === 'has' ? 'has(name)' : `${operator}(name,"x")`
    expect(refusalOf(() => parseFilter(shown, fields))).toContain(
      `'${operator}' is not an allowed filter operator for the field 'name'`,
    )
  })

  test.each(['or(equals(name,"x"))', 'not(equals(name,"x"))'])('%s', (shown) => {
    expect(refusalOf(() => parseFilter(shown, FIELDS))).toMatch(/'(or|not)' is not supported/)
  })
})

test.each([
  ['equals(name,x)', 'must be in quotes, got x'],
  ['equals(shop.total,"")', "must be a number, got ''"],
  ['equals(shop.total,"  ")', "must be a number, got '  '"],
  ['equals(shop.total,1e999)', "must be a number, got '1e999'"],
  ['equals(is_open,yes)', "must be true or false, got 'yes'"],
  ['equals(colour,"blue")', "'blue' is not an allowed value of 'colour'"],
  ['equals($free,Ada)', 'must be in quotes, got Ada'],
  ['any(name,"x")', 'needs a list'],
  ['equals(name,["x","y"])', 'needs one value, not a list'],
  ['equals(name,[])', 'needs one value, not a list'],
  ['greater-than(created,null)', "'greater-than' on 'created' cannot be compared with null"],
  ['any(name,[null])', "'any' on 'name' cannot be compared with null"],
  ['equals(name,"x"', "expected ')' at position 16"],
  ['equals(name,"x', 'a string is not closed'],
  ['equals(name,"x\\', 'a string ends with a backslash'],
  ['equals(name,"x\\u0000")', 'a NUL character'],
  ['equals(name,"\u0000")', 'a NUL character'],
  ['equals("\\u0000","x")', 'a NUL character'],
  ['equals(name,"\\u00g0")', 'four hexadecimal digits'],
  ['equals(name,"x") equals(name,"x")', 'expected the end of the filter at position 18'],
  ['and()', 'expected an operator'],
  ['', 'it is empty'],
  [' \t', 'it is empty'],
])('%s is refused: %s', (shown, why) => {
  expect(refusalOf(() => parseFilter(shown, FIELDS))).toContain(why)
})

test.each([
  '2026-02-30',
  '2025-02-29T10:00',
  '2026-13-01',
  '0000-01-01',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '2026-00-10',
  '2026-01-01T25:00',
  '2026-01-01T10:60',
  '2026-01-01T10:00:61',
  '2026-01-01T10:00:00+24:00',
  '2026-01-01T10:00:00+10:60',
  '2026-1-1',
  '01/31/2026',
  '1767225600',
  'yesterday',
])('%s is not an instant', (shown) => {
  expect(refusalOf(() => parseFilter(`less-than(created,${shown})`, FIELDS))).toContain(
    `must be a date such as 2026-01-31T09:00:00Z, got '${shown}'`,
  )
})

describe('limits', () => {
  const one = 'equals(name,"x")'

  test('length', () => {
    const padded = (length: number) => one + ' '.repeat(length - one.length)
    expect(parseFilter(padded(FILTER_LENGTH_MAX), FIELDS)).toHaveLength(1)
    expect(refusalOf(() => parseFilter(padded(FILTER_LENGTH_MAX + 1), FIELDS))).toContain(
      `${FILTER_LENGTH_MAX + 1} characters long`,
    )
  })

  test('conditions', () => {
    const many = (count: number) => Array.from({ length: count }, () => one).join(',')
    expect(parseFilter(many(FILTER_TERMS_MAX), FIELDS)).toHaveLength(FILTER_TERMS_MAX)
    expect(refusalOf(() => parseFilter(`and(${many(FILTER_TERMS_MAX + 1)})`, FIELDS))).toContain(
      `has ${FILTER_TERMS_MAX + 1} conditions`,
    )
  })

  test('values of a list', () => {
    const listed = (count: number) =>
      `any(name,[${Array.from({ length: count }, () => '"x"').join(',')}])`
    expect(parseFilter(listed(FILTER_LIST_MAX), FIELDS)[0]?.value).toHaveLength(FILTER_LIST_MAX)
    expect(refusalOf(() => parseFilter(listed(FILTER_LIST_MAX + 1), FIELDS))).toContain(
      `more than ${FILTER_LIST_MAX} values`,
    )
  })

  test('depth', () => {
    const nested = (depth: number) => 'and('.repeat(depth) + one + ')'.repeat(depth)
    expect(parseFilter(nested(8), FIELDS)).toHaveLength(1)
    expect(refusalOf(() => parseFilter(nested(9), FIELDS))).toContain('nested deeper than 8')
    expect(refusalOf(() => parseFilter('and('.repeat(4_000), FIELDS))).toContain('nested deeper')
  })
})
