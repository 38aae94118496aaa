import type { Endpoint, ResourceType } from '../contract/endpoint.ts'

/** A resource as handlers return it; links and empty relationships are added at the edge. */
export interface Resource {
  type: string
  id: string
  attributes: Record<string, unknown>
  relationships?: Record<string, { data: Linkage | Linkage[] | null }>
  /** For `links.self` of resources that live under another one: its first `{id}`. */
  parentId?: string
  /** For `links.self` of an answer to a question: how to ask it again, without the `?`. */
  query?: string
}

export interface Linkage {
  type: string
  id: string
}

/** What a request asked to see of each type. */
export interface Selection {
  fields: ReadonlyMap<string, ReadonlySet<string>>
  types: ReadonlyMap<string, ResourceType>
  /** Scheme and host the caller used, no trailing slash. */
  origin: string
  /** Paths that can be read, so that no link leads nowhere. */
  paths: ReadonlySet<string>
}

/** The resource with its links, reduced to the fields that were asked for. */
export function renderResource(resource: Resource, selection: Selection): object {
  const type = selection.types.get(resource.type)
  const self = `${selection.origin}${selfPath(type, resource)}`
  const only = selection.fields.get(resource.type)
  return {
    type: resource.type,
    id: resource.id,
    attributes: only ? pick(resource.attributes, only) : resource.attributes,
    ...relationshipsOf(resource, type, { self, paths: selection.paths }),
    links: { self },
  }
}

function selfPath(type: ResourceType | undefined, resource: Resource): string {
  const template = type?.self ?? `/api/${resource.type}s/{id}/`
  const id = encodeURIComponent(resource.id)
  const first = resource.parentId === undefined ? id : encodeURIComponent(resource.parentId)
  const path = template.replace('{id}', first).replace('{id}', id)
  return resource.query === undefined ? path : `${path}?${resource.query}`
}

function relationshipsOf(
  resource: Resource,
  type: ResourceType | undefined,
  at: { self: string; paths: ReadonlySet<string> },
) {
  const shown = Object.keys(type?.relationships ?? {}).flatMap((name) => {
    const data = resource.relationships?.[name]
    const links = {
      ...(at.paths.has(`${type?.self ?? ''}relationships/${name}`)
        ? { self: `${at.self}relationships/${name}/` }
        : {}),
      ...(at.paths.has(`${type?.self ?? ''}${name}`) ? { related: `${at.self}${name}/` } : {}),
    }
    const isLinked = Object.keys(links).length > 0
    if (!data && !isLinked) return []
    return [[name, { ...data, ...(isLinked ? { links } : {}) }] as const]
  })
  return shown.length === 0 ? {} : { relationships: Object.fromEntries(shown) }
}

function pick(attributes: Record<string, unknown>, only: ReadonlySet<string>) {
  const out = emptyObject()
  for (const name of only) {
    const [head = name, ...rest] = name.split('.')
    if (rest.length === 0) {
      if (Object.hasOwn(attributes, name)) out[name] = attributes[name]
      continue
    }
    const value = descend(attributes, [head, ...rest])
    if (value !== undefined) place(out, [head, ...rest], value)
  }
  return out
}

/** Inherits nothing: what callers name `constructor` must not lead to ours. */
function emptyObject(): Record<string, unknown> {
  return Object.create(null)
}

function descend(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    target[head] = value
    return
  }
  const inner = (target[head] ?? emptyObject()) as Record<string, unknown>
  target[head] = inner
  place(inner, rest, value)
}

/** All resource types that an endpoint may answer with, by name. */
export function typesOf(endpoint: Endpoint): Map<string, ResourceType> {
  const types = new Map<string, ResourceType>()
  const { reply } = endpoint
  if ('one' in reply) types.set(reply.one.type, reply.one)
  if ('many' in reply) types.set(reply.many.type, reply.many)
  for (const type of Object.values(endpoint.include ?? {})) types.set(type.type, type)
  return types
}

/** Every attribute of a type that `fields[…]` may name, nested ones with dots. */
export function fieldNames(type: ResourceType): Set<string> {
  const names = new Set(['id'])
  const walk = (shape: object, prefix: string) => {
    for (const [name, schema] of Object.entries(shape)) {
      names.add(prefix + name)
      const inner = unwrapped(schema)
      if (inner) walk(inner, `${prefix}${name}.`)
    }
  }
  walk(type.attributes.shape, '')
  walk(type.additional?.shape ?? {}, '')
  return names
}

function unwrapped(schema: unknown): object | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  if ('shape' in schema && typeof schema.shape === 'object' && schema.shape) return schema.shape
  if ('unwrap' in schema && typeof schema.unwrap === 'function') return unwrapped(schema.unwrap())
  return undefined
}
