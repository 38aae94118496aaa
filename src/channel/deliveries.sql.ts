import type { Channel, Language } from '../contract/agent-words.ts'
import type { LineKind, LinePayload } from '../conversation/conversation.ts'
import type { Tx } from '../platform/sql.ts'

/** A line that waits to be delivered, with what its message is made of. */
export interface WaitingDelivery {
  accountId: string
  conversationId: string
  position: number
  channel: Channel
  address: string
  profileId: string
  author: 'agent' | 'teammate'
  authorName: string | null
  kind: LineKind
  text: string
  payload: LinePayload
  language: Language | null
  subject: string | null
}

/** Lock the oldest lines that wait, of all accounts; others' are skipped. */
export function lockWaiting(tx: Tx, limit: number): Promise<WaitingDelivery[]> {
  return tx<WaitingDelivery[]>`
    with waiting as (
      select account_id, conversation_id, position, channel, address, created_at
      from conversation_deliveries
      where state = 'waiting'
      order by created_at, position
      limit ${limit}
      for update skip locked
    )
    select w.account_id as "accountId", w.conversation_id as "conversationId", w.position,
           w.channel, w.address, c.profile_id as "profileId", l.author,
           l.author_name as "authorName", l.kind, l.text, l.payload, c.language, c.subject
    from waiting w
    join conversations c
      on c.account_id = w.account_id and c.conversation_id = w.conversation_id
    join conversation_lines l
      on l.account_id = w.account_id and l.conversation_id = w.conversation_id
      and l.position = w.position
    order by w.created_at, w.position`
}

interface OfLine {
  conversationId: string
  position: number
}

export async function handOver(
  tx: Tx,
  accountId: string,
  { conversationId, position, reference, now }: OfLine & { reference: string; now: Date },
): Promise<void> {
  await tx`
    update conversation_deliveries
    set state = 'handed-over', reference = ${reference}, error = null, updated_at = ${now}
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and position = ${position}`
}

/** The line did not arrive, or nobody knows whether it did. */
export async function failDelivery(
  tx: Tx,
  accountId: string,
  { conversationId, position, error, now }: OfLine & { error: string; now: Date },
): Promise<void> {
  await tx`
    update conversation_deliveries
    set state = 'failed', error = ${error}, updated_at = ${now}
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and position = ${position}`
}
