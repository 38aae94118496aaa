import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { invalid, Problem, type ProblemDetail, quote } from './problem.ts'

/** Deepest nesting of a whole request document. */
export const DOCUMENT_DEPTH_MAX = 32

/**
 * The JSON value of a body.
 * @throws Problem 400 for broken JSON, wrong encoding, too deep nesting, NUL characters, lone
 *   surrogates, `__proto__` and `constructor` keys and backslashes in keys: what could not be stored
 *   and given back unchanged is refused.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw parseError('The body is not valid UTF-8.', 'Encode the body as UTF-8.')
  const text = bytes.toString('utf8')
  refuseDangerousText(text)
  const value = parsed(text)
  // The cheap look at the text decides whether the value must be walked.
  if (SUSPICIOUS.test(text)) refuseUnstorable(value, '')
  return value
}

// Any letter of a name may be escaped, so every escape of a plain character is suspicious.
const SUSPICIOUS = /\\u00[0-7]|\\u[dD][89a-fA-F]|__proto__|"constructor"/

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw parseError(`The body is not valid JSON: ${why}.`, 'Send one JSON document.')
  }
}

const QUOTE = 34
const BACKSLASH = 92
const LIST_BEGINS = 91
const LIST_ENDS = 93
const OBJECT_BEGINS = 123
const OBJECT_ENDS = 125

/**
 * What must be known before JSON.parse sees the text: its depth, and no backslash in a name.
 *
 * JSON.parse of Node 24 (V8 13.6) guesses the next name of an object from those it read before, and
 * compares the guess with the text before escapes are resolved: after one `{"\\": 1}`, `{"\u00fc": 1}`
 * of anybody is read as `{"\\": 1}`. Only names with a backslash are guessed wrongly.
 */
function refuseDangerousText(text: string): void {
  let depth = 0
  let isInside = false
  let hasBackslash = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isInside) {
      if (code === BACKSLASH) {
        at += 1
        hasBackslash ||= isBackslash(text, at)
      } else if (code === QUOTE) {
        if (hasBackslash && isName(text, at + 1)) throw unstorable('', 'A name has a backslash.')
        isInside = false
      }
    } else if (code === QUOTE) {
      isInside = true
      hasBackslash = false
    } else if (code === OBJECT_BEGINS || code === LIST_BEGINS) {
      depth += 1
      if (depth > DOCUMENT_DEPTH_MAX) throw tooDeep()
    } else if (code === OBJECT_ENDS || code === LIST_ENDS) depth -= 1
  }
}

/** What is escaped at this place: a backslash, by itself or by its number. */
function isBackslash(text: string, at: number): boolean {
  return text.charCodeAt(at) === BACKSLASH || text.slice(at, at + 5).toLowerCase() === 'u005c'
}

function isName(text: string, behind: number): boolean {
  const colon = /\s*:/y
  colon.lastIndex = behind
  return colon.test(text)
}

function tooDeep(): Problem {
  return parseError(
    `The document is nested deeper than ${DOCUMENT_DEPTH_MAX} levels.`,
    'Flatten the properties.',
  )
}

function refuseUnstorable(value: unknown, pointer: string): void {
  if (typeof value === 'string') return refuseText(value, pointer)
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const here = `${pointer}/${escapePointer(key)}`
    if (key === '__proto__' || key === 'constructor') {
      throw unstorable(pointer, `${quote(key)} is not allowed as a name.`)
    }
    refuseText(key, here)
    refuseUnstorable(inner, here)
  }
}

function refuseText(text: string, pointer: string): void {
  if (text.includes('\u0000')) throw unstorable(pointer, 'A text contains a NUL character.')
  if (!text.isWellFormed()) {
    throw unstorable(pointer, 'A text contains half of a surrogate pair, which is not Unicode.')
  }
}

function unstorable(pointer: string, detail: string): Problem {
  return new Problem(400, {
    code: 'invalid',
    title: 'Invalid input.',
    detail,
    fix: 'Remove it and send the request again; nothing was stored.',
    source: { pointer: pointer || '/data' },
  })
}

function parseError(detail: string, fix: string): Problem {
  return new Problem(400, {
    code: 'parse_error',
    title: 'Malformed request.',
    detail,
    fix,
    source: { pointer: '/data' },
  })
}

const ISSUES_MAX = 20

/** What zod found, as the API reports it, with pointers into the body. */
export function bodyProblem(error: z.ZodError, body: unknown): Problem {
  const details = error.issues
    .slice(0, ISSUES_MAX)
    .flatMap((issue) => detailsOf(issue as z.core.$ZodIssue, body))
  return new Problem(400, details)
}

function detailsOf(issue: z.core.$ZodIssue, body: unknown): ProblemDetail[] {
  const pointer = pointerOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'invalid',
      title: 'Invalid input.',
      detail: `${quote(key)} is not a valid field for the resource ${quote(resourceAt(issue.path, body))}.`,
      fix: 'Remove the field or correct its name.',
      source: { pointer: `${pointer}/${escapePointer(key)}` },
    }))
  }
  const value = valueAt(issue.path, body)
  const name = nameOf(issue.path)
  const detail =
    value === undefined && issue.code !== 'custom'
      ? `${quote(name)} is required.`
      : `${quote(name)} ${lowerFirst(issue.message)}; got ${quote(value)}.`
  return [{ code: 'invalid', title: 'Invalid input.', detail, source: { pointer } }]
}

/** Of what is at a path: an item of a list is named with its list, as group_by/2. */
function nameOf(path: readonly PropertyKey[]): string {
  const at = path.findLastIndex((part) => typeof part !== 'number')
  return path.slice(Math.max(0, at)).map(String).join('/') || 'body'
}

function lowerFirst(message: string): string {
  return message.startsWith('must') ? message : `is not acceptable: ${message}`
}

export function pointerOf(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? '/data'
    : `/${path.map((part) => escapePointer(String(part))).join('/')}`
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

function valueAt(path: readonly PropertyKey[], body: unknown): unknown {
  let at = body
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}

function resourceAt(path: readonly PropertyKey[], body: unknown): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const at = valueAt(path.slice(0, length), body)
    if (typeof at === 'object' && at !== null && 'type' in at && typeof at.type === 'string') {
      return at.type
    }
  }
  return 'document'
}

/**
 * The id of the resource that a PATCH is about.
 * @throws Problem 400 when the document names another one than its path or its account
 */
export function refuseOtherId(inBody: string, expected: string, pointer = '/data/id'): string {
  if (inBody === expected) return expected
  throw invalid(
    pointer,
    `The id ${quote(inBody)} is not the one expected, ${quote(expected)}.`,
    'Send the id that the address or the account has.',
  )
}
