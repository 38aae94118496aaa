import { isIP } from 'node:net'
import { difference } from '../account/account.ts'
import { recordAudit } from '../account/audit.sql.ts'
import {
  type AgentToolTemplate,
  type AgentToolVariable,
  CUSTOM_TOOLS_MAX,
  TOOL_RETRIES_DEFAULT,
  TOOL_TIMEOUT_SECONDS_DEFAULT,
  type ToolDetailsChange,
} from '../contract/agents.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import type { TrustedHosts } from '../platform/outbound.ts'
import { conflict, invalid, invalidDetail, notFound, Problem, quote } from '../platform/problem.ts'
import { isPublicAddress } from '../platform/public-fetch.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { listSecretRows } from './agent-secrets.sql.ts'
import { unbindTool } from './agent-skills.sql.ts'
import {
  deleteToolRow,
  findToolRow,
  listToolRows,
  saveToolRow,
  type ToolRow,
} from './agent-tools.sql.ts'
import { completeVariable, toolFaults } from './check-tool.ts'
import { lockCustomerAgent } from './customer-agents.sql.ts'
import { getTool } from './list-tools.action.ts'
import type { MadeBy } from './made-by.ts'
import { isBuiltInTool } from './prebuilt-skills.ts'
import { urlParts } from './render-request.ts'
import type { ListedTool } from './tool-resource.ts'

/** What is undefined or null stays; of a new tool it has its default. */
export interface ToolChange {
  name?: string | null | undefined
  description?: string | null | undefined
  details?: ToolDetailsChange | null | undefined
}

const EMPTY_TEMPLATE: AgentToolTemplate = {
  url_template: '',
  http_method: 'GET',
  request_timeout_seconds: TOOL_TIMEOUT_SECONDS_DEFAULT,
  query_parameters: [],
  headers: [],
  body_template: null,
}

/** @throws Problem 400 for what is wrong with the request, its variables or its secrets */
export function createTool(
  by: MadeBy,
  wanted: ToolChange,
  trusted: TrustedHosts,
): Promise<ListedTool> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    if ((await listToolRows(tx, accountId)).length >= CUSTOM_TOOLS_MAX) {
      throw invalid(
        '/data',
        `An agent can have ${CUSTOM_TOOLS_MAX} tools of its own, and has them.`,
        'Delete one that is not used.',
      )
    }
    const row = changed(
      {
        toolId: ulidOf(newUlidUuid(by.wallNow)),
        name: '',
        description: '',
        template: EMPTY_TEMPLATE,
        variables: [],
        secretIds: [],
        timeoutSeconds: TOOL_TIMEOUT_SECONDS_DEFAULT,
        maxRetries: TOOL_RETRIES_DEFAULT,
        createdAt: by.now,
        updatedAt: by.now,
      },
      wanted,
      by.now,
    )
    await refuseFaults(tx, accountId, row, trusted)
    await saveToolRow(tx, accountId, row)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-tool.created',
      subject: row.name,
      detail: { id: row.toolId, ...audited(row) },
    })
    return getTool(tx, accountId, row.toolId)
  })
}

/** @throws Problem 404; 409 for a built-in tool; 400 as `createTool` */
export function changeTool(
  by: MadeBy,
  toolId: string,
  change: ToolChange,
  trusted: TrustedHosts,
): Promise<ListedTool> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    refuseBuiltIn(toolId, 'changed')
    const before = await findToolRow(tx, accountId, toolId)
    if (!before) throw notFound('agent-tool', toolId)
    const row = changed(before, change, by.now)
    await refuseFaults(tx, accountId, row, trusted)
    await saveToolRow(tx, accountId, row)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-tool.changed',
      subject: row.name,
      detail: { id: toolId, ...difference(audited(before), audited(row)) },
    })
    return getTool(tx, accountId, toolId)
  })
}

/** Skills lose it. @throws Problem 404; 409 for a built-in tool */
export function deleteTool(by: MadeBy, toolId: string): Promise<void> {
  const { accountId } = by.caller
  return inAccount(by.sql, accountId, async (tx) => {
    await lockCustomerAgent(tx, accountId)
    refuseBuiltIn(toolId, 'deleted')
    const name = await deleteToolRow(tx, accountId, toolId)
    if (name === undefined) throw notFound('agent-tool', toolId)
    await unbindTool(tx, accountId, toolId, by.now)
    await recordAudit(tx, by.caller, by.wallNow, {
      action: 'agent-tool.deleted',
      subject: name,
      detail: { id: toolId },
    })
  })
}

