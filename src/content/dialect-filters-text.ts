import { RE2JS } from 're2js'
import type { RenderScope } from './render-scope.ts'
import type { DialectFilter } from './template-expression.ts'
import { TemplateProblem } from './template-problem.ts'
import { ELEMENT_COST, escapeHtml, numberOf, SafeText, textOf } from './template-values.ts'

/** Columns that text may be filled up to. */
const WIDTH_MAX = 1_000
/** Characters of a pattern that `resplit` takes. */
const PATTERN_CHARS_MAX = 200
/** Patterns kept compiled. */
const PATTERNS_MAX = 200

/** A filter from text to text. */
function text(change: (value: string) => string, keepsSafe = true): DialectFilter {
  return { args: [0, 0], keepsSafe, run: (value) => change(textOf(value)) }
}

/** A filter from text and one argument to text. */
function textWith(change: (value: string, arg: string) => string, keepsSafe = true): DialectFilter {
  return {
    args: [1, 1],
    keepsSafe,
    run: (value, [arg]) => change(textOf(value), textOf(arg)),
  }
}

const capitalized = (value: string) => value.charAt(0).toUpperCase() + value.slice(1)

/** First letters of words large, all others small: "joe's" is "Joe's". */
function titled(value: string): string {
  return value
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{N}'’])(\p{L})/gu, (_, before: string, letter: string) => {
      return before + letter.toUpperCase()
    })
}

function countOf(value: unknown, otherwise: number): number {
  const number = numberOf(value)
  return number === undefined ? otherwise : Math.max(0, Math.trunc(number))
}

/** Cuts to so many characters, of which the end mark is a part. */
function cut(value: string, characters: number, mark: string): string {
  const all = Array.from(value)
  if (all.length <= characters) return value
  return all.slice(0, Math.max(0, characters - mark.length)).join('') + mark
}

function cutWords(value: string, words: number): string {
  const all = value.split(/\s+/).filter((word) => word !== '')
  return all.length <= words ? all.join(' ') : `${all.slice(0, words).join(' ')} …`
}

/** Removes what is between < and >, in one passage. A lone < stays. */
function withoutTags(value: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const open = value.indexOf('<', at)
    if (open === -1) return out + value.slice(at)
    const close = /[a-z/!?]/i.test(value.charAt(open + 1)) ? value.indexOf('>', open) : -1
    out += value.slice(at, close === -1 ? open + 1 : open)
    at = (close === -1 ? open : close) + 1
  }
}

/** Escapes what is not escaped yet. */
function escapedOnce(value: string): string {
  return value.replace(/&(?!(?:[a-z][a-z0-9]{1,31}|#\d{1,7}|#x[\da-f]{1,6});)|[<>"']/gi, (char) =>
    escapeHtml(char),
  )
}

/** 'from|to' as one argument, or two arguments. */
function pairOf(args: readonly unknown[]): [from: string, to: string] {
  const [first, second] = args
  if (second !== undefined) return [textOf(first), textOf(second)]
  const given = textOf(first)
  const bar = given.indexOf('|')
  return bar === -1 ? [given, ''] : [given.slice(0, bar), given.slice(bar + 1)]
}

function replacing(
  replace: (value: string, from: string, to: string, scope: RenderScope) => string,
): DialectFilter {
  return {
    args: [1, 2],
    run: (value, args, scope) => {
      const [from, to] = pairOf(args)
      return from === '' ? textOf(value) : replace(textOf(value), from, to, scope)
    },
  }
}

function replaceAll(value: string, from: string, to: string, scope: RenderScope): string {
  const parts = value.split(from)
  scope.charge(parts.length * (to.length + 1))
  return parts.join(to)
}

function replaceAt(value: string, at: number, from: string, to: string): string {
  return at === -1 ? value : value.slice(0, at) + to + value.slice(at + from.length)
}

const replaceFirst = (value: string, from: string, to: string) =>
  replaceAt(value, value.indexOf(from), from, to)
const replaceLast = (value: string, from: string, to: string) =>
  replaceAt(value, value.lastIndexOf(from), from, to)

const patterns = new Map<string, RE2JS>()

/** Splits where a pattern matches. The engine takes linear time, whatever the pattern. */
function splitBy(value: string, pattern: string, scope: RenderScope): string[] {
  if (pattern.length > PATTERN_CHARS_MAX) {
    throw new TemplateProblem('limit', `A pattern may have ${PATTERN_CHARS_MAX} characters.`)
  }
  // What the engine does for each character, measured against plain filters.
  scope.charge(value.length * 16)
  return compiled(pattern).split(value, -1)
}

function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern)
  if (known) return known
  try {
    const made = RE2JS.compile(pattern)
    if (patterns.size >= PATTERNS_MAX) patterns.clear()
    patterns.set(pattern, made)
    return made
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TemplateProblem('runtime', `The pattern "${pattern}" cannot be read: ${why}`)
  }
}

