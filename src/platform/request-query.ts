import type { Endpoint } from '../contract/endpoint.ts'
import { FilterError, type FilterTerm, parseFilter } from '../contract/filter.ts'
import { fieldNames, typesOf } from './json-api.ts'
import { decodeCursor, listFingerprint, type Page } from './page.ts'
import { invalidParameter, quote } from './problem.ts'

export interface Sort {
  key: string
  descending: boolean
}

/** The query string of a request, checked against its endpoint. */
export interface RequestQuery {
  filter: FilterTerm[]
  sort: Sort | null
  include: ReadonlySet<string>
  fields: ReadonlyMap<string, ReadonlySet<string>>
  additional: ReadonlyMap<string, ReadonlySet<string>>
  page: Page
  fingerprint: string
}

/**
 * @param values last value of each parameter, names decoded
 * @throws Problem 400 with `source.parameter` for an unknown field, include, sort, filter or page
 */
export function readQuery(
  endpoint: Endpoint,
  path: string,
  values: ReadonlyMap<string, string>,
  secret: Buffer,
): RequestQuery {
  refuseNul(values)
  const fingerprint = endpoint.page
    ? listFingerprint([
        endpoint.id,
        path,
        values.get('filter') ?? '',
        values.get('sort') ?? '',
        values.get('search') ?? '',
      ])
    : ''
  return {
    filter: readFilter(endpoint, values.get('filter')),
    sort: readSort(endpoint, values.get('sort')),
    include: readInclude(endpoint, values.get('include')),
    ...readFields(endpoint, values),
    page: readPage(endpoint, values, fingerprint, secret),
    fingerprint,
  }
}

/** PostgreSQL takes it in no text, so it can match nothing. */
function refuseNul(values: ReadonlyMap<string, string>): void {
  for (const [parameter, text] of values) {
    if (text.includes('\u0000')) {
      throw invalidParameter(parameter, 'A parameter contains a NUL character.')
    }
  }
}

function readFilter(endpoint: Endpoint, text: string | undefined): FilterTerm[] {
  if (text === undefined) return []
  if (!endpoint.filter) {
    throw invalidParameter('filter', 'This resource cannot be filtered.')
  }
  try {
    return parseFilter(text, endpoint.filter)
  } catch (error) {
    if (error instanceof FilterError) throw invalidParameter('filter', error.message)
    throw error
  }
}

function readSort(endpoint: Endpoint, text: string | undefined): Sort | null {
  if (text === undefined || text === '') return null
  const descending = text.startsWith('-')
  const key = descending ? text.slice(1) : text
  if (!endpoint.sort?.includes(key)) {
    const keys = endpoint.sort?.flatMap((name) => [name, `-${name}`]) ?? []
    throw invalidParameter(
      'sort',
      `${quote(text)} is not an allowed sort for this resource. ${allowed(keys)}`,
    )
  }
  return { key, descending }
}

// Relationships the public API lets callers include before we have the resources behind them:
// accepted, and nothing is included.
const EMPTY_INCLUDES: ReadonlySet<string> = new Set(['conversations', 'push-tokens'])

function readInclude(endpoint: Endpoint, text: string | undefined): Set<string> {
  const names = listOf(text)
  for (const name of names) {
    if (Object.hasOwn(endpoint.include ?? {}, name)) continue
    if (endpoint.include && EMPTY_INCLUDES.has(name) && relates(endpoint, name)) continue
    throw invalidParameter(
      'include',
      `${quote(name)} is not an allowed include parameter for this resource.`,
      allowed(Object.keys(endpoint.include ?? {})),
    )
  }
  return new Set(names)
}

function relates(endpoint: Endpoint, name: string): boolean {
  return [...typesOf(endpoint).values()].some((type) =>
    Object.hasOwn(type.relationships ?? {}, name),
  )
}

function readFields(endpoint: Endpoint, values: ReadonlyMap<string, string>) {
  const types = typesOf(endpoint)
  const fields = new Map<string, Set<string>>()
  const additional = new Map<string, Set<string>>()
  for (const [parameter, text] of values) {
    const match = /^(fields|additional-fields)\[([^\]]+)\]$/.exec(parameter)
    if (!match) continue
    const [, kind, typeName = ''] = match
    const type = types.get(typeName)
    if (!type) {
      throw invalidParameter(
        parameter,
        `This resource contains no ${quote(typeName)}.`,
        allowed([...types.keys()]),
      )
    }
    const known =
      kind === 'fields' ? fieldNames(type) : new Set(Object.keys(type.additional?.shape ?? {}))
    const names = listOf(text)
    for (const name of names) {
      if (!known.has(name) && !insideFreeData(name)) {
        throw invalidParameter(
          parameter,
          `${quote(name)} is not a valid field for the resource ${quote(typeName)}.`,
          allowed([...known]),
        )
      }
    }
    ;(kind === 'fields' ? fields : additional).set(typeName, new Set(names))
  }
  return { fields, additional }
}

function allowed(names: readonly string[]): string {
  return `Allowed: ${names.length > 0 ? names.join(', ') : 'none'}.`
}

/** Names below free data or a union are the data's own, so any is allowed. */
function insideFreeData(name: string): boolean {
  return /^(properties|event_properties|integration|subscriptions|predictive_analytics|definition)\./.test(
    name,
  )
}

function readPage(
  endpoint: Endpoint,
  values: ReadonlyMap<string, string>,
  fingerprint: string,
  secret: Buffer,
): Page {
  const cursorText = values.get('page[cursor]')
  if (!endpoint.page) return { size: 1, cursor: null }
  const cursor = cursorText ? decodeCursor(cursorText, fingerprint, secret) : null
  if ('fixed' in endpoint.page) return { size: endpoint.page.fixed, cursor }
  return { size: readSize(values.get('page[size]'), endpoint.page), cursor }
}

function readSize(text: string | undefined, limits: { default: number; max: number }): number {
  if (text === undefined) return limits.default
  const size = Number(text)
  if (!/^\d+$/.test(text) || size < 1 || size > limits.max) {
    throw invalidParameter(
      'page[size]',
      `The page size must be a whole number from 1 to ${limits.max}, got ${quote(text)}.`,
    )
  }
  return size
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
