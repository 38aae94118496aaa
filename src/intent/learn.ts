import type { Language, RoutedTo } from '../contract/agent-words.ts'
import { type Features, featuresOf, type Hidden, tokensOf } from './features.ts'
import { ROUTES, type RouterModel, softmax } from './router-model.ts'
import { pick, type Random, randomFrom, vary } from './vary.ts'
import { readablePart } from './words.ts'

/** A sentence of our own with where it leads. */
export interface Utterance {
  text: string
  language: Language
  to: RoutedTo
}

export interface LearnOptions {
  /** Varied copies of each utterance, besides the utterance itself. */
  copies: number
  /** The same of each sentence of a wording, which has its likes beside it. */
  wordingCopies: number
  epochs: number
  seed: number
  stepSize: number
  /** Pulls weights towards nothing, so that a feature seen once says little. */
  decay: number
  /** Share of words whose surface is left out in a copy. */
  hidden: number
  /** Features seen in fewer utterances than this are not learned. */
  seenMin: number
}

export const LEARN_OPTIONS: LearnOptions = {
  copies: 5,
  wordingCopies: 1,
  epochs: 5,
  seed: 20_260_715,
  stepSize: 0.3,
  decay: 2e-3,
  hidden: 0.1,
  seenMin: 2,
}

/** An example that is this nearly right teaches nothing more. */
const LEARNED_ERROR = 0.02

interface Example {
  features: Features
  route: number
  isGerman: boolean
}

/**
 * Learns a router from utterances and sentences of wordings: multinomial logistic regression with
 * per-weight steps (AdaGrad) over them and varied copies of them. The same ones make the same model.
 */
export function learn(
  {
    utterances,
    wordings = [],
  }: { utterances: readonly Utterance[]; wordings?: readonly Utterance[] },
  options: LearnOptions = LEARN_OPTIONS,
): RouterModel {
  const random = randomFrom(options.seed)
  const originals = [...utterances, ...wordings].map((one) =>
    exampleOf(one, readablePart(one.text)),
  )
  const rows = knownFeatures(originals, options.seenMin)
  const copiesOf = (some: readonly Utterance[], copies: number) =>
    some.flatMap((one) =>
      Array.from({ length: copies }, () => variedExample(one, some, options, random)),
    )
  const copies = [
    ...copiesOf(utterances, options.copies),
    ...copiesOf(wordings, options.wordingCopies),
  ]
  return fit([...originals, ...copies], rows, options, random)
}

function exampleOf({ to, language }: Utterance, text: string, isHidden?: Hidden): Example {
  const features = featuresOf(text, tokensOf(text), isHidden)
  return { features, route: ROUTES.indexOf(to), isGerman: language === 'de' }
}

function variedExample(
  utterance: Utterance,
  all: readonly Utterance[],
  options: LearnOptions,
  random: Random,
): Example {
  const text = readablePart(varied(utterance, all, random))
  return exampleOf(utterance, text, () => random() < options.hidden)
}

/** Now and then two sentences with the same wish, as in a long message. */
function varied(utterance: Utterance, all: readonly Utterance[], random: Random): string {
  const text = vary(utterance.text, utterance.language, random)
  if (random() > 0.1) return text
  const second = pick(all, random)
  const isSame = second.to === utterance.to && second.language === utterance.language
  return isSame ? `${text}. ${second.text}` : text
}

function knownFeatures(examples: readonly Example[], seenMin: number): Map<number, number> {
  const seen = new Map<number, number>()
  for (const { features } of examples) {
    for (const hash of features.hashes) seen.set(hash, (seen.get(hash) ?? 0) + 1)
  }
  const rows = new Map<number, number>()
  for (const [hash, count] of seen) if (count >= seenMin) rows.set(hash, rows.size)
  return rows
}

function fit(
  examples: readonly Example[],
  rows: ReadonlyMap<number, number>,
  options: LearnOptions,
  random: Random,
): RouterModel {
  const columns = ROUTES.length
  const data = examples.map((one) => compact(one, rows))
  shuffle(data, random)
  const german = fitLanguage(data, rows.size)
  const weights = new Float32Array(rows.size * columns)
  const squares = new Float32Array(rows.size * columns).fill(0.1)
  const bias = new Float32Array(columns)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const step = options.stepSize * (1 - epoch / options.epochs) ** 0.5
    shuffle(data, random)
    for (const one of data) {
      const off = errors(one, weights, bias)
      if (Math.abs(off[one.route] ?? 0) < LEARNED_ERROR) continue
      for (let column = 0; column < columns; column++) {
        bias[column] = (bias[column] ?? 0) - 0.01 * step * (off[column] ?? 0)
      }
      for (let i = 0; i < one.rows.length; i++) {
        const from = (one.rows[i] ?? 0) * columns
        const value = one.values[i] ?? 0
        for (let column = 0; column < columns; column++) {
          const at = from + column
          const weight = weights[at] ?? 0
          const slope = value * (off[column] ?? 0) + options.decay * weight
          const square = (squares[at] ?? 0) + slope * slope
          squares[at] = square
          weights[at] = weight - (step * slope) / Math.sqrt(square)
        }
      }
    }
  }
  return { rows, weights, bias, german, temperature: 1 }
}

interface Compact {
  rows: Int32Array
  values: Float32Array
  route: number
  isGerman: boolean
}

const LANGUAGE_EPOCHS = 2
const LANGUAGE_STEP = 0.2

/** Which language a feature belongs to: logistic regression over the same examples. */
function fitLanguage(data: readonly Compact[], rows: number): Float32Array {
  const german = new Float32Array(rows)
  for (let epoch = 0; epoch < LANGUAGE_EPOCHS; epoch++) {
    for (const one of data) {
      let sum = 0
      one.rows.forEach((row, i) => {
        sum += (german[row] ?? 0) * (one.values[i] ?? 0)
      })
      const off = 1 / (1 + Math.exp(-sum)) - (one.isGerman ? 1 : 0)
      one.rows.forEach((row, i) => {
        german[row] = (german[row] ?? 0) - LANGUAGE_STEP * off * (one.values[i] ?? 0)
      })
    }
  }
  return german
}

function compact(
  { features, route, isGerman }: Example,
  rows: ReadonlyMap<number, number>,
): Compact {
  const found: number[] = []
  const values: number[] = []
  features.hashes.forEach((hash, i) => {
    const row = rows.get(hash)
    if (row === undefined) return
    found.push(row)
    values.push(features.weights[i] ?? 0)
  })
  return { rows: Int32Array.from(found), values: Float32Array.from(values), route, isGerman }
}

/** Probability minus truth, for each route. */
function errors(one: Compact, weights: Float32Array, bias: Float32Array): Float64Array {
  const columns = ROUTES.length
  const made = Float64Array.from(bias)
  for (let i = 0; i < one.rows.length; i++) {
    const from = (one.rows[i] ?? 0) * columns
    const value = one.values[i] ?? 0
    for (let column = 0; column < columns; column++) {
      made[column] = (made[column] ?? 0) + value * (weights[from + column] ?? 0)
    }
  }
  const off = softmax(made, 1)
  off[one.route] = (off[one.route] ?? 0) - 1
  return off
}

function shuffle(items: unknown[], random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[items[last], items[other]] = [items[other], items[last]]
  }
}
