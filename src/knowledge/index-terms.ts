import type { Language } from '../contract/agent-words.ts'
import { analyse } from './analyse.ts'

/**
 * Counts up whenever the terms of the same text change: with how words are read, with what they mean,
 * with what is weighed here. Passages that were indexed by older rules are then indexed again.
 */
export const INDEX_RULES = 2

/** A term of a passage with how much the passage says about it. */
export interface IndexTerm {
  term: string
  weight: number
}

/** Words in a title or heading count as often as this many in the text. */
const TITLE_TIMES = 2.5
/** BM25: how fast repetition stops counting, how much length matters, and an ordinary length. */
const SATURATION = 1.2
const LENGTH_SHARE = 0.4
const ORDINARY_LENGTH = 60

/**
 * Everything a passage is found under, with the part of its BM25 value that depends on no other
 * passage.
 */
export function indexTerms(
  { title, heading, body }: { title: string; heading: string; body: string },
  language: Language,
): IndexTerm[] {
  const counts = new Map<string, number>()
  let length = 0
  const count = (text: string, times: number) => {
    for (const term of analyse(text, language)) {
      for (const concept of term.phrase) add(counts, concept, times)
      if (term.isStopWord) continue
      length += times
      for (const one of [term.stem, ...term.parts, ...term.concepts]) add(counts, one, times)
    }
  }
  count(title, TITLE_TIMES)
  count(heading, TITLE_TIMES)
  count(body, 1)
  for (const { pattern, concept } of SIGNS) {
    if (pattern.test(body)) add(counts, concept, 1)
  }
  const norm = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / ORDINARY_LENGTH)
  return [...counts].map(([term, times]) => ({
    term,
    weight: (times * (SATURATION + 1)) / (times + norm),
  }))
}

/** Passages and parts of them; one is a few KB here. */
const TEXTS_KEPT_MAX = 1_000
const termsOfTexts = new Map<string, ReadonlySet<string>>()

/** What a text is found under without its title. The same passages answer again and again. */
export function bodyTerms(body: string, language: Language): ReadonlySet<string> {
  const key = `${language} ${body}`
  const known = termsOfTexts.get(key)
  if (known) return known
  if (termsOfTexts.size >= TEXTS_KEPT_MAX) termsOfTexts.clear()
  const terms = new Set(indexTerms({ title: '', heading: '', body }, language).map((of) => of.term))
  termsOfTexts.set(key, terms)
  return terms
}

const UNIT = String.raw`(?:\p{Sc}|\b(?:eur|euros?|usd|chf|gbp|dollars?|pounds?|cents?)\b)`

/** What a text says without a word for it: a price, an address to write to, a time of day. */
const SIGNS = [
  { pattern: new RegExp(String.raw`\d\s*${UNIT}|${UNIT}\s*\d`, 'iu'), concept: '~cost' },
  { pattern: /\S@\S+\.\S|\b0\d{2,5}[\s/-]?\d[\d\s/-]{4,}/u, concept: '~contact' },
  {
    pattern:
      /\d\s*(?:uhr|[ap]\.?m\.?)?\s*(?:bis|to|until|-|–)\s*\d{1,2}(?:[:.]\d\d)?\s*(?:uhr|[ap]\.?m)/iu,
    concept: '~hours',
  },
] as const

function add(counts: Map<string, number>, term: string, times: number): void {
  counts.set(term, (counts.get(term) ?? 0) + times)
}
