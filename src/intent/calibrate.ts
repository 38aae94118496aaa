import { featuresOf, tokensOf } from './features.ts'
import type { Utterance } from './learn.ts'
import { ROUTES, type RouterModel, softmax, sums } from './router-model.ts'
import { readablePart } from './words.ts'

const TEMPERATURES = Array.from({ length: 40 }, (_, i) => 0.5 + i * 0.05)

/**
 * The temperature at which the probabilities fit sentences that were not learned from best: of those
 * that are 80% sure, four in five are right.
 */
export function calibrated(model: RouterModel, heldOut: readonly Utterance[]): RouterModel {
  const judged = heldOut.map((one) => {
    const text = readablePart(one.text)
    return { values: sums(model, featuresOf(text, tokensOf(text))), route: ROUTES.indexOf(one.to) }
  })
  const surprise = (temperature: number) =>
    judged.reduce((sum, { values, route }) => {
      return sum - Math.log(Math.max(softmax(values, temperature)[route] ?? 0, 1e-12))
    }, 0)
  const best = TEMPERATURES.reduce((a, b) => (surprise(b) < surprise(a) ? b : a))
  return { ...model, temperature: Math.round(best * 100) / 100 }
}
