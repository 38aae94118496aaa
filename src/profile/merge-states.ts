import type { IdentifierKey } from './identifiers.ts'
import { ATTRIBUTE_OF } from './identifiers.ts'
import type { JsonObject, OwnIdentifier, ProfileState } from './profile.ts'
import { TEXT_FIELDS } from './profile.ts'

/**
 * The destination after a source went into it. Its own values win and the source fills the gaps,
 * except: the time zone comes from the source, and the location from whichever is fuller. The
 * source's identifiers lead to the destination; where both have one of a kind, the source's
 * becomes secondary.
 */
export function mergeStates(destination: ProfileState, source: ProfileState): ProfileState {
  const merged: ProfileState = {
    ...destination,
    location: mergedLocation(destination.location, source.location),
    properties: { ...source.properties, ...destination.properties },
    subscriptions: mergedSubscriptions(destination.subscriptions, source.subscriptions),
    identifiers: mergedIdentifiers(destination, source),
  }
  for (const field of ['email', 'phone_number', 'external_id', ...TEXT_FIELDS] as const) {
    merged[field] = destination[field] ?? source[field]
  }
  return merged
}

function mergedIdentifiers(destination: ProfileState, source: ProfileState) {
  const identifiers = new Map<IdentifierKey, OwnIdentifier>(destination.identifiers)
  for (const [key, identifier] of source.identifiers) {
    const attribute = ATTRIBUTE_OF[identifier.kind]
    const isTaken = attribute !== 'anonymous_id' && destination[attribute] !== null
    identifiers.set(key, { ...identifier, isPrimary: identifier.isPrimary && !isTaken })
  }
  return identifiers
}

function mergedLocation(destination: JsonObject, source: JsonObject): JsonObject {
  const { timezone } = source
  const fuller = fullness(source) > fullness(destination) ? source : destination
  if (timezone === undefined || timezone === null) {
    return destination['timezone'] === undefined
      ? fuller
      : { ...fuller, timezone: destination['timezone'] }
  }
  return { ...fuller, timezone }
}

function fullness(location: JsonObject): number {
  return Object.values(location).filter((value) => value !== null && value !== '').length
}

/** Consent of the kept profile stands; what blocks mail on either side blocks it afterwards. */
function mergedSubscriptions(destination: JsonObject, source: JsonObject): JsonObject {
  const merged: JsonObject = { ...source, ...destination }
  const blocks = (['suppression', 'list_suppressions'] as const).map(
    (name) => [name, [...blocksIn(destination, name), ...blocksIn(source, name)]] as const,
  )
  if (blocks.every(([, found]) => found.length === 0)) return merged
  const email = objectIn(merged, 'email')
  const marketing: JsonObject = { ...objectIn(email, 'marketing'), ...Object.fromEntries(blocks) }
  if (blocksIn(source, 'suppression').length > 0) marketing['can_receive_email_marketing'] = false
  return { ...merged, email: { ...email, marketing } }
}

function blocksIn(subscriptions: JsonObject, name: string): unknown[] {
  const blocks = objectIn(objectIn(subscriptions, 'email'), 'marketing')[name]
  return Array.isArray(blocks) ? blocks : []
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value))
}
