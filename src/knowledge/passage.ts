import type { Language } from '../contract/agent-words.ts'

/** A part of a knowledge source, short enough to quote. */
export interface Passage {
  passageId: string
  /** UUID of the source it is of. */
  knowledgeId: string
  title: string
  url: string | null
  text: string
  language: Language
}

export interface FoundPassage extends Passage {
  /** 0 to 1: how well it answers, comparable between questions. */
  score: number
}

/** What `findPassages` answers to. */
export interface KnowledgeQuestion {
  text: string
  language: Language
  limit: number
}
