import type { Language } from '../contract/agent-words.ts'
import type { FilterTerm } from '../contract/filter.ts'
import { GAP_SAMPLES } from '../contract/knowledge.ts'
import { newUlidUuid } from '../platform/id.ts'
import { passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import { ALIKE_FROM, alikeness, type GapTerm, gapTerms, withoutPersons } from './alike.ts'
import { findPassages } from './find-passages.sql.ts'
import type { GapQuestionRow, GapRow } from './gap.ts'

export interface UnansweredQuestion {
  question: string
  language: Language
  /** UUID; null when it was asked outside a conversation. */
  conversationId: string | null
  now: Date
}

/** Longer questions are kept up to here. */
const QUESTION_LENGTH_MAX = 500
/** Gaps with a term in common that are compared. */
const CANDIDATES_MAX = 50
const LOCK_SPACE = 4_100_016

/**
 * Note a question that no passage answered, beside those that ask the same. Email addresses and long
 * numbers are left out. Questions that say nothing are not noted.
 */
export async function recordKnowledgeGap(
  tx: Tx,
  accountId: string,
  { question, language, conversationId, now }: UnansweredQuestion,
): Promise<void> {
  const text = withoutPersons(question).trim().slice(0, QUESTION_LENGTH_MAX)
  const terms = gapTerms(text, language)
  if (terms.length === 0) return
  // Two that ask the same at once must not make two gaps.
  await tx`select pg_advisory_xact_lock(${LOCK_SPACE}, hashtext(${accountId}))`
  const gapId =
    (await alikeGap(tx, accountId, { language, terms })) ??
    (await insertGap(tx, accountId, { language, now }))
  const [best] = await findPassages(tx, accountId, { text, language, limit: 1 })
  await insertQuestion(tx, accountId, {
    gapId,
    question: text,
    conversationId,
    now,
    score: best?.score ?? 0,
  })
  await countQuestion(tx, accountId, { gapId, terms, now })
}

interface CandidateRow {
  gapId: string
  questions: number
  terms: Record<string, number>
}

/** The gap whose questions are most like this one; dismissed ones keep theirs quiet. */
async function alikeGap(
  tx: Tx,
  accountId: string,
  { language, terms }: { language: Language; terms: readonly GapTerm[] },
): Promise<string | undefined> {
  const rows = await tx<CandidateRow[]>`
    with sharing as (
      select t.gap_id, sum(t.questions) as shared
      from knowledge_gap_terms t
      where t.account_id = ${accountId}
        and t.term = any (${terms.map((one) => one.term)})
      group by t.gap_id
    ), likeliest as (
      select g.gap_id, g.questions
      from sharing s
      join knowledge_gaps g on g.account_id = ${accountId} and g.gap_id = s.gap_id
      where g.language = ${language}
        and g.state in ('open', 'dismissed')
      order by s.shared desc, g.gap_id
      limit ${CANDIDATES_MAX}
    )
    select l.gap_id as "gapId", l.questions, jsonb_object_agg(t.term, t.questions) as terms
    from likeliest l
    join knowledge_gap_terms t on t.account_id = ${accountId} and t.gap_id = l.gap_id
    group by l.gap_id, l.questions`
  const [best] = rows
    .map((row) => ({
      gapId: row.gapId,
      alike: alikeness(terms, {
        questions: row.questions,
        terms: new Map(Object.entries(row.terms)),
      }),
    }))
    .toSorted((a, b) => b.alike - a.alike || (a.gapId < b.gapId ? -1 : 1))
  return best && best.alike >= ALIKE_FROM ? best.gapId : undefined
}

async function insertGap(
  tx: Tx,
  accountId: string,
  { language, now }: { language: Language; now: Date },
): Promise<string> {
  const gapId = newUlidUuid(now)
  await tx`
    insert into knowledge_gaps
      (account_id, gap_id, language, state, first_seen_at, last_seen_at)
    values (${accountId}, ${gapId}, ${language}, 'open', ${now}, ${now})`
  return gapId
}

async function insertQuestion(
  tx: Tx,
  accountId: string,
  asked: {
    gapId: string
    question: string
    conversationId: string | null
    now: Date
    score: number
  },
): Promise<void> {
  await tx`
    insert into knowledge_gap_questions
      (account_id, gap_id, question_id, question, conversation_id, asked_at, score_before)
    values (${accountId}, ${asked.gapId}, ${newUlidUuid(asked.now)}, ${asked.question},
            ${asked.conversationId}, ${asked.now}, ${asked.score})`
}

async function countQuestion(
  tx: Tx,
  accountId: string,
  { gapId, terms, now }: { gapId: string; terms: readonly GapTerm[]; now: Date },
): Promise<void> {
  await tx`
    update knowledge_gaps
    set questions = questions + 1,
        first_seen_at = least(first_seen_at, ${now}),
        last_seen_at = greatest(last_seen_at, ${now})
    where account_id = ${accountId}
      and gap_id = ${gapId}`
  await tx`
    insert into knowledge_gap_terms as t (account_id, term, gap_id, questions)
    select ${accountId}, n.term, ${gapId}, 1
    from unnest(${terms.map((one) => one.term)}::text[]) n (term)
    on conflict (account_id, term, gap_id) do update
    set questions = t.questions + 1`
}

const COLUMNS = (tx: Db) => tx`
  g.gap_id as "gapId", g.language, g.state, g.questions, g.first_seen_at as "firstSeenAt",
  g.last_seen_at as "lastSeenAt", g.draft_title as "draftTitle",
  g.draft_content as "draftContent", g.knowledge_id as "knowledgeId",
  g.decided_at as "decidedAt", g.decided_by as "decidedBy", n.samples,
  n.conversation_ids as "conversationIds", c.asked_again as "askedAgain", c.answered`

/** What of its questions is shown with a gap. */
const SHOWN = (tx: Db) => tx`
  cross join lateral (
    select coalesce(array_agg(q.question order by q.question_id desc), '{}') as samples,
      coalesce(array_agg(q.conversation_id::text order by q.question_id desc)
        filter (where q.conversation_id is not null), '{}') as conversation_ids
    from (
      select q.question_id, q.question, q.conversation_id
      from knowledge_gap_questions q
      where q.account_id = g.account_id
        and q.gap_id = g.gap_id
      order by q.question_id desc
      limit ${GAP_SAMPLES}
    ) q
  ) n
  cross join lateral (
    select count(q.score_after)::int as asked_again,
      count(*) filter (where q.answered_by is not null)::int as answered
    from knowledge_gap_questions q
    where g.state = 'approved'
      and q.account_id = g.account_id
      and q.gap_id = g.gap_id
  ) c`

/** One more than the page holds; those with most questions first unless sorted otherwise. */
export function listGaps(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; sort: Sort | null; page: Page },
): Promise<GapRow[]> {
  const { cursor, size } = list.page
  const isByTime = list.sort?.key === 'last_seen_at'
  const key = isByTime ? tx`g.last_seen_at` : tx`g.questions`
  const isDescending = (list.sort?.descending ?? true) !== (cursor?.backwards ?? false)
  const beyond = isDescending ? tx`<` : tx`>`
  const edge = cursor && (isByTime ? tx`${new Date(cursor.key)}` : tx`${Number(cursor.key)}::int`)
  const direction = isDescending ? tx`desc` : tx`asc`
  return tx<GapRow[]>`
    select ${COLUMNS(tx)}
    from knowledge_gaps g
    ${SHOWN(tx)}
    where g.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${cursor && edge ? tx`and (${key}, g.gap_id) ${beyond} (${edge}, ${cursor.id})` : tx``}
    order by ${key} ${direction}, g.gap_id ${direction}
    limit ${size + 1}`
}

