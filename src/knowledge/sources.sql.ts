import type { FilterTerm } from '../contract/filter.ts'
import type { KnowledgeScope } from '../contract/knowledge.ts'
import { passing } from '../platform/list-query.ts'
import type { Page } from '../platform/page.ts'
import type { Sort } from '../platform/request-query.ts'
import type { Db, Fragment, Tx } from '../platform/sql.ts'
import type { SourceRow } from './source.ts'

const COLUMNS = (tx: Db) => tx`
  s.knowledge_id as "knowledgeId", s.source_type as "sourceType", s.title, s.content, s.url, s.scope,
  s.auto_reindex as "autoReindex", s.media_type as "mediaType", s.status, s.error,
  s.pages_found as "pagesFound", s.pages_done as "pagesDone", s.pages_failed as "pagesFailed",
  s.created_at as "createdAt", s.updated_at as "updatedAt", s.indexed_at as "indexedAt",
  (
    select coalesce(sum(e.passages), 0)::int
    from knowledge_editions e
    where e.account_id = s.account_id
      and e.knowledge_id = s.knowledge_id
      and e.state = 'current'
  ) as passages`

export async function findSource(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
): Promise<SourceRow | undefined> {
  const [row] = await tx<SourceRow[]>`
    select ${COLUMNS(tx)}
    from knowledge_sources s
    where s.account_id = ${accountId}
      and s.knowledge_id = ${knowledgeId}`
  return row
}

/** As `findSource`, and nobody else changes it until the transaction ends. */
export async function lockSource(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
): Promise<SourceRow | undefined> {
  const [row] = await tx<SourceRow[]>`
    select ${COLUMNS(tx)}
    from knowledge_sources s
    where s.account_id = ${accountId}
      and s.knowledge_id = ${knowledgeId}
    for update of s`
  return row
}

/** One more than the page holds; newest first unless sorted otherwise. */
export function listSources(
  tx: Tx,
  accountId: string,
  list: { filter: readonly FilterTerm[]; sort: Sort | null; page: Page },
): Promise<SourceRow[]> {
  const { cursor, size } = list.page
  const byId = list.sort?.key === 'id'
  const isDescending = (list.sort?.descending ?? true) !== (cursor?.backwards ?? false)
  const beyond = isDescending ? tx`<` : tx`>`
  const from = cursor
    ? byId
      ? tx`and s.knowledge_id ${beyond} ${cursor.id}`
      : tx`and (s.created_at, s.knowledge_id) ${beyond} (${new Date(cursor.key)}, ${cursor.id})`
    : tx``
  const direction = isDescending ? tx`desc` : tx`asc`
  return tx<SourceRow[]>`
    select ${COLUMNS(tx)}
    from knowledge_sources s
    where s.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${from}
    order by ${byId ? tx`` : tx`s.created_at ${direction},`} s.knowledge_id ${direction}
    limit ${size + 1}`
}

function condition(tx: Tx, { field, operator, value }: FilterTerm): Fragment {
  if (value instanceof Date) {
    return operator === 'less-than' ? tx`s.created_at < ${value}` : tx`s.created_at >= ${value}`
  }
  const values = (Array.isArray(value) ? value : [value]).map(String)
  return field === 'status' ? tx`s.status = any (${values})` : tx`s.source_type = any (${values})`
}

export async function saveSnippet(
  tx: Tx,
  accountId: string,
  {
    knowledgeId,
    title,
    content,
    now,
  }: { knowledgeId: string; title: string; content: string; now: Date },
): Promise<void> {
  await tx`
    insert into knowledge_sources
      (account_id, knowledge_id, source_type, title, content, status, created_at, updated_at,
       indexed_at)
    values (${accountId}, ${knowledgeId}, 'snippet', ${title}, ${content}, 'indexed', ${now}, ${now},
            ${now})
    on conflict (account_id, knowledge_id) do update
    set title = excluded.title,
        content = excluded.content,
        status = excluded.status,
        error = null,
        updated_at = excluded.updated_at,
        indexed_at = excluded.indexed_at`
}

/** False when a source has this URL already. */
export async function insertWebpage(
  tx: Tx,
  accountId: string,
  page: {
    knowledgeId: string
    url: string
    scope: KnowledgeScope
    autoReindex: boolean
    now: Date
    wallNow: Date
  },
): Promise<boolean> {
  const { count } = await tx`
    insert into knowledge_sources
      (account_id, knowledge_id, source_type, url, scope, auto_reindex, status, created_at,
       updated_at, worked_at)
    values (${accountId}, ${page.knowledgeId}, 'webpage', ${page.url}, ${page.scope},
            ${page.autoReindex}, 'pending', ${page.now}, ${page.now}, ${page.wallNow})
    on conflict (account_id, url) where url is not null do nothing`
  return count === 1
}

export async function insertFile(
  tx: Tx,
  accountId: string,
  file: {
    knowledgeId: string
    title: string
    kind: string
    bytes: Uint8Array
    now: Date
    wallNow: Date
  },
): Promise<void> {
  await tx`
    insert into knowledge_sources
      (account_id, knowledge_id, source_type, title, media_type, status, created_at, updated_at,
       worked_at)
    values (${accountId}, ${file.knowledgeId}, 'file', ${file.title}, ${file.kind}, 'pending',
            ${file.now}, ${file.now}, ${file.wallNow})`
  await tx`
    insert into knowledge_files (account_id, knowledge_id, content)
    values (${accountId}, ${file.knowledgeId}, ${Buffer.from(file.bytes)})`
}

/** Mark a web page to be read again from its beginning. */
export async function setPending(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  wallNow: Date,
): Promise<void> {
  await tx`
    update knowledge_sources
    set status = 'pending', error = null, crawl = null, next_edition_id = null, reindex_at = null,
        pages_found = 0, pages_done = 0, pages_failed = 0, bytes_read = 0, begun_at = null,
        worked_at = ${wallNow}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
  await tx`
    delete from knowledge_pages
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

/** False when there was none. */
export async function deleteSource(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
): Promise<boolean> {
  const { count } = await tx`
    delete from knowledge_sources
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
  return count === 1
}
