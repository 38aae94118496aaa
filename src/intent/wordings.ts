import { LANGUAGES } from '../contract/agent-words.ts'
import { FUNCTION_WORDS } from './function-words.ts'
import type { Utterance } from './learn.ts'
import { ROUTES } from './router-model.ts'
import { pick, type Random, randomFrom } from './vary.ts'
import { readablePart, stem, wordsOf } from './words.ts'

/** Sentences made of each wording; those that come out the same count once. */
const SENTENCES_PER_WORDING = 64
const SEED = 20_261_126

/**
 * The files that hold our wordings, one line each. A wording stands for many sentences: of
 * `(where|when) is my (parcel|order)` each bracket leaves one of its alternatives, maybe an empty
 * one. Wordings are learned from, and never judged with: they are alike among themselves.
 */
export function wordingFiles(): { file: string; language: 'en' | 'de'; to: Utterance['to'] }[] {
  return LANGUAGES.flatMap((language) =>
    ROUTES.map((to) => ({
      file: `wordings-${language}-${to.replaceAll('_', '-')}.txt`,
      language,
      to,
    })),
  )
}

/**
 * Sentences of all wordings, the same ones each time.
 * @param read text of a file in this folder
 */
export function allWordings(read: (file: string) => string): Utterance[] {
  const random = randomFrom(SEED)
  const made = new Map<string, Utterance>()
  for (const { file, language, to } of wordingFiles()) {
    for (const line of read(file).split('\n')) {
      if (line.trim() === '') continue
      for (let i = 0; i < SENTENCES_PER_WORDING; i++) {
        const text = filled(line, random)
        made.set(`${language} ${text.toLowerCase()}`, { text, language, to })
      }
    }
  }
  return [...made.values()]
}

/** Those that do not say what one of `heldOut` says in the same words, in whatever order. */
export function unlike(wordings: readonly Utterance[], heldOut: readonly Utterance[]): Utterance[] {
  const said = new Set(heldOut.map(saidBy))
  return wordings.filter((one) => !said.has(saidBy(one)))
}

function filled(wording: string, random: Random): string {
  return wording
    .replace(/\(([^()]*)\)/g, (_, alternatives: string) => pick(alternatives.split('|'), random))
    .replace(/\s+/g, ' ')
    .replace(/ ([,?!.:])/g, '$1')
    .trim()
}

function saidBy({ text, language }: Utterance): string {
  const words = wordsOf(readablePart(text)).map(({ folded }) => folded)
  const telling = words.filter((word) => !FUNCTION_WORDS.has(word))
  const kept = telling.length > 0 ? telling : words
  return `${language} ${[...new Set(kept.map(stem))].sort().join(' ')}`
}
