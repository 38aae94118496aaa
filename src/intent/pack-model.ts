import { ROUTES, type RouterModel } from './router-model.ts'

/** A model as it is written into a file: hashes and one byte for each weight, in base64. */
export interface PackedModel {
  /** Fingerprint of what the model was made from. */
  madeFrom: string
  temperature: number
  /** What one step of a byte is worth: for routes, and for the language. */
  steps: { route: number; language: number }
  bias: readonly number[]
  hashes: string
  weights: string
}

const BYTE_MAX = 127
/** Weights beyond this share of the largest are cut, so that the small ones keep their shade. */
const KEPT_QUANTILE = 0.9995

/** Leaves out features that say next to nothing. */
export function pack(model: RouterModel, madeFrom: string): PackedModel {
  const columns = ROUTES.length
  const route = stepOf(model.weights)
  const language = stepOf(model.german)
  const kept = [...model.rows]
    .filter(([, row]) =>
      model.weights.slice(row * columns, (row + 1) * columns).some((one) => Math.abs(one) > route),
    )
    .sort(([a], [b]) => a - b)
  const bytes = new Int8Array(kept.length * (columns + 1))
  kept.forEach(([, row], i) => {
    for (let column = 0; column < columns; column++) {
      bytes[i * (columns + 1) + column] = byteOf(model.weights[row * columns + column] ?? 0, route)
    }
    bytes[i * (columns + 1) + columns] = byteOf(model.german[row] ?? 0, language)
  })
  return {
    madeFrom,
    temperature: model.temperature,
    steps: { route, language },
    bias: [...model.bias].map((one) => Math.round(one * 1e4) / 1e4),
    hashes: Buffer.from(Int32Array.from(kept, ([hash]) => hash).buffer).toString('base64'),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  }
}

export function unpack(packed: PackedModel): RouterModel {
  const columns = ROUTES.length
  const hashBytes = Uint8Array.from(Buffer.from(packed.hashes, 'base64'))
  const hashes = new Int32Array(hashBytes.buffer)
  const bytes = Int8Array.from(Buffer.from(packed.weights, 'base64'))
  const rows = new Map<number, number>()
  const weights = new Float32Array(hashes.length * columns)
  const german = new Float32Array(hashes.length)
  hashes.forEach((hash, row) => {
    rows.set(hash, row)
    const from = row * (columns + 1)
    for (let column = 0; column < columns; column++) {
      weights[row * columns + column] = (bytes[from + column] ?? 0) * packed.steps.route
    }
    german[row] = (bytes[from + columns] ?? 0) * packed.steps.language
  })
  const bias = Float32Array.from(packed.bias)
  return { rows, weights, bias, german, temperature: packed.temperature }
}

function stepOf(values: Float32Array): number {
  const sizes = values.map((one) => Math.abs(one)).sort()
  const largest = sizes[Math.floor((sizes.length - 1) * KEPT_QUANTILE)] ?? 1
  return Math.max(largest, 1e-6) / BYTE_MAX
}

function byteOf(value: number, step: number): number {
  return Math.max(-BYTE_MAX, Math.min(BYTE_MAX, Math.round(value / step)))
}
