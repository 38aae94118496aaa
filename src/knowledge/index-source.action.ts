import { setTimeout as pause } from 'node:timers/promises'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { DAY_MS } from '../platform/time.ts'
import type { DocumentReader } from './document-reader.gateway.ts'
import { addPassages, createEdition, makeCurrent, retireEditions } from './editions.sql.ts'
import { crawlDelayMs, type PageFetcher } from './fetch-page.gateway.ts'
import {
  type Crawl,
  type Indexing,
  leaveOutWaiting,
  lockIndexing,
  pageCounts,
  readFileContent,
  setIndexed,
  setPageDone,
  setPageFailed,
  setPages,
  setUnread,
  waitingPages,
} from './indexing.sql.ts'
import { findSitePages } from './site-pages.gateway.ts'
import { UnreadableSource } from './source.ts'
import { type NewPassage, splitPassages } from './split-passages.ts'

/** How often web pages are read again that keep themselves up to date. */
const PAGE_AGAIN_AFTER_MS = DAY_MS
const SITE_AGAIN_AFTER_MS = 7 * DAY_MS

const SITE_BYTES_MAX = 500 * 1024 * 1024
const SITE_DURATION_MAX_MS = DAY_MS
/** Between two pages of a site that does not wish for more. */
const PAGE_PAUSE_MS = 100

export interface Indexer {
  sql: Sql
  pages: PageFetcher
  reader: DocumentReader
  /** The account's clock. */
  now: Date
}

/** `more`: the site has further pages; `stale`: somebody else took over, or the source is gone. */
export type IndexOutcome = 'done' | 'more' | 'stale'

/**
 * Read a source, or a stretch of a site. Searches see all of it in one moment, when it is done.
 *
 * @throws UnreadableSource when it cannot be read
 */
export async function indexSource(
  indexer: Indexer,
  source: Indexing,
  isOver: () => boolean,
): Promise<IndexOutcome> {
  if (source.scope === 'entire-site') return indexSite(indexer, source, isOver)
  const passages =
    source.sourceType === 'file' ? await readFile(indexer, source) : await readPage(indexer, source)
  return inAccount(indexer.sql, source.accountId, async (tx) => {
    if (!(await lockIndexing(tx, source))) return 'stale'
    const editionId = await createEdition(tx, source.accountId, source.knowledgeId)
    await addPassages(tx, source.accountId, editionId, passages)
    await finish(tx, source, { editionId, now: indexer.now })
    return 'done'
  })
}

async function readFile({ sql, reader }: Indexer, source: Indexing): Promise<NewPassage[]> {
  const { accountId, knowledgeId, kind } = source
  const bytes = await inAccount(sql, accountId, (tx) => readFileContent(tx, accountId, knowledgeId))
  if (!bytes || !kind) throw new UnreadableSource('rejected', 'The file is not here any more.')
  const { blocks } = await reader.read({ kind, bytes, charset: null })
  return splitPassages({ title: source.title ?? '', url: null, blocks })
}

async function readPage({ pages, reader }: Indexer, source: Indexing): Promise<NewPassage[]> {
  const url = urlOf(source)
  const robots = await pages.robotsOf(url)
  const fetched = await pages.page(url, robots)
  const { title, blocks } = await reader.read(fetched.document)
  return splitPassages({ title: title ?? url, url, blocks })
}

function urlOf({ url }: Indexing): string {
  if (url === null) throw new Error('a web page has a URL')
  return url
}

async function finish(
  tx: Tx,
  source: Indexing,
  { editionId, now }: { editionId: string; now: Date },
): Promise<void> {
  await makeCurrent(tx, source.accountId, source.knowledgeId, editionId)
  await setIndexed(tx, source, { editionId, now, error: null, reindexAt: nextTime(source, now) })
}

/** Null for what is only read when somebody asks. */
export function nextTime({ autoReindex, scope }: Indexing, now: Date): Date | null {
  if (!autoReindex) return null
  const afterMs = scope === 'entire-site' ? SITE_AGAIN_AFTER_MS : PAGE_AGAIN_AFTER_MS
  return new Date(now.getTime() + afterMs)
}

/** The reading came to nothing: say so, and throw away what was made of it. */
export async function endUnread(
  sql: Sql,
  source: Indexing,
  { outcome, message }: Pick<UnreadableSource, 'outcome' | 'message'>,
  now: Date,
): Promise<void> {
  await inAccount(sql, source.accountId, async (tx) => {
    if (!(await lockIndexing(tx, source))) return
    await retireEditions(tx, source.accountId, source.knowledgeId, 'being made')
    const reindexAt = outcome === 'failed' ? nextTime(source, now) : null
    await setUnread(tx, source, { outcome, error: message, reindexAt })
  })
}

