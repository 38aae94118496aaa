import type { Language } from '../contract/agent-words.ts'
import { analyse } from './analyse.ts'
import { clausesOf, type Slot, slotsOf } from './ask.ts'
import { bodyTerms } from './index-terms.ts'
import {
  evidence,
  SAID_BY_PART_MIN,
  SAID_MIN,
  type Statistics,
  scoreOf,
  slotValues,
} from './score.ts'

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
  text: string
  language: Language
  terms: readonly string[]
}

/** The best that any reading of the question makes of a passage. */
export function scorePassage(clauses: readonly AskedClause[], passage: ScorablePassage): number {
  return bestScore(clauses, passage, bodyTerms(passage.text, passage.language))
}

/** What a passage scores at most: as if its text said all that it says together with its title. */
export function scoreBound(clauses: readonly AskedClause[], passage: ScorablePassage): number {
  return bestScore(clauses, passage, undefined)
}

function bestScore(
  clauses: readonly AskedClause[],
  passage: ScorablePassage,
  bodied: ReadonlySet<string> | undefined,
): number {
  const all = new Set(passage.terms)
  const terms = { all, body: bodied ?? all, title: titleTerms(passage) }
  const scores = clauses.map(({ slots, values, trust }) => {
    const saidMin = trust < 1 ? SAID_BY_PART_MIN : SAID_MIN
    return trust * scoreOf(evidence({ slots, values, saidMin }, terms))
  })
  return Math.max(0, ...scores)
}

export function titleTerms({ title, heading, language }: ScorablePassage): string[][] {
  return analyse(`${title} ${heading}`, language)
    .filter((term) => !term.isStopWord || term.phrase.length > 0)
    .map(({ stem, parts, concepts, phrase }) => [stem, ...parts, ...concepts, ...phrase])
}
