import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'

export interface UnansweredQuestion {
  question: string
  language: Language
  /** Null when it was asked outside a conversation. */
  conversationId: string | null
  now: Date
}

/** Note a question that no passage answered, beside those that ask the same. */
export async function recordKnowledgeGap(
  _tx: Tx,
  _accountId: string,
  _asked: UnansweredQuestion,
): Promise<void> {}
