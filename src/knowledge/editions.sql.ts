import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import { INDEX_RULES, type IndexTerm, indexTerms } from './index-terms.ts'
import { spellingsOf } from './spelling.ts'
import type { NewPassage } from './split-passages.ts'

/** Begin another reading of a source. Searches do not see it before `makeCurrent`. */
export async function createEdition(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
): Promise<string> {
  const [row] = await tx<{ editionId: string }[]>`
    insert into knowledge_editions (account_id, knowledge_id, state)
    values (${accountId}, ${knowledgeId}, 'making')
    returning edition_id::text as "editionId"`
  if (!row) throw new Error('an insert returned no row')
  return row.editionId
}

/** Passages that one call of `addPassages` takes. */
export const PASSAGES_ADDED_MAX = 100

/** Add passages, in reading order, with everything they are found under. */
export async function addPassages(
  tx: Tx,
  accountId: string,
  editionId: string,
  passages: readonly NewPassage[],
): Promise<void> {
  for (let at = 0; at < passages.length; at += PASSAGES_ADDED_MAX) {
    const batch = passages.slice(at, at + PASSAGES_ADDED_MAX)
    const ids = await insertPassages(tx, accountId, editionId, batch)
    const indexed = batch.map(({ terms }, position) => ({
      passageId: ids[position] ?? '',
      editionId,
      terms,
    }))
    await insertPostings(tx, accountId, indexed)
    await countTerms(tx, accountId, indexed)
  }
  await tx`
    update knowledge_editions e
    set passages = e.passages + ${passages.length}
    where e.account_id = ${accountId}
      and e.edition_id = ${editionId}`
}

async function insertPassages(
  tx: Tx,
  accountId: string,
  editionId: string,
  batch: readonly NewPassage[],
): Promise<string[]> {
  const given = batch.map((passage, position) => ({
    ...passage,
    position,
    terms: passage.terms.map((one) => one.term),
  }))
  const rows = await tx<{ passageId: string }[]>`
    insert into knowledge_passages
      (account_id, edition_id, title, heading, url, body, language, terms, rules)
    select ${accountId}, ${editionId}, g.title, g.heading, g.url, g.body, g.language, g.terms,
      ${INDEX_RULES}
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
      g (position int, title text, heading text, url text, body text, language text, terms text[])
    order by g.position
    returning passage_id::text as "passageId"`
  // Ids are drawn in the order of the select.
  return rows.map((row) => row.passageId).toSorted((a, b) => Number(a) - Number(b))
}

interface IndexedPassage {
  passageId: string
  editionId: string
  terms: readonly IndexTerm[]
}

async function insertPostings(
  tx: Tx,
  accountId: string,
  passages: readonly IndexedPassage[],
): Promise<void> {
  const postings = passages.flatMap(({ terms, ...of }) => terms.map((one) => ({ ...one, ...of })))
  await tx`
    insert into knowledge_postings (account_id, term, passage_id, edition_id, weight)
    select ${accountId}, n.term, n.passage_id, n.edition_id, n.weight
    from unnest(
      ${postings.map((one) => one.term)}::text[],
      ${postings.map((one) => one.passageId)}::bigint[],
      ${postings.map((one) => one.editionId)}::bigint[],
      ${postings.map((one) => one.weight)}::real[]
    ) n (term, passage_id, edition_id, weight)
    order by n.term, n.passage_id`
}

/** Terms that are words: concepts and numbers are spelled one way only. */
function isWord(term: string): boolean {
  return /^\p{L}/u.test(term)
}

async function countTerms(
  tx: Tx,
  accountId: string,
  passages: readonly IndexedPassage[],
): Promise<void> {
  await lockVocabulary(tx, accountId)
  const terms = passages.flatMap((passage) => passage.terms.map((one) => one.term))
  const rows = await tx<{ term: string; isNew: boolean }[]>`
    insert into knowledge_vocabulary as v (account_id, term, passages)
    select ${accountId}, n.term, count(*)
    from unnest(${terms}::text[]) n (term)
    group by n.term
    on conflict (account_id, term) do update
    set passages = v.passages + excluded.passages
    returning v.term, v.xmax = 0 as "isNew"`
  const spellings = rows
    .filter((row) => row.isNew && isWord(row.term))
    .flatMap(({ term }) => spellingsOf(term).map((spelling) => ({ term, spelling })))
  await tx`
    insert into knowledge_spellings (account_id, spelling, term)
    select ${accountId}, n.spelling, n.term
    from unnest(
      ${spellings.map((one) => one.spelling)}::text[],
      ${spellings.map((one) => one.term)}::text[]
    ) n (spelling, term)
    on conflict do nothing`
}

const LOCK_SPACE = 4_100_015

