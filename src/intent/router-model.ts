import {
  PREBUILT_SKILLS,
  type PrebuiltSkill,
  ROUTING_OUTCOMES,
  type RoutedTo,
} from '../contract/agent-words.ts'
import type { Features } from './features.ts'

/** Where a message can lead, in the order of the model's columns. */
export const ROUTES: readonly RoutedTo[] = [...PREBUILT_SKILLS, ...ROUTING_OUTCOMES]

/** A linear model: for each known feature what it says about each route. */
export interface RouterModel {
  /** Hash of a feature → its row. */
  rows: ReadonlyMap<number, number>
  /** Row by row, one column for each route. */
  weights: Float32Array
  /** What holds without any feature. */
  bias: Float32Array
  /** One for each row: what speaks for German, negative for English. */
  german: Float32Array
  /** Divides the sums, so that the probabilities are as often right as they say. */
  temperature: number
}

/** One probability for each of `ROUTES`. */
export function probabilities(model: RouterModel, features: Features): Float64Array {
  return softmax(sums(model, features), model.temperature)
}

/** What speaks for each of `ROUTES`; not yet probabilities. */
export function sums(model: RouterModel, features: Features): Float64Array {
  const columns = ROUTES.length
  const made = Float64Array.from(model.bias)
  for (let i = 0; i < features.hashes.length; i++) {
    const row = model.rows.get(features.hashes[i] ?? 0)
    if (row === undefined) continue
    const weight = features.weights[i] ?? 0
    const from = row * columns
    for (let column = 0; column < columns; column++) {
      made[column] = (made[column] ?? 0) + weight * (model.weights[from + column] ?? 0)
    }
  }
  return made
}

/** Above 0 for German, below 0 for English, near 0 when nothing tells. */
export function germanness(model: RouterModel, features: Features): number {
  let sum = 0
  for (let i = 0; i < features.hashes.length; i++) {
    const row = model.rows.get(features.hashes[i] ?? 0)
    if (row !== undefined) sum += (features.weights[i] ?? 0) * (model.german[row] ?? 0)
  }
  return sum
}

export function softmax(values: Float64Array, temperature: number): Float64Array {
  const highest = Math.max(...values)
  const made = values.map((value) => Math.exp((value - highest) / temperature))
  const total = made.reduce((sum, one) => sum + one, 0)
  return made.map((one) => one / total)
}

export function isSkill(route: RoutedTo): route is PrebuiltSkill {
  return PREBUILT_SKILLS.some((one) => one === route)
}
