import type { KnowledgeScope, KnowledgeSourceType } from '../contract/knowledge.ts'
import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import type { DocumentKind } from './document.ts'
import type { Robots } from './robots.ts'

/** What is kept of a crawl from one stretch of work to the next. */
export interface Crawl {
  robots: Robots
  startedAt: string
}

/** A source that is being read. `begunAt` says by whom: whoever began last owns it. */
export interface Indexing {
  accountId: string
  knowledgeId: string
  sourceType: KnowledgeSourceType
  title: string | null
  url: string | null
  scope: KnowledgeScope | null
  autoReindex: boolean | null
  kind: DocumentKind | null
  nextEditionId: string | null
  crawl: Crawl | null
  bytesRead: number
  begunAt: Date
}

/** Take over the reading of a source. Undefined when there is nothing to read, or no source. */
export async function beginIndexing(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  wallNow: Date,
): Promise<Indexing | undefined> {
  const [row] = await tx<Indexing[]>`
    update knowledge_sources s
    set status = 'indexing', begun_at = ${wallNow}, worked_at = ${wallNow}
    where s.account_id = ${accountId}
      and s.knowledge_id = ${knowledgeId}
      and s.status in ('pending', 'indexing')
      and s.source_type <> 'snippet'
    returning s.account_id as "accountId", s.knowledge_id as "knowledgeId",
      s.source_type as "sourceType", s.title, s.url, s.scope, s.auto_reindex as "autoReindex",
      s.media_type as kind, s.next_edition_id::text as "nextEditionId", s.crawl,
      s.bytes_read as "bytesRead", s.begun_at as "begunAt"`
  return row
}

/** Whether this reading is still the one that counts; if so, nobody else changes the source now. */
export async function lockIndexing(
  tx: Tx,
  { accountId, knowledgeId, begunAt }: Indexing,
): Promise<boolean> {
  const [row] = await tx`
    select
    from knowledge_sources s
    where s.account_id = ${accountId}
      and s.knowledge_id = ${knowledgeId}
      and s.status = 'indexing'
      and s.begun_at = ${begunAt}
    for update`
  return row !== undefined
}

export async function readFileContent(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
): Promise<Buffer | undefined> {
  const [row] = await tx<{ content: Buffer }[]>`
    select f.content
    from knowledge_files f
    where f.account_id = ${accountId}
      and f.knowledge_id = ${knowledgeId}`
  return row?.content
}

export async function setIndexed(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  done: { editionId: string; now: Date; reindexAt: Date | null; error: string | null },
): Promise<void> {
  await tx`
    update knowledge_sources
    set status = 'indexed', error = ${done.error}, edition_id = ${done.editionId},
        next_edition_id = null, crawl = null, indexed_at = ${done.now},
        reindex_at = ${done.reindexAt}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
  await forgetFile(tx, accountId, knowledgeId)
}

/** The reading came to nothing. What searches see stays as it was. */
export async function setUnread(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  end: { outcome: 'failed' | 'rejected'; error: string; reindexAt: Date | null },
): Promise<void> {
  await tx`
    update knowledge_sources
    set status = ${end.outcome}, error = ${end.error}, next_edition_id = null, crawl = null,
        reindex_at = ${end.reindexAt}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
  await forgetFile(tx, accountId, knowledgeId)
}

async function forgetFile(tx: Tx, accountId: string, knowledgeId: string): Promise<void> {
  await tx`
    delete from knowledge_files
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

/** Note the pages of a site that are to be read, in their order, and where their passages go. */
export async function setPages(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  site: { urls: readonly string[]; editionId: string; crawl: Crawl },
): Promise<void> {
  await tx`
    delete from knowledge_pages
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
  await tx`
    insert into knowledge_pages (account_id, knowledge_id, url, position, state)
    select ${accountId}, ${knowledgeId}, u.url, u.position, 'waiting'
    from unnest(${[...site.urls]}::text[]) with ordinality u (url, position)
    on conflict do nothing`
  await tx`
    update knowledge_sources
    set next_edition_id = ${site.editionId}, crawl = ${JSON.stringify(site.crawl)}::text::jsonb,
        pages_found = ${site.urls.length}, pages_done = 0, pages_failed = 0, bytes_read = 0
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

export async function waitingPages(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx<{ url: string }[]>`
    select p.url
    from knowledge_pages p
    where p.account_id = ${accountId}
      and p.knowledge_id = ${knowledgeId}
      and p.state = 'waiting'
    order by p.position
    limit ${limit}`
  return rows.map((row) => row.url)
}

export async function setPageDone(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  page: { url: string; title: string; passages: number; bytes: number; wallNow: Date },
): Promise<void> {
  await tx`
    update knowledge_pages
    set state = 'done', title = ${page.title}, passages = ${page.passages}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}
      and url = ${page.url}`
  await tx`
    update knowledge_sources
    set pages_done = pages_done + 1, bytes_read = bytes_read + ${page.bytes},
        worked_at = ${page.wallNow}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

