import type { Log } from '../platform/log.ts'

/** An answer of the agent: whom it answered where. */
export interface AnswerEntry {
  profileId: string
  conversationId: string
  channel: string
  at: Date
}

/** The log of answers; a row's position is its answer id. */
export const answerLog: Log<AnswerEntry> = {
  table: 'conversation_answers',
  position: 'answer_id',
  columns: {
    profileId: 'profile_id',
    conversationId: 'conversation_id',
    channel: 'channel',
    at: 'at',
  },
}
