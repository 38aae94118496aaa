import { z } from 'zod'

/** Records the Started event of an episode for which no routing decision came in time. */
export const RECORD_LATE_START = {
  name: 'conversation.record-late-start',
  payload: z.object({
    accountId: z.string(),
    conversationId: z.string(),
    episode: z.number().int(),
  }),
  key: (of: { accountId: string; conversationId: string; episode: number }) =>
    `${of.accountId} ${of.conversationId} ${of.episode}`,
  attemptsMax: 25,
} as const