function refuseBuiltIn(toolId: string, verb: 'changed' | 'deleted'): void {
  if (!isBuiltInTool(toolId)) return
  throw conflict(
    'built_in_tool',
    `The tool ${quote(toolId)} is built in and cannot be ${verb}.`,
    'Unbind it from the skills that should not use it.',
  )
}

function changed(row: ToolRow, { name, description, details }: ToolChange, now: Date): ToolRow {
  const template = details?.request_template
  const variables = details?.variables?.map(completeVariable) ?? row.variables
  return {
    ...row,
    name: name ?? row.name,
    description: description ?? row.description,
    template: {
      url_template: template?.url_template?.trim() ?? row.template.url_template,
      http_method: template?.http_method ?? row.template.http_method,
      request_timeout_seconds:
        template?.request_timeout_seconds ?? row.template.request_timeout_seconds,
      query_parameters: template?.query_parameters ?? row.template.query_parameters,
      headers: template?.headers ?? row.template.headers,
      body_template: bodyOf(template?.body_template, row.template.body_template),
    },
    variables,
    secretIds: secretIdsOf(variables),
    timeoutSeconds: details?.timeout_seconds ?? row.timeoutSeconds,
    maxRetries: details?.max_retries ?? row.maxRetries,
    updatedAt: now,
  }
}

/** Null takes the body away; nothing in it is the same as none. */
function bodyOf(
  wanted: AgentToolTemplate['body_template'] | undefined,
  stored: AgentToolTemplate['body_template'],
) {
  const body = wanted === undefined ? stored : wanted
  return body !== null && Object.keys(body).length === 0 ? null : body
}

function secretIdsOf(variables: readonly AgentToolVariable[]): string[] {
  const ids = variables.flatMap((one) => (one.source === 'secret' && one.value ? [one.value] : []))
  return [...new Set(ids)]
}

async function refuseFaults(
  tx: Tx,
  accountId: string,
  row: ToolRow,
  trusted: TrustedHosts,
): Promise<void> {
  const isTrustedHost = trusts(trusted, row.template.url_template)
  const faults = toolFaults(row.template, row.variables, isTrustedHost)
  if (faults.length > 0) throw new Problem(400, faults)
  if (!isTrustedHost) refuseInnerHost(row.template.url_template)
  const secrets = await listSecretRows(tx, accountId)
  const missing = row.variables.flatMap(({ source, value, name }, at) =>
    source !== 'secret' || secrets.some((one) => one.secretId === value)
      ? []
      : [
          invalidDetail(
            `/data/attributes/details/variables/${at}/value`,
            `An agent-secret with id ${quote(value)} does not exist, for the variable ${name}.`,
            'Use an id from GET /api/agent-secrets.',
          ),
        ],
  )
  if (missing.length > 0) throw new Problem(400, missing)
}

function trusts(trusted: TrustedHosts, template: string): boolean {
  const url = URL.parse(urlParts(template)?.origin ?? '')
  if (!url) return false
  const port = url.port || (url.protocol === 'http:' ? '80' : '443')
  return trusted.has(`${url.hostname}:${port}`)
}

/** Said at once what would be refused at every call. Names are looked up when they are dialled. */
function refuseInnerHost(url: string): void {
  const host = URL.parse(urlParts(url)?.origin ?? '')?.hostname.replace(/^\[|\]$/g, '') ?? ''
  const isInner = isIP(host) !== 0 ? !isPublicAddress(host) : /(^|\.)localhost$/i.test(host)
  if (!isInner) return
  throw invalid(
    '/data/attributes/details/request_template/url_template',
    `${quote(host)} is not a public address of the internet.`,
    'Tools can only call services that everybody can reach.',
  )
}

function audited(row: ToolRow): Record<string, unknown> {
  return {
    name: row.name,
    description: row.description,
    url: row.template.url_template,
    method: row.template.http_method,
    template: row.template,
    variables: row.variables,
    timeout_seconds: row.timeoutSeconds,
    max_retries: row.maxRetries,
  }
}
