import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import { forgiven, type Slot, slotBeginnings, slotPieces, slotSpellings } from './ask.ts'
import { type AskedClause, clauseSlots, scoreBound, scorePassage, valued } from './find-passages.ts'
import type { FoundPassage, KnowledgeQuestion } from './passage.ts'
import { rarity, type Statistics } from './score.ts'

/** Passages whose terms are compared; the index has put the likeliest first. */
const CANDIDATES_MAX = 24
/** Passages whose text is read beyond those that are wanted. */
const COMPARED_MORE = 4
/** Postings that one question reads; what is rarest tells most and is read first. */
const POSTINGS_MAX = 4_000
/** Terms near a misspelled word that are considered. */
const NEIGHBOURS_MAX = 200
/** Questions are cut here; nobody asks more at once. */
export const QUESTION_LENGTH_MAX = 2_000
/** What scores less has nothing to do with the question. */
const SCORE_MIN = 0.05

/**
 * The passages that answer a question best, best first; none below a score of 0.05. Above 0.6 a
 * passage is a clear answer; when the best is below 0.35, nothing here answers the question.
 *
 * Same knowledge, same question, same answer: nothing is drawn by chance.
 */
export async function findPassages(
  tx: Tx,
  accountId: string,
  question: KnowledgeQuestion,
): Promise<FoundPassage[]> {
  const asked = clauseSlots(question.text.slice(0, QUESTION_LENGTH_MAX), question.language)
  if (asked.length === 0) return []
  const statistics = await readStatistics(tx, accountId, termsOf(asked))
  const clauses = await forgiveSlips(tx, { accountId, statistics, asked, question })
  const terms = rarestTerms(clauses, statistics)
  if (terms.size === 0) return []
  const candidates = await readCandidates(tx, accountId, terms)
  return likeliest(clauses, candidates, question.limit + COMPARED_MORE)
    .map((candidate) => ({ candidate, score: scorePassage(clauses, candidate) }))
    .filter(({ score }) => score >= SCORE_MIN)
    .toSorted((a, b) => b.score - a.score || inOrder(a.candidate, b.candidate))
    .slice(0, question.limit)
    .map(({ candidate: { terms: _terms, heading, ...passage }, score }) => ({
      ...passage,
      title: heading === '' ? passage.title : `${passage.title} › ${heading}`,
      score,
    }))
}

/** Those whose text is worth reading: what a passage may score is known from its terms. */
function likeliest(
  clauses: readonly AskedClause[],
  candidates: readonly CandidateRow[],
  limit: number,
): CandidateRow[] {
  return candidates
    .map((candidate) => ({ candidate, bound: scoreBound(clauses, candidate) }))
    .filter(({ bound }) => bound >= SCORE_MIN)
    .toSorted((a, b) => b.bound - a.bound || inOrder(a.candidate, b.candidate))
    .slice(0, limit)
    .map(({ candidate }) => candidate)
}

function inOrder(a: CandidateRow, b: CandidateRow): number {
  return Number(a.passageId) - Number(b.passageId)
}

type AskedSlots = { slots: readonly Slot[]; trust: number }[]

function termsOf(asked: AskedSlots): string[] {
  return [...new Set(asked.flatMap(({ slots }) => slots.flatMap(({ terms }) => [...terms.keys()])))]
}

interface StatisticsRow {
  term: string
  holders: number
  passages: number
}

async function readStatistics(
  tx: Tx,
  accountId: string,
  terms: readonly string[],
): Promise<Statistics & { holders: Map<string, number> }> {
  const rows = await tx<StatisticsRow[]>`
    select a.term, coalesce(v.passages, 0) as holders, (
      select coalesce(sum(e.passages), 0)::int
      from knowledge_editions e
      where e.account_id = ${accountId}
        and e.state = 'current'
    ) as passages
    from unnest(${terms}::text[]) a (term)
    left join knowledge_vocabulary v on v.account_id = ${accountId} and v.term = a.term`
  return {
    passages: rows[0]?.passages ?? 0,
    holders: new Map(rows.filter((row) => row.holders > 0).map((row) => [row.term, row.holders])),
  }
}

interface Asking {
  accountId: string
  statistics: Statistics & { holders: Map<string, number> }
  asked: AskedSlots
  question: KnowledgeQuestion
}

