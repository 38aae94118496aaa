import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { intentFingerprint } from '../../scripts/intent-sources.ts'
import { INTENT_MODEL } from './intent-model.ts'
import { LEARN_OPTIONS, learn } from './learn.ts'
import { pack, unpack } from './pack-model.ts'
import { allUtterances, split } from './utterances.ts'

const UTTERANCES_MIN = 60
const OUT_OF_SCOPE_MIN = 200
const utterances = allUtterances((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))

test('the model was made from the utterances and the code as they are', () => {
  expect(INTENT_MODEL.madeFrom, 'run: npm run learn-intents').toBe(intentFingerprint())
})

test('every route has enough utterances in both languages, each once', () => {
  const counts = Map.groupBy(utterances, ({ to, language }) => `${language} ${to}`)
  for (const [kind, own] of counts) {
    const least = kind.endsWith('out_of_scope') ? OUT_OF_SCOPE_MIN : UTTERANCES_MIN
    expect({ kind, isEnough: own.length >= least }).toEqual({ kind, isEnough: true })
  }
  const texts = utterances.map(({ text, language }) => `${language} ${text.toLowerCase()}`)
  expect(texts.length - new Set(texts).size).toBe(0)
})

test('the same utterances make the same model', () => {
  const some = utterances.filter((_, i) => i % 40 === 0)
  const options = { ...LEARN_OPTIONS, copies: 1, epochs: 1 }
  expect(pack(learn({ utterances: some }, options), 'x')).toEqual(
    pack(learn({ utterances: some }, options), 'x'),
  )
})

test('a packed model is the model, to a step of its bytes', () => {
  const some = utterances.filter((_, i) => i % 40 === 0)
  const packed = pack(learn({ utterances: some }, { ...LEARN_OPTIONS, copies: 1, epochs: 1 }), 'x')
  const model = unpack(packed)
  expect(pack(model, 'x').hashes).toBe(packed.hashes)
  expect(model.weights.length).toBe(model.rows.size * 11)
})

test('what is held out is not learned from', () => {
  const { learned, heldOut } = split(utterances)
  const texts = new Set(learned.map(({ text, language }) => `${language} ${text}`))
  expect(heldOut.some(({ text, language }) => texts.has(`${language} ${text}`))).toBe(false)
  expect(heldOut.length / utterances.length).toBeCloseTo(0.2, 2)
})
