import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import type { Channel } from '../../src/contract/agent-words.ts'
import {
  AgentSecret,
  AgentTool,
  AgentToolReport,
  type AgentToolTemplate,
  AgentToolTest,
  type ToolVariableInput,
} from '../../src/contract/agents.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const Tool = resource(AgentTool.attributes)

export type ToolState = z.infer<typeof AgentTool.attributes> & {
  id: string
  skillIds: string[]
  /** Of those that its variables name, the ones that exist. */
  secretIds: string[]
}

const PAGE_SIZE = 100
/** The built-in ones and all that a shop can add fit on two. */
const PAGES_MAX = 3

export function agentTools(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'tools'],
    queryFn: async ({ signal }): Promise<ToolState[]> => {
      const tools: ToolState[] = []
      let cursor: string | null = null
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query = { 'page[size]': PAGE_SIZE, 'page[cursor]': cursor }
        const found: z.infer<typeof Tools> = await call('/api/agent-tools', Tools, {
          account,
          query,
          signal,
        })
        tools.push(...found.data.map(toolState))
        cursor = nextCursor(found)
        if (!cursor) break
      }
      return tools
    },
  })
}
const Tools = many(Tool)

export interface ToolWish {
  name: string
  public_description: string
  details: {
    type: 'custom'
    request_template: AgentToolTemplate
    variables: ToolVariableInput[]
    timeout_seconds: number
    max_retries: number
  }
}

/** @returns its id */
export async function createTool(account: string, attributes: ToolWish): Promise<string> {
  const { data } = await call('/api/agent-tools', one(Tool), {
    account,
    method: 'POST',
    body: { data: { type: 'agent-tool', attributes } },
  })
  await refreshTools(account)
  return data.id
}

export async function changeTool(account: string, id: string, attributes: ToolWish) {
  await send(`/api/agent-tools/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'agent-tool', id, attributes } },
  })
  await refreshTools(account)
}

export async function deleteTool(account: string, id: string) {
  await send(`/api/agent-tools/${id}`, { account, method: 'DELETE' })
  await refreshTools(account)
}

const Reports = many(resource(AgentToolReport.attributes))
export type ToolReportState = z.infer<typeof AgentToolReport.attributes> & { id: string }
export const REPORT_SOURCES = ['conversation', 'test'] as const
export type ReportSource = (typeof REPORT_SOURCES)[number]

/** @param source where the calls came from; null for both */
export function toolReports(account: string, source: ReportSource | null) {
  return queryOptions({
    queryKey: [account, 'agent', 'tool-reports', source],
    queryFn: async ({ signal }): Promise<ToolReportState[]> => {
      const path = '/api/x/agent-tool-reports'
      const found = await call(path, Reports, { account, query: { source }, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

const Tested = one(resource(AgentToolTest.attributes))
export type ToolTestState = z.infer<typeof AgentToolTest.attributes>

export interface ToolTry {
  input: Record<string, unknown>
  profile_id: string | null
  channel: Channel
}

/** Call a tool now. Counts as a test. */
export async function tryTool(
  account: string,
  id: string,
  attributes: ToolTry,
): Promise<ToolTestState> {
  const { data } = await call(`/api/x/agent-tools/${id}/tests`, Tested, {
    account,
    method: 'POST',
    body: { data: { type: 'agent-tool-test', attributes } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'agent', 'tool-reports'] })
  return data.attributes
}

const Secrets = many(resource(AgentSecret.attributes))
export type SecretState = z.infer<typeof AgentSecret.attributes> & {
  id: string
  toolIds: string[]
}

export function agentSecrets(account: string) {
  return queryOptions({
    queryKey: [account, 'agent', 'secrets'],
    queryFn: async ({ signal }): Promise<SecretState[]> => {
      const found = await call('/api/agent-secrets', Secrets, { account, signal })
      return found.data.map((each) => ({
        id: each.id,
        ...each.attributes,
        toolIds: idsOf(each, 'agent-tools'),
      }))
    },
  })
}

export async function createSecret(account: string, attributes: { name: string; value: string }) {
  await send('/api/agent-secrets', {
    account,
    method: 'POST',
    body: { data: { type: 'agent-secret', attributes } },
  })
  await refreshTools(account)
}

export async function changeSecret(
  account: string,
  id: string,
  attributes: { name?: string; value?: string },
) {
  await send(`/api/agent-secrets/${id}`, {
    account,
    method: 'PATCH',
    body: { data: { type: 'agent-secret', id, attributes } },
  })
  await refreshTools(account)
}

export async function deleteSecret(account: string, id: string) {
  await send(`/api/agent-secrets/${id}`, { account, method: 'DELETE' })
  await refreshTools(account)
}

/** Ids of the secrets that a tool needs and that are gone. */
export function missingSecrets(tool: ToolState): string[] {
  if (tool.details.type !== 'custom') return []
  return tool.details.variables.flatMap(({ source, value }) =>
    source === 'secret' && value !== null && !tool.secretIds.includes(value) ? [value] : [],
  )
}

function toolState(found: z.infer<typeof Tool>): ToolState {
  return {
    id: found.id,
    ...found.attributes,
    skillIds: idsOf(found, 'agent-skills'),
    secretIds: idsOf(found, 'agent-secrets'),
  }
}

/** The ids that a document of one resource ties it to. */
export function idsOf(
  of: { relationships?: Record<string, { data?: unknown }> | undefined },
  name: string,
): string[] {
  const parsed = References.safeParse(of.relationships?.[name]?.data)
  return parsed.success ? parsed.data.map(({ id }) => id) : []
}
const References = z.array(z.object({ id: z.string() }))

function refreshTools(account: string): Promise<unknown> {
  return queryClient.invalidateQueries({ queryKey: [account, 'agent'] })
}