export async function setPageFailed(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  page: { url: string; error: string; wallNow: Date },
): Promise<void> {
  await tx`
    update knowledge_pages
    set state = 'failed', error = ${page.error}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}
      and url = ${page.url}`
  await tx`
    update knowledge_sources
    set pages_failed = pages_failed + 1, worked_at = ${page.wallNow}
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

/** Leave out the pages that were not read yet. */
export async function leaveOutWaiting(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
  error: string,
): Promise<void> {
  await tx`
    with left_out as (
      update knowledge_pages
      set state = 'failed', error = ${error}
      where account_id = ${accountId}
        and knowledge_id = ${knowledgeId}
        and state = 'waiting'
      returning url
    )
    update knowledge_sources
    set pages_failed = pages_failed + (select count(*) from left_out)
    where account_id = ${accountId}
      and knowledge_id = ${knowledgeId}`
}

/** How the pages of a site fared, with the first reason why one was not read. */
export async function pageCounts(
  tx: Tx,
  { accountId, knowledgeId }: Indexing,
): Promise<{ done: number; failed: number; firstError: string | null }> {
  const [row] = await tx<{ done: number; failed: number; firstError: string | null }[]>`
    select count(*) filter (where p.state = 'done')::int as done,
      count(*) filter (where p.state = 'failed')::int as failed,
      (array_agg(p.error order by p.position) filter (where p.state = 'failed'))[1] as "firstError"
    from knowledge_pages p
    where p.account_id = ${accountId}
      and p.knowledge_id = ${knowledgeId}`
  return row ?? { done: 0, failed: 0, firstError: null }
}

export interface PageRow {
  url: string
  position: number
  title: string | null
  state: 'waiting' | 'done' | 'failed'
  error: string | null
  passages: number
}

/** In the order of the sitemap, one more than the page of the list holds. */
export function listPages(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  { cursor, size }: Page,
): Promise<PageRow[]> {
  const isBackwards = cursor?.backwards ?? false
  return tx<PageRow[]>`
    select p.url, p.position, p.title, p.state, p.error, p.passages
    from knowledge_pages p
    where p.account_id = ${accountId}
      and p.knowledge_id = ${knowledgeId}
      ${cursor ? tx`and p.position ${isBackwards ? tx`<` : tx`>`} ${Number(cursor.id)}` : tx``}
    order by p.position ${isBackwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

export interface SourceRef {
  accountId: string
  knowledgeId: string
}

/** Sources that somebody was reading and nobody is any more: of all accounts. */
export async function abandonedSources(tx: Tx, since: Date, limit: number): Promise<SourceRef[]> {
  return tx<SourceRef[]>`
    select s.account_id as "accountId", s.knowledge_id as "knowledgeId"
    from knowledge_sources s
    where s.status in ('pending', 'indexing')
      and s.worked_at < ${since}
    order by s.worked_at
    limit ${limit}`
}

/** Web pages that are to be read again by now, on the clock of their account. */
export async function dueSources(tx: Tx, wallNow: Date, limit: number): Promise<SourceRef[]> {
  return tx<SourceRef[]>`
    select s.account_id as "accountId", s.knowledge_id as "knowledgeId"
    from knowledge_sources s
    join accounts a on a.account_id = s.account_id
    where s.reindex_at <= coalesce(a.clock_at, ${wallNow})
      and s.auto_reindex
      and s.status in ('indexed', 'failed')
    order by s.reindex_at
    limit ${limit}`
}
