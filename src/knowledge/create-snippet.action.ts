import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { addPassages, createEdition, makeCurrent } from './editions.sql.ts'
import { saveSnippet } from './sources.sql.ts'
import { splitPassages, textBlocks } from './split-passages.ts'

export interface NewSnippet {
  title: string
  /** At most SNIPPET_LENGTH_MAX characters of plain text or Markdown. */
  content: string
  now: Date
  /** UUID; a new one unless given, so that seeding twice gives the same. */
  knowledgeId?: string
}

/**
 * Add a text that the agent may quote as soon as the transaction commits. The same id again replaces
 * it.
 */
export async function createSnippet(
  tx: Tx,
  accountId: string,
  { title, content, now, knowledgeId = newUlidUuid(now) }: NewSnippet,
): Promise<{ knowledgeId: string }> {
  await saveSnippet(tx, accountId, { knowledgeId, title, content, now })
  await indexSnippet(tx, accountId, { knowledgeId, title, content })
  return { knowledgeId }
}

/** Replace what searches find of a snippet. */
export async function indexSnippet(
  tx: Tx,
  accountId: string,
  { knowledgeId, title, content }: { knowledgeId: string; title: string; content: string },
): Promise<void> {
  const editionId = await createEdition(tx, accountId, knowledgeId)
  const passages = splitPassages({ title, url: null, blocks: textBlocks(content) })
  await addPassages(tx, accountId, editionId, passages)
  await makeCurrent(tx, accountId, knowledgeId, editionId)
}