async function indexSite(
  indexer: Indexer,
  source: Indexing,
  isOver: () => boolean,
): Promise<IndexOutcome> {
  const begun =
    source.crawl && source.nextEditionId
      ? { crawl: source.crawl, editionId: source.nextEditionId }
      : await beginSite(indexer, source)
  if (begun === 'stale') return 'stale'
  let bytesRead = source.bytesRead
  const delayMs = crawlDelayMs(begun.crawl.robots, PAGE_PAUSE_MS)
  for (;;) {
    const [url] = await inAccount(indexer.sql, source.accountId, (tx) =>
      waitingPages(tx, source.accountId, source.knowledgeId, 1),
    )
    if (url === undefined) return endSite(indexer, source, begun.editionId)
    const limit = limitPassed(bytesRead, begun.crawl)
    if (limit) {
      const isOurs = await inAccount(indexer.sql, source.accountId, async (tx) => {
        if (!(await lockIndexing(tx, source))) return false
        await leaveOutWaiting(tx, source, limit)
        return true
      })
      if (!isOurs) return 'stale'
      continue
    }
    if (isOver()) return 'more'
    const read = await indexSitePage(indexer, source, { url, ...begun })
    if (read === 'stale') return 'stale'
    bytesRead += read
    await pause(delayMs)
  }
}

function limitPassed(bytesRead: number, { startedAt }: Crawl): string | null {
  if (bytesRead > SITE_BYTES_MAX) return `Left out: the site has more than ${SITE_BYTES_MAX} bytes.`
  const isLate = Date.now() - Date.parse(startedAt) > SITE_DURATION_MAX_MS
  return isLate ? 'Left out: reading the site takes longer than a day.' : null
}

async function beginSite(
  { sql, pages }: Indexer,
  source: Indexing,
): Promise<{ crawl: Crawl; editionId: string } | 'stale'> {
  const url = urlOf(source)
  const robots = await pages.robotsOf(url)
  const urls = await findSitePages(pages, url, robots)
  const crawl = { robots, startedAt: new Date().toISOString() }
  return inAccount(sql, source.accountId, async (tx) => {
    if (!(await lockIndexing(tx, source))) return 'stale'
    const editionId = await createEdition(tx, source.accountId, source.knowledgeId)
    await setPages(tx, source, { urls, editionId, crawl })
    return { crawl, editionId }
  })
}

/** @returns bytes of the page */
async function indexSitePage(
  { sql, pages, reader }: Indexer,
  source: Indexing,
  { url, crawl, editionId }: { url: string; crawl: Crawl; editionId: string },
): Promise<number | 'stale'> {
  const page = await readSitePage(pages, reader, url, crawl).catch((error: unknown) => {
    if (error instanceof UnreadableSource) return error
    throw error
  })
  return inAccount(sql, source.accountId, async (tx) => {
    if (!(await lockIndexing(tx, source))) return 'stale'
    const wallNow = new Date()
    if (page instanceof UnreadableSource) {
      await setPageFailed(tx, source, { url, error: page.message, wallNow })
      return 0
    }
    await addPassages(tx, source.accountId, editionId, page.passages)
    await setPageDone(tx, source, { ...page, url, passages: page.passages.length, wallNow })
    return page.bytes
  })
}

async function readSitePage(
  pages: PageFetcher,
  reader: DocumentReader,
  url: string,
  { robots }: Crawl,
): Promise<{ title: string; passages: NewPassage[]; bytes: number }> {
  const { document } = await pages.page(url, robots)
  const read = await reader.read(document)
  if (read.isNoindex) throw new UnreadableSource('rejected', 'The page asks not to be found.')
  const title = read.title ?? url
  const passages = splitPassages({ title, url, blocks: read.blocks })
  return {
    title: passages[0]?.title ?? title.slice(0, 200),
    passages,
    bytes: document.bytes.length,
  }
}

async function endSite(
  { sql, now }: Indexer,
  source: Indexing,
  editionId: string,
): Promise<IndexOutcome> {
  return inAccount(sql, source.accountId, async (tx) => {
    if (!(await lockIndexing(tx, source))) return 'stale'
    const counts = await pageCounts(tx, source)
    if (counts.done === 0) {
      throw new UnreadableSource(
        'failed',
        `None of the ${counts.failed} pages could be read. The first: ${counts.firstError ?? 'unknown'}`,
      )
    }
    await finish(tx, source, { editionId, now })
    return 'done'
  })
}
