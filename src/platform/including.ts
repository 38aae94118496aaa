import type { ResourceType } from '../contract/endpoint.ts'
import type { Permission } from '../contract/permissions.ts'
import type { Answer, Call, Caller, Route } from './http.ts'
import type { Linkage, Resource } from './json-api.ts'
import { permissionDenied, quote } from './problem.ts'
import type { Tx } from './sql.ts'

/** Something that belongs to a resource of an answer. */
export interface Related {
  /** The id of that resource. */
  of: string
  resource: Resource
}

/** A relationship of resources that the slice which answers with them knows nothing of. */
export interface Including {
  /** What callers name it in `include`. */
  name: string
  /** The types of resources that have it. */
  of: readonly string[]
  /** Whether lists may include it as well, and not one resource alone. */
  inLists: boolean
  type: ResourceType
  /** What a caller needs beside the right to the route itself. */
  access: Permission
  find: (tx: Tx, call: Call<never, never>, things: readonly Resource[]) => Promise<Related[]>
}

/** The same routes; those that answer with such resources may include what is related to them. */
export function including(routes: readonly Route[], related: Including): Route[] {
  return routes.map((route) => {
    const { endpoint } = route
    if (!mayInclude(route, related)) return route
    return {
      endpoint: { ...endpoint, include: { ...endpoint.include, [related.name]: related.type } },
      handle: async (call) => withRelated(call, await route.handle(call), related),
    }
  })
}

/** Beta shapes include what they say themselves. */
function mayInclude({ endpoint }: Route, { of, inLists }: Including): boolean {
  const { include, reply, revision } = endpoint
  if (!include || revision === 'beta') return false
  if ('one' in reply) return of.includes(reply.one.type)
  return inLists && 'many' in reply && of.includes(reply.many.type)
}

async function withRelated(
  call: Call<never, never>,
  answer: Answer,
  { name, access, find }: Including,
): Promise<Answer> {
  if (!call.query.include.has(name) || !answer || !('data' in answer)) return answer
  refuseWithout(call.caller, access, name)
  if (answer.data === null) return answer
  const things = [answer.data].flat()
  const found = things.length === 0 ? [] : await call.read((tx) => find(tx, call, things))
  const known = answer.included ?? []
  const isKnown = new Set(known.map(keyOf))
  const added = new Map(found.map(({ resource }) => [keyOf(resource), resource]))
  const included = [...known, ...[...added.values()].filter((one) => !isKnown.has(keyOf(one)))]
  const pointing = things.map((thing) => pointedAt(thing, name, found))
  return Array.isArray(answer.data)
    ? { ...answer, data: pointing, included }
    : { ...answer, data: pointing[0] ?? null, included }
}

/** @throws Problem 403 */
function refuseWithout(caller: Caller, access: Permission, name: string): void {
  if (caller.may(access)) return
  throw permissionDenied(
    `${quote(caller.actorName)} lacks '${access}', which include=${name} needs.`,
    `Leave ${name} out of include, or use a key with this scope.`,
  )
}

function keyOf({ type, id }: Resource): string {
  return `${type} ${id}`
}

function pointedAt(thing: Resource, name: string, found: readonly Related[]): Resource {
  const data: Linkage[] = found
    .filter(({ of }) => of === thing.id)
    .map(({ resource: { type, id } }) => ({ type, id }))
  return { ...thing, relationships: { ...thing.relationships, [name]: { data } } }
}
