import type { KnowledgeScope, KnowledgeSourceType, KnowledgeStatus } from '../contract/knowledge.ts'
import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'

/** What a teammate added for the agent to quote. */
export interface SourceRow {
  knowledgeId: string
  sourceType: KnowledgeSourceType
  title: string | null
  content: string | null
  url: string | null
  scope: KnowledgeScope | null
  autoReindex: boolean | null
  mediaType: string | null
  status: KnowledgeStatus
  error: string | null
  pagesFound: number
  pagesDone: number
  pagesFailed: number
  createdAt: Date
  updatedAt: Date
  indexedAt: Date | null
  /** That the agent may quote now. */
  passages: number
}

export function sourceResource(row: SourceRow, isProgressAsked = false): Resource {
  return {
    type: 'agent-knowledge',
    id: ulidOf(row.knowledgeId),
    attributes: {
      source: sourceAttributes(row),
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      updated_at: isoSeconds(row.updatedAt),
      indexed_at: row.indexedAt && isoSeconds(row.indexedAt),
      error: row.error,
      ...(isProgressAsked
        ? {
            progress: {
              pages_found: row.pagesFound,
              pages_read: row.pagesDone,
              pages_failed: row.pagesFailed,
              passages: row.passages,
            },
          }
        : {}),
    },
  }
}

function sourceAttributes(row: SourceRow): Record<string, unknown> {
  switch (row.sourceType) {
    case 'snippet':
      return { source_type: 'snippet', title: row.title, content: row.content }
    case 'webpage':
      return {
        source_type: 'webpage',
        url: row.url,
        scope: row.scope,
        auto_reindex: row.autoReindex,
      }
    case 'file':
      return { source_type: 'file', title: row.title }
  }
}

/** Why a source could not be read: now (`failed`), or at all (`rejected`). */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource'
  readonly outcome: 'failed' | 'rejected'
  constructor(outcome: UnreadableSource['outcome'], message: string) {
    super(message)
    this.outcome = outcome
  }
}
