import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Utterance } from '../src/intent/learn.ts'
import { allUtterances, utteranceFiles } from '../src/intent/utterances.ts'
import { allWordings, wordingFiles } from '../src/intent/wordings.ts'

const INTENT = new URL('../src/intent/', import.meta.url)
/** What a model depends on, besides the utterances. */
const CODE = [
  'calibrate',
  'concepts',
  'features',
  'find-concepts',
  'function-words',
  'learn',
  'lexicon',
  'router-model',
  'vary',
  'wordings',
  'words',
]

export function readUtterances(): Utterance[] {
  return allUtterances(readIntentFile)
}

export function readWordings(): Utterance[] {
  return allWordings(readIntentFile)
}

/** The same for the same utterances and code; blanks and line ends do not matter. */
export function intentFingerprint(): string {
  const hash = createHash('sha256')
  const texts = [...utteranceFiles(), ...wordingFiles()].map(({ file }) => file)
  const files = [...texts, ...CODE.map((one) => `${one}.ts`)]
  for (const file of files) hash.update(`${file}\n${readIntentFile(file).replace(/\s+/g, ' ')}`)
  return hash.digest('hex').slice(0, 16)
}

function readIntentFile(file: string): string {
  return readFileSync(new URL(file, INTENT), 'utf8')
}
