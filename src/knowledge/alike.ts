import type { Language } from '../contract/agent-words.ts'
import { slotsOf } from './ask.ts'

/** Terms of a question that are kept of a gap: more would make every question alike. */
const TERMS_MAX = 24
/** Share of what two questions say that must be the same. */
export const ALIKE_FROM = 0.5

/** A term of a question with how much it tells. */
export interface GapTerm {
  term: string
  weight: number
}

/**
 * What a question is about, for putting alike questions together: for each word its concept, or else
 * its stem, so that "refund" and "money back" are the same.
 */
export function gapTerms(question: string, language: Language): GapTerm[] {
  const terms = new Map<string, number>()
  for (const { terms: found, weight } of slotsOf(question, language)) {
    const names = [...found.keys()]
    const term = names.find((one) => one.startsWith('~')) ?? names.at(-1)
    if (term !== undefined) terms.set(term, Math.max(terms.get(term) ?? 0, weight))
  }
  return [...terms]
    .map(([term, weight]) => ({ term, weight }))
    .toSorted((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS_MAX)
}

/**
 * How alike a question is to those of a gap, 0 to 1: what they share over what both say. A term that
 * few of the gap's questions have counts in part.
 */
export function alikeness(
  question: readonly GapTerm[],
  gap: { questions: number; terms: ReadonlyMap<string, number> },
): number {
  let shared = 0
  let asked = 0
  for (const { term, weight } of question) {
    asked += weight
    shared += weight * Math.min(1, (gap.terms.get(term) ?? 0) / gap.questions)
  }
  // Weights of terms that only the gap has are not kept: each counts as much as a telling word.
  const names = new Set(question.map((one) => one.term))
  let others = 0
  for (const [term, questions] of gap.terms) {
    if (!names.has(term)) others += questions / gap.questions
  }
  const all = asked + OTHERS_SHARE * others
  return all === 0 ? 0 : shared / all
}

const OTHERS_SHARE = 0.5

const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/g
const LONG_NUMBER = /\+?\d[\d\s/().-]{6,}\d/g

/** A question without what could name its asker. */
export function withoutPersons(question: string): string {
  return question.replaceAll(EMAIL, '[email]').replaceAll(LONG_NUMBER, '[number]')
}
