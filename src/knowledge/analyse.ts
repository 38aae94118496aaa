import type { Language } from '../contract/agent-words.ts'
import type { Concept } from './concept.ts'
import { COMPOUND_PARTS, CONCEPTS } from './concepts.ts'
import { baseForms } from './verb-forms.ts'
import { isStopWord, stemOf, wordsOf } from './words.ts'

/** Concepts are terms too; no word begins with this. */
const CONCEPT_MARK = '~'

/** One word of a text that says something, with all the terms it is found under. */
export interface Term {
  word: string
  /** Its stem in the language of the text, first. */
  stem: string
  /** Ids of what it is about, with the mark. */
  concepts: readonly string[]
  /** What it is about together with words after it; these then have `isFollower`. */
  phrase: readonly string[]
  isFollower: boolean
  isStopWord: boolean
  /** Stems of the parts of a compound. */
  parts: readonly string[]
  /** How much it tells, 0 to 1, by itself. */
  weight: number
}

/** The terms of a text, in order. What several words together are about stands at the first of them. */
export function analyse(text: string, language: Language): Term[] {
  const words = wordsOf(text)
  const stems = words.map((word) => stemOf(word, language))
  const phrases = phrasesIn(stems, language)
  return words.map((word, at) => ({
    ...meaningIn(word, stems[at] ?? word, language),
    phrase: (phrases.begin.get(at) ?? []).map(markOf),
    isFollower: phrases.followers.has(at),
    isStopWord: isStopWord(word, language),
  }))
}

/** What a word is about when it is read in a language, as a form or a compound of others too. */
export function conceptsOfWord(word: string, language: Language): readonly string[] {
  return meaningIn(word, stemOf(word, language), language).concepts
}

type Meaning = Pick<Term, 'word' | 'stem' | 'parts' | 'concepts' | 'weight'>

const MEANINGS_KEPT_MAX = 20_000
const meanings = new Map<string, Meaning>()

function meaningIn(word: string, stem: string, language: Language): Meaning {
  const key = `${language} ${word}`
  const known = meanings.get(key)
  if (known) return known
  // As with stems: words are few, and what is not made of words must not fill the memory.
  if (meanings.size >= MEANINGS_KEPT_MAX) meanings.clear()
  const meaning = readMeaning(word, stem, language)
  meanings.set(key, meaning)
  return meaning
}

function readMeaning(word: string, stem: string, language: Language): Meaning {
  const own = conceptsOf(stem, word, language)
  const parts = language === 'de' && own.length === 0 ? compoundParts(word) : []
  const ofParts = parts.flatMap((part) => LEXICON.de.words.get(part) ?? [])
  const concepts = [...new Set([...own, ...ofParts])]
  return { word, stem, parts, concepts: concepts.map(markOf), weight: weightOf(concepts) }
}

/** Of the word itself, or else of the verb that it is a form of: "abgeholt" is about "abholen". */
function conceptsOf(stem: string, word: string, language: Language): readonly Concept[] {
  const { words } = LEXICON[language]
  const own = words.get(stem)
  if (own) return own
  for (const base of baseForms(word, language)) {
    const found = words.get(stemOf(base, language))
    if (found) return found
  }
  return []
}

function markOf(concept: Concept): string {
  return CONCEPT_MARK + concept.id
}

function weightOf(concepts: readonly Concept[]): number {
  return concepts.length === 0 ? 1 : Math.max(...concepts.map((one) => one.weight))
}

interface Lexicon {
  /** Stem → what it is about. */
  words: ReadonlyMap<string, readonly Concept[]>
  /** Stem → phrases that have it. */
  phrases: ReadonlyMap<string, readonly Phrase[]>
}

interface Phrase {
  concept: Concept
  stems: readonly string[]
}

const LEXICON: Record<Language, Lexicon> = { en: lexiconOf('en'), de: lexiconOf('de') }