function condition(tx: Tx, { field, value }: FilterTerm): Fragment {
  const values = (Array.isArray(value) ? value : [value]).map(String)
  return field === 'language' ? tx`g.language = any (${values})` : tx`g.state = any (${values})`
}

export async function findGap(
  tx: Tx,
  accountId: string,
  gapId: string,
): Promise<GapRow | undefined> {
  const [row] = await tx<GapRow[]>`
    select ${COLUMNS(tx)}
    from knowledge_gaps g
    ${SHOWN(tx)}
    where g.account_id = ${accountId}
      and g.gap_id = ${gapId}`
  return row
}

/** Nobody else changes this gap until the transaction ends. */
export async function lockGap(tx: Tx, accountId: string, gapId: string): Promise<void> {
  await tx`
    select
    from knowledge_gaps g
    where g.account_id = ${accountId}
      and g.gap_id = ${gapId}
    for update`
}

/** Newest first, one more than the page holds. */
export function listGapQuestions(
  tx: Tx,
  accountId: string,
  gapId: string,
  { cursor, size }: Page,
): Promise<GapQuestionRow[]> {
  const isBackwards = cursor?.backwards ?? false
  return tx<GapQuestionRow[]>`
    select q.question_id as "questionId", q.question, q.conversation_id as "conversationId",
      q.asked_at as "askedAt", q.score_before as "scoreBefore", q.score_after as "scoreAfter",
      q.answered_by as "answeredBy"
    from knowledge_gap_questions q
    where q.account_id = ${accountId}
      and q.gap_id = ${gapId}
      ${cursor ? tx`and q.question_id ${isBackwards ? tx`>` : tx`<`} ${cursor.id}` : tx``}
    order by q.question_id ${isBackwards ? tx`asc` : tx`desc`}
    limit ${size + 1}`
}

export async function setDraft(
  tx: Tx,
  accountId: string,
  gapId: string,
  draft: { title: string; content: string },
): Promise<void> {
  await tx`
    update knowledge_gaps
    set draft_title = ${draft.title}, draft_content = ${draft.content}
    where account_id = ${accountId}
      and gap_id = ${gapId}`
}

export async function setDecided(
  tx: Tx,
  accountId: string,
  gapId: string,
  decision: {
    state: 'approved' | 'dismissed'
    knowledgeId: string | null
    by: string
    now: Date
  },
): Promise<void> {
  await tx`
    update knowledge_gaps
    set state = ${decision.state}, knowledge_id = ${decision.knowledgeId},
        decided_at = ${decision.now}, decided_by = ${decision.by}
    where account_id = ${accountId}
      and gap_id = ${gapId}`
}

export async function setAskedAgain(
  tx: Tx,
  accountId: string,
  gapId: string,
  results: readonly { questionId: string; score: number; answeredBy: string | null }[],
): Promise<void> {
  await tx`
    update knowledge_gap_questions q
    set score_after = r.score, answered_by = r.answered_by
    from unnest(
      ${results.map((one) => one.questionId)}::uuid[],
      ${results.map((one) => one.score)}::real[],
      ${results.map((one) => one.answeredBy)}::text[]
    ) r (question_id, score, answered_by)
    where q.account_id = ${accountId}
      and q.gap_id = ${gapId}
      and q.question_id = r.question_id`
}

/** Forget what was asked in a conversation, when it is deleted; the numbers stay. */
export async function forgetGapQuestions(
  tx: Tx,
  accountId: string,
  conversationIds: readonly string[],
): Promise<void> {
  await tx`
    update knowledge_gap_questions
    set question = '[deleted]', conversation_id = null
    where account_id = ${accountId}
      and conversation_id = any (${[...conversationIds]}::uuid[])`
}
