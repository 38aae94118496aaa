import type { KnownWord, MisspeltWord, SimilarWord } from './known-words.sql.ts'
import { editsAllowed, editsBetween, gramsOf, isFuzzy, stemOf, wordsOf } from './search-words.ts'
import { synonymsOf } from './synonyms.ts'

/** Different words of one search that are looked for. */
const WORDS_MAX = 8
/** Known words that one word of a search may stand for. */
const MEANINGS_MAX = 40
/** Shortest word that compounds are looked up for. */
const PART_LENGTH_MIN = 3

/** How well a known word answers to a searched one, 0 to 1. */
const QUALITY = {
  equal: 1,
  synonym: 0.9,
  compoundEnd: 0.85,
  compoundBegin: 0.75,
  /** A compound of which only one part is known to be a word. */
  looseEnd: 0.65,
  looseBegin: 0.6,
  /** Of each part of a searched compound. */
  part: 0.9,
  oneEdit: 0.8,
  twoEdits: 0.65,
} as const

/** One word of a search, with the known words it may stand for. */
export interface MeantWord {
  word: string
  meanings: ReadonlyMap<string, number>
}

/** The different words of a search, at most WORDS_MAX. */
export function searchedWords(text: string): string[] {
  return [...new Set(wordsOf(text))].slice(0, WORDS_MAX)
}

/** All that must be looked up to tell what the words of a search mean. */
export function wordsToLookUp(words: readonly string[]): { equal: string[]; parts: string[] } {
  const equal = words.flatMap((word) => [
    word,
    ...synonymsOf(word),
    ...splitsOf(word).flatMap(({ parts }) => parts),
  ])
  const parts = words.filter((word) => word.length >= PART_LENGTH_MIN && /^\p{L}+$/u.test(word))
  return { equal: [...new Set(equal)], parts }
}

/** What leads from a misspelt word to the one that was meant. */
export function misspeltWord(word: string): MisspeltWord {
  const grams = gramsOf(word)
  // An edit touches three pieces at most; two swapped letters touch four, but are near.
  const sharedMin = Math.max(1, grams.length - 3 * editsAllowed(word.length))
  return { word, near: nearWords(word), grams, sharedMin }
}

/** The words without one of the letters, and those with two neighbours swapped. */
function nearWords(word: string): string[] {
  const letters = word.split('')
  const without = letters.map((_, at) => letters.toSpliced(at, 1).join(''))
  const swapped = letters.slice(1).map((letter, at) => {
    const before = letters[at] ?? ''
    return letters.toSpliced(at, 2, letter, before).join('')
  })
  return [...new Set([...without, ...swapped])]
}

/**
 * What each word of a search may stand for, by the known words: itself, synonyms, compounds it is a
 * part of, or the parts it is made of. A word that is replaced by its parts becomes two. A word
 * without meanings may be misspelt.
 */
export function meantWords(words: readonly string[], known: readonly KnownWord[]): MeantWord[] {
  const equal = new Set(known.filter(({ how }) => how === 'equal').map(({ term }) => term))
  return words.flatMap((word): MeantWord[] => {
    const own = known.filter(({ asked }) => asked === word)
    const meanings = meaningsOf(word, own, equal)
    if (meanings.size > 0) return [{ word, meanings }]
    const split = splitsOf(word).find(({ parts }) => parts.every((part) => equal.has(part)))
    if (!split) return [{ word, meanings: loose(word, own) }]
    return split.parts.map((part) => ({ word: part, meanings: new Map([[part, QUALITY.part]]) }))
  })
}

function meaningsOf(
  word: string,
  own: readonly KnownWord[],
  equal: ReadonlySet<string>,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const { how, term, isWhole } of own) {
    if (isWhole) add(found, term, how === 'ends' ? QUALITY.compoundEnd : QUALITY.compoundBegin)
  }
  for (const other of synonymsOf(word)) if (equal.has(other)) add(found, other, QUALITY.synonym)
  if (equal.has(word)) add(found, word, QUALITY.equal)
  return best(found)
}

/** Compounds of which the other part is no known word: better than nothing. */
function loose(word: string, own: readonly KnownWord[]): Map<string, number> {
  const found = new Map<string, number>()
  if (word.length <= PART_LENGTH_MIN) return found
  for (const { how, term } of own) {
    add(found, term, how === 'ends' ? QUALITY.looseEnd : QUALITY.looseBegin)
  }
  return best(found)
}

/**
 * The words without meanings that are worth looking up as misspelt. "Küche" is not "Bücher": words
 * that shops know are written as they are meant.
 */
export function misspelt(meant: readonly MeantWord[]): string[] {
  return meant
    .filter(({ meanings, word }) => meanings.size === 0 && isFuzzy(word))
    .filter(({ word }) => synonymsOf(word).length === 0)
    .map(({ word }) => word)
}

/** The same words, with what the misspelt ones may have meant. */
export function withSimilar(
  meant: readonly MeantWord[],
  similar: readonly SimilarWord[],
): MeantWord[] {
  return meant.map(({ word, meanings }) => {
    if (meanings.size > 0) return { word, meanings }
    const allowed = editsAllowed(word.length)
    const found = new Map<string, number>()
    for (const { asked, term } of similar) {
      if (asked !== word) continue
      const edits = editsBetween(word, term, allowed)
      if (edits <= allowed) add(found, term, edits <= 1 ? QUALITY.oneEdit : QUALITY.twoEdits)
    }
    return { word, meanings: best(found) }
  })
}

function add(found: Map<string, number>, term: string, quality: number): void {
  found.set(term, Math.max(found.get(term) ?? 0, quality))
}

function best(found: ReadonlyMap<string, number>): Map<string, number> {
  const ordered = [...found].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return new Map(ordered.slice(0, MEANINGS_MAX))
}

/** Where a compound may be cut: both parts of three letters or more, with or without a joint. */
function splitsOf(word: string): { parts: [string, string] }[] {
  if (word.length < 2 * PART_LENGTH_MIN || !/^\p{L}+$/u.test(word)) return []
  const splits: { parts: [string, string] }[] = []
  for (let cut = PART_LENGTH_MIN; cut <= word.length - PART_LENGTH_MIN; cut += 1) {
    const left = word.slice(0, cut)
    const right = word.slice(cut)
    splits.push({ parts: [stemOf(left), right] })
    const joint = /^(.{3,})(?:s|es|n|en|er)$/.exec(left)?.[1]
    if (joint !== undefined && stemOf(joint) !== stemOf(left)) {
      splits.push({ parts: [stemOf(joint), right] })
    }
  }
  return splits
}
