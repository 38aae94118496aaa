import { readFileSync } from 'node:fs'
import { phrasesFor } from '../src/agent/phrases.ts'
import { quotePassages } from '../src/agent/quote-passages.ts'
import { LANGUAGES, type Language } from '../src/contract/agent-words.ts'
import { DEMO_POLICIES } from '../src/demo/demo-policies.ts'
import type { FoundPassage } from '../src/knowledge/passage.ts'

/** What a shopper asks the demo shop. */
export interface ShopQuestion {
  text: string
  language: Language
  /** Words of the passage that answers it; null when the shop has written nothing about it. */
  fact: string | null
  /** Rules were never fitted to these: every second question. */
  isHeldOut: boolean
}

/** Lines such as `4.90 EUR | how much is postage`, under the key of the policy that says it. */
export function readShopQuestions(): ShopQuestion[] {
  return LANGUAGES.flatMap((language) => {
    const file = new URL(`knowledge-questions-${language}.txt`, import.meta.url)
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [fact, text] = line.split(' | ')
        return text === undefined
          ? []
          : [{ text, language, fact: fact === '-' ? null : (fact ?? null) }]
      })
      .map((question, at) => ({ ...question, isHeldOut: at % 2 === 1 }))
  })
}

export type AnswerQuality =
  | 'right'
  /** The right passage, but the part of it that is quoted lacks what was asked for. */
  | 'beside the point'
  | 'wrong'
  | 'rightly refused'
  | 'wrongly refused'

/** What the agent makes of the passages that were found for a question. */
export function judgeAnswer(
  { text, language, fact }: ShopQuestion,
  found: readonly FoundPassage[],
): AnswerQuality {
  const ask = {
    text,
    language,
    channel: 'web-chat',
    phrases: phrasesFor(language, 'friendly'),
  } as const
  const answer = quotePassages(ask, found)
  if (!answer) return fact === null ? 'rightly refused' : 'wrongly refused'
  if (fact === null || !answer.passages?.[0]?.text.includes(fact)) return 'wrong'
  return answer.says[0]?.includes(fact) ? 'right' : 'beside the point'
}

/** The knowledge of the demo shop, in both languages. */
export const SHOP_TEXTS: readonly { title: string; text: string }[] = DEMO_POLICIES.flatMap(
  ({ title, content }) => LANGUAGES.map((one) => ({ title: title[one], text: content[one] })),
)
