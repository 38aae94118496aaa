// npm run learn-intents: makes src/intent/intent-model.ts from the utterances. Takes a minute.
import { writeFile } from 'node:fs/promises'
import { calibrated, cautious } from '../src/intent/calibrate.ts'
import { learn } from '../src/intent/learn.ts'
import { pack } from '../src/intent/pack-model.ts'
import { split } from '../src/intent/utterances.ts'
import { unlike } from '../src/intent/wordings.ts'
import { intentFingerprint, readUtterances, readWordings } from './intent-sources.ts'

const utterances = readUtterances()
const wordings = readWordings()
const { learned, heldOut } = split(utterances)
const judged = learn({ utterances: learned, wordings: unlike(wordings, heldOut) })
const { temperature } = calibrated(judged, heldOut)
const model = cautious(learn({ utterances, wordings }))
const packed = pack({ ...model, temperature }, intentFingerprint())
const text = `import type { PackedModel } from './pack-model.ts'

/** Made by \`npm run learn-intents\` from ${utterances.length} utterances and ${wordings.length} sentences of wordings; not to be edited. */
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
