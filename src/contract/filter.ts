/**
 * The filter language of list endpoints: `equals(email,"a@b.c"),greater-than(created,2026-01-01)`.
 * One parser; each endpoint declares its fields, their types and operators, and everything else is
 * refused by name. A top-level comma and `and(…)` both mean AND; there is no OR and no NOT.
 *
 * Accepted beyond the letter, because real clients send it: single quotes, quoted dates, offsets
 * without a colon, and a space where an unencoded `+` was (`2026-01-01T00:00:00 00:00`).
 */
export const FILTER_LENGTH_MAX = 16_384
export const FILTER_TERMS_MAX = 100
export const FILTER_LIST_MAX = 1_000
const DEPTH_MAX = 8

export const OPERATORS = [
  'equals',
  'any',
  'contains',
  'contains-any',
  'contains-all',
  'starts-with',
  'ends-with',
  'less-than',
  'less-or-equal',
  'greater-than',
  'greater-or-equal',
  'has',
] as const
export type Operator = (typeof OPERATORS)[number]

export type FilterField =
  | { type: 'string' | 'number' | 'boolean' | 'datetime'; operators: readonly Operator[] }
  | { type: 'enum'; values: readonly string[]; operators: readonly Operator[] }
  /** Free data: quoted values are text; others are a number, a truth value or a date. */
  | { type: 'any'; operators: readonly Operator[] }

/** Field name as on the wire → what it may be compared with. */
export type FilterFields = Readonly<Record<string, FilterField>>

export type FilterValue = string | number | boolean | Date | null
/** One test. `has` carries no value; `any`, `contains-any` and `contains-all` carry lists. */
export interface FilterTerm {
  operator: Operator
  field: string
  value: FilterValue | FilterValue[]
}

export class FilterError extends Error {
  override readonly name = 'FilterError'
}

/**
 * Parse and type a filter. All terms must hold.
 * @param others how fields without an entry may be compared; without it they are refused
 * @throws FilterError naming the unknown field, operator or bad value
 */
export function parseFilter(
  text: string,
  fields: FilterFields,
  others?: FilterField,
): FilterTerm[] {
  if (text.length > FILTER_LENGTH_MAX) {
    throw new FilterError(
      `The filter is ${text.length} characters long; ${FILTER_LENGTH_MAX} are allowed.`,
    )
  }
  const terms = new Parser(text).filter()
  if (terms.length > FILTER_TERMS_MAX) {
    throw new FilterError(
      `The filter has ${terms.length} conditions; ${FILTER_TERMS_MAX} are allowed.`,
    )
  }
  return terms.map((term) => typed(term, fields, others))
}

type RawValue = { text: string; quoted: boolean }
type RawTerm = { operator: string; field: string; value: RawValue | RawValue[] | undefined }

/** The text of a filter with these terms, as parseFilter() reads it; nothing is the empty text. */
export function filterText(
  terms: readonly { operator: Operator; field: string; value: string | number | boolean | null }[],
): string {
  return terms
    .map(({ operator, field, value }) => {
      if (operator === 'has') return `has(${quotedText(field)})`
      // Nothing is the empty text to every test, and only one of them takes null.
      const text = typeof value === 'string' || value === null ? quotedText(value ?? '') : value
      return `${operator}(${quotedText(field)},${text})`
    })
    .join(',')
}

/** The parser knows fewer escapes than JSON does. */
function quotedText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /\\\\|\\[bf]/g,
    (found) => ({ '\\b': '\\u0008', '\\f': '\\u000c' })[found] ?? found,
  )
}

class Parser {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  filter(): RawTerm[] {
    this.blank()
    if (this.at >= this.text.length) throw new FilterError('Invalid filter provided: it is empty.')
    const terms = this.expressions(0)
    if (this.at < this.text.length) this.fail('expected the end of the filter')
    return terms
  }

  private expressions(depth: number): RawTerm[] {
    const terms = this.expression(depth)
    while (this.take(',')) terms.push(...this.expression(depth))
    return terms
  }

