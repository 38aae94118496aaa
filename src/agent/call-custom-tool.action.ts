import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ToolMethod } from '../contract/agents.ts'
import type { ClaimedTurn } from '../conversation/turn-outcome.ts'
import type { Vault } from '../platform/encryption.ts'
import { outboundFetch, type TrustedHosts } from '../platform/outbound.ts'
import {
  OutboundFailed,
  OutboundRefused,
  type PublicAnswer,
  type PublicRequest,
} from '../platform/public-fetch.ts'
import { readInAccount, type Sql } from '../platform/sql.ts'
import { SECOND_MS } from '../platform/time.ts'
import { openSecret, sealedSecrets } from './agent-secrets.sql.ts'
import type { CustomTool } from './brain.ts'
import {
  type RenderedRequest,
  renderRequest,
  TemplateFault,
  type ToolValues,
} from './render-request.ts'
import type { ToolCallLog } from './tool-call-log.action.ts'
import { cleaned, failed, succeeded, type ToolResult, withoutSecrets } from './tool-output.ts'
import { readVariables } from './tool-values.ts'

export interface ToolServices {
  sql: Sql
  /** Opens the secrets of tools. */
  vault: Vault
  log: Logger
  toolCalls: ToolCallLog
  /** Services that may be called although they are not public; none unless given. */
  trustedHosts?: TrustedHosts
  /** Told of each request to a service of the shop before it goes out. Secrets are masked. */
  onRequest?: (request: RenderedRequest) => void
  /** For tests: what may be reached beside the public internet, and how names are resolved. */
  outbound?: Pick<PublicRequest, 'isAllowed' | 'allowHttp' | 'extraPorts' | 'lookup'>
}

/** Largest answer of a tool, after decompression. */
export const TOOL_ANSWER_BYTES_MAX = 64 * 1024
/** Longest answer that a brain gets to read, in characters. */
export const TOOL_ANSWER_LENGTH_MAX = 16_000
/** Of an answer that reports an error. */
const ERROR_BODY_LENGTH_MAX = 1_000
const RETRY_FIRST_MS = 100
/** Repeating these changes nothing: RFC 9110, 9.2.2. */
const IDEMPOTENT: ReadonlySet<ToolMethod> = new Set(['GET', 'PUT', 'DELETE'])
const TOO_MANY_REQUESTS = 429
/** Stands for a secret in a request that is shown; an address does not encode it. */
const SECRET_MARK = '***'
const NO_HOSTS: TrustedHosts = new Set()

/**
 * Call a tool of the shop. Never throws for what a shop, a brain or another server did.
 *
 * Redirects are not followed: they could lead the shop's secrets elsewhere. Secrets are masked in
 * whatever comes back. Everything together takes at most the tool's time-out.
 */
export async function callCustomTool(
  services: ToolServices,
  tool: CustomTool,
  input: unknown,
  turn: ClaimedTurn,
): Promise<ToolResult> {
  const read = readVariables(tool.variables, input, turn)
  if (!read.ok) return failed(read.error, read.message)
  const secrets = await readSecrets(services, tool, turn.accountId)
  if (!secrets.ok) return failed('missing-secret', secrets.message)
  const values = new Map<string, string | number | boolean>([...read.values, ...secrets.values])
  const hidden = [...secrets.values.values()]
  try {
    const request = renderRequest(tool.template, values)
    services.onRequest?.(shownRequest(tool, { values, hidden }))
    return masked(await callWithRetries(services, tool, { request, hidden }), hidden)
  } catch (error) {
    if (error instanceof TemplateFault) return failed('invalid-input', error.message)
    throw error
  }
}

/** The request with the place of each secret marked, and nothing of any of them anywhere else. */
function shownRequest(
  { template, variables }: CustomTool,
  { values, hidden }: { values: ToolValues; hidden: readonly string[] },
): RenderedRequest {
  const secrets = variables.filter((one) => one.source === 'secret')
  const marks = secrets.map(({ name }) => [name, SECRET_MARK] as const)
  const { url, method, headers, body } = renderRequest(template, new Map([...values, ...marks]))
  return {
    url: withoutSecrets(url, hidden),
    method,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, withoutSecrets(value, hidden)]),
    ),
    body: body === undefined ? undefined : withoutSecrets(body, hidden),
  }
}

function masked(result: ToolResult, hidden: readonly string[]): ToolResult {
  if (!result.isError) return succeeded(cleaned(result.output, hidden))
  const { status, body } = result.output
  return failed(result.output.error, result.output.message, {
    ...(status === undefined ? {} : { status }),
    ...(body === undefined ? {} : { body: cleaned(body, hidden) }),
  })
}

