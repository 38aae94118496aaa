import type { Slot } from './ask.ts'

/** What the account's passages say about its words. */
export interface Statistics {
  passages: number
  /** Term → passages that hold it. */
  holders: ReadonlyMap<string, number>
}

/** Part of a slot's weight that rarity does not touch. */
const FLOOR = 0.35

/**
 * How much each slot tells in this account: a word that half of the passages hold tells little, one
 * that none holds tells most.
 */
export function slotValues(slots: readonly Slot[], statistics: Statistics): number[] {
  const most = rarity(0, statistics.passages)
  return slots.map((slot) => {
    const best = Math.max(
      0,
      ...[...slot.terms.keys()].map((term) => statistics.holders.get(term) ?? 0),
    )
    return slot.weight * (FLOOR + ((1 - FLOOR) * rarity(best, statistics.passages)) / most)
  })
}

export function rarity(holders: number, passages: number): number {
  return Math.log(1 + (Math.max(passages, holders) - holders + 0.5) / (holders + 0.5))
}

/** "Where is the stuff" asks for so little that nothing can be sure to answer it. */
export const SAID_MIN = 0.45
/** A part of a question says less by itself than the whole: "what did it cost" of a present. */
export const SAID_BY_PART_MIN = 0.55

export interface Evidence {
  /** Share of the question that the passage answers to, by value. */
  covered: number
  /** The same, of its title and headings alone. */
  titled: number
  /** The same, of its text without title and headings. */
  bodied: number
  /** Share of the words of its title that the question has: whether that is what it is about. */
  focused: number
}

export interface PassageTerms {
  all: ReadonlySet<string>
  body: ReadonlySet<string>
  /** For each word of title and heading, the terms it is found under. */
  title: readonly (readonly string[])[]
}

/** @param asked what is asked for with its values, and how much any question must say to be sure of an answer */
export function evidence(
  asked: { slots: readonly Slot[]; values: readonly number[]; saidMin: number },
  { all, body, title }: PassageTerms,
): Evidence {
  const { slots, values, saidMin } = asked
  const said = values.reduce((sum, value) => sum + value, 0)
  if (said === 0) return { covered: 0, titled: 0, bodied: 0, focused: 0 }
  const total = Math.max(said, saidMin)
  const ofTitle = new Set(title.flat())
  let covered = 0
  let titled = 0
  let bodied = 0
  slots.forEach((slot, at) => {
    const value = values[at] ?? 0
    covered += value * answerOf(slot, all)
    titled += value * answerOf(slot, ofTitle)
    bodied += value * answerOf(slot, body)
  })
  const named = title.filter((word) =>
    word.some((term) => slots.some((slot) => slot.terms.has(term))),
  )
  return {
    covered: covered / total,
    titled: titled / total,
    bodied: bodied / total,
    focused: title.length === 0 ? 0 : named.length / title.length,
  }
}

/** How well a text answers to one word of a question, 0 to 1. */
export function answerOf(slot: Slot, terms: ReadonlySet<string>): number {
  let best = 0
  for (const [term, value] of slot.terms) if (value > best && terms.has(term)) best = value
  return best
}

/** Fitted to the questions of the tests: a logistic curve over the evidence. */
export const CURVE = { covered: 8.5, titled: 2.75, bodied: 1, focused: 0.75, begin: -6.2 }

/** 0 to 1, comparable between questions: below 0.35 nothing is answered, above 0.6 it is. */
export function scoreOf({ covered, titled, bodied, focused }: Evidence): number {
  const sum =
    CURVE.begin +
    CURVE.covered * covered +
    CURVE.titled * titled +
    CURVE.bodied * bodied +
    CURVE.focused * focused
  return 1 / (1 + Math.exp(-sum))
}
