import type { JsonObject, ProfileState, TextField } from './profile.ts'
import { sameJson, TEXT_FIELDS } from './profile.ts'

/** What an input says about a person. Absent stays, null clears, objects are merged key by key. */
export type ProfileFields = { [F in TextField]?: string | null | undefined } & {
  location?: JsonObject | null | undefined
  properties?: JsonObject | null | undefined
}

/** Changes to lists inside the properties, and to which of them exist. */
export interface PropertyPatch {
  append: JsonObject
  unappend: JsonObject
  unset: readonly string[]
}

/**
 * The profile with the fields of an input. Order: merge, append, unappend, unset. The same object
 * comes back when nothing changes.
 */
export function changeFields(
  profile: ProfileState,
  fields: ProfileFields,
  patch: PropertyPatch | undefined,
): ProfileState {
  const location = mergedKeys(profile.location, fields.location)
  const merged = mergedKeys(profile.properties, fields.properties)
  const properties = patch ? patchedProperties(merged, patch) : merged
  const texts = TEXT_FIELDS.filter(
    (field) => fields[field] !== undefined && fields[field] !== profile[field],
  )
  if (
    texts.length === 0 &&
    location === profile.location &&
    sameJson(properties, profile.properties)
  ) {
    return profile
  }
  const changed: ProfileState = { ...profile, location, properties }
  for (const field of texts) changed[field] = fields[field] ?? null
  return changed
}

/** Null for the whole object clears all of it; null for a key clears the key. */
function mergedKeys(current: JsonObject, sent: JsonObject | null | undefined): JsonObject {
  if (sent === undefined) return current
  if (sent === null) return Object.keys(current).length === 0 ? current : {}
  const merged = new Map(Object.entries(current))
  for (const [key, value] of Object.entries(sent)) {
    if (value === null || value === undefined) merged.delete(key)
    else merged.set(key, value)
  }
  const next = Object.fromEntries(merged)
  return sameJson(current, next) ? current : next
}

function patchedProperties(current: JsonObject, patch: PropertyPatch): JsonObject {
  const next = new Map(Object.entries(current))
  for (const [key, sent] of Object.entries(patch.append)) {
    const had = next.get(key)
    next.set(key, [...(had === undefined ? [] : listOf(had)), ...listOf(sent)])
  }
  for (const [key, sent] of Object.entries(patch.unappend)) {
    const had = next.get(key)
    if (!Array.isArray(had)) continue
    const removed = listOf(sent)
    const kept = had.filter((value) => !removed.some((one) => sameJson(one, value)))
    next.set(key, kept)
  }
  for (const key of patch.unset) next.delete(key)
  return Object.fromEntries(next)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}
