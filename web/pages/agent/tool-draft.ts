import {
  type AgentToolTemplate,
  type AgentToolVariable,
  TOOL_RETRIES_DEFAULT,
  TOOL_TIMEOUT_SECONDS_DEFAULT,
  type ToolMethod,
} from '../../../src/contract/agents.ts'
import type { ToolState, ToolWish } from '../../api/agent-tools.ts'

export interface PairDraft {
  /** Of the row in the form. */
  key: string
  name: string
  value: string
}

export interface VariableDraft {
  key: string
  name: string
  type: AgentToolVariable['type']
  source: AgentToolVariable['source']
  value: string | null
  required: boolean
  description: string
}

/** A tool while it is written; the body is still text. */
export interface ToolDraft {
  name: string
  description: string
  method: ToolMethod
  url: string
  query: PairDraft[]
  headers: PairDraft[]
  body: string
  requestTimeout: number
  timeout: number
  retries: number
  variables: VariableDraft[]
}

const VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g

/** What the form begins with: the tool as it is, or an empty one. */
export function draftOf(tool: ToolState | null, newKey: () => string): ToolDraft {
  if (tool?.details.type !== 'custom') {
    return {
      name: tool?.name ?? '',
      description: tool?.public_description ?? '',
      method: 'GET',
      url: '',
      query: [],
      headers: [],
      body: '',
      requestTimeout: TOOL_TIMEOUT_SECONDS_DEFAULT,
      timeout: TOOL_TIMEOUT_SECONDS_DEFAULT,
      retries: TOOL_RETRIES_DEFAULT,
      variables: [],
    }
  }
  const { request_template: template, variables, timeout_seconds, max_retries } = tool.details
  return {
    name: tool.name,
    description: tool.public_description,
    method: template.http_method,
    url: template.url_template,
    query: template.query_parameters.map((pair) => ({ ...pair, key: newKey() })),
    headers: template.headers.map((pair) => ({ ...pair, key: newKey() })),
    body: template.body_template === null ? '' : JSON.stringify(template.body_template, null, 2),
    requestTimeout: template.request_timeout_seconds,
    timeout: timeout_seconds,
    retries: max_retries,
    variables: variables.map((one) => ({
      ...one,
      description: one.description ?? '',
      key: newKey(),
    })),
  }
}

/** The body as JSON, `null` for none, or `undefined` when the text is not a JSON object. */
export function bodyOf(text: string): AgentToolTemplate['body_template'] | undefined {
  if (text.trim() === '') return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** What is saved; `undefined` while the body is not a JSON object. */
export function wishOf(draft: ToolDraft): ToolWish | undefined {
  const body = draft.method === 'GET' ? null : bodyOf(draft.body)
  if (body === undefined) return undefined
  return {
    name: draft.name.trim(),
    public_description: draft.description.trim(),
    details: {
      type: 'custom',
      request_template: {
        url_template: draft.url.trim(),
        http_method: draft.method,
        request_timeout_seconds: draft.requestTimeout,
        query_parameters: draft.query.map(({ name, value }) => ({ name: name.trim(), value })),
        headers: draft.headers.map(({ name, value }) => ({ name: name.trim(), value })),
        body_template: body,
      },
      variables: draft.variables.map(({ name, type, source, value, required, description }) => ({
        name: name.trim(),
        type: source === 'secret' ? 'string' : type,
        source,
        value: source === 'dynamic' ? null : value,
        required,
        description: description.trim() || null,
      })),
      timeout_seconds: draft.timeout,
      max_retries: draft.retries,
    },
  }
}

/** Names that the request uses and that are not among the variables, in the order of their use. */
export function undeclared(draft: ToolDraft): string[] {
  const declared = new Set(draft.variables.map((one) => one.name.trim()))
  return usedIn(draft).filter((name) => !declared.has(name))
}

/** Whether the request uses a variable. One that it does not use is filled in for nothing. */
export function isUsed(draft: ToolDraft, name: string): boolean {
  return usedIn(draft).includes(name.trim())
}

function usedIn(draft: ToolDraft): string[] {
  const texts = [
    draft.url,
    ...draft.query.map((one) => one.value),
    ...draft.headers.map((one) => one.value),
    ...(draft.method === 'GET' ? [] : [draft.body]),
  ]
  return [...new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map(nameOf)))]
}

function nameOf(match: RegExpMatchArray): string {
  return match[1] ?? ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const ROOT = '/data/attributes/'
const TEMPLATE = `${ROOT}details/request_template/`
/** Where the server's complaints about parts of a tool are shown; the rest stands above the form. */
const PLACES: [pointer: string, field: string][] = [
  [`${ROOT}name`, 'name'],
  [`${ROOT}public_description`, 'description'],
  [`${TEMPLATE}url_template`, 'url'],
  [`${TEMPLATE}http_method`, 'method'],
  [`${TEMPLATE}request_timeout_seconds`, 'requestTimeout'],
  [`${TEMPLATE}query_parameters`, 'query'],
  [`${TEMPLATE}headers`, 'headers'],
  [`${TEMPLATE}body_template`, 'body'],
  [`${ROOT}details/variables`, 'variables'],
  [`${ROOT}details/timeout_seconds`, 'timeout'],
  [`${ROOT}details/max_retries`, 'retries'],
]

/**
 * Complaints by field of the form, `headers/0/value` for one of a row; what is wrong with the inside
 * of the body is shown at the body.
 */
export function complaintsOf(
  errors: readonly {
    detail: string
    source?: { pointer?: string | undefined } | null | undefined
  }[],
): { fields: Record<string, string>; others: boolean } {
  const fields: Record<string, string> = {}
  let others = false
  for (const { detail, source } of errors) {
    const pointer = source?.pointer ?? ''
    const place = PLACES.find(([known]) => pointer === known || pointer.startsWith(`${known}/`))
    if (!place) {
      others = true
      continue
    }
    const [known, field] = place
    const key = field === 'body' ? field : `${field}${pointer.slice(known.length)}`
    fields[key] = fields[key] ? `${fields[key]} ${detail}` : detail
  }
  return { fields, others }
}
