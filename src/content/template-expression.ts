import type { RenderScope } from './render-scope.ts'
import { EXPRESSION_CHARS_MAX, FILTERS_MAX } from './template-limits.ts'
import { didYouMean, syntaxProblem, TemplateProblem } from './template-problem.ts'
import {
  FloatNumber,
  LISTED,
  PRINT_COST,
  plain,
  readKey,
  SafeText,
  sizeOf,
  weightOf,
} from './template-values.ts'

/** What gives a value when it is rendered. */
export type Expression = (scope: RenderScope) => unknown

/** One filter: how many arguments it takes, and what it does. */
export interface DialectFilter {
  args: readonly [min: number, max: number]
  /** Whether HTML that comes in is still HTML when it goes out. */
  keepsSafe?: boolean
  /** Whether it wants to know if what comes in is HTML; else it is given plain text. */
  takesMarked?: boolean
  run: (value: unknown, args: readonly unknown[], scope: RenderScope) => unknown
}

/** Filters by their names. */
export type FilterTable = ReadonlyMap<string, DialectFilter>

const SPACE = /\s/
const NAME_START = /[\p{L}_]/u
const NAME_CHAR = /[\p{L}\p{N}_]/u
const NUMBER = /[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?/y
const CURLY = /[‘’“”„‚]/u

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
])

/** Reads what stands between braces, from left to right. */
export class ExpressionReader {
  private readonly text: string
  private readonly filters: FilterTable
  private readonly onName: (path: readonly string[]) => void
  private position = 0

  constructor(text: string, filters: FilterTable, onName: (path: readonly string[]) => void) {
    if (text.length > EXPRESSION_CHARS_MAX) {
      throw new TemplateProblem(
        'limit',
        `An expression of ${text.length} characters is too long: ${EXPRESSION_CHARS_MAX} are allowed.`,
      )
    }
    this.text = text
    this.filters = filters
    this.onName = onName
  }

  /** Whether only spaces are left. */
  isAtEnd(): boolean {
    this.skipSpaces()
    return this.position >= this.text.length
  }

  /** Refuses what is left over. */
  end(): void {
    if (!this.isAtEnd()) throw this.unexpected()
  }

  /** Takes a word if it comes next. */
  take(word: string): boolean {
    this.skipSpaces()
    if (!this.text.startsWith(word, this.position)) return false
    const after = this.text.charAt(this.position + word.length)
    if (NAME_CHAR.test(word.charAt(word.length - 1)) && NAME_CHAR.test(after)) return false
    this.position += word.length
    return true
  }

  /** The next word, if there is one; not taken. */
  peekName(): string | undefined {
    this.skipSpaces()
    return this.nameAt(this.position)
  }

  /** The word that must come next. `what` says what it is for. */
  name(what: string): string {
    const name = this.peekName()
    if (name === undefined) throw syntaxProblem(`${what} is missing${this.seen()}.`)
    this.position += name.length
    return name
  }

  /** Whether `word=` comes next. It is taken if so. */
  takeKey(): string | undefined {
    const name = this.peekName()
    if (name === undefined) return undefined
    const after = this.position + name.length
    if (this.text.charAt(after) !== '=' || this.text.charAt(after + 1) === '=') return undefined
    this.position = after + 1
    return name
  }

  /** A value with its filters. */
  value(): Expression {
    this.skipSpaces()
    const operand = this.operand()
    const filters = this.filterCalls()
    if (operand.path) this.onName([...operand.path, ...lookedUp(filters)])
    return filtered(operand.evaluate, filters)
  }

  /** Filters without a value before them: `upper|cut:' '`, applied to what a name stands for. */
  filtersOf(name: string): Expression {
    const calls = [this.filterCall(), ...this.filterCalls()]
    return filtered((scope) => scope.lookUp(name), calls)
  }

  /** What Django would call unexpected: what comes next, with a hint. */
  unexpected(): TemplateProblem {
    const rest = this.text.slice(this.position)
    const before = this.text.slice(0, this.position).trim()
    const after = before === '' ? '' : ` after "${short(before)}"`
    return syntaxProblem(`Unexpected "${short(rest)}"${after}.${hintFor(rest)}`)
  }