/** Two that count the same terms in different orders would wait for each other for ever. */
async function lockVocabulary(tx: Tx, accountId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK_SPACE}, hashtext(${accountId}))`
}

/** Let searches see this edition instead of the source's other ones, all at once. */
export async function makeCurrent(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  editionId: string,
): Promise<void> {
  await tx`
    update knowledge_editions e
    set state = case when e.edition_id = ${editionId} then 'current' else 'retired' end
    where e.account_id = ${accountId}
      and e.knowledge_id = ${knowledgeId}`
}

/** No search sees anything of this source from now on. */
export async function retireEditions(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  which: 'all' | 'being made',
): Promise<void> {
  await tx`
    update knowledge_editions e
    set state = 'retired'
    where e.account_id = ${accountId}
      and e.knowledge_id = ${knowledgeId}
      ${which === 'all' ? tx`` : tx`and e.state = 'making'`}`
}

export interface RetiredEdition {
  accountId: string
  editionId: string
}

/** Some of what waits to be cleared away, of all accounts. */
export async function retiredEditions(tx: Tx, limit: number): Promise<RetiredEdition[]> {
  return tx<RetiredEdition[]>`
    select e.account_id as "accountId", e.edition_id::text as "editionId"
    from knowledge_editions e
    where e.state = 'retired'
    order by e.edition_id
    limit ${limit}`
}

/** Passages removed in one transaction. */
const REMOVED_MAX = 200

/**
 * Clear away a part of a retired edition, and the edition itself once it is empty.
 * @returns whether something is left
 */
export async function removePassages(
  tx: Tx,
  { accountId, editionId }: RetiredEdition,
): Promise<boolean> {
  const removed = await tx<{ passageId: string; terms: string[] }[]>`
    delete from knowledge_passages p
    where p.account_id = ${accountId}
      and p.passage_id in (
        select o.passage_id
        from knowledge_passages o
        where o.account_id = ${accountId}
          and o.edition_id = ${editionId}
        order by o.passage_id
        limit ${REMOVED_MAX}
      )
    returning p.passage_id::text as "passageId", p.terms`
  if (removed.length === 0) {
    await tx`
      delete from knowledge_editions e
      where e.account_id = ${accountId}
        and e.edition_id = ${editionId}`
    return false
  }
  await removePostings(tx, accountId, removed)
  return true
}

async function removePostings(
  tx: Tx,
  accountId: string,
  passages: readonly { passageId: string; terms: readonly string[] }[],
): Promise<void> {
  const postings = passages.flatMap(({ passageId, terms }) =>
    terms.map((term) => ({ passageId, term })),
  )
  const terms = postings.map((one) => one.term)
  await tx`
    delete from knowledge_postings o
    using unnest(${terms}::text[], ${postings.map((one) => one.passageId)}::bigint[])
      r (term, passage_id)
    where o.account_id = ${accountId}
      and o.term = r.term
      and o.passage_id = r.passage_id`
  await lockVocabulary(tx, accountId)
  await tx`
    update knowledge_vocabulary v
    set passages = v.passages - r.passages
    from (select n.term, count(*) as passages from unnest(${terms}::text[]) n (term) group by n.term) r
    where v.account_id = ${accountId}
      and v.term = r.term`
  await tx`
    delete from knowledge_vocabulary v
    where v.account_id = ${accountId}
      and v.term = any (${[...new Set(terms)]})
      and v.passages <= 0`
}

export interface PassageRef {
  accountId: string
  passageId: string
}

/** Some of the passages, of all accounts, that older rules put into the index. */
export async function outdatedPassages(tx: Tx, limit: number): Promise<PassageRef[]> {
  return tx<PassageRef[]>`
    select p.account_id as "accountId", p.passage_id::text as "passageId"
    from knowledge_passages p
    where p.rules < ${INDEX_RULES}
    order by p.rules
    limit ${limit}`
}

interface StoredPassage {
  passageId: string
  editionId: string
  title: string
  heading: string
  body: string
  language: Language
  terms: string[]
}

/** Put passages into the index again, as the rules are now. Those that are gone or done are left. */
export async function renewPassages(
  tx: Tx,
  accountId: string,
  passageIds: readonly string[],
): Promise<void> {
  const stored = await tx<StoredPassage[]>`
    select p.passage_id::text as "passageId", p.edition_id::text as "editionId", p.title, p.heading,
      p.body, p.language, p.terms
    from knowledge_passages p
    where p.account_id = ${accountId}
      and p.passage_id = any (${passageIds}::bigint[])
      and p.rules < ${INDEX_RULES}
    order by p.passage_id
    for update`
  if (stored.length === 0) return
  const renewed = stored.map((one) => ({ ...one, terms: indexTerms(one, one.language) }))
  await removePostings(tx, accountId, stored)
  await setTerms(tx, accountId, renewed)
  await insertPostings(
    tx,
    accountId,
    renewed.map(({ passageId, editionId, terms }) => ({ passageId, editionId, terms })),
  )
  await countTerms(tx, accountId, renewed)
}

async function setTerms(
  tx: Tx,
  accountId: string,
  passages: readonly IndexedPassage[],
): Promise<void> {
  const given = passages.map(({ passageId, terms }) => ({
    id: passageId,
    terms: terms.map((one) => one.term),
  }))
  await tx`
    update knowledge_passages p
    set terms = g.terms, rules = ${INDEX_RULES}
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) g (id bigint, terms text[])
    where p.account_id = ${accountId}
      and p.passage_id = g.id`
}
