import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import type { Line } from './lines.sql.ts'

/** A line with what became of it outside. */
export interface TranscriptRow extends Line {
  delivery: 'waiting' | 'handed-over' | 'failed' | null
  deliveryError: string | null
}

/** One more than a page of a transcript after a position, notes included, oldest first. */
export function listTranscript(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { after, page }: { after: number; page: Page },
): Promise<TranscriptRow[]> {
  const { cursor, size } = page
  const beyond = cursor?.backwards ? tx`<` : tx`>`
  return tx<TranscriptRow[]>`
    select l.position, l.episode, l.author, l.author_name as "authorName", l.kind, l.text,
           l.payload, l.turn, l.external_id as "externalId", l.at, d.state as delivery,
           d.error as "deliveryError"
    from conversation_lines l
    left join conversation_deliveries d using (account_id, conversation_id, position)
    where l.account_id = ${accountId}
      and l.conversation_id = ${conversationId}
      and l.position > ${after}
      ${cursor ? tx`and l.position ${beyond} ${cursor.id}::integer` : tx``}
    order by l.position ${cursor?.backwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}
