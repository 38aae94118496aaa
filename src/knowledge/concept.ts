import type { Language } from '../contract/agent-words.ts'

/**
 * What shoppers ask about, with the words for it in both languages: synonyms find each other, and a
 * German question finds an English policy.
 */
export interface Concept {
  id: string
  /** How much it tells of what a question is about, 0 to 1. */
  weight: number
  words: Record<Language, readonly string[]>
}
