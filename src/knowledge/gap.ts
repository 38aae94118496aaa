import type { Language } from '../contract/agent-words.ts'
import type { GapState } from '../contract/knowledge.ts'
import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'

/** Questions that no knowledge answered, alike ones together. */
export interface GapRow {
  gapId: string
  language: Language
  state: GapState
  questions: number
  firstSeenAt: Date
  lastSeenAt: Date
  draftTitle: string | null
  draftContent: string | null
  knowledgeId: string | null
  decidedAt: Date | null
  decidedBy: string | null
  samples: string[]
  conversationIds: string[]
  askedAgain: number
  answered: number
}

export interface GapQuestionRow {
  questionId: string
  question: string
  conversationId: string | null
  askedAt: Date
  scoreBefore: number
  scoreAfter: number | null
  answeredBy: string | null
}

/** From here on a passage is an answer. */
export const ANSWERED_FROM = 0.5

export function gapResource(row: GapRow): Resource {
  return {
    type: 'knowledge-gap',
    id: ulidOf(row.gapId),
    attributes: {
      language: row.language,
      state: row.state,
      questions: row.questions,
      first_seen_at: isoSeconds(row.firstSeenAt),
      last_seen_at: isoSeconds(row.lastSeenAt),
      sample_questions: row.samples,
      conversation_ids: row.conversationIds,
      draft:
        row.draftTitle === null || row.draftContent === null
          ? null
          : { title: row.draftTitle, content: row.draftContent },
      knowledge_id: row.knowledgeId && ulidOf(row.knowledgeId),
      decided_at: row.decidedAt && isoSeconds(row.decidedAt),
      decided_by: row.decidedBy,
      asked_again:
        row.askedAgain === 0 ? null : { questions: row.askedAgain, answered: row.answered },
    },
  }
}

export function gapQuestionResource(row: GapQuestionRow, gapId: string): Resource {
  return {
    type: 'knowledge-gap-question',
    id: ulidOf(row.questionId),
    parentId: ulidOf(gapId),
    attributes: {
      question: row.question,
      conversation_id: row.conversationId,
      asked_at: isoSeconds(row.askedAt),
      score_before: rounded(row.scoreBefore),
      score_after: row.scoreAfter === null ? null : rounded(row.scoreAfter),
      answered: row.scoreAfter === null ? null : row.scoreAfter >= ANSWERED_FROM,
      answered_by: row.answeredBy,
    },
  }
}

export function rounded(score: number): number {
  return Math.round(score * 1_000) / 1_000
}

const TITLE_LENGTH_MAX = 120

const OUTLINES: Record<Language, { asked: string; answer: string }> = {
  en: {
    asked: 'Shoppers asked:',
    answer: 'Answer: (write here what holds for everybody who asks this, then delete these lines)',
  },
  de: {
    asked: 'Gefragt wurde:',
    answer: 'Antwort: (hier steht, was für alle gilt, die das fragen; danach diese Zeilen löschen)',
  },
}

/** A snippet that would fill a gap: from a teammate's answer, or an outline that quotes the questions. */
export function draftOf(
  gap: Pick<GapRow, 'language' | 'samples'>,
  answer: string | null,
): { title: string; content: string } {
  const [newest = ''] = gap.samples
  const title = newest.replaceAll(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH_MAX)
  if (answer !== null) return { title, content: answer.trim() }
  const { asked, answer: hint } = OUTLINES[gap.language]
  const quoted = gap.samples.map((one) => `• „${one}“`).join('\n')
  return { title, content: `${asked}\n${quoted}\n\n${hint}` }
}