function lexiconOf(language: Language): Lexicon {
  const words = new Map<string, Concept[]>()
  const phrases = new Map<string, Phrase[]>()
  for (const concept of CONCEPTS) {
    for (const text of concept.words[language]) {
      const stems = wordsOf(text).map((word) => stemOf(word, language))
      const [first, ...more] = stems
      if (first === undefined) continue
      // Forms of one word are no phrase: each of them alone would be taken for it.
      if (new Set(stems).size < stems.length) continue
      if (more.length > 0) {
        for (const stem of new Set(stems)) append(phrases, stem, { concept, stems })
      } else if (!words.get(first)?.includes(concept)) append(words, first, concept)
    }
  }
  return { words, phrases }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Words of a phrase may have this many others between them. */
const PHRASE_GAP_MAX = 3

/** Where each phrase of the text begins, and the words that belong to one further on. */
function phrasesIn(stems: readonly string[], language: Language) {
  const begin = new Map<number, Concept[]>()
  const followers = new Set<number>()
  const present = new Set(stems)
  stems.forEach((stem, at) => {
    for (const phrase of LEXICON[language].phrases.get(stem) ?? []) {
      if (!phrase.stems.every((one) => present.has(one))) continue
      const window = stems.slice(at, at + phrase.stems.length + PHRASE_GAP_MAX)
      const places = phrase.stems.map((one) => window.indexOf(one))
      if (places.includes(-1)) continue
      for (const place of places) if (place > 0) followers.add(at + place)
      const concepts = begin.get(at) ?? []
      if (!concepts.includes(phrase.concept)) begin.set(at, [...concepts, phrase.concept])
    }
  })
  return { begin, followers }
}

const PART_LENGTH_MIN = 4
/** Shorter words that stand in compounds all the same: a "Teeabo" is of tea and a subscription. */
const SHORT_PARTS: ReadonlySet<string> = new Set(['tee', 'abo', 'bio', 'rad'])

/** Stems that German compounds are made of. */
const PARTS: ReadonlySet<string> = new Set(
  [...COMPOUND_PARTS, ...CONCEPTS.filter(isTelling).flatMap((one) => one.words.de)]
    .filter((word) => isLongEnough(word) && !word.includes(' '))
    .map((word) => stemOf(word, 'de')),
)

function isLongEnough(part: string): boolean {
  return part.length >= PART_LENGTH_MIN || SHORT_PARTS.has(part)
}

function isTelling({ weight }: Concept): boolean {
  return weight >= 0.3
}

const SHORTEST = 3
const LINKS = ['', 's', 'es', 'n', 'en', 'e']

/**
 * The stems of the words that a German word is made of, when all of them are known:
 * Versandkosten → versand, kost. Empty for other words.
 */
export function compoundParts(word: string): string[] {
  for (let at = SHORTEST; at <= word.length - SHORTEST; at += 1) {
    const tail = word.slice(at)
    const last = stemOf(tail, 'de')
    if (!isLongEnough(tail) || !PARTS.has(last)) continue
    const head = word.slice(0, at)
    const first = partOf(head)
    if (first !== undefined) return [first, last]
    const parts = compoundParts(head)
    if (parts.length > 0) return [...parts, last]
  }
  return []
}

function partOf(head: string): string | undefined {
  for (const link of LINKS) {
    if (!head.endsWith(link)) continue
    const bare = head.slice(0, head.length - link.length)
    if (!isLongEnough(bare)) continue
    const stem = stemOf(bare, 'de')
    if (PARTS.has(stem)) return stem
  }
  return undefined
}

/** Every stem that has a meaning here. */
export function lexiconStems(language: Language): string[] {
  return [...LEXICON[language].words.keys()]
}

/** What a stem is about, with its weight; undefined for words without a concept. */
export function meaningOf(stem: string, language: Language) {
  const concepts = LEXICON[language].words.get(stem)
  return concepts && { concepts: concepts.map(markOf), weight: weightOf(concepts) }
}