  private expression(depth: number): RawTerm[] {
    if (depth > DEPTH_MAX) this.fail(`and(…) is nested deeper than ${DEPTH_MAX}`)
    const operator = this.word('an operator')
    this.expect('(')
    if (operator === 'and') {
      const terms = this.expressions(depth + 1)
      this.expect(')')
      return terms
    }
    if (operator === 'or' || operator === 'not') {
      const instead =
        operator === 'or'
          ? 'Use any(field,["a","b"]), or ask twice'
          : 'Ask for what is wanted instead'
      throw new FilterError(
        `Invalid filter provided: '${operator}' is not supported. ${instead}; a comma between conditions means and.`,
      )
    }
    const field = this.fieldName()
    if (operator === 'has') {
      this.expect(')')
      return [{ operator, field, value: undefined }]
    }
    this.expect(',')
    const value = this.peek() === '[' ? this.list() : this.scalar()
    this.expect(')')
    return [{ operator, field, value }]
  }

  private list(): RawValue[] {
    this.expect('[')
    const values: RawValue[] = []
    if (this.take(']')) return values
    do {
      if (values.length >= FILTER_LIST_MAX) {
        throw new FilterError(`A filter list has more than ${FILTER_LIST_MAX} values.`)
      }
      values.push(this.scalar())
    } while (this.take(','))
    this.expect(']')
    return values
  }

  private scalar(): RawValue {
    const quote = this.peek()
    const value = quote === '"' || quote === "'" ? this.quoted(quote) : this.bare()
    if (value.text.includes('\u0000')) this.fail('a NUL character cannot be part of any text')
    return value
  }

