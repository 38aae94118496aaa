import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import {
  ConversationLine,
  ConversationMacro,
  ConversationTurn,
  ConversationView,
  InboxConversation,
} from '../../src/contract/conversations.ts'
import { address, call, headersFor, send } from './client.ts'
import { many, nextCursor, one, relatedId, resource } from './document.ts'
import { follow, type LiveState } from './event-stream.ts'
import { problemOf } from './problem.ts'
import { queryClient } from './query-client.ts'

const Inbox = resource(InboxConversation.attributes)
export type InboxState = z.infer<typeof InboxConversation.attributes> & {
  id: string
  profileId: string | undefined
}

function inboxState(each: z.infer<typeof Inbox>): InboxState {
  return { id: each.id, ...each.attributes, profileId: relatedId(each, 'profile') }
}

export interface InboxQuestion {
  filter: string
  search: string
  sort: string
}

const PAGE = 30
const LINES_MAX = 500

export function conversationList(account: string, question: InboxQuestion) {
  return infiniteQueryOptions({
    queryKey: [account, 'conversations', question],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const found = await call('/api/x/conversations', many(Inbox), {
        account,
        query: { ...question, 'page[size]': PAGE, 'page[cursor]': pageParam },
        signal,
      })
      return { conversations: found.data.map(inboxState), next: nextCursor(found) }
    },
    getNextPageParam: (page) => page.next,
  })
}

export function conversation(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'conversation', id],
    queryFn: async ({ signal }) =>
      inboxState((await call(`/api/x/conversations/${id}`, one(Inbox), { account, signal })).data),
  })
}

const Line = resource(ConversationLine.attributes)
export type LineState = z.infer<typeof ConversationLine.attributes> & { id: string }

export function conversationLines(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'conversation', id, 'lines'],
    queryFn: async ({ signal }): Promise<LineState[]> => {
      const path = `/api/x/conversations/${id}/lines`
      const lines: LineState[] = []
      let cursor: string | null = null
      do {
        const found: z.infer<typeof LinePage> = await call(path, LinePage, {
          account,
          query: { 'page[size]': LINES_MAX, 'page[cursor]': cursor },
          signal,
        })
        lines.push(...found.data.map((each) => ({ id: each.id, ...each.attributes })))
        cursor = nextCursor(found)
      } while (cursor !== null)
      return lines
    },
  })
}
const LinePage = many(Line)

const Turn = resource(ConversationTurn.attributes)
export type TurnState = z.infer<typeof ConversationTurn.attributes>

export function conversationTurns(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'conversation', id, 'turns'],
    queryFn: async ({ signal }): Promise<TurnState[]> => {
      const path = `/api/x/conversations/${id}/turns`
      const found = await call(path, many(Turn), {
        account,
        query: { 'page[size]': 100 },
        signal,
      })
      return found.data.map((each) => each.attributes)
    },
  })
}

const View = resource(ConversationView.attributes)
export type ViewState = z.infer<typeof ConversationView.attributes> & { id: string }

export function conversationViews(account: string) {
  return queryOptions({
    queryKey: [account, 'conversation-views'],
    queryFn: async ({ signal }): Promise<ViewState[]> => {
      const found = await call('/api/x/conversation-views', many(View), { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

const Macro = resource(ConversationMacro.attributes)
export type MacroState = z.infer<typeof ConversationMacro.attributes> & { id: string }

export function conversationMacros(account: string) {
  return queryOptions({
    queryKey: [account, 'conversation-macros'],
    queryFn: async ({ signal }): Promise<MacroState[]> => {
      const found = await call('/api/x/conversation-macros', many(Macro), { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export interface MacroWish {
  name: string
  text: string
  /** Null: of any language. */
  language: MacroState['language']
}

export async function createMacro(account: string, attributes: MacroWish) {
  await send('/api/x/conversation-macros', {
    account,
    method: 'POST',
    body: { data: { type: 'conversation-macro', attributes } },
  })
  await refreshMacros(account)
}

export async function changeMacro(account: string, id: string, attributes: MacroWish) {
  await send(`/api/x/conversation-macros/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'conversation-macro', id, attributes } },
  })
  await refreshMacros(account)
}

export async function deleteMacro(account: string, id: string) {
  await send(`/api/x/conversation-macros/${id}`, { account, method: 'DELETE' })
  await refreshMacros(account)
}

function refreshMacros(account: string): Promise<unknown> {
  return queryClient.invalidateQueries({ queryKey: [account, 'conversation-macros'] })
}

export async function createView(account: string, view: InboxQuestion & { name: string }) {
  await send('/api/x/conversation-views', {
    account,
    method: 'POST',
    body: { data: { type: 'conversation-view', attributes: view } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'conversation-views'] })
}

export async function writeToShopper(
  account: string,
  id: string,
  message: { text: string; is_note: boolean; request_id: string },
) {
  await send(`/api/x/conversations/${id}/messages`, {
    account,
    method: 'POST',
    body: { data: { type: 'teammate-message', attributes: message } },
  })
  await refresh(account, id)
}

export async function takeOver(account: string, id: string) {
  await send(`/api/x/conversations/${id}/take-over`, { account, method: 'POST' })
  await refresh(account, id)
}

export async function returnToAgent(account: string, id: string) {
  await send(`/api/x/conversations/${id}/return-to-agent`, { account, method: 'POST' })
  await refresh(account, id)
}

export interface ConversationChange {
  assignee_id?: string | null
  snoozed_until?: string | null
  tags?: string[]
  read_position?: number
  status?: 'closed'
}

export async function changeConversation(account: string, id: string, change: ConversationChange) {
  await send(`/api/x/conversations/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'inbox-conversation', id, attributes: change } },
  })
  await refresh(account, id)
}

/** Save conversations as a file. A plain link cannot post, nor say which account is meant. */
export async function exportConversations(
  account: string,
  wanted: { format: 'csv' | 'jsonl'; filter: string; search: string; is_redacted: boolean },
): Promise<void> {
  const response = await fetch('/api/x/conversation-exports', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...headersFor(account), 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'conversation-export', attributes: wanted } }),
  })
  if (!response.ok) throw await problemOf(response)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = `conversations.${wanted.format}`
  link.click()
  URL.revokeObjectURL(url)
}

function refresh(account: string, id: string): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: [account, 'conversation', id] }),
    queryClient.invalidateQueries({ queryKey: [account, 'conversations'] }),
    queryClient.invalidateQueries({ queryKey: [account, 'conversation-views'] }),
  ])
}

/** Changes that come one after the other are shown together. */
const GATHER_MS = 150

/** Keep the inbox, and one conversation in it, live. Says whether the shopper is writing. */
export function useLiveConversations(account: string, id: string | undefined) {
  const [state, setState] = useState<LiveState>('connecting')
  // The stream is a connection to the server: it is opened with the page and closed with it.
  useEffect(() => {
    const stop = new AbortController()
    let waiting: ReturnType<typeof setTimeout> | undefined
    const changed = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        void queryClient.invalidateQueries({ queryKey: [account, 'conversations'] })
        void queryClient.invalidateQueries({ queryKey: [account, 'conversation-views'] })
        if (id) void queryClient.invalidateQueries({ queryKey: [account, 'conversation', id] })
      }, GATHER_MS)
    }
    void follow({
      path: address('/api/x/conversation-stream', { conversation_id: id }),
      account,
      signal: stop.signal,
      onState: setState,
      onBlock: ({ event }) => {
        if (event === 'changed') changed()
      },
    })
    return () => {
      stop.abort()
      clearTimeout(waiting)
    }
  }, [account, id])
  return state
}
