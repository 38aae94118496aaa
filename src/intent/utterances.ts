import { LANGUAGES } from '../contract/agent-words.ts'
import type { Utterance } from './learn.ts'
import { ROUTES } from './router-model.ts'

/** Every n-th utterance is held out when a model is judged. */
const HELD_OUT_EVERY = 5

/** The files that hold our own utterances, one line each: `utterances-de-order-tracking.txt`. */
export function utteranceFiles(): { file: string; language: 'en' | 'de'; to: Utterance['to'] }[] {
  return LANGUAGES.flatMap((language) =>
    ROUTES.map((to) => ({
      file: `utterances-${language}-${to.replaceAll('_', '-')}.txt`,
      language,
      to,
    })),
  )
}

/** @param read text of a file in this folder */
export function allUtterances(read: (file: string) => string): Utterance[] {
  return utteranceFiles().flatMap(({ file, language, to }) =>
    read(file)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((text) => ({ text, language, to })),
  )
}

/** Four fifths to learn from and one to judge with, each kind and language alike. */
export function split(
  utterances: readonly Utterance[],
  fold = 0,
): { learned: Utterance[]; heldOut: Utterance[] } {
  const isHeldOut = (_: Utterance, i: number) => i % HELD_OUT_EVERY === fold
  return {
    learned: utterances.filter((one, i) => !isHeldOut(one, i)),
    heldOut: utterances.filter(isHeldOut),
  }
}
