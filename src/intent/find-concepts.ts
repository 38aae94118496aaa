import { CONCEPTS, type Concept } from './concepts.ts'
import { fold, stem } from './words.ts'

const PREFIX_CHARS_MIN = 2
const TYPO_CHARS_MIN = 5
const COMPOUND_CHARS_MIN = 9
const COMPOUND_PART_CHARS_MIN = 4
const PHRASE_WORDS_MAX = 4
/** Words are remembered, since they repeat; the memory is emptied rather than grown. */
const REMEMBERED_WORDS_MAX = 8_000
const LINKING_LETTERS = ['', 's', 'n', 'en', 'es', 'e']

interface Index {
  exact: Map<string, Concept[]>
  stems: Map<string, Concept[]>
  prefixes: Map<string, Concept[]>
  suffixes: Map<string, Concept[]>
  phrases: Map<string, Concept[]>
  /** A word with one letter left out → words of `exact` that it may have been. */
  typos: Map<string, string[]>
}

const NONE: readonly Concept[] = []
let built: Index | undefined
const remembered = new Map<string, readonly Concept[]>()

/** What a folded word means: nothing, or several things. Forgives one typo in longer words. */
export function conceptsOf(folded: string): readonly Concept[] {
  const known = remembered.get(folded)
  if (known) return known
  if (remembered.size >= REMEMBERED_WORDS_MAX) remembered.clear()
  const found = lookUp(folded)
  remembered.set(folded, found)
  return found
}

/** A phrase that begins at a word. */
export interface FoundPhrase {
  concepts: readonly Concept[]
  /** Words that it takes, 2 to 4. */
  words: number
}

/** The longest known phrase that begins at `from`. */
export function phraseAt(words: readonly string[], from: number): FoundPhrase | undefined {
  const { phrases } = index()
  const longest = Math.min(PHRASE_WORDS_MAX, words.length - from)
  for (let length = longest; length >= 2; length--) {
    const concepts = phrases.get(words.slice(from, from + length).join('_'))
    if (concepts) return { concepts, words: length }
  }
  return undefined
}

function lookUp(folded: string): readonly Concept[] {
  return withoutTypos(folded) ?? compound(folded) ?? (isTypable(folded) ? misspelled(folded) : NONE)
}

function withoutTypos(folded: string): readonly Concept[] | undefined {
  const { exact, stems, prefixes, suffixes } = index()
  const found = new Set<Concept>(exact.get(folded))
  for (let length = PREFIX_CHARS_MIN; length <= folded.length; length++) {
    for (const one of prefixes.get(folded.slice(0, length)) ?? NONE) found.add(one)
    for (const one of suffixes.get(folded.slice(-length)) ?? NONE) found.add(one)
  }
  if (found.size > 0) return [...found]
  return stems.get(stem(folded))
}

/** German writes words together: "Kaffeebecherdeckel" is coffee, mug and lid. */
function compound(folded: string): readonly Concept[] | undefined {
  if (folded.length < COMPOUND_CHARS_MIN) return undefined
  const { exact, stems } = index()
  for (let cut = COMPOUND_PART_CHARS_MIN; cut <= folded.length - COMPOUND_PART_CHARS_MIN; cut++) {
    const head = folded.slice(0, cut)
    const tail = folded.slice(cut)
    const second = exact.get(tail) ?? stems.get(stem(tail))
    if (!second) continue
    const first = LINKING_LETTERS.map((letters) =>
      head.endsWith(letters) ? exact.get(letters ? head.slice(0, -letters.length) : head) : NONE,
    ).find((one) => one && one.length > 0)
    if (first) return [...new Set([...second, ...first])]
  }
  return undefined
}

function isTypable(folded: string): boolean {
  return folded.length >= TYPO_CHARS_MIN && /^\p{L}+$/u.test(folded)
}

function misspelled(folded: string): readonly Concept[] {
  const { exact, typos } = index()
  for (const shorter of [folded, ...withOneLetterLess(folded)]) {
    const meant = exact.has(shorter)
      ? shorter
      : typos.get(shorter)?.find((one) => Math.abs(one.length - folded.length) <= 1)
    if (meant && meant.length >= TYPO_CHARS_MIN && meant[0] === folded[0]) {
      return exact.get(meant) ?? NONE
    }
  }
  return NONE
}

function withOneLetterLess(word: string): string[] {
  return Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1))
}

function index(): Index {
  built ??= build()
  return built
}

function build(): Index {
  const made: Index = {
    exact: new Map(),
    stems: new Map(),
    prefixes: new Map(),
    suffixes: new Map(),
    phrases: new Map(),
    typos: new Map(),
  }
  for (const [concept, entry] of entries()) file(made, concept, entry)
  for (const word of made.exact.keys()) {
    if (word.length < TYPO_CHARS_MIN) continue
    for (const shorter of withOneLetterLess(word)) append(made.typos, shorter, word)
  }
  return made
}

function* entries(): Generator<[Concept, string]> {
  for (const concept of Object.keys(CONCEPTS).filter(isConcept)) {
    for (const entry of CONCEPTS[concept].split(/\s+/)) yield [concept, entry]
  }
}

function isConcept(name: string): name is Concept {
  return Object.hasOwn(CONCEPTS, name)
}

function file(made: Index, concept: Concept, entry: string): void {
  const parts = entry.replaceAll('*', '').split('_').map(fold)
  const word = parts.join('_')
  if (parts.length > 1) return append(made.phrases, word, concept)
  if (entry.startsWith('*')) return append(made.suffixes, word, concept)
  append(made.exact, word, concept)
  if (entry.endsWith('*')) append(made.prefixes, word, concept)
  else append(made.stems, stem(word), concept)
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (!list) map.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}
