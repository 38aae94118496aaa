import { newUlidUuid } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'

export interface NewSnippet {
  title: string
  content: string
  now: Date
  /** UUID; a new one unless given, so that seeding twice gives the same. */
  knowledgeId?: string
}

/** Add a text that the agent may quote at once. The same id again replaces it. */
export async function createSnippet(
  tx: Tx,
  accountId: string,
  { title, content, now, knowledgeId = newUlidUuid(now) }: NewSnippet,
): Promise<{ knowledgeId: string }> {
  await tx`
    insert into knowledge_sources
      (account_id, knowledge_id, source_type, title, content, status, created_at, updated_at)
    values (${accountId}, ${knowledgeId}, 'snippet', ${title}, ${content}, 'pending', ${now}, ${now})
    on conflict (account_id, knowledge_id) do update
    set title = excluded.title, content = excluded.content, updated_at = excluded.updated_at`
  return { knowledgeId }
}
