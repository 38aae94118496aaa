import type { TemplateDefinition } from '../contract/blocks.ts'
import { Problem, type ProblemDetail } from '../platform/problem.ts'
import { compileTemplate, TemplateProblem } from './render-template.ts'

/** What is wrong with the tags of a source, or undefined. */
export function sourceProblem(source: string): TemplateProblem | undefined {
  try {
    compileTemplate(source)
    return undefined
  } catch (error) {
    if (error instanceof TemplateProblem) return error
    throw error
  }
}

/** @throws Problem 400 with line and column when the tags of a source cannot be read */
export function refuseBrokenSource(pointer: string, source: string | null | undefined): void {
  const problem = source ? sourceProblem(source) : undefined
  if (problem) throw new Problem(400, syntaxDetail(pointer, problem))
}

/**
 * As above, for blocks: the pointer leads to the text that is wrong, not to the HTML made of it.
 * @param html  what the definition becomes
 */
export function refuseBrokenDefinition(definition: TemplateDefinition, html: string): void {
  const problem = sourceProblem(html)
  if (!problem) return
  const place = firstBroken(definition, '/data/attributes/definition')
  throw new Problem(
    400,
    place
      ? syntaxDetail(place.pointer, place.problem)
      : syntaxDetail('/data/attributes/definition', problem),
  )
}

interface Place {
  pointer: string
  problem: TemplateProblem
}

/** The first text of a definition whose tags cannot be read. */
export function firstBroken(value: unknown, pointer: string): Place | undefined {
  if (typeof value === 'string') {
    const problem = /\{[{%#]/.test(value) ? sourceProblem(value) : undefined
    return problem && { pointer, problem }
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = firstBroken(inner, `${pointer}/${key}`)
    if (found) return found
  }
  return undefined
}

export function syntaxDetail(
  pointer: string,
  { message, line, column }: TemplateProblem,
): ProblemDetail {
  const where = line === null ? '' : ` (line ${line}${column === null ? '' : `, column ${column}`})`
  return {
    code: 'invalid_template',
    title: 'Invalid input.',
    detail: `${message}${where}`,
    source: { pointer },
    meta: { line, column },
  }
}
