import type { Concept } from './concepts.ts'
import { conceptsOf, phraseAt } from './find-concepts.ts'
import { stem, type Word, wordsOf } from './words.ts'

/** How much a family of features may say, whatever the number of its features. */
const FAMILY_WEIGHTS = {
  concept: 1.1,
  pair: 0.8,
  word: 0.9,
  phrase: 0.7,
  chars: 0.9,
  shape: 0.4,
  label: 0.6,
}
type Family = keyof typeof FAMILY_WEIGHTS

const CONCEPT_PAIRS_DISTANCE = 5
const CHARS_MIN = 2
const CHARS_MAX = 5
const LONG_NUMBER_CHARS = 4
const SHORT_WORDS = 2
const LABEL_WORDS_MAX = 3
const LONG_WORDS = 25

/** Features of one text as hashes with their weights. The same hash may come more than once. */
export interface Features {
  hashes: Int32Array
  weights: Float32Array
}

/** A word of a text with what it means; what the features are made from. */
export interface Token {
  word: string
  stem: string
  concepts: readonly Concept[]
}

const NUMBER = /^\d+$/
const ID = /^(?=.*\d)(?=.*\p{L})[\p{L}\d]{5,}$/u
const AMOUNT = /^\d+(?:eur|euro|usd|gbp|chf|k|cm|mm|kg|ml|g|l|m|w|v|inch|in|xl)$/

/** @param text a text that went through `readablePart` */
export function tokensOf(text: string): Token[] {
  const words = wordsOf(replaceShapes(text))
  const folded = words.map(shapeOf)
  const tokens = folded.map((word) => ({ word, stem: stem(word), concepts: conceptsOf(word) }))
  return tokens.map((token, i) => {
    const phrase = phraseAt(folded, i)
    return phrase ? { ...token, concepts: [...phrase.names, ...token.concepts] } : token
  })
}

function replaceShapes(text: string): string {
  return text
    .slice()
    .replace(/\S+@\S+\.\S+/g, ' xemailx ')
    .replace(/https?:\/\/\S+|www\.\S+/g, ' xlinkx http ')
    .replace(/[£$€]\s?\d[\d.,]*|\d[\d.,]*\s?[£$€]/g, ' xpricex ')
    .replace(/#\s?\d{3,}|\b[A-Z]{2,4}-\d[\d-]*/g, ' xorderx ')
}

function shapeOf({ folded }: Word): string {
  if (NUMBER.test(folded)) return folded.length >= LONG_NUMBER_CHARS ? 'xlongx' : 'xnumberx'
  if (AMOUNT.test(folded)) return 'xamountx'
  return ID.test(folded) ? 'xidx' : folded
}

/** Words whose surface is left out when it is learned from: what stays must be enough. */
export type Hidden = (token: Token, at: number) => boolean

/**
 * What a text looks like to the router: meanings, pairs of meanings near each other, words and their
 * stems, neighbouring words, parts of words, and its shape.
 */
export function featuresOf(
  text: string,
  tokens: readonly Token[],
  isHidden: Hidden = () => false,
): Features {
  const made = new Gathered()
  addConcepts(made, tokens)
  tokens.forEach((token, i) => {
    if (isHidden(token, i)) return
    made.add('word', `w ${token.word}`, 1)
    if (token.stem !== token.word) made.add('word', `s ${token.stem}`, 1)
    addChars(made, token.word)
    const next = tokens[i + 1]
    if (next && !isHidden(next, i + 1)) {
      made.add('phrase', `b ${token.stem} ${next.stem}`, 1)
    }
    const after = tokens[i + 2]
    if (after && !isHidden(after, i + 2)) {
      made.add('phrase', `k ${token.stem} ${after.stem}`, 0.5)
    }
  })
  const first = tokens[0]
  if (first && !isHidden(first, 0)) made.add('phrase', `^ ${first.stem}`, 1)
  addShape(made, text, tokens)
  addLabel(made, tokens)
  return made.normalised()
}

function addConcepts(made: Gathered, tokens: readonly Token[]): void {
  const seen: { concept: string; at: number }[] = []
  tokens.forEach((token, at) => {
    for (const concept of token.concepts) {
      made.add('concept', `c ${concept}`, 1)
      for (const before of seen) {
        if (at - before.at > CONCEPT_PAIRS_DISTANCE || before.concept === concept) continue
        const [low, high] = [before.concept, concept].sort()
        made.add('pair', `p ${low} ${high}`, 1)
      }
    }
    for (const concept of token.concepts) seen.push({ concept, at })
    while (seen[0] && at - seen[0].at >= CONCEPT_PAIRS_DISTANCE) seen.shift()
  })
}

/** "shoes" and "blue mug?" say by their shortness what they want. */
function addLabel(made: Gathered, tokens: readonly Token[]): void {
  if (tokens.length > LABEL_WORDS_MAX) return
  const concepts = new Set(tokens.flatMap((token) => token.concepts))
  for (const concept of concepts) made.add('label', `l ${tokens.length} ${concept}`, 1)
}

function addChars(made: Gathered, word: string): void {
  if (word.startsWith('x') && word.endsWith('x')) return
  const padded = `<${word}>`
  for (let length = CHARS_MIN; length <= CHARS_MAX; length++) {
    for (let at = 0; at + length <= padded.length; at++) {
      made.add('chars', padded.slice(at, at + length), 1)
    }
  }
}

function addShape(made: Gathered, text: string, tokens: readonly Token[]): void {
  const unknown = tokens.filter((token) => token.concepts.length === 0).length
  const share = tokens.length === 0 ? 1 : unknown / tokens.length
  made.add('shape', `u ${Math.round(share * 4)}`, 1)
  if (share === 1) made.add('shape', 'nothing known', 1)
  if (text.includes('?')) made.add('shape', '?', 1)
  if (text.includes('!')) made.add('shape', '!', 0.5)
  if (tokens.length <= SHORT_WORDS) made.add('shape', `n ${tokens.length}`, 1)
  else made.add('shape', tokens.length >= LONG_WORDS ? 'long' : 'middle', 0.5)
}

class Gathered {
  readonly #families = new Map<Family, Map<number, number>>()

  add(family: Family, name: string, weight: number): void {
    const features = this.#families.get(family) ?? new Map<number, number>()
    this.#families.set(family, features)
    const key = hash(name)
    features.set(key, (features.get(key) ?? 0) + weight)
  }

  /** Each family has the length of its weight, so that long texts do not shout. */
  normalised(): Features {
    const size = [...this.#families.values()].reduce((sum, { size }) => sum + size, 0)
    const made = { hashes: new Int32Array(size), weights: new Float32Array(size) }
    let at = 0
    for (const [family, features] of this.#families) {
      let squares = 0
      for (const count of features.values()) squares += damped(count) ** 2
      const factor = FAMILY_WEIGHTS[family] / Math.sqrt(squares)
      for (const [key, count] of features) {
        made.hashes[at] = key
        made.weights[at] = damped(count) * factor
        at++
      }
    }
    return made
  }
}

/** The second mention of a thing says less than the first. */
function damped(count: number): number {
  return count <= 1 ? count : 1 + Math.log(count)
}

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

function hash(name: string): number {
  let made = FNV_OFFSET
  for (let i = 0; i < name.length; i++) made = Math.imul(made ^ name.charCodeAt(i), FNV_PRIME)
  return made | 0
}