  private operand(): { evaluate: Expression; path?: readonly string[] } {
    const char = this.text.charAt(this.position)
    if (char === "'" || char === '"') {
      const text = new SafeText(this.quoted(char))
      return { evaluate: () => text }
    }
    if (CURLY.test(char)) {
      throw syntaxProblem(`Use straight quotes instead of ${char}.`)
    }
    const number = this.number()
    if (number !== undefined) return { evaluate: () => number }
    return this.path()
  }

  private quoted(quote: string): string {
    let text = ''
    for (let at = this.position + 1; at < this.text.length; at += 1) {
      const char = this.text.charAt(at)
      if (char === quote) {
        this.position = at + 1
        return text
      }
      const next = this.text.charAt(at + 1)
      if (char === '\\' && (next === quote || next === '\\')) {
        text += next
        at += 1
      } else {
        text += char
      }
    }
    throw syntaxProblem(
      `The text ${short(this.text.slice(this.position))} has no closing quote (${quote}).`,
    )
  }

  private number(): number | FloatNumber | undefined {
    NUMBER.lastIndex = this.position
    const match = NUMBER.exec(this.text)?.[0]
    if (match === undefined) return undefined
    if (NAME_START.test(this.text.charAt(this.position + match.length))) return undefined
    this.position += match.length
    const value = Number(match)
    return /[.eE]/.test(match) ? new FloatNumber(value) : value
  }

  private path(): { evaluate: Expression; path?: readonly string[] } {
    const first = this.nameAt(this.position)
    if (first === undefined) {
      if (this.isAtEnd()) throw syntaxProblem(`A value is missing${this.seen()}.`)
      throw this.unexpected()
    }
    refuseUnderscore(first)
    this.position += first.length
    const rest: string[] = []
    while (this.text.charAt(this.position) === '.') {
      const segment = this.segmentAt(this.position + 1)
      refuseUnderscore(segment)
      this.position += 1 + segment.length
      rest.push(segment)
    }
    if (rest.length === 0 && CONSTANTS.has(first)) {
      const constant = CONSTANTS.get(first)
      return { evaluate: () => constant }
    }
    return { evaluate: reading(first, rest), path: [first, ...rest] }
  }

  private segmentAt(start: number): string {
    let at = start
    while (NAME_CHAR.test(this.charAt(at))) at += this.charAt(at).length
    if (at === start) {
      throw syntaxProblem(`A name is missing after "${short(this.text.slice(0, start))}".`)
    }
    return this.text.slice(start, at)
  }

  private nameAt(start: number): string | undefined {
    return NAME_START.test(this.charAt(start)) ? this.segmentAt(start) : undefined
  }

