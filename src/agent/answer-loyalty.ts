import type { FoundPassage } from '../knowledge/passage.ts'
import { quotePassages } from './quote-passages.ts'
import { type Ask, needsKnowledge, needsProof, type SkillAnswer } from './skill-answer.ts'

export interface FoundLoyalty {
  points: number | null
  tier: string | null
}

const ASKS_BALANCE =
  /\b(how many|balance|my ((loyalty|bonus|reward) )?(points|tier|status|rewards)|do i have|have i|wie ?viele?|punktestand|kontostand|meine ((treue|bonus)-?)?(punkte|prämien)|mein (status|stand)|habe ich)\b/iu

/** Whether a message asks for the shopper's own points, and not how the programme works. */
export function asksForBalance(text: string): boolean {
  return ASKS_BALANCE.test(text)
}

/**
 * Pure: the shopper's points, or how the programme works.
 *
 * @param loyalty null: not proved; undefined: proved, but there is no loyalty account
 */
export function answerLoyalty(
  ask: Ask,
  loyalty: FoundLoyalty | null | undefined,
  passages: readonly FoundPassage[],
): SkillAnswer {
  const { phrases } = ask
  const policy = quotePassages(ask, passages)
  if (!asksForBalance(ask.text)) return policy ?? needsKnowledge(phrases.unknown())
  if (loyalty === null) return needsProof()
  if (loyalty === undefined || loyalty.points === null) return { says: [phrases.loyaltyNone()] }
  const points = loyalty.points.toLocaleString(ask.language === 'de' ? 'de-DE' : 'en-US')
  return { says: [phrases.loyaltyBalance(points, loyalty.tier)], tags: ['loyalty'] }
}
