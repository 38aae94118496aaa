import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { AgentKnowledge, KnowledgeGap } from '../../src/contract/knowledge.ts'
import { call, headersFor, send } from './client.ts'
import { many, resource } from './document.ts'
import { problemOf } from './problem.ts'
import { queryClient } from './query-client.ts'

const Knowledge = many(
  resource(z.object({ ...AgentKnowledge.attributes.shape, ...AgentKnowledge.additional.shape })),
)
export type KnowledgeState = z.infer<typeof AgentKnowledge.attributes> &
  z.infer<typeof AgentKnowledge.additional> & { id: string }

const PROGRESS_MS = 1_500
const PAGE_MAX = 100

export function knowledgeList(account: string) {
  return queryOptions({
    queryKey: [account, 'knowledge'],
    queryFn: async ({ signal }): Promise<KnowledgeState[]> => {
      const found = await call('/api/agent-knowledge', Knowledge, {
        account,
        query: {
          'page[size]': PAGE_MAX,
          sort: '-created_at',
          'additional-fields[agent-knowledge]': 'progress',
        },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
    refetchInterval: (query) =>
      query.state.data?.some(({ status }) => status === 'pending' || status === 'indexing')
        ? PROGRESS_MS
        : false,
  })
}

export type NewSource =
  | { source_type: 'snippet'; title: string; content: string }
  | { source_type: 'webpage'; url: string; scope: 'single-page' | 'entire-site' }

export async function addKnowledge(account: string, source: NewSource) {
  await send('/api/agent-knowledge', {
    account,
    method: 'POST',
    body: { data: { type: 'agent-knowledge', attributes: { source } } },
  })
  await refresh(account)
}

export async function addKnowledgeFile(account: string, title: string, file: File) {
  const body = new FormData()
  body.set('title', title)
  body.set('file', file)
  const response = await fetch('/api/agent-knowledge-files', {
    method: 'POST',
    credentials: 'same-origin',
    headers: headersFor(account),
    body,
  })
  if (!response.ok) throw await problemOf(response)
  await refresh(account)
}

export async function changeSnippet(
  account: string,
  id: string,
  change: { title: string; content: string },
) {
  await send(`/api/agent-knowledge/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'agent-knowledge', id, attributes: change } },
  })
  await refresh(account)
}

export async function deleteKnowledge(account: string, id: string) {
  await send(`/api/agent-knowledge/${id}`, { account, method: 'DELETE' })
  await refresh(account)
}

export async function readAgain(account: string, id: string) {
  await send(`/api/x/agent-knowledge/${id}/reindex`, { account, method: 'POST' })
  await refresh(account)
}

const Gaps = many(resource(KnowledgeGap.attributes))
export type GapEntry = z.infer<typeof KnowledgeGap.attributes> & { id: string }

export function knowledgeGaps(account: string) {
  return queryOptions({
    queryKey: [account, 'knowledge-gaps'],
    queryFn: async ({ signal }): Promise<GapEntry[]> => {
      const found = await call('/api/x/knowledge-gaps', Gaps, {
        account,
        query: { 'page[size]': PAGE_MAX, sort: '-questions' },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export async function approveGap(
  account: string,
  id: string,
  snippet: { title: string; content: string },
) {
  await send(`/api/x/knowledge-gaps/${id}/approve`, {
    account,
    method: 'POST',
    body: { data: { type: 'knowledge-gap', attributes: snippet } },
  })
  await refresh(account)
}

export async function dismissGap(account: string, id: string) {
  await send(`/api/x/knowledge-gaps/${id}/dismiss`, { account, method: 'POST' })
  await refresh(account)
}

function refresh(account: string): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: [account, 'knowledge'] }),
    queryClient.invalidateQueries({ queryKey: [account, 'knowledge-gaps'] }),
    queryClient.invalidateQueries({ queryKey: [account, 'agent'] }),
  ])
}
