import { FUNCTION_WORDS } from './function-words.ts'
import { fold, stem } from './words.ts'

/**
 * Groups of words, as people write them. `paket*` is every word that begins so, `*paket` every word
 * that ends so, `how_much` is two words in a row. A word may stand in several groups.
 */
export type WordGroups<Name extends string> = Readonly<Record<Name, string>>

export interface FoundPhrase<Name extends string> {
  names: readonly Name[]
  /** Words that it takes, 2 to 4. */
  words: number
}

export interface Lexicon<Name extends string> {
  /** Groups of a folded word: none, or several. Forgives one typo in longer words. */
  groupsOf: (folded: string) => readonly Name[]
  /** The longest phrase that begins at `from`. */
  phraseAt: (folded: readonly string[], from: number) => FoundPhrase<Name> | undefined
}

const PREFIX_CHARS_MIN = 2
const TYPO_CHARS_MIN = 5
/** Words of five letters are forgiven less: "aktiv" is no "aktie", but "paekt" is a "paket". */
const SUBSTITUTION_CHARS_MIN = 7
/** Shorter stems are shared by words of different languages. */
const STEM_CHARS_MIN = 5
const COMPOUND_CHARS_MIN = 9
const COMPOUND_PART_CHARS_MIN = 4
const PHRASE_WORDS_MAX = 4
/** Words are remembered, since they repeat; the memory is emptied rather than grown. */
const REMEMBERED_WORDS_MAX = 8_000
const LINKING_LETTERS = ['', 's', 'n', 'en', 'es', 'e']

interface Index<Name> {
  exact: Map<string, Name[]>
  stems: Map<string, Name[]>
  prefixes: Map<string, Name[]>
  suffixes: Map<string, Name[]>
  phrases: Map<string, Name[]>
  /** A word with one letter left out → words of `exact` that it may have been. */
  typos: Map<string, string[]>
}

/** @param names the groups to file, in the order in which a word's groups are told */
export function lexiconOf<Name extends string>(
  groups: WordGroups<Name>,
  names: readonly Name[],
): Lexicon<Name> {
  let built: Index<Name> | undefined
  const index = () => {
    built ??= build(groups, names)
    return built
  }
  const remembered = new Map<string, readonly Name[]>()
  return {
    groupsOf(folded) {
      const known = remembered.get(folded)
      if (known) return known
      if (remembered.size >= REMEMBERED_WORDS_MAX) remembered.clear()
      const found = lookUp(index(), folded)
      remembered.set(folded, found)
      return found
    },
    phraseAt: (folded, from) => longestPhrase(index(), folded, from),
  }
}

function longestPhrase<Name extends string>(
  { phrases }: Index<Name>,
  folded: readonly string[],
  from: number,
): FoundPhrase<Name> | undefined {
  const longest = Math.min(PHRASE_WORDS_MAX, folded.length - from)
  for (let words = longest; words >= 2; words--) {
    const names = phrases.get(folded.slice(from, from + words).join('_'))
    if (names) return { names, words }
  }
  return undefined
}

function lookUp<Name>(index: Index<Name>, folded: string): readonly Name[] {
  if (FUNCTION_WORDS.has(folded)) return index.exact.get(folded) ?? []
  const found = withoutTypos(index, folded) ?? compound(index, folded)
  return found ?? (isTypable(folded) ? misspelled(index, folded) : [])
}

function withoutTypos<Name>(
  { exact, stems, prefixes, suffixes }: Index<Name>,
  folded: string,
): readonly Name[] | undefined {
  const found = new Set<Name>(exact.get(folded))
  for (let length = PREFIX_CHARS_MIN; length <= folded.length; length++) {
    for (const one of prefixes.get(folded.slice(0, length)) ?? []) found.add(one)
    for (const one of suffixes.get(folded.slice(-length)) ?? []) found.add(one)
  }
  if (found.size > 0) return [...found]
  const bare = stem(folded)
  return bare.length >= STEM_CHARS_MIN ? stems.get(bare) : undefined
}

/** German writes words together: "Kaffeebecherdeckel" is coffee, mug and lid. */
function compound<Name>({ exact, stems }: Index<Name>, folded: string): Name[] | undefined {
  if (folded.length < COMPOUND_CHARS_MIN) return undefined
  for (let cut = COMPOUND_PART_CHARS_MIN; cut <= folded.length - COMPOUND_PART_CHARS_MIN; cut++) {
    const head = folded.slice(0, cut)
    const tail = folded.slice(cut)
    const second = exact.get(tail) ?? stems.get(stem(tail))
    if (!second) continue
    const first = LINKING_LETTERS.map((letters) =>
      head.endsWith(letters) ? exact.get(letters ? head.slice(0, -letters.length) : head) : [],
    ).find((one) => one && one.length > 0)
    if (first) return [...new Set([...second, ...first])]
  }
  return undefined
}

function isTypable(folded: string): boolean {
  return folded.length >= TYPO_CHARS_MIN && /^\p{L}+$/u.test(folded)
}

function misspelled<Name>({ exact, typos }: Index<Name>, folded: string): readonly Name[] {
  for (const shorter of [folded, ...withOneLetterLess(folded)]) {
    const candidates = [...(exact.has(shorter) ? [shorter] : []), ...(typos.get(shorter) ?? [])]
    const meant = candidates.find((one) => isMistyped(folded, one))
    if (meant) return exact.get(meant) ?? []
  }
  return []
}

function isMistyped(folded: string, meant: string): boolean {
  if (meant.length < TYPO_CHARS_MIN || meant[0] !== folded[0]) return false
  if (meant.length !== folded.length) return Math.abs(meant.length - folded.length) === 1
  const wrong = Array.from(folded).filter((letter, i) => letter !== meant[i]).length
  return wrong === 1 ? folded.length >= SUBSTITUTION_CHARS_MIN : isSwapped(folded, meant)
}

/** Two neighbouring letters changed places. */
function isSwapped(one: string, other: string): boolean {
  const at = Array.from(one).findIndex((letter, i) => letter !== other[i])
  return one.slice(0, at) + (one[at + 1] ?? '') + (one[at] ?? '') + one.slice(at + 2) === other
}

function withOneLetterLess(word: string): string[] {
  return Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1))
}

function build<Name extends string>(groups: WordGroups<Name>, names: readonly Name[]): Index<Name> {
  const made: Index<Name> = {
    exact: new Map(),
    stems: new Map(),
    prefixes: new Map(),
    suffixes: new Map(),
    phrases: new Map(),
    typos: new Map(),
  }
  for (const name of names) {
    for (const entry of groups[name].split(/\s+/)) if (entry !== '') file(made, name, entry)
  }
  for (const word of made.exact.keys()) {
    if (word.length < TYPO_CHARS_MIN) continue
    for (const shorter of withOneLetterLess(word)) append(made.typos, shorter, word)
  }
  return made
}

function file<Name>(made: Index<Name>, name: Name, entry: string): void {
  const parts = entry.replaceAll('*', '').split('_').map(fold)
  const word = parts.join('_')
  if (parts.length > 1) return append(made.phrases, word, name)
  if (entry.startsWith('*')) return append(made.suffixes, word, name)
  append(made.exact, word, name)
  if (entry.endsWith('*')) append(made.prefixes, word, name)
  else append(made.stems, stem(word), name)
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (!list) map.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}
