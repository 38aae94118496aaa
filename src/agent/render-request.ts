import type { AgentToolTemplate, ToolMethod } from '../contract/agents.ts'

/** What a variable stands for in one call. Absent: the variable has no value. */
export type ToolValues = ReadonlyMap<string, string | number | boolean>

export interface RenderedRequest {
  url: string
  method: ToolMethod
  headers: Record<string, string>
  body: string | undefined
}

/** A value does not fit the place of the request it is meant for. The message never has the value. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault'
}

const VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g
const WHOLE_VARIABLE = /^\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i
/** Visible characters, spaces and tabs of Latin-1: what a header may hold. */
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** Scheme and host, path, query. A fragment is never sent. */
const URL_PARTS = /^(https?:\/\/[^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?$/i

/** The names of the variables in a text, each as often as it stands there. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name)
}

/** The text without its variables: braces that are left are not a variable. */
export function withoutVariables(text: string): string {
  return text.replaceAll(VARIABLE, '')
}

export function urlParts(url: string): { origin: string; path: string; query: string } | undefined {
  const parts = URL_PARTS.exec(url)
  if (!parts) return undefined
  const [, origin = '', path = '', query = ''] = parts
  return { origin, path, query }
}

/**
 * The request of a template with these values. Values cannot leave their place: in the address they
 * are percent-encoded, and none can become a step up or an empty step of the path; in headers they
 * cannot begin a line; in the body they are JSON values.
 *
 * @throws TemplateFault when a value does not fit
 */
export function renderRequest(template: AgentToolTemplate, values: ToolValues): RenderedRequest {
  const body = template.body_template === null ? undefined : render(template.body_template, values)
  return {
    url: renderUrl(template, values),
    method: template.http_method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...renderHeaders(template.headers, values),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}

function renderUrl(template: AgentToolTemplate, values: ToolValues): string {
  const parts = urlParts(template.url_template)
  if (!parts) throw new TemplateFault('The address of the tool is not valid.')
  const path = parts.path.split('/').map((segment) => renderSegment(segment, values))
  const query = filled(parts.query, values, encodeURIComponent)
  const url = URL.parse(`${parts.origin}${path.join('/')}${query}`)
  if (!url || url.host !== URL.parse(parts.origin)?.host) {
    throw new TemplateFault('The address of the tool is not valid with these values.')
  }
  for (const { name, value } of template.query_parameters) {
    const rendered = renderOptional(value, values)
    if (rendered !== undefined) url.searchParams.append(name, rendered)
  }
  return url.href
}

function renderSegment(segment: string, values: ToolValues): string {
  const names = variablesIn(segment)
  if (names.length === 0) return segment
  const missing = names.find((name) => !values.has(name))
  if (missing) throw new TemplateFault(`The address needs a value for ${missing}.`)
  const rendered = filled(segment, values, encodeURIComponent)
  if (rendered === '' || DOT_SEGMENT.test(rendered)) {
    throw new TemplateFault(`The value of ${names.join(', ')} cannot be a part of the address.`)
  }
  return rendered
}

function renderHeaders(
  headers: AgentToolTemplate['headers'],
  values: ToolValues,
): Record<string, string> {
  const rendered = headers.flatMap(({ name, value }) => {
    const text = renderOptional(value, values)
    if (text === undefined) return []
    if (!HEADER_VALUE.test(text)) {
      throw new TemplateFault(`The header ${name} would hold a character that headers cannot hold.`)
    }
    return [[name.toLowerCase(), text.trim()] as const]
  })
  return Object.fromEntries(rendered)
}

/** Undefined when the text is a variable and nothing else, and that has no value. */
function renderOptional(text: string, values: ToolValues): string | undefined {
  const whole = WHOLE_VARIABLE.exec(text)?.[1]
  if (whole !== undefined && !values.has(whole)) return undefined
  return filled(text, values, String)
}

function render(part: unknown, values: ToolValues): unknown {
  if (typeof part === 'string') {
    const whole = WHOLE_VARIABLE.exec(part)?.[1]
    return whole === undefined ? filled(part, values, String) : values.get(whole)
  }
  if (Array.isArray(part)) return part.map((one) => render(one, values) ?? null)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, render(one, values)]))
}

/** One pass: what a value contains is never looked at again. */
function filled(text: string, values: ToolValues, write: (value: string) => string): string {
  return text.replaceAll(VARIABLE, (_, name: string) => write(String(values.get(name) ?? '')))
}
