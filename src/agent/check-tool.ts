import {
  type AgentToolTemplate,
  type AgentToolVariable,
  TOOL_REFERENCES,
  type ToolVariableInput,
} from '../contract/agents.ts'
import { invalidDetail, type ProblemDetail, quote } from '../platform/problem.ts'
import { urlParts, variablesIn, withoutVariables } from './render-request.ts'

const TEMPLATE = '/data/attributes/details/request_template'
const VARIABLES = '/data/attributes/details/variables'
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/
/** Said by the connection, or not by tools. */
const HEADERS_NOT_SET =
  /^(host|connection|content-length|transfer-encoding|upgrade|te|expect|keep-alive|cookie|proxy-.*|accept-encoding)$/i
const HEADER_TEXT = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
const ONLY_VARIABLES = 'Only {{variable}} is filled in: no filters, conditions or other braces.'
const BODY_DEPTH_MAX = 10

/** A variable with what its author left out. */
export function completeVariable(given: ToolVariableInput): AgentToolVariable {
  return {
    name: given.name,
    type: given.type,
    required: given.required ?? false,
    description: given.description || null,
    source: given.source ?? 'dynamic',
    value: given.value ? reference(given.value) : null,
  }
}

/** `person.email` and `email` are one reference. A secret's id has no dot. */
function reference(value: string): string {
  return value.slice(value.lastIndexOf('.') + 1)
}

/**
 * Everything that is wrong with a tool; nothing when it can be stored.
 * @param isTrustedHost the operator vouches for the host, so plain HTTP and any port will do
 */
export function toolFaults(
  template: AgentToolTemplate,
  variables: readonly AgentToolVariable[],
  isTrustedHost: boolean,
): ProblemDetail[] {
  return [
    ...urlFaults(template.url_template, isTrustedHost),
    ...parameterFaults(template),
    ...headerFaults(template.headers),
    ...bodyFaults(template),
    ...variableFaults(variables),
    ...undeclaredFaults(template, variables),
  ]
}

function urlFaults(text: string, isTrustedHost: boolean): ProblemDetail[] {
  const fault = (detail: string, fix: string) => [
    invalidDetail(`${TEMPLATE}/url_template`, detail, fix),
  ]
  const parts = urlParts(text)
  if (!parts || !(isTrustedHost || /^https:\/\//i.test(text))) {
    return fault(
      `The address ${quote(text)} does not begin with https:// and a host.`,
      'Use an address such as https://api.example.com/orders/{{order_id}}.',
    )
  }
  if (/[{}]/.test(parts.origin)) {
    return fault(
      `The host of ${quote(text)} contains a variable.`,
      'Write the host out: values may only fill the path and the query.',
    )
  }
  const url = URL.parse(withoutVariables(text))
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '') {
    return fault(
      `The address ${quote(text)} is not valid, or has a user name, a password or a fragment.`,
      'Send credentials as a header whose value is a secret.',
    )
  }
  if (url.port !== '' && !isTrustedHost) {
    return fault(`The address names port ${url.port}.`, 'Tools can reach port 443 only.')
  }
  return braces(text) ? fault(`${quote(text)} has braces left over.`, ONLY_VARIABLES) : []
}

function braces(text: string): boolean {
  return /\{\{|\}\}|\{%|%\}/.test(withoutVariables(text))
}

function parameterFaults({ query_parameters: parameters }: AgentToolTemplate): ProblemDetail[] {
  return parameters.flatMap(({ name, value }, at) => [
    ...(/[{}]/.test(name)
      ? [
          invalidDetail(
            `${TEMPLATE}/query_parameters/${at}/name`,
            `The name ${quote(name)} contains braces.`,
            'Only values of parameters can have variables.',
          ),
        ]
      : []),
    ...(braces(value)
      ? [
          invalidDetail(
            `${TEMPLATE}/query_parameters/${at}/value`,
            `${quote(value)} has braces left over.`,
            ONLY_VARIABLES,
          ),
        ]
      : []),
  ])
}

