import type { Language } from '../contract/agent-words.ts'
import { forgiven, type Slot, slotsOf } from './ask.ts'
import { bodyTerms } from './index-terms.ts'
import { answerOf, slotValues } from './score.ts'

/**
 * How much each of some texts answers of a question, in no unit: the words of the question count by
 * what they mean, and more when fewer of the texts speak of them.
 */
export function tellingness(
  question: { text: string; language: Language },
  texts: readonly string[],
  language: Language,
): number[] {
  const terms = texts.map((body) => bodyTerms(body, language))
  const holders = countHolders(terms)
  const known = [...holders.keys()]
  const slots = slotsOf(question.text, question.language).flatMap((slot) =>
    isHeld(slot, holders) ? [slot] : (forgiven(slot, known, question.language) ?? []),
  )
  const values = slotValues(slots, { passages: texts.length, holders })
  return terms.map((held) =>
    slots.reduce((sum, slot, at) => sum + (values[at] ?? 0) * answerOf(slot, held), 0),
  )
}

function countHolders(texts: readonly ReadonlySet<string>[]): Map<string, number> {
  const holders = new Map<string, number>()
  for (const terms of texts) {
    for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1)
  }
  return holders
}

function isHeld(slot: Slot, holders: ReadonlyMap<string, number>): boolean {
  return [...slot.terms.keys()].some((term) => holders.has(term))
}
