import type { Language } from '../contract/agent-words.ts'
import { analyse } from './analyse.ts'
import { clausesOf, type Slot, slotsOf } from './ask.ts'
import { evidence, type Statistics, scoreOf, slotValues } from './score.ts'

/** A question, understood against what the account's passages say. */
export interface AskedClause {
  slots: readonly Slot[]
  values: readonly number[]
  /** How far the part can be trusted to be the question. */
  trust: number
}

const PART_TRUST = 0.92

/** What is asked, as a whole and in its parts. */
export function clauseSlots(text: string, language: Language): { slots: Slot[]; trust: number }[] {
  return clausesOf(text)
    .map((clause, at) => ({ slots: slotsOf(clause, language), trust: at === 0 ? 1 : PART_TRUST }))
    .filter(({ slots }) => slots.length > 0)
}

export function valued(
  clauses: readonly { slots: readonly Slot[]; trust: number }[],
  statistics: Statistics,
): AskedClause[] {
  return clauses.map((clause) => ({ ...clause, values: slotValues(clause.slots, statistics) }))
}

export interface ScorablePassage {
  title: string
  heading: string
  language: Language
  terms: readonly string[]
}

/** The best that any reading of the question makes of a passage. */
export function scorePassage(clauses: readonly AskedClause[], passage: ScorablePassage): number {
  const terms = { all: new Set(passage.terms), title: titleTerms(passage) }
  const scores = clauses.map(
    ({ slots, values, trust }) => trust * scoreOf(evidence(slots, values, terms)),
  )
  return Math.max(0, ...scores)
}

export function titleTerms({ title, heading, language }: ScorablePassage): string[][] {
  return analyse(`${title} ${heading}`, language)
    .filter((term) => !term.isStopWord || term.phrase.length > 0)
    .map(({ stem, parts, concepts, phrase }) => [stem, ...parts, ...concepts, ...phrase])
}