function headerFaults(headers: AgentToolTemplate['headers']): ProblemDetail[] {
  const seen = new Set<string>()
  return headers.flatMap(({ name, value }, at) => {
    const key = name.toLowerCase()
    const isRepeated = seen.has(key)
    seen.add(key)
    const nameFault = !HEADER_NAME.test(name)
      ? 'is not the name of a header'
      : HEADERS_NOT_SET.test(name)
        ? 'is set by the connection'
        : isRepeated
          ? 'stands in the list twice'
          : undefined
    return [
      ...(nameFault
        ? [
            invalidDetail(
              `${TEMPLATE}/headers/${at}/name`,
              `${quote(name)} ${nameFault}.`,
              'Use another header, or remove it.',
            ),
          ]
        : []),
      ...(braces(value) || !HEADER_TEXT.test(value)
        ? [
            invalidDetail(
              `${TEMPLATE}/headers/${at}/value`,
              `${quote(value)} has braces left over, or a character that headers cannot hold.`,
              ONLY_VARIABLES,
            ),
          ]
        : []),
    ]
  })
}

function bodyFaults({ http_method: method, body_template: body }: AgentToolTemplate) {
  if (body === null) return []
  const pointer = `${TEMPLATE}/body_template`
  if (method === 'GET') {
    const fix = 'Leave the body out, or use POST.'
    return [invalidDetail(pointer, 'A GET request cannot have a body.', fix)]
  }
  return partFaults(body, pointer, 0)
}

function partFaults(part: unknown, pointer: string, depth: number): ProblemDetail[] {
  if (depth > BODY_DEPTH_MAX) {
    return [invalidDetail(pointer, `The body is nested deeper than ${BODY_DEPTH_MAX} levels.`)]
  }
  if (typeof part === 'string') {
    return braces(part)
      ? [invalidDetail(pointer, `${quote(part)} has braces left over.`, ONLY_VARIABLES)]
      : []
  }
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, one]) => [
    ...(variablesIn(key).length > 0
      ? [
          invalidDetail(
            pointer,
            `The name ${quote(key)} contains a variable.`,
            'Only values of the body can have variables.',
          ),
        ]
      : []),
    ...partFaults(one, `${pointer}/${key}`, depth + 1),
  ])
}

function variableFaults(variables: readonly AgentToolVariable[]): ProblemDetail[] {
  const seen = new Set<string>()
  return variables.flatMap(({ name, source, value, type }, at) => {
    const isRepeated = seen.has(name)
    seen.add(name)
    const here = `${VARIABLES}/${at}`
    return [
      ...(isRepeated
        ? [invalidDetail(`${here}/name`, `The variable ${quote(name)} is declared twice.`)]
        : []),
      ...sourceFaults(source, value, here),
      ...(source === 'secret' && type !== 'string'
        ? [invalidDetail(`${here}/type`, `A secret is a string, not a ${type}.`)]
        : []),
    ]
  })
}

function sourceFaults(
  source: AgentToolVariable['source'],
  value: string | null,
  here: string,
): ProblemDetail[] {
  switch (source) {
    case 'dynamic':
      return value === null
        ? []
        : [
            invalidDetail(
              `${here}/value`,
              `A dynamic variable has no value of its own, got ${quote(value)}.`,
              'The agent fills it in. Write fixed text into the template.',
            ),
          ]
    case 'klaviyo':
      return TOOL_REFERENCES.some((known) => known === value)
        ? []
        : [
            invalidDetail(
              `${here}/value`,
              `${quote(value)} is not known of a shopper.`,
              `Use one of ${TOOL_REFERENCES.join(', ')}.`,
            ),
          ]
    case 'secret':
      return value === null
        ? [
            invalidDetail(
              `${here}/value`,
              'A variable with the source secret needs the id of one.',
              'Use an id from GET /api/agent-secrets.',
            ),
          ]
        : []
  }
}

function undeclaredFaults(
  template: AgentToolTemplate,
  variables: readonly AgentToolVariable[],
): ProblemDetail[] {
  const declared = new Set(variables.map((one) => one.name))
  const used = new Set(textsOf(template).flatMap(variablesIn))
  return [...used]
    .filter((name) => !declared.has(name))
    .map((name) =>
      invalidDetail(
        VARIABLES,
        `The template uses {{${name}}}, which is not among the variables.`,
        'Declare it, or remove it from the template.',
      ),
    )
}

/** Everything of a template in which variables are filled in. */
function textsOf(template: AgentToolTemplate): string[] {
  return [
    template.url_template,
    ...template.query_parameters.map((one) => one.value),
    ...template.headers.map((one) => one.value),
    ...textsIn(template.body_template),
  ]
}

function textsIn(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsIn) : []
}
