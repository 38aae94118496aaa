// npm run learn-intents: makes src/intent/intent-model.ts from the utterances. Takes half a minute.
import { writeFile } from 'node:fs/promises'
import { calibrated, cautious } from '../src/intent/calibrate.ts'
import { learn } from '../src/intent/learn.ts'
import { pack } from '../src/intent/pack-model.ts'
import { split } from '../src/intent/utterances.ts'
import { intentFingerprint, readUtterances } from './intent-sources.ts'

const utterances = readUtterances()
const { learned, heldOut } = split(utterances)
const { temperature } = calibrated(learn(learned), heldOut)
const packed = pack({ ...cautious(learn(utterances)), temperature }, intentFingerprint())
const text = `import type { PackedModel } from './pack-model.ts'

/** Made by \`npm run learn-intents\` from ${utterances.length} utterances; not to be edited. */
export const INTENT_MODEL: PackedModel = {
  madeFrom: '${packed.madeFrom}',
  temperature: ${packed.temperature},
  steps: { route: ${packed.steps.route}, language: ${packed.steps.language} },
  bias: [
    ${packed.bias.join(', ')},
  ],
  hashes:
    '${packed.hashes}',
  weights:
    '${packed.weights}',
}
`
await writeFile(new URL('../src/intent/intent-model.ts', import.meta.url), text)
console.log(`${utterances.length} utterances, temperature ${temperature}, ${text.length} bytes`)
