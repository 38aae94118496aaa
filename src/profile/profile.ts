import type { IdentifierKey, IdentifierKind } from './identifiers.ts'

export type JsonObject = Record<string, unknown>

/** Plain text fields, by the names of the API and of the columns. */
export const TEXT_FIELDS = [
  'first_name',
  'last_name',
  'organization',
  'locale',
  'title',
  'image',
] as const
export type TextField = (typeof TEXT_FIELDS)[number]

/** Custom properties one profile may hold, and how large they may be together. */
export const PROFILE_PROPERTIES_MAX = 1_000
export const PROFILE_PROPERTIES_BYTES_MAX = 512 * 1024
/** Further emails and phones of one profile. */
export const SECONDARY_IDENTIFIERS_MAX = 100
/** Devices remembered per profile; the one linked first is forgotten for a new one. */
export const ANONYMOUS_IDS_MAX = 200

export interface OwnIdentifier {
  kind: IdentifierKind
  /** Compared form. */
  value: string
  isPrimary: boolean
}

/** Everything about one profile that an input can change. */
export type ProfileState = { profileId: string } & { [F in TextField]: string | null } & {
  email: string | null
  phone_number: string | null
  external_id: string | null
  location: JsonObject
  properties: JsonObject
  subscriptions: JsonObject
  /** All that leads to it, in the order in which it was added. */
  identifiers: ReadonlyMap<IdentifierKey, OwnIdentifier>
}

export function emptyProfile(profileId: string): ProfileState {
  return {
    profileId,
    email: null,
    phone_number: null,
    external_id: null,
    first_name: null,
    last_name: null,
    organization: null,
    locale: null,
    title: null,
    image: null,
    location: {},
    properties: {},
    subscriptions: {},
    identifiers: new Map(),
  }
}

/** A profile is anonymous while nothing but anonymous ids leads to it. */
export function isAnonymous(profile: ProfileState): boolean {
  for (const { kind } of profile.identifiers.values()) if (kind !== 'anonymous_id') return false
  return true
}

/**
 * Names of what differs, as the change log keeps them: `first_name`, `location.city`,
 * `properties.Loyalty Tier`; `identifiers` for secondary and anonymous ones.
 */
export function changedFields(before: ProfileState, after: ProfileState): string[] {
  if (before === after) return []
  return [
    ...(['email', 'phone_number', 'external_id', ...TEXT_FIELDS] as const).filter(
      (field) => before[field] !== after[field],
    ),
    ...changedKeys('location', before.location, after.location),
    ...changedKeys('properties', before.properties, after.properties),
    ...(sameJson(before.subscriptions, after.subscriptions) ? [] : ['subscriptions']),
    ...(sameIdentifiers(before.identifiers, after.identifiers) ? [] : ['identifiers']),
  ]
}

function changedKeys(name: string, before: JsonObject, after: JsonObject): string[] {
  if (before === after) return []
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys]
    .filter(
      (key) =>
        Object.hasOwn(before, key) !== Object.hasOwn(after, key) ||
        !sameJson(before[key], after[key]),
    )
    .map((key) => `${name}.${key}`)
}

function sameIdentifiers(
  before: ProfileState['identifiers'],
  after: ProfileState['identifiers'],
): boolean {
  if (before === after) return true
  if (before.size !== after.size) return false
  for (const [key, { isPrimary }] of before) {
    if (after.get(key)?.isPrimary !== isPrimary) return false
  }
  return true
}

/** Equal as JSON: the order of keys does not matter, and −0 is 0. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((value, at) => sameJson(value, b[at]))
  }
  const entries = Object.entries(a)
  if (entries.length !== Object.keys(b).length) return false
  const other = new Map<string, unknown>(Object.entries(b))
  return entries.every(([key, value]) => other.has(key) && sameJson(value, other.get(key)))
}
