import { LANGUAGES, type Language } from '../contract/agent-words.ts'
import { analyse, conceptsOfWord, lexiconStems, meaningOf, type Term } from './analyse.ts'
import { isCommon } from './common-words.ts'
import { broaderTerms } from './places.ts'
import { isOneSlipOf, isSlipOf, spellingsOf } from './spelling.ts'
import { baseForms } from './verb-forms.ts'
import { isStopWord, stemOf } from './words.ts'

/** One thing that a question asks about, with the terms that would answer to it. */
export interface Slot {
  word: string
  /** How much it tells of what the question is about, 0 to 1. */
  weight: number
  /** Term → how well it answers to the word, 0 to 1. */
  terms: ReadonlyMap<string, number>
}

/** Longer questions are stories; their last words are as good as their first. */
const SLOTS_MAX = 24

const SAME = 1
const OTHER_LANGUAGE = 0.95
/** "Abgeholt" and "abholen": the stems differ. */
const OTHER_FORM = 0.9
const PART = 0.9
const CONCEPT = 0.85
const PHRASE = 0.95
/** What the thing is a part of: France of Europe. */
const BROADER = 0.7
/** A word of a phrase by itself means something else: "pay" of "pay later". */
const WORD_OF_PHRASE = 0.5
/** How much words tell that stand in questions about anything, and numbers. */
const COMMON_WEIGHT = 0.22
const NUMBER_WEIGHT = 0.3
/** Words as short as this are abbreviations and slips of small words. */
const SHORT = 3
/** A word is a slip of another with a meaning. */
const SLIP = 0.8
/** A longer word has it in it. */
const PIECE = 0.7

/** "My ficus": what the shopper has is seldom what the answer is about. */
const POSSESSIVE = /^(?:my|our|mein(?:e[nmrs]?)?|unser(?:e[nmrs]?)?)$/
const OWNED = 0.5

/** What a question asks about. Empty for greetings and for texts without words. */
export function slotsOf(text: string, language: Language): Slot[] {
  const slots: Slot[] = []
  let before = ''
  for (const term of analyse(text, language)) {
    if (term.phrase.length > 0) slots.push(phraseSlot(term, language))
    else if (!term.isFollower && !term.isStopWord) {
      const share = POSSESSIVE.test(before) ? OWNED : 1
      const found = wordSlots(term, language)
      slots.push(...found.map((slot) => ({ ...slot, weight: slot.weight * share })))
    }
    before = term.word
  }
  return distinct(slots).slice(-SLOTS_MAX)
}

function phraseSlot(term: Term, language: Language): Slot {
  const terms = new Map(term.phrase.map((one) => [one, PHRASE]))
  if (!term.isStopWord) {
    for (const [one, value] of wordTerms(term, language)) {
      if (!terms.has(one)) terms.set(one, value * WORD_OF_PHRASE)
    }
  }
  return { word: term.word, weight: 1, terms: widened(terms) }
}

function wordSlots(term: Term, language: Language): Slot[] {
  if (term.parts.length === 0) {
    const weight = weightOf(term, language)
    return [{ word: term.word, weight, terms: wordTerms(term, language) }]
  }
  return term.parts.map((part) => {
    const meaning = meaningOf(part, 'de')
    const terms = new Map([
      ...(meaning?.concepts ?? []).map((one) => [one, CONCEPT] as const),
      [part, PART] as const,
      [term.stem, SAME] as const,
    ])
    return { word: part, weight: meaning?.weight ?? COMMON_WEIGHT, terms }
  })
}

function weightOf(term: Term, language: Language): number {
  if (term.concepts.length > 0) return term.weight
  if (/^\p{N}+$/u.test(term.word) || term.word.length <= SHORT) return NUMBER_WEIGHT
  return isCommonForm(term, language) ? COMMON_WEIGHT : term.weight
}

function isCommonForm({ word, stem }: Term, language: Language): boolean {
  if (isCommon(stem, language)) return true
  return baseForms(word, language).some((base) => isCommon(stemOf(base, language), language))
}

function wordTerms(term: Term, language: Language): Map<string, number> {
  const terms = new Map(term.concepts.map((one) => [one, CONCEPT]))
  // Shops mix languages, and the language of three words is a guess.
  for (const other of LANGUAGES) {
    if (other !== language && !isStopWord(term.word, other)) {
      terms.set(stemOf(term.word, other), OTHER_LANGUAGE)
      for (const one of conceptsOfWord(term.word, other)) {
        if (!terms.has(one)) terms.set(one, CONCEPT * OTHER_LANGUAGE)
      }
    }
  }
  terms.set(term.stem, SAME)
  for (const base of baseForms(term.word, language)) {
    const stem = stemOf(base, language)
    if (!terms.has(stem)) terms.set(stem, OTHER_FORM)
  }
  return widened(terms)
}

/**
 * A text about Europe answers what is asked of France, and times of day tell better when a shop is
 * open than the word, which is said of soap as well.
 */
function widened(terms: Map<string, number>): Map<string, number> {
  if (terms.has('~opening')) terms.set('~hours', SAME)
  const broader = [...terms.keys()].flatMap(broaderTerms)
  for (const term of broader) {
    if (!terms.has(term)) terms.set(term, BROADER)
  }
  return terms
}

/** The same word twice asks for nothing more. */
function distinct(slots: readonly Slot[]): Slot[] {
  const seen = new Map<string, Slot>()
  for (const slot of slots) {
    const key = [...slot.terms.keys()].toSorted().join(' ')
    if (!seen.has(key)) seen.set(key, slot)
  }
  return [...seen.values()]
}