type SecretReading = { ok: true; values: Map<string, string> } | { ok: false; message: string }

async function readSecrets(
  { sql, vault }: ToolServices,
  tool: CustomTool,
  accountId: string,
): Promise<SecretReading> {
  const bound = tool.variables.filter((one) => one.source === 'secret')
  const values = new Map<string, string>()
  if (bound.length === 0) return { ok: true, values }
  const ids = bound.flatMap((one) => one.value ?? [])
  const rows = await readInAccount(sql, accountId, (tx) => sealedSecrets(tx, accountId, ids))
  for (const { name, value } of bound) {
    const row = rows.find((one) => one.secretId === value)
    if (!row) {
      return { ok: false, message: `The secret of ${name} was deleted. Bind another to the tool.` }
    }
    const plain = openSecret(vault, accountId, row)
    if (plain === undefined) {
      return { ok: false, message: `The secret of ${name} cannot be opened. Give it a new value.` }
    }
    values.set(name, plain)
  }
  return { ok: true, values }
}

interface Exchange {
  request: RenderedRequest
  /** Secrets that the answer may echo. */
  hidden: readonly string[]
}

async function callWithRetries(
  services: ToolServices,
  tool: CustomTool,
  exchange: Exchange,
): Promise<ToolResult> {
  const endsAt = performance.now() + tool.timeoutSeconds * SECOND_MS
  const retries = IDEMPOTENT.has(exchange.request.method) ? tool.maxRetries : 0
  for (let attempt = 0; ; attempt += 1) {
    const leftMs = Math.floor(endsAt - performance.now())
    const timeoutMs = Math.min(leftMs, tool.template.request_timeout_seconds * SECOND_MS)
    const { result, mayRepeat } = await callOnce(services, exchange, Math.max(1, timeoutMs))
    const waitMs = RETRY_FIRST_MS * 2 ** attempt
    if (!mayRepeat || attempt >= retries || performance.now() + waitMs >= endsAt) return result
    await pause(waitMs)
  }
}

interface Attempt {
  result: ToolResult
  mayRepeat: boolean
}

async function callOnce(
  { trustedHosts = NO_HOSTS, outbound }: ToolServices,
  { request: { url, method, headers, body }, hidden }: Exchange,
  timeoutMs: number,
): Promise<Attempt> {
  try {
    const answer = await outboundFetch(url, trustedHosts, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      bytesMax: TOOL_ANSWER_BYTES_MAX,
      ...outbound,
    })
    return ofAnswer(answer, hidden)
  } catch (error) {
    return ofError(error)
  }
}

function ofAnswer({ status, body }: PublicAnswer, hidden: readonly string[]): Attempt {
  // Before anything is cut: half a secret would not be recognised.
  const text = withoutSecrets(body.toString('utf8'), hidden)
  if (status >= 200 && status < 300) {
    return { result: succeeded({ status, ...readable(text) }), mayRepeat: false }
  }
  if (status >= 300 && status < 400) {
    const message = 'The service redirects elsewhere, which tools do not follow.'
    return { result: failed('redirected', message, { status }), mayRepeat: false }
  }
  const shown = readable(text, ERROR_BODY_LENGTH_MAX)
  const message = `The service answered ${status}.`
  return {
    result: failed('http-error', message, { status, body: shown.body }),
    mayRepeat: status >= 500 || status === TOO_MANY_REQUESTS,
  }
}

/** JSON as a value, anything else as text; what is too long to read is cut. */
function readable(
  text: string,
  lengthMax = TOOL_ANSWER_LENGTH_MAX,
): { body: unknown; is_truncated?: true } {
  if (text.length > lengthMax) return { body: text.slice(0, lengthMax), is_truncated: true }
  try {
    return { body: text.trim() === '' ? null : JSON.parse(text) }
  } catch {
    return { body: text }
  }
}

/** In our own words: those of the exception may hold the address, and with it a secret. */
function ofError(error: unknown): Attempt {
  if (error instanceof OutboundRefused) {
    const message = 'The address of the tool is not one of the public internet, or not allowed.'
    return { result: failed('refused-address', message), mayRepeat: false }
  }
  if (!(error instanceof OutboundFailed)) throw error
  switch (error.reason) {
    case 'timeout':
      return { result: failed('timeout', 'The service did not answer in time.'), mayRepeat: true }
    case 'unreachable':
      return { result: failed('unreachable', 'The service cannot be reached.'), mayRepeat: true }
    case 'too-large':
    case 'encoding':
    case 'aborted': {
      const message = `The service answered with something that is not usable: ${error.reason}.`
      return { result: failed('unusable-answer', message), mayRepeat: false }
    }
  }
}
