import type { JsonObject } from '../profile/profile.ts'

/** The object at a path, or an empty one. */
export function partAt(from: JsonObject, ...path: string[]): JsonObject {
  return path.reduce((part, name) => partOf(part[name]), from)
}

/** The value as an object, or an empty one. */
export function partOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The objects of a list, or none. */
export function partsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** A copy in which the object at a path is another one. */
export function withPart(from: JsonObject, path: readonly string[], part: JsonObject): JsonObject {
  const [name, ...rest] = path
  if (name === undefined) return part
  return { ...from, [name]: withPart(partOf(from[name]), rest, part) }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