/** Spellings under which the index may know a word that it does not have. */
export function slotSpellings(slot: Slot): string[] {
  return [...new Set([...slot.terms.keys()].flatMap((term) => spellingsOf(term)))]
}

/** Shortest part of a longer word that says the same. */
const PIECE_LENGTH_MIN = 4

/** Beginnings of terms that would answer in part: "torf" is in "torffrei". */
export function slotBeginnings(slot: Slot): string[] {
  return [...slot.terms.keys()].filter(
    (term) => term.length >= PIECE_LENGTH_MIN && /^\p{L}/u.test(term),
  )
}

/** Terms that the word of a slot begins with: "plastikfrei" has "plastik" in it. */
export function slotPieces(slot: Slot): string[] {
  const { word } = slot
  const from = PIECE_LENGTH_MIN + 1
  return Array.from({ length: Math.max(0, word.length - from - 2) }, (_, at) =>
    word.slice(0, from + at),
  )
}

/**
 * The slot of a word that nothing in the index answers to, read as a slip of words that something
 * does, or as a piece of them. Undefined when it is a slip of a word that says nothing ("waht").
 * @param candidates terms of the account that are near it, longer or shorter
 */
export function forgiven(
  slot: Slot,
  candidates: readonly string[],
  language: Language,
): Slot | undefined {
  if (isSlipOfNothing(slot.word)) return undefined
  const terms = new Map(slot.terms)
  const stems = [...slot.terms.keys()]
  let weight: number | undefined
  for (const candidate of candidates) {
    const isPiece =
      slot.word.startsWith(candidate) || stems.some((stem) => candidate.startsWith(stem))
    if (isPiece) terms.set(candidate, PIECE)
    if (stems.some((stem) => isSlipOf(stem, candidate))) terms.set(candidate, SLIP)
  }
  for (const right of lexiconNeighbours(stemOf(slot.word, language), language)) {
    const meaning = meaningOf(right, language)
    weight = Math.max(weight ?? 0, meaning?.weight ?? 0)
    for (const one of meaning?.concepts ?? []) terms.set(one, SLIP * CONCEPT)
  }
  return { ...slot, terms, weight: weight ?? slot.weight }
}

const SMALL_WORDS = [
  'what',
  'where',
  'when',
  'which',
  'have',
  'does',
  'with',
  'about',
  'could',
  'would',
  'please',
  'want',
  'need',
  'there',
  'können',
  'kann',
  'bitte',
  'nicht',
  'wann',
  'welche',
  'möchte',
  'habe',
  'eine',
  'einen',
  'they',
  'your',
  'that',
  'this',
  'from',
  'will',
  'their',
  'should',
  'hello',
  'thanks',
]

function isSlipOfNothing(word: string): boolean {
  return SMALL_WORDS.some((small) => isSlipOf(word, small))
}

const neighbours: Partial<Record<Language, ReadonlyMap<string, readonly string[]>>> = {}

function lexiconNeighbours(stem: string, language: Language): string[] {
  const known = (neighbours[language] ??= spellingIndex(language))
  const near = spellingsOf(stem).flatMap((spelling) => known.get(spelling) ?? [])
  return [...new Set(near)].filter((right) => isSlipOf(stem, right) && isNear(stem, right))
}

/** The lexicon has so many words that two slips lead from one that it lacks to something else. */
const TWO_SLIPS_FROM = 11

function isNear(word: string, right: string): boolean {
  return Math.min(word.length, right.length) >= TWO_SLIPS_FROM || isOneSlipOf(word, right)
}

function spellingIndex(language: Language): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const stem of lexiconStems(language)) {
    for (const spelling of spellingsOf(stem)) {
      const list = index.get(spelling)
      if (list) list.push(stem)
      else index.set(spelling, [stem])
    }
  }
  return index
}

/** Words that begin a question, or the part of a sentence that goes on with something else. */
const BEGINS_CLAUSE =
  'but|and|so|can|could|do|does|did|will|would|should|must|may|how|what|which|who|where|when|until|is|are|was|have|has|am|i|we|any|ich|wir|aber|und|kann|können|könnt|wie|was|welche[rsnm]?|wer|wo|wann|bis|gibt|geht|lässt|ist|sind|hat|habt|haben|wird|werden|muss|darf|soll|gilt|passt|bekomme|bekommt|liefert|nehmt'
const CLAUSE = new RegExp(
  String.raw`[.!?;:\n]+|,\s+(?=(?:${BEGINS_CLAUSE})\b)|\s+(?:but|aber)\s+|\s[-–—]\s`,
  'iu',
)
const CLAUSES_MAX = 8

/** What ends a letter, with the name behind it. */
const CLOSING =
  /[,.!?;\s]+(?:(?:many|kind|best|warm|with|thanks|and|mit|freundlichen|freundliche|viele|liebe|beste|schöne|herzliche|vielen)[\s,]+)*(?:thanks|regards|sincerely|cheers|greetings|dank|gr(?:ü|ue)(?:ß|ss)en?)[\s,.!-]*(?:\p{Lu}[\p{L}.-]*\s*){0,3}$/iu

/** The whole question, and its parts where it tells a story before it asks. */
export function clausesOf(letter: string): string[] {
  const text = letter.trim().replace(CLOSING, '')
  const clauses = text
    .split(CLAUSE)
    .map((one) => one.trim())
    .filter((one) => one.length > 8)
  return clauses.length < 2 ? [text] : [text, ...clauses.slice(-CLAUSES_MAX)]
}