/** Words that no passage has, read as slips and pieces of words that some have. */
async function forgiveSlips(tx: Tx, asking: Asking): Promise<AskedClause[]> {
  const { accountId, statistics, asked, question } = asking
  const isKnown = (slot: Slot) => [...slot.terms.keys()].some((one) => statistics.holders.has(one))
  const unknown = asked.flatMap(({ slots }) => slots.filter((slot) => !isKnown(slot)))
  if (unknown.length === 0 || statistics.passages === 0) return valued(asked, statistics)
  const near = await readNeighbours(tx, accountId, {
    spellings: unknown.flatMap(slotSpellings),
    beginnings: unknown.flatMap(slotBeginnings),
    pieces: unknown.flatMap(slotPieces),
  })
  for (const { term, holders } of near) statistics.holders.set(term, holders)
  const candidates = near.map((one) => one.term)
  const read = asked.map(({ slots, trust }) => ({
    trust,
    slots: slots.flatMap((slot) =>
      isKnownBefore(slot, unknown) ? [slot] : (forgiven(slot, candidates, question.language) ?? []),
    ),
  }))
  // A slip may turn out to mean something that other words of the account mean as well.
  const meanings = termsOf(read).filter((term) => !statistics.holders.has(term))
  const more = await readStatistics(tx, accountId, meanings)
  for (const [term, holders] of more.holders) statistics.holders.set(term, holders)
  return valued(read, statistics)
}

function isKnownBefore(slot: Slot, unknown: readonly Slot[]): boolean {
  return !unknown.includes(slot)
}

interface NeighbourRow {
  term: string
  holders: number
}

async function readNeighbours(
  tx: Tx,
  accountId: string,
  near: { spellings: string[]; beginnings: string[]; pieces: string[] },
): Promise<NeighbourRow[]> {
  return tx<NeighbourRow[]>`
    with misspelled as (
      select s.term
      from knowledge_spellings s
      where s.account_id = ${accountId}
        and s.spelling = any (${near.spellings})
      limit ${NEIGHBOURS_MAX}
    ), longer as (
      select v.term
      from unnest(${near.beginnings}::text[]) b (beginning)
      cross join lateral (
        select v.term
        from knowledge_vocabulary v
        where v.account_id = ${accountId}
          and v.term > b.beginning collate "C"
          and v.term < (b.beginning || chr(1114111)) collate "C"
        order by v.term
        limit 8
      ) v
    )
    select v.term, v.passages as holders
    from knowledge_vocabulary v
    where v.account_id = ${accountId}
      and (v.term in (select term from misspelled)
        or v.term in (select term from longer)
        or v.term = any (${near.pieces}))
    order by v.term`
}

/** What to look up in the index: term → what it is worth. */
function rarestTerms(
  clauses: readonly AskedClause[],
  { holders, passages }: Statistics,
): Map<string, number> {
  const worth = new Map<string, number>()
  for (const { slots, values } of clauses) {
    slots.forEach((slot, at) => {
      for (const [term, share] of slot.terms) {
        const held = holders.get(term) ?? 0
        if (held === 0) continue
        const value = (values[at] ?? 0) * share * rarity(held, passages)
        worth.set(term, Math.max(worth.get(term) ?? 0, value))
      }
    })
  }
  const byRarity = [...worth.keys()].toSorted(
    (a, b) => (holders.get(a) ?? 0) - (holders.get(b) ?? 0) || (a < b ? -1 : 1),
  )
  const chosen = new Map<string, number>()
  let postings = 0
  for (const term of byRarity) {
    postings += holders.get(term) ?? 0
    if (postings > POSTINGS_MAX && chosen.size > 0) break
    chosen.set(term, worth.get(term) ?? 0)
  }
  return chosen
}

interface CandidateRow {
  passageId: string
  knowledgeId: string
  title: string
  heading: string
  url: string | null
  text: string
  language: Language
  terms: string[]
}

// 10,000 passages: index-only scans of knowledge_postings_pkey; `npm run bench knowledge` measures.
async function readCandidates(
  tx: Tx,
  accountId: string,
  terms: ReadonlyMap<string, number>,
): Promise<CandidateRow[]> {
  return tx<CandidateRow[]>`
    with asked as (
      select a.term, a.worth
      from unnest(${[...terms.keys()]}::text[], ${[...terms.values()]}::real[]) a (term, worth)
    ), hidden as materialized (
      select e.edition_id
      from knowledge_editions e
      where e.account_id = ${accountId}
        and e.state <> 'current'
    ), likeliest as (
      select o.passage_id, sum(o.weight * a.worth) as worth
      from knowledge_postings o
      join asked a on a.term = o.term
      where o.account_id = ${accountId}
        and o.term = any (${[...terms.keys()]})
        and o.edition_id not in (select edition_id from hidden)
      group by o.passage_id
      order by worth desc, o.passage_id
      limit ${CANDIDATES_MAX}
    )
    select p.passage_id::text as "passageId", e.knowledge_id as "knowledgeId", p.title, p.heading,
      p.url, p.body as text, p.language, p.terms
    from likeliest l
    join knowledge_passages p on p.account_id = ${accountId} and p.passage_id = l.passage_id
    join knowledge_editions e on e.account_id = ${accountId} and e.edition_id = p.edition_id
    where e.state = 'current'
    order by l.worth desc, p.passage_id`
}

/** Whether there is anything that a question could be answered from. */
export async function hasKnowledge(tx: Tx, accountId: string): Promise<boolean> {
  const [row] = await tx`
    select
    from knowledge_editions e
    where e.account_id = ${accountId}
      and e.state = 'current'
      and e.passages > 0
    limit 1`
  return row !== undefined
}
