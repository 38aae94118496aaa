import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Problem } from './problem.ts'
import { bodyProblem, DOCUMENT_DEPTH_MAX, parseJsonBody, pointerOf } from './request-body.ts'

/** The value, or the Problem as `code pointer detail`. Anything else that is thrown is a bug. */
function read(body: string | Buffer): unknown {
  try {
    return { value: parseJsonBody(Buffer.from(body)) }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error
    const [{ code, detail, source } = { code: '', detail: '' }] = error.details
    return `${code} ${source && 'pointer' in source ? source.pointer : ''} ${detail}`
  }
}

interface Written {
  text: string
  value: unknown
}

/** A JSON text with any of its characters escaped, as encoders of all languages do. */
function writtenText(value: string): fc.Arbitrary<string> {
  const chars = Array.from(value)
  const styles = fc.array(fc.nat(2), { minLength: chars.length, maxLength: chars.length })
  return styles.map(
    (all) => `"${chars.map((char, at) => writtenChar(char, all[at] ?? 0)).join('')}"`,
  )
}

function writtenChar(char: string, style: number): string {
  // Half a surrogate pair can only be written escaped, which is what JSON.stringify does.
  if (style === 0) return JSON.stringify(char).slice(1, -1)
  const escaped = char.split('').map((unit) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${style === 1 ? hex : hex.toUpperCase()}`
  })
  return escaped.join('')
}

const wellFormed = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => !text.includes('\u0000'))
const FORBIDDEN_NAMES = ['__proto__', 'constructor']
const names = fc
  .oneof(
    wellFormed,
    fc.constantFrom('prototype', 'toString', 'proto', '_proto_', 'Constructor', '[{', '"', 'ü'),
  )
  .filter((name) => !name.includes('\\') && !FORBIDDEN_NAMES.includes(name))

function documents(text: fc.Arbitrary<string>, name: fc.Arbitrary<string>): fc.Arbitrary<Written> {
  const writtenValue = (value: string) =>
    writtenText(value).map((shown) => ({ text: shown, value }))
  const { node } = fc.letrec<{ node: Written }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(
        text.chain(writtenValue),
        fc
          .oneof(
            fc.integer(),
            fc.boolean(),
            fc.constant(null),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
          )
          .map((value) => ({
            text: JSON.stringify(value),
            value: JSON.parse(JSON.stringify(value)),
          })),
      ),
      fc.array(tie('node'), { maxLength: 4 }).map((all) => ({
        text: `[${all.map((one) => one.text).join(' , ')}]`,
        value: all.map((one) => one.value),
      })),
      fc
        .uniqueArray(fc.tuple(name.chain(writtenValue), tie('node')), {
          selector: ([key]) => key.value,
          maxLength: 4,
        })
        .map((entries) => ({
          text: `{${entries.map(([key, one]) => `${key.text}: ${one.text}`).join(',')}}`,
          value: Object.fromEntries(entries.map(([key, one]) => [key.value, one.value])),
        })),
    ),
  }))
  return node
}

test('a document is read as it was meant, however its characters are escaped', () => {
  fc.assert(
    fc.property(documents(wellFormed, names), ({ text, value }) => {
      expect(read(text)).toEqual({ value })
    }),
    { numRuns: 500 },
  )
})

describe('what could not be stored and given back unchanged is refused', () => {
  const around = documents(wellFormed, names)
  const nesting = fc.array(fc.constantFrom('list', 'object'), { maxLength: 5 })

  /** `inner` somewhere inside lists and objects, beside other things. */
  function nested(inner: string, beside: string, levels: readonly string[]): string {
    return levels.reduce(
      (text, level) =>
        level === 'list' ? `[${beside}, ${text}]` : `{"a": ${beside}, "b": ${text}}`,
      inner,
    )
  }

  test('NUL and halves of surrogate pairs, in texts and in names, however escaped', () => {
    const bad = fc
      .tuple(
        wellFormed,
        fc.constantFrom('\u0000', '\ud800', '\udbff', '\udc00', '\udfff'),
        wellFormed,
      )
      .filter(([before, , after]) => !/[\ud800-\udfff]/.test(before + after))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        bad.chain((text) => fc.tuple(fc.constant(text), writtenText(text))),
        fc.boolean(),
        around,
        nesting,
        ([text, shown], isName, beside, levels) => {
          const answer = read(nested(isName ? `{${shown}: 1}` : shown, beside.text, levels))
          expect(answer).toMatch(text.includes('\u0000') ? /NUL/ : /surrogate/)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('names that reach into the prototypes of objects, however escaped', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...FORBIDDEN_NAMES)
          .chain((name) => fc.tuple(fc.constant(name), writtenText(name))),
        around,
        nesting,
        ([name, shown], beside, levels) => {
          const answer = read(nested(`{${shown}: {"polluted": 1}}`, beside.text, levels))
          expect(answer).toContain(`'${name}' is not allowed as a name`)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('backslashes in names, which JSON.parse could read as the escapes of other names', () => {
    const name = fc
      .tuple(wellFormed, wellFormed)
      .map((parts) => parts.join('\\'))
      .chain(writtenText)
    fc.assert(
      fc.property(
        name,
        fc.constantFrom('', ' ', '\n'),
        around,
        nesting,
        (shown, blank, beside, levels) => {
          const answer = read(nested(`{${shown}${blank}: 1}`, beside.text, levels))
          expect(answer).toContain('A name has a backslash')
        },
      ),
    )
    expect(read('{"data":{"\\\\":1}}')).toContain('backslash')
    expect(read('{"data":{"\\u00fc":1}}')).toEqual({ value: { data: { ü: 1 } } })
  })

  test('the same words are welcome as values', () => {
    for (const word of FORBIDDEN_NAMES)
      expect(read(`{"a":"${word}"}`)).toEqual({ value: { a: word } })
  })
})

test('a document may be 32 levels deep, and brackets within texts do not count', () => {
  const levels = fc
    .integer({ min: DOCUMENT_DEPTH_MAX - 2, max: DOCUMENT_DEPTH_MAX + 2 })
    .chain((depth) => fc.array(fc.constantFrom('[', '{'), { minLength: depth, maxLength: depth }))
  const inner = fc.stringMatching(/^[[\]{}"\\]{0,50}$/).chain(writtenText)
  fc.assert(
    fc.property(levels, inner, (opened, text) => {
      const body = opened.reduceRight(
        (value, bracket) => (bracket === '[' ? `["}]", ${value}]` : `{"]}": ${value}, "[{": 1}`),
        text,
      )
      const answer = read(body)
      const isTooDeep = typeof answer === 'string' && answer.includes('nested deeper than 32')
      expect(isTooDeep).toBe(opened.length > DOCUMENT_DEPTH_MAX)
    }),
    { numRuns: 300 },
  )
  expect(read('['.repeat(1_000_000))).toMatch(/^parse_error \/data .*nested deeper/)
})

test('bytes that are not UTF-8 are refused as such', () => {
  const broken = fc.constantFrom([0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80])
  fc.assert(
    fc.property(fc.string(), broken, fc.string(), (before, bytes, after) => {
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      expect(read(body)).toMatch(/^parse_error \/data The body is not valid UTF-8/)
    }),
  )
})

test('any other bytes are a value or a Problem', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '\\u00',
    'null',
    '1e5',
    '__proto__',
  )
  const garbage = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 20 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        garbage.map((all) => Buffer.from(all.join(''))),
      ),
      (bytes) => {
        expect(['string', 'object']).toContain(typeof read(Buffer.from(bytes)))
      },
    ),
    { numRuns: 1_000 },
  )
})

describe('what the schema refuses is told with a pointer', () => {
  const Body = z.strictObject({
    data: z.strictObject({ type: z.literal('event'), 'a/b~c': z.strictObject({ n: z.int() }) }),
  })

  function problem(body: unknown) {
    const result = Body.safeParse(body)
    if (result.success) throw new Error('accepted')
    return bodyProblem(result.error, body).details
  }

  test('a name with slashes and tildes is escaped, and the value is shown', () => {
    const [detail] = problem({ data: { type: 'event', 'a/b~c': { n: 'x' } } })
    expect(detail).toMatchObject({ source: { pointer: '/data/a~1b~0c/n' } })
    expect(detail?.detail).toMatch(/^'n' .*got 'x'\.$/)
  })

  test('a missing field is required; each unknown one is named with its resource', () => {
    const details = problem({ data: { type: 'event', 'a/b~c': { x: 1, 'y/': 2 } } })
    expect(details.map((one) => one.detail)).toEqual([
      "'n' is required.",
      "'x' is not a valid field for the resource 'event'.",
      "'y/' is not a valid field for the resource 'event'.",
    ])
    expect(details[2]?.source).toEqual({ pointer: '/data/a~1b~0c/y~1' })
  })

  test('an item of a list is named with its list', () => {
    const List = z.object({ group_by: z.array(z.enum(['a', 'b'])) })
    const body = { group_by: ['a', 'x'] }
    const result = List.safeParse(body)
    const [detail] = bodyProblem(result.error as z.ZodError, body).details
    expect(detail?.detail).toMatch(/^'group_by\/1' is not acceptable.*got 'x'\.$/)
    expect(detail?.source).toEqual({ pointer: '/group_by/1' })
  })

  test('pointers lead to what they name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('~', '/', '~1')), { minLength: 1 }),
        (path) => {
          const parts = pointerOf(path).slice(1).split('/')
          const decoded = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
          expect(decoded).toEqual(path)
        },
      ),
    )
  })

  test('not more than 20 of them', () => {
    const List = z.array(z.int())
    const body = Array.from({ length: 100 }, () => 'x')
    const result = List.safeParse(body)
    expect(bodyProblem(result.error as z.ZodError, body).details).toHaveLength(20)
  })
})
