import type { Actor } from '../account/audit.sql.ts'
import { recordAudit } from '../account/audit.sql.ts'
import type { UploadedFile } from '../contract/endpoint.ts'
import type { KnowledgeScope } from '../contract/knowledge.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { isTrustedHost, type TrustedHosts } from '../platform/outbound.ts'
import { conflict, invalid, notFound, quote } from '../platform/problem.ts'
import { isPublicAddress } from '../platform/public-fetch.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { createSnippet, indexSnippet } from './create-snippet.action.ts'
import { kindOfFile } from './document.ts'
import { retireEditions } from './editions.sql.ts'
import { CLEAR_EDITIONS, INDEX_SOURCE } from './knowledge-jobs.ts'
import { normalPageUrl } from './page-url.ts'
import type { SourceRow } from './source.ts'
import {
  deleteSource as deleteSourceRow,
  findSource,
  insertFile,
  insertWebpage,
  lockSource,
  saveSnippet,
  setPending,
} from './sources.sql.ts'

/** Who changes something, and when. */
export interface By {
  actor: Actor
  now: Date
  wallNow: Date
}

export async function addSnippet(
  sql: Sql,
  by: By,
  { title, content }: { title: string; content: string },
): Promise<SourceRow> {
  const { accountId } = by.actor
  return inAccount(sql, accountId, async (tx) => {
    const { knowledgeId } = await createSnippet(tx, accountId, { title, content, now: by.now })
    await note(tx, by, 'knowledge.created', title)
    return existing(tx, accountId, knowledgeId)
  })
}

/** @throws Problem 400 for what is no public page, 409 for one that is known already */
export async function addWebpage(
  sql: Sql,
  by: By,
  page: { url: string; scope: KnowledgeScope; autoReindex: boolean; trustedHosts: TrustedHosts },
): Promise<SourceRow> {
  const { accountId } = by.actor
  const url = publicUrl(page.url, page.trustedHosts)
  const knowledgeId = newUlidUuid(by.now)
  return inAccount(sql, accountId, async (tx) => {
    const isNew = await insertWebpage(tx, accountId, { ...page, ...by, knowledgeId, url })
    if (!isNew) {
      throw conflict(
        'duplicate_url',
        `The page ${quote(url)} is part of the knowledge already.`,
        'Change or re-index the source that exists, or delete it first.',
      )
    }
    await enqueue(tx, INDEX_SOURCE, { accountId, knowledgeId })
    await note(tx, by, 'knowledge.created', url)
    return existing(tx, accountId, knowledgeId)
  })
}

function publicUrl(text: string, trustedHosts: TrustedHosts): string {
  const pointer = '/data/attributes/source/url'
  const normal = normalPageUrl(text)
  if ('wrong' in normal)
    throw invalid(pointer, `The URL ${quote(text)} ${normal.wrong}.`, normal.fix)
  if (isTrustedHost(normal.url, trustedHosts) || isPlainlyPublic(new URL(normal.url))) {
    return normal.url
  }
  throw invalid(
    pointer,
    `The URL ${quote(text)} is not a public address of the internet.`,
    'Give the address of a page that everybody can see, without a port.',
  )
}

/** Names are looked at when they are dialled; what is plainly not public can be said at once. */
function isPlainlyPublic({ hostname, port }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':')
  return port === '' && !/(^|\.)localhost$/.test(host) && (!isAddress || isPublicAddress(host))
}

/** @throws Problem 400 for a kind of file that is not read */
export async function addFile(
  sql: Sql,
  by: By,
  { title, file }: { title: string; file: UploadedFile },
): Promise<SourceRow> {
  const { accountId } = by.actor
  const kind = kindOfFile(file.name, file.mediaType, file.bytes)
  if (kind === undefined) {
    throw invalid(
      '/file',
      `The file ${quote(file.name)} (${quote(file.mediaType)}) is not of a kind that can be read.`,
      'Send a PDF, DOCX, TXT, Markdown or HTML file.',
    )
  }
  if (file.bytes.length === 0) throw invalid('/file', `The file ${quote(file.name)} is empty.`)
  const knowledgeId = newUlidUuid(by.now)
  return inAccount(sql, accountId, async (tx) => {
    await insertFile(tx, accountId, { ...by, knowledgeId, title, kind, bytes: file.bytes })
    await enqueue(tx, INDEX_SOURCE, { accountId, knowledgeId })
    await note(tx, by, 'knowledge.created', title)
    return existing(tx, accountId, knowledgeId)
  })
}