function filled(fill: (value: string, spaces: number) => string): DialectFilter {
  return {
    args: [1, 1],
    keepsSafe: true,
    run: (value, [arg]) => {
      const width = countOf(arg, 0)
      if (width > WIDTH_MAX) {
        throw new TemplateProblem('limit', `Text can be filled up to ${WIDTH_MAX} characters.`)
      }
      const content = textOf(value)
      return fill(content, Math.max(0, width - Array.from(content).length))
    },
  }
}

function centered(value: string, spaces: number): string {
  const before = Math.floor(spaces / 2)
  return ' '.repeat(before) + value + ' '.repeat(spaces - before)
}

/** Breaks lines at spaces so that none is longer than asked, where words allow. */
function wrapped(value: string, width: number): string {
  return value
    .split('\n')
    .map((line) => {
      let column = 0
      return line
        .split(' ')
        .map((word, at) => {
          const fits = at === 0 || column + 1 + word.length <= width
          const between = at === 0 ? '' : fits ? ' ' : '\n'
          column = at === 0 || !fits ? word.length : column + 1 + word.length
          return between + word
        })
        .join('')
    })
    .join('\n')
}

const FORMAT = /^([-+ 0#]{0,5})(\d{0,3})(?:\.(\d{1,2}))?([a-zA-Z%])$/

/** Python's % formatting, without the %: '05d', '.2f', 's'. What it cannot format is empty. */
function formatted(value: unknown, format: string): string {
  const [, flags = '', width = '', precision, kind = ''] = FORMAT.exec(format) ?? []
  const body = bodyOf(value, kind, precision === undefined ? undefined : Number(precision))
  if (body === undefined) return ''
  const sign = kind !== 's' && !body.startsWith('-') && flags.includes('+') ? '+' : ''
  const full = sign + body
  const size = Math.min(Number(width), WIDTH_MAX)
  if (flags.includes('-')) return full.padEnd(size)
  if (!flags.includes('0') || kind === 's') return full.padStart(size)
  const digits = full.replace(/^[+-]/, '')
  const lead = full.slice(0, full.length - digits.length)
  return lead + digits.padStart(size - lead.length, '0')
}

function bodyOf(value: unknown, kind: string, precision: number | undefined): string | undefined {
  if (kind === 's') {
    const content = textOf(value)
    return precision === undefined ? content : content.slice(0, precision)
  }
  const number = typeof value === 'string' ? undefined : numberOf(value)
  if (number === undefined) return undefined
  switch (kind) {
    case 'd':
    case 'i':
      return String(Math.trunc(number))
    case 'f':
    case 'F':
      return number.toFixed(precision ?? 6)
    case 'e':
      return number.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
    case 'x':
      return Math.trunc(number).toString(16)
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase()
    case 'o':
      return Math.trunc(number).toString(8)
    default:
      return undefined
  }
}

/** Letters and digits, words joined by hyphens. */
function slug(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '-')
}

/** HTML as it is, anything else escaped: never twice. */
function escaped(value: unknown): SafeText {
  return value instanceof SafeText ? value : new SafeText(escapeHtml(textOf(value)))
}

/** Line breaks as HTML; text is escaped first where the output is. */
function withBreaks(value: unknown, scope: RenderScope): unknown {
  return broken(scope.print(value).replace(/\r\n|\n|\r/g, '<br>'), scope)
}

/** HTML in a mail; plain text stays text. */
function broken(html: string, scope: RenderScope): unknown {
  return scope.settings.escape === 'html' ? new SafeText(html) : html
}

function paragraphs(value: unknown, scope: RenderScope): unknown {
  const blocks = scope
    .print(value)
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
  const html = blocks.map((each) => `<p>${each.replaceAll('\n', '<br>')}</p>`)
  return broken(html.join('\n\n'), scope)
}

const breaks: DialectFilter = {
  args: [0, 0],
  takesMarked: true,
  run: (value, _, scope) => withBreaks(value, scope),
}

const without = (value: string, part: string) => (part === '' ? value : value.split(part).join(''))

/** Marks text as HTML that prints as it is. */
const safe: DialectFilter = { args: [0, 0], run: (value) => new SafeText(textOf(value)) }

const JS_ESCAPED = /[\\'"<>&=;`-]|[^ -~]/g

const jsEscaped = (value: string) =>
  value.replace(JS_ESCAPED, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `\\u${code}`
  })

function split(value: unknown, arg: unknown, scope: RenderScope): string[] {
  const by = textOf(arg)
  const content = textOf(value)
  if (by !== '') return content.split(by)
  scope.charge(content.length * ELEMENT_COST)
  return Array.from(content)
}

/** Filters of text. */
export const TEXT_FILTERS: readonly (readonly [string, DialectFilter])[] = [
  ['append', textWith((value, arg) => value + arg, false)],
  ['prepend', textWith((value, arg) => arg + value, false)],
  ['capitalize', text(capitalized)],
  ['capfirst', text(capitalized)],
  ['downcase', text((value) => value.toLowerCase())],
  ['lower', text((value) => value.toLowerCase())],
  ['upcase', text((value) => value.toUpperCase(), false)],
  ['upper', text((value) => value.toUpperCase(), false)],
  ['title', text(titled)],
  [
    'truncate',
    {
      args: [0, 2],
      keepsSafe: true,
      run: (value, [arg, mark]) =>
        cut(textOf(value), countOf(arg, 50), mark === undefined ? '...' : textOf(mark)),
    },
  ],
  [
    'truncatechars',
    {
      args: [1, 1],
      keepsSafe: true,
      run: (value, [arg]) => cut(textOf(value), countOf(arg, 0), '…'),
    },
  ],
  [
    'truncatewords',
    {
      args: [1, 1],
      keepsSafe: true,
      run: (value, [arg]) => cutWords(textOf(value), countOf(arg, 0)),
    },
  ],
  ['strip', text((value) => value.trim())],
  ['lstrip', text((value) => value.trimStart())],
  ['rstrip', text((value) => value.trimEnd())],
  ['strip_html', text(withoutTags)],
  ['striptags', text(withoutTags)],
  ['strip_newlines', text((value) => value.replace(/[\r\n]+/g, ''))],
  ['newline_to_br', breaks],
  ['linebreaksbr', breaks],
  [
    'linebreaks',
    { args: [0, 0], takesMarked: true, run: (value, _, scope) => paragraphs(value, scope) },
  ],
  ['remove', textWith(without)],
  ['cut', textWith(without)],
  ['remove_first', textWith((value, part) => replaceFirst(value, part, ''))],
  ['remove_last', textWith((value, part) => replaceLast(value, part, ''))],
  ['find_replace', replacing(replaceAll)],
  ['replace', replacing(replaceAll)],
  ['replace_first', replacing(replaceFirst)],
  ['replace_last', replacing(replaceLast)],
  ['split', { args: [1, 1], run: (value, [arg], scope) => split(value, arg, scope) }],
  [
    'resplit',
    { args: [1, 1], run: (value, [arg], scope) => splitBy(textOf(value), textOf(arg), scope) },
  ],
  [
    'stringformat',
    { args: [1, 1], keepsSafe: true, run: (value, [arg]) => formatted(value, textOf(arg)) },
  ],
  ['center', filled(centered)],
  ['ljust', filled((value, spaces) => value + ' '.repeat(spaces))],
  ['rjust', filled((value, spaces) => ' '.repeat(spaces) + value)],
  [
    'wordcount',
    { args: [0, 0], run: (value) => textOf(value).split(/\s+/).filter(Boolean).length },
  ],
  [
    'wordwrap',
    {
      args: [1, 1],
      keepsSafe: true,
      run: (value, [arg]) => wrapped(textOf(value), countOf(arg, 79)),
    },
  ],
  ['slugify', text(slug)],
  ['addslashes', text((value) => value.replace(/[\\'"]/g, String.raw`\$&`))],
  ['escapejs', text(jsEscaped, false)],
  ['safe', safe],
  ['escape', { args: [0, 0], takesMarked: true, run: escaped }],
  ['force_escape', { args: [0, 0], run: (value) => new SafeText(escapeHtml(textOf(value))) }],
  ['escape_once', { args: [0, 0], run: (value) => new SafeText(escapedOnce(textOf(value))) }],
]
