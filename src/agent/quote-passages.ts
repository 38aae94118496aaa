import type { CitedPassage } from '../conversation/turn-outcome.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import type { Ask, SkillAnswer } from './skill-answer.ts'
import { PASSAGE_ANSWERS_FROM } from './turn-limits.ts'
import { cutAtSentence, sentencesOf, stemsOf } from './words-of.ts'

/** Longest quotation, in characters. */
const QUOTE_LENGTH_MAX = { 'web-chat': 450, email: 900, sms: 300, whatsapp: 400 } as const
const SENTENCES_MAX = 4
/** A passage in the shopper's language is preferred to a better one in the other language. */
const LANGUAGE_WORTH = 0.2
/** What each word of the question is worth that stands in the passage itself. */
const WORD_WORTH = 0.04

/**
 * The answer that the shop's own words give, with its source. Nothing is said that is not written
 * there.
 *
 * @returns undefined when no passage answers the question
 */
export function quotePassages(ask: Ask, found: readonly FoundPassage[]): SkillAnswer | undefined {
  const wanted = new Set(stemsOf(ask.text))
  const worth = (passage: FoundPassage) =>
    passage.score +
    (passage.language === ask.language ? LANGUAGE_WORTH : 0) +
    WORD_WORTH * sharedWith(wanted, `${passage.title} ${passage.text}`)
  const [best] = found
    .filter((passage) => passage.score >= PASSAGE_ANSWERS_FROM)
    .toSorted((a, b) => worth(b) - worth(a))
  if (!best) return undefined
  const quote = tellingPart(best.text, ask.text, QUOTE_LENGTH_MAX[ask.channel])
  const says = ask.channel === 'sms' ? [quote] : [quote, ask.phrases.source(best.title, best.url)]
  return { says, passages: [cited(best)] }
}

export function cited(passage: FoundPassage): CitedPassage {
  const { knowledgeId, title, url, text, score } = passage
  return { knowledgeId, title, url, text, score }
}

/**
 * The sentences of a text that speak of the question, in their order; all of it when it is short.
 */
export function tellingPart(text: string, question: string, lengthMax: number): string {
  const whole = text.trim()
  if (whole.length <= lengthMax) return whole
  const wanted = new Set(stemsOf(question))
  const sentences = sentencesOf(whole)
  const ranked = sentences
    .map((sentence, at) => ({ sentence, at, shared: sharedWith(wanted, sentence) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared || a.at - b.at)
  const chosen = new Set<number>()
  let length = 0
  for (const { sentence, at } of ranked.slice(0, SENTENCES_MAX)) {
    if (length + sentence.length > lengthMax) continue
    chosen.add(at)
    length += sentence.length + 1
  }
  if (chosen.size === 0) return cutAtSentence(whole, lengthMax)
  return sentences.filter((_, at) => chosen.has(at)).join(' ')
}

function sharedWith(wanted: ReadonlySet<string>, sentence: string): number {
  return new Set(stemsOf(sentence).filter((stem) => wanted.has(stem))).size
}