  private quoted(quote: string): RawValue {
    this.at += 1
    let out = ''
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) this.fail('a string is not closed')
      this.at += 1
      if (char === quote) break
      out += char === '\\' ? this.escaped() : char
    }
    this.blank()
    return { text: out, quoted: true }
  }

  private escaped(): string {
    const char = this.text[this.at]
    if (char === undefined) this.fail('a string ends with a backslash')
    this.at += 1
    if (char === 'n') return '\n'
    if (char === 't') return '\t'
    if (char === 'r') return '\r'
    if (char !== 'u') return char
    const hex = this.text.slice(this.at, this.at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.fail('\\u must be followed by four hexadecimal digits')
    this.at += 4
    return String.fromCharCode(Number.parseInt(hex, 16))
  }

  private bare(): RawValue {
    const match = /^[^,()[\]"']+/.exec(this.text.slice(this.at))
    if (!match) this.fail('expected a value')
    this.at += match[0].length
    return { text: match[0].trim(), quoted: false }
  }

  private word(what: string): string {
    const match = /^[A-Za-z_$][\w.$-]*/.exec(this.text.slice(this.at))
    if (!match) this.fail(`expected ${what}`)
    this.at += match[0].length
    this.blank()
    return match[0]
  }

  /** Names of event properties may hold anything: spaces without quotes, the rest in quotes. */
  private fieldName(): string {
    const { text: name } = this.scalar()
    if (name === '') this.fail('expected a field name')
    return name
  }

  private peek(): string | undefined {
    return this.text[this.at]
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false
    this.at += 1
    this.blank()
    return true
  }

  private expect(char: string): void {
    if (!this.take(char)) this.fail(`expected '${char}'`)
  }

  private blank(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at += 1
  }

  private fail(why: string): never {
    throw new FilterError(`Invalid filter provided: ${why} at position ${this.at + 1}.`)
  }
}

const LIST_OPERATORS: ReadonlySet<string> = new Set(['any', 'contains-any', 'contains-all'])

function typed(term: RawTerm, fields: FilterFields, others: FilterField | undefined): FilterTerm {
  const field = Object.hasOwn(fields, term.field) ? fields[term.field] : others
  if (!field) {
    const known = Object.keys(fields).join(', ') || 'none'
    throw new FilterError(
      `'${term.field}' is not an allowed filter field for this resource. Allowed: ${known}.`,
    )
  }
  const operator = OPERATORS.find((name) => name === term.operator)
  if (!operator || !field.operators.includes(operator)) {
    throw new FilterError(
      `'${term.operator}' is not an allowed filter operator for the field '${term.field}'. Allowed: ${field.operators.join(', ')}.`,
    )
  }
  return { operator, field: term.field, value: typedValue(term, operator, field) }
}

function typedValue(
  term: RawTerm,
  operator: Operator,
  field: FilterField,
): FilterValue | FilterValue[] {
  const { value } = term
  if (value === undefined) return null
  if (LIST_OPERATORS.has(operator)) {
    if (!Array.isArray(value)) {
      throw new FilterError(`'${operator}' on '${term.field}' needs a list, such as ["a","b"].`)
    }
    return value.map((one) => comparable(term, one, field))
  }
  const [first, ...more] = Array.isArray(value) ? value : [value]
  if (first === undefined || more.length > 0) {
    throw new FilterError(`'${operator}' on '${term.field}' needs one value, not a list.`)
  }
  if (operator === 'equals') return scalar(term.field, first, field)
  return comparable(term, first, field)
}

/** Only `equals` can ask for what is absent. */
function comparable(term: RawTerm, raw: RawValue, field: FilterField): FilterValue {
  const value = scalar(term.field, raw, field)
  if (value !== null) return value
  throw new FilterError(`'${term.operator}' on '${term.field}' cannot be compared with null.`)
}

function scalar(name: string, raw: RawValue, field: FilterField): FilterValue {
  if (!raw.quoted && raw.text === 'null') return null
  switch (field.type) {
    case 'string':
      if (!raw.quoted) {
        throw new FilterError(
          `Invalid filter provided: the value of '${name}' must be in quotes, got ${raw.text}.`,
        )
      }
      return raw.text
    case 'enum':
      if (!field.values.includes(raw.text)) {
        throw new FilterError(
          `'${raw.text}' is not an allowed value of '${name}'. Allowed: ${field.values.join(', ')}.`,
        )
      }
      return raw.text
    case 'number': {
      const number = Number(raw.text)
      if (raw.text.trim() === '' || !Number.isFinite(number)) {
        throw new FilterError(`The value of '${name}' must be a number, got '${raw.text}'.`)
      }
      return number
    }
    case 'boolean':
      if (raw.text === 'true' || raw.text === 'True') return true
      if (raw.text === 'false' || raw.text === 'False') return false
      throw new FilterError(`The value of '${name}' must be true or false, got '${raw.text}'.`)
    case 'any':
      return raw.quoted ? raw.text : freeValue(name, raw.text)
    case 'datetime': {
      const instant = parseInstant(raw.text)
      if (!instant) {
        throw new FilterError(
          `The value of '${name}' must be a date such as 2026-01-31T09:00:00Z, got '${raw.text}'.`,
        )
      }
      return instant
    }
  }
}

function freeValue(name: string, text: string): FilterValue {
  if (/^true$/i.test(text)) return true
  if (/^false$/i.test(text)) return false
  const number = Number(text)
  if (text !== '' && Number.isFinite(number)) return number
  const instant = parseInstant(text)
  if (instant) return instant
  throw new FilterError(
    `Invalid filter provided: the value of '${name}' must be in quotes, got ${text}.`,
  )
}

/** Four digits of a year, which is also what PostgreSQL and JavaScript write alike. */
export const EARLIEST_INSTANT = new Date('0001-01-01T00:00:00Z')
export const LATEST_INSTANT = new Date('9999-12-31T23:59:59Z')

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+\- ]\d\d:?\d\d)?$/

/**
 * An ISO 8601 instant, truncated to whole seconds; UTC when no zone is given. Undefined when the
 * text is not one, names a day or hour that does not exist, or lies outside the years 1 to 9999.
 */
export function parseInstant(text: string): Date | undefined {
  const parts = INSTANT.exec(text.trim())
  if (!parts) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', , zone = 'Z'] = parts
  const offset = /^z$/i.test(zone)
    ? 'Z'
    : `${zone[0] === '-' ? '-' : '+'}${zone.slice(1, 3)}:${zone.slice(-2)}`
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  if (!(instant >= EARLIEST_INSTANT && instant <= LATEST_INSTANT)) return undefined
  const sameDay = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day)
  return sameDay ? instant : undefined
}