/**
 * Change a snippet. Undefined leaves what is there.
 * @throws Problem 404, or 409 for a source that has no text of its own
 */
export async function changeSnippet(
  sql: Sql,
  by: By,
  knowledgeId: string,
  change: { title: string | undefined; content: string | undefined },
): Promise<SourceRow> {
  const { accountId } = by.actor
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, knowledgeId)
    if (row.sourceType !== 'snippet') {
      throw conflict(
        'not_a_snippet',
        `A source of type '${row.sourceType}' has no title or content that can be changed here.`,
        'Re-index web pages; delete files and upload them again.',
      )
    }
    const title = change.title ?? row.title ?? ''
    const content = change.content ?? row.content ?? ''
    if (title === row.title && content === row.content) return row
    await saveSnippet(tx, accountId, { knowledgeId, title, content, now: by.now })
    await indexSnippet(tx, accountId, { knowledgeId, title, content })
    await enqueue(tx, CLEAR_EDITIONS, {})
    await note(tx, by, 'knowledge.changed', title)
    return existing(tx, accountId, knowledgeId)
  })
}

/** @throws Problem 404, or 409 for what is no web page */
export async function reindexWebpage(sql: Sql, by: By, knowledgeId: string): Promise<SourceRow> {
  const { accountId } = by.actor
  return inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, knowledgeId)
    if (row.sourceType !== 'webpage') {
      throw conflict(
        'not_a_webpage',
        `A source of type '${row.sourceType}' is not read again.`,
        'Snippets are indexed when they change; upload a file again to replace it.',
      )
    }
    await beginAgain(tx, accountId, knowledgeId, by.wallNow)
    return existing(tx, accountId, knowledgeId)
  })
}

/** Have a web page read again from its beginning; what was read before stays in use meanwhile. */
export async function beginAgain(
  tx: Tx,
  accountId: string,
  knowledgeId: string,
  wallNow: Date,
): Promise<void> {
  await setPending(tx, accountId, knowledgeId, wallNow)
  await retireEditions(tx, accountId, knowledgeId, 'being made')
  await enqueue(tx, INDEX_SOURCE, { accountId, knowledgeId })
}

/** @throws Problem 404 */
export async function deleteSource(sql: Sql, by: By, knowledgeId: string): Promise<void> {
  const { accountId } = by.actor
  await inAccount(sql, accountId, async (tx) => {
    const row = await locked(tx, accountId, knowledgeId)
    await retireEditions(tx, accountId, knowledgeId, 'all')
    await deleteSourceRow(tx, accountId, knowledgeId)
    await enqueue(tx, CLEAR_EDITIONS, {})
    await note(tx, by, 'knowledge.deleted', row.title ?? row.url ?? '')
  })
}

async function locked(tx: Tx, accountId: string, knowledgeId: string): Promise<SourceRow> {
  const row = await lockSource(tx, accountId, knowledgeId)
  if (!row) throw notFound('agent-knowledge', ulidOf(knowledgeId))
  return row
}

async function existing(tx: Tx, accountId: string, knowledgeId: string): Promise<SourceRow> {
  const row = await findSource(tx, accountId, knowledgeId)
  if (!row) throw new Error('a source vanished in its own transaction')
  return row
}

async function note(
  tx: Tx,
  { actor, wallNow }: By,
  action: 'knowledge.created' | 'knowledge.changed' | 'knowledge.deleted',
  subject: string,
): Promise<void> {
  await recordAudit(tx, actor, wallNow, { action, subject })
}
