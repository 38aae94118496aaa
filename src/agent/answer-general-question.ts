import type { FoundPassage } from '../knowledge/passage.ts'
import { quotePassages } from './quote-passages.ts'
import { type Ask, needsKnowledge, type SkillAnswer } from './skill-answer.ts'

/** Pure: what the shop has written about it, with the source; else that it is not known. */
export function answerGeneralQuestion(ask: Ask, passages: readonly FoundPassage[]): SkillAnswer {
  return quotePassages(ask, passages) ?? needsKnowledge(ask.phrases.unknown())
}
