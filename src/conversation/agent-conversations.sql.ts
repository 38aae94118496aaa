import type { ConversationStatus } from '../contract/agent-words.ts'
import type { FilterTerm } from '../contract/filter.ts'
import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'

/** A conversation as the public API shows it. */
export interface AgentConversationRow {
  conversationId: string
  status: ConversationStatus
  createdAt: Date
  updatedAt: Date
}

/** One more than a page, newest first; the ids begin with the time. */
export function listAgentConversations(
  tx: Tx,
  accountId: string,
  { filter, page }: { filter: readonly FilterTerm[]; page: Page },
): Promise<AgentConversationRow[]> {
  const { cursor, size } = page
  const beyond = cursor?.backwards ? tx`>` : tx`<`
  const terms = filter.map(({ field, value }) =>
    field === 'status'
      ? tx`and status = any(${[value].flat().map(String)}::text[])`
      : tx`and created_at >= ${value instanceof Date ? value : null}::timestamptz`,
  )
  return tx<AgentConversationRow[]>`
    select conversation_id as "conversationId", status, created_at as "createdAt",
           updated_at as "updatedAt"
    from conversations
    where account_id = ${accountId}
      ${terms.length > 0 ? terms : tx``}
      ${cursor ? tx`and conversation_id ${beyond} ${cursor.id}::uuid` : tx``}
    order by conversation_id ${cursor?.backwards ? tx`asc` : tx`desc`}
    limit ${size + 1}`
}

export async function agentConversation(
  tx: Tx,
  accountId: string,
  conversationId: string,
): Promise<AgentConversationRow | undefined> {
  const [row] = await tx<AgentConversationRow[]>`
    select conversation_id as "conversationId", status, created_at as "createdAt",
           updated_at as "updatedAt"
    from conversations
    where account_id = ${accountId}
      and conversation_id = ${conversationId}`
  return row
}

export interface AgentMessageRow {
  position: number
  author: 'shopper' | 'agent' | 'teammate' | 'system'
  text: string
  at: Date
}

/** One more than a page of what was said, oldest first. */
export function listAgentMessages(
  tx: Tx,
  accountId: string,
  conversationId: string,
  { cursor, size }: Page,
): Promise<AgentMessageRow[]> {
  const beyond = cursor?.backwards ? tx`<` : tx`>`
  return tx<AgentMessageRow[]>`
    select position, author, text, at
    from conversation_lines
    where account_id = ${accountId}
      and conversation_id = ${conversationId}
      and kind not in ('note', 'notice')
      ${cursor ? tx`and position ${beyond} ${cursor.id}::integer` : tx``}
    order by position ${cursor?.backwards ? tx`desc` : tx`asc`}
    limit ${size + 1}`
}

export interface TextConversationRow {
  conversationId: string
  channel: 'sms' | 'whatsapp'
  profileId: string
}

/** Conversations with a profile by SMS and WhatsApp, newest first, at most `limit`. */
export function textConversations(
  tx: Tx,
  accountId: string,
  profileId: string,
  limit: number,
): Promise<TextConversationRow[]> {
  return tx<TextConversationRow[]>`
    select conversation_id as "conversationId", channel, profile_id as "profileId"
    from conversations
    where account_id = ${accountId}
      and profile_id = ${profileId}
      and channel in ('sms', 'whatsapp')
    order by conversation_id desc
    limit ${limit}`
}
