import { recordKnowledgeGap } from '../knowledge/knowledge-gaps.sql.ts'
import { job } from '../platform/job.ts'
import { inAccount } from '../platform/sql.ts'
import { NOTE_GAP } from './noted-gap.ts'

/** Queued with the turn that did not know an answer. */
export const noteGapJob = job({
  ...NOTE_GAP,
  run: ({ accountId, conversationId, question, language, askedAt }, { sql }) =>
    inAccount(sql, accountId, (tx) =>
      recordKnowledgeGap(tx, accountId, {
        question,
        language,
        conversationId,
        now: new Date(askedAt),
      }),
    ),
})
