import { z } from 'zod'
import { LANGUAGES } from '../contract/agent-words.ts'

/**
 * Notes a question that nothing answered. Gaps of an account are compared one at a time, which no
 * turn should wait for.
 */
export const NOTE_GAP = {
  name: 'agent.note-gap',
  payload: z.object({
    accountId: z.string(),
    conversationId: z.string(),
    /** Of the line that asked it last: one turn notes one gap. */
    position: z.int(),
    question: z.string(),
    language: z.enum(LANGUAGES),
    /** The account's clock when it was asked. */
    askedAt: z.iso.datetime(),
  }),
  key: (gap: { accountId: string; conversationId: string; position: number }) =>
    `${gap.accountId} ${gap.conversationId} ${gap.position}`,
  attemptsMax: 10,
} as const
