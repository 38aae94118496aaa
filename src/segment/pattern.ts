import { RE2JS } from 're2js'

/** Limits of a pattern, as the public API's documentation gives them. */
const LINES_MAX = 100
const ALTERNATIVES_MAX = 5
const NESTING_MAX = 5

/** Compiled patterns at hand; a definition has few. */
const PATTERNS_MAX = 500
const patterns = new Map<string, RE2JS>()

/**
 * Whether a pattern describes the whole text. The engine takes linear time, whatever the pattern.
 * A pattern that cannot be read matches nothing; `patternProblem` says so when it is saved.
 */
export function describesWhole(pattern: string, text: string): boolean {
  const known = patterns.get(pattern) ?? compiled(pattern)
  return known ? known.matches(text) : false
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    const made = RE2JS.compile(pattern, RE2JS.DOTALL)
    if (patterns.size >= PATTERNS_MAX) patterns.clear()
    patterns.set(pattern, made)
    return made
  } catch {
    return undefined
  }
}

/** Why a pattern cannot be used, or undefined. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.split('\n').length > LINES_MAX) return `has more than ${LINES_MAX} lines`
  const { alternatives, nesting } = shapeOf(pattern)
  if (alternatives > ALTERNATIVES_MAX) {
    return `has ${alternatives} alternatives; ${ALTERNATIVES_MAX} are allowed`
  }
  if (nesting > NESTING_MAX) return `is nested ${nesting} deep; ${NESTING_MAX} are allowed`
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL)
    return undefined
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

function shapeOf(pattern: string): { alternatives: number; nesting: number } {
  let depth = 0
  let nesting = 0
  let alternatives = 1
  let isInClass = false
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at]
    if (char === '\\') at += 1
    else if (isInClass) isInClass = char !== ']'
    else if (char === '[') isInClass = true
    else if (char === '(') nesting = Math.max(nesting, (depth += 1))
    else if (char === ')') depth -= 1
    else if (char === '|' && depth === 0) alternatives += 1
  }
  return { alternatives, nesting }
}
