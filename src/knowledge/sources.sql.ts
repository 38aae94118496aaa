import type { Tx } from '../platform/sql.ts'

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
    insert into knowledge_sources as s
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
