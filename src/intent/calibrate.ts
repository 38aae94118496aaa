import { featuresOf, tokensOf } from './features.ts'
import type { Utterance } from './learn.ts'
import { ROUTES, type RouterModel, softmax, sums } from './router-model.ts'
import { readablePart } from './words.ts'

const TEMPERATURES = Array.from({ length: 40 }, (_, i) => 0.5 + i * 0.05)

/**
 * How much a message must look like a wish of a shop's customer to be taken for one. Nobody can
 * write down all that is none of a shop's business, so what was learned of it is a small part.
 */
const CAUTION = 1.1

/**
 * The temperature at which the probabilities fit sentences that were not learned from best: of those
 * that are 80% sure, four in five are right.
 */
export function calibrated(model: RouterModel, heldOut: readonly Utterance[]): RouterModel {
  const careful = cautious(model)
  const judged = heldOut.map((one) => {
    const text = readablePart(one.text)
    return {
      values: sums(careful, featuresOf(text, tokensOf(text))),
      route: ROUTES.indexOf(one.to),
    }
  })
  const surprise = (temperature: number) =>
    judged.reduce((sum, { values, route }) => {
      return sum - Math.log(Math.max(softmax(values, temperature)[route] ?? 0, 1e-12))
    }, 0)
  const best = TEMPERATURES.reduce((a, b) => (surprise(b) < surprise(a) ? b : a))
  return { ...careful, temperature: Math.round(best * 100) / 100 }
}

/** The same model, leaning towards "out of scope". */
export function cautious(model: RouterModel): RouterModel {
  const bias = model.bias.map((one, i) => (ROUTES[i] === 'out_of_scope' ? one + CAUTION : one))
  return { ...model, bias }
}
