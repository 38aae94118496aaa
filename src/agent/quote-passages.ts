import type { Language } from '../contract/agent-words.ts'
import type { CitedPassage } from '../conversation/turn-outcome.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import { tellingness } from '../knowledge/telling-texts.ts'
import type { Ask, SkillAnswer } from './skill-answer.ts'
import { PASSAGE_ANSWERS_FROM, PASSAGE_SURELY_ANSWERS_FROM } from './turn-limits.ts'
import { cutAtSentence, sentencesOf } from './words-of.ts'

/** Longest quotation, in characters. */
const QUOTE_LENGTH_MAX = { 'web-chat': 450, email: 900, sms: 300, whatsapp: 400 } as const
const SENTENCES_MAX = 4
/** A passage in the shopper's language is preferred to a better one in the other language. */
const LANGUAGE_WORTH = 0.35

/**
 * The answer that the shop's own words give, with its source. Nothing is said that is not written
 * there.
 *
 * @returns undefined when no passage answers the question
 */
export function quotePassages(
  ask: Pick<Ask, 'text' | 'language' | 'channel' | 'phrases'>,
  found: readonly FoundPassage[],
): SkillAnswer | undefined {
  const worth = (passage: FoundPassage) =>
    passage.score + (passage.language === ask.language ? LANGUAGE_WORTH : 0)
  const [best] = found
    .filter((passage) => passage.score >= PASSAGE_ANSWERS_FROM)
    .toSorted((a, b) => worth(b) - worth(a))
  if (!best) return undefined
  const quote = tellingPart(best.text, best.language, ask, QUOTE_LENGTH_MAX[ask.channel])
  const says = ask.channel === 'sms' ? [quote] : [quote, ask.phrases.source(best.title, best.url)]
  return { says, passages: [cited(best)] }
}

/** Those that answer beyond doubt. */
export function surely(found: readonly FoundPassage[]): FoundPassage[] {
  return found.filter(({ score }) => score >= PASSAGE_SURELY_ANSWERS_FROM)
}

export function cited(passage: FoundPassage): CitedPassage {
  const { knowledgeId, title, url, text, score } = passage
  return { knowledgeId, title, url, text, score }
}

export interface Question {
  text: string
  language: Language
}

/** Parts of a text that are left away when another part answers this many times as much. */
const BESIDE_THE_POINT = 0.6
/** Shorter lines belong to what stands above them: items of a list, a line of an address. */
const PARAGRAPH_LENGTH_MIN = 100

/**
 * The paragraphs of a text that answer the question, or the sentences when these are too long; in
 * their order. All of a text that is one paragraph and short.
 */
export function tellingPart(
  text: string,
  textLanguage: Language,
  question: Question,
  lengthMax: number,
): string {
  const paragraphs = paragraphsOf(text)
  const worths = tellingness(question, paragraphs, textLanguage)
  const enough = Math.max(...worths) * BESIDE_THE_POINT
  const chosen = paragraphs.filter((_, at) => (worths[at] ?? 0) >= enough).join('\n')
  return chosen.length <= lengthMax
    ? chosen
    : tellingSentences(chosen, textLanguage, question, lengthMax)
}

function paragraphsOf(text: string): string[] {
  const paragraphs: string[] = []
  for (const line of text.trim().split('\n')) {
    const above = paragraphs.at(-1)
    const isPart = line.length < PARAGRAPH_LENGTH_MIN || (above?.length ?? 0) < PARAGRAPH_LENGTH_MIN
    if (above !== undefined && isPart) paragraphs[paragraphs.length - 1] = `${above}\n${line}`
    else paragraphs.push(line)
  }
  return paragraphs
}

function tellingSentences(
  text: string,
  textLanguage: Language,
  question: Question,
  lengthMax: number,
): string {
  const sentences = sentencesOf(text)
  const worths = tellingness(question, sentences, textLanguage)
  const ranked = sentences
    .map((sentence, at) => ({ sentence, at, worth: worths[at] ?? 0 }))
    .filter(({ worth }) => worth > 0)
    .toSorted((a, b) => b.worth - a.worth || a.at - b.at)
  const chosen = new Set<number>()
  let length = 0
  for (const { sentence, at } of ranked.slice(0, SENTENCES_MAX)) {
    if (length + sentence.length > lengthMax) continue
    chosen.add(at)
    length += sentence.length + 1
  }
  if (chosen.size === 0) return cutAtSentence(text, lengthMax)
  return sentences.filter((_, at) => chosen.has(at)).join(' ')
}