  private charAt(at: number): string {
    const code = this.text.codePointAt(at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  private filterCalls(): FilterCall[] {
    const calls: FilterCall[] = []
    for (;;) {
      const before = this.position
      this.skipSpaces()
      if (this.text.charAt(this.position) !== '|') {
        this.position = before
        return calls
      }
      this.position += 1
      calls.push(this.filterCall())
      if (calls.length > FILTERS_MAX) {
        throw new TemplateProblem('limit', `A value may have ${FILTERS_MAX} filters.`)
      }
    }
  }

  private filterCall(): FilterCall {
    this.skipSpaces()
    const name = this.name('The name of a filter')
    const filter = this.filters.get(name)
    if (!filter) {
      throw syntaxProblem(`There is no filter "${name}".${didYouMean(name, this.filters.keys())}`)
    }
    const args = this.filterArguments(name)
    const [min, max] = filter.args
    if (args.length < min || args.length > max) {
      throw syntaxProblem(`The filter "${name}" takes ${wanted(min, max)}; it got ${args.length}.`)
    }
    return { name, filter, args: args.map((arg) => arg.evaluate), literals: args.map(literalOf) }
  }

  private filterArguments(name: string): Argument[] {
    if (this.text.charAt(this.position) !== ':') {
      const ahead = this.text.slice(this.position).trimStart()
      if (ahead.startsWith(':')) {
        throw syntaxProblem(`There may be no space before the colon of "${name}".`)
      }
      return []
    }
    this.position += 1
    if (SPACE.test(this.text.charAt(this.position))) {
      throw syntaxProblem(
        `There may be no space after the colon of "${name}": write {{ x|${name}:'…' }}.`,
      )
    }
    const args = [this.argument()]
    for (;;) {
      const before = this.position
      this.skipSpaces()
      if (this.text.charAt(this.position) !== ',') {
        this.position = before
        return args
      }
      this.position += 1
      this.skipSpaces()
      args.push(this.argument())
    }
  }

  private argument(): Argument {
    const start = this.position
    const operand = this.operand()
    if (operand.path) this.onName(operand.path)
    const isQuoted = /['"]/.test(this.text.charAt(start))
    return { evaluate: operand.evaluate, isQuoted, source: this.text.slice(start, this.position) }
  }

  private skipSpaces(): void {
    while (SPACE.test(this.text.charAt(this.position))) this.position += 1
  }

  private seen(): string {
    const before = this.text.slice(0, this.position).trim()
    return before === '' ? '' : ` after "${short(before)}"`
  }
}

interface Argument {
  evaluate: Expression
  isQuoted: boolean
  source: string
}

interface FilterCall {
  name: string
  filter: DialectFilter
  args: readonly Expression[]
  /** Arguments that are texts in quotes, else undefined. */
  literals: readonly (string | undefined)[]
}

function literalOf(arg: Argument): string | undefined {
  return arg.isQuoted ? arg.source.slice(1, -1) : undefined
}

/** Names that `lookup` reads right after a variable: they belong to its path. */
function lookedUp(calls: readonly FilterCall[]): string[] {
  const names: string[] = []
  for (const { name, literals } of calls) {
    const literal = literals[0]
    if (name !== 'lookup' || literal === undefined) break
    names.push(literal)
  }
  return names
}

function reading(first: string, rest: readonly string[]): Expression {
  if (!rest.some((name) => LISTED.has(name))) {
    return (scope) => rest.reduce(readKey, scope.lookUp(first))
  }
  return (scope) => {
    let value = scope.lookUp(first)
    for (const name of rest) {
      value = readKey(value, name)
      if (LISTED.has(name) && Array.isArray(value)) scope.charge(value.length * PRINT_COST)
    }
    return value
  }
}

function filtered(operand: Expression, calls: readonly FilterCall[]): Expression {
  if (calls.length === 0) return operand
  return (scope) => {
    let value = operand(scope)
    for (const { filter, args } of calls) value = apply(filter, value, args, scope)
    return value
  }
}

function apply(
  filter: DialectFilter,
  value: unknown,
  args: readonly Expression[],
  scope: RenderScope,
): unknown {
  scope.step()
  scope.charge(sizeOf(value))
  const given = args.map((arg) => arg(scope))
  for (const arg of given) scope.charge(weightOf(arg, PRINT_COST))
  const result = filter.run(filter.takesMarked === true ? value : plain(value), given, scope)
  scope.charge(sizeOf(result))
  const isSafe = filter.keepsSafe === true && value instanceof SafeText
  return isSafe && typeof result === 'string' ? new SafeText(result) : result
}

function refuseUnderscore(name: string): void {
  if (!name.startsWith('_')) return
  throw syntaxProblem(
    `A name may not begin with an underscore: write |lookup:'${name}' to read "${name}".`,
  )
}

function wanted(min: number, max: number): string {
  if (max === 0) return 'no argument'
  if (min === max) return min === 1 ? 'one argument' : `${min} arguments`
  return min === 0 && max === 1 ? 'at most one argument' : `${min} to ${max} arguments`
}

const SHOWN_CHARS = 40

function short(text: string): string {
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text
}

function hintFor(rest: string): string {
  if (CURLY.test(rest.charAt(0))) return ' Use straight quotes.'
  if (rest.startsWith('(') || rest.startsWith(')')) {
    return ' There are no brackets: nest {% if %} blocks, or bind a value with {% with %}.'
  }
  if (rest.startsWith('&&')) return ' Write "and".'
  if (rest.startsWith('||')) return ' Write "or".'
  if (rest.startsWith('=')) return ' Write "==" to compare.'
  if (rest.startsWith('[')) return " Write .0 or |lookup:'name'."
  if (/^[-$@#\p{L}]/u.test(rest)) {
    return " Names with spaces or signs are read with |lookup:'the name'."
  }
  return ''
}
