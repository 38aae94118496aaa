import type { Sql } from '../platform/sql.ts'
import { CONVERSATION_CHANNEL } from './conversations.sql.ts'

/** What those who watch conversations hear of. */
export type ConversationChange = { accountId: string; conversationId: string } & (
  | /** Lines, status or anything else of it: read again from where you are. */ {
      kind: 'changed'
    } /** A part of a reply that is being written; the line itself follows as a change. */
  | { kind: 'part'; text: string }
  | { kind: 'typing'; author: 'shopper' | 'agent' | 'teammate'; isTyping: boolean }
)

/** One conversation, or all of an account. */
export interface WatchedConversations {
  accountId: string
  conversationId?: string | undefined
}

export interface ConversationChanges {
  /**
   * Hear of changes from now on. The listener must not throw and must be quick.
   * @returns call it to stop hearing
   */
  subscribe: (
    watched: WatchedConversations,
    listener: (change: ConversationChange) => void,
  ) => () => void
  /** Tell the subscribers in this process, such as of a part of a reply. Nothing is stored. */
  emit: (change: ConversationChange) => void
  /** Begin to hear of what transactions of all processes commit. */
  listen: () => Promise<void>
  subscribers: () => number
  stop: () => Promise<void>
}

type Listener = (change: ConversationChange) => void

/** Changes of conversations, fed by one `listen` connection for all who watch in this process. */
export function createConversationChanges(sql: Sql): ConversationChanges {
  const listeners = new Map<string, Set<Listener>>()
  let listening: { unlisten: () => Promise<void> } | undefined
  let count = 0

  function emit(change: ConversationChange): void {
    const { accountId, conversationId } = change
    for (const key of [accountId, `${accountId}:${conversationId}`]) {
      for (const listener of listeners.get(key) ?? []) listener(change)
    }
  }

  /** After the connection was lost, anything may have happened: everybody looks again. */
  function emitToAll(): void {
    for (const [key, watching] of listeners) {
      const [accountId = '', conversationId = ''] = key.split(':')
      for (const listener of watching) listener({ kind: 'changed', accountId, conversationId })
    }
  }

  return {
    subscribe: ({ accountId, conversationId }, listener) => {
      const key = conversationId === undefined ? accountId : `${accountId}:${conversationId}`
      const watching = listeners.get(key) ?? new Set()
      listeners.set(key, watching)
      watching.add(listener)
      count += 1
      return () => {
        if (!watching.delete(listener)) return
        count -= 1
        if (watching.size === 0) listeners.delete(key)
      }
    },
    emit,
    listen: async () => {
      listening = await sql.listen(
        CONVERSATION_CHANNEL,
        (payload) => {
          const [accountId, conversationId] = payload.split(':')
          if (accountId && conversationId) emit({ kind: 'changed', accountId, conversationId })
        },
        emitToAll,
      )
    },
    subscribers: () => count,
    stop: async () => {
      await listening?.unlisten()
    },
  }
}
