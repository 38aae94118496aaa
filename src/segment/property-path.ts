import { TEXT_FIELDS } from '../profile/profile.ts'
import type { EventFact, Facts } from './facts.ts'

const BRACKETED = /^(properties|location)\[(?:'([^']*)'|"([^"]*)")\]$/
const IDENTIFIERS = ['email', 'phone_number', 'external_id'] as const
const LOCATION_FIELDS = [
  'address1',
  'address2',
  'city',
  'country',
  'region',
  'zip',
  'timezone',
  'latitude',
  'longitude',
] as const

/** Where a property of a profile is kept. */
export type ProfilePath =
  | { in: 'field'; name: string }
  | { in: 'location'; name: string }
  | { in: 'properties'; name: string }
  | { in: 'time'; name: 'created' | 'updated' | 'first_active' | 'last_active' }

/** Names that people know from the console's pickers, beside those of the API. */
const KNOWN: ReadonlyMap<string, ProfilePath> = new Map<string, ProfilePath>([
  ...[...IDENTIFIERS, ...TEXT_FIELDS].map((name): [string, ProfilePath] => [
    name,
    { in: 'field', name },
  ]),
  ...LOCATION_FIELDS.map((name): [string, ProfilePath] => [
    `location.${name}`,
    { in: 'location', name },
  ]),
  ...(['created', 'updated', 'first_active', 'last_active'] as const).map(
    (name): [string, ProfilePath] => [name, { in: 'time', name }],
  ),
])

/**
 * Read the address of a profile property: `email`, `location['city']`, `properties['Loyalty Tier']`.
 * A bare name that is no field of the API is one of the shop's own properties.
 */
export function profilePath(property: string): ProfilePath {
  const bracketed = BRACKETED.exec(property)
  if (bracketed) {
    const name = bracketed[2] ?? bracketed[3] ?? ''
    return bracketed[1] === 'location' ? { in: 'location', name } : { in: 'properties', name }
  }
  return KNOWN.get(property) ?? { in: 'properties', name: property }
}

export function profileValue(facts: Facts, path: ProfilePath): unknown {
  switch (path.in) {
    case 'field':
      return facts.fields[path.name]
    case 'location':
      return own(facts.location, path.name)
    case 'properties':
      return own(facts.properties, path.name)
    case 'time':
      return timeOf(facts, path.name)?.toISOString()
  }
}

function timeOf(facts: Facts, name: Extract<ProfilePath, { in: 'time' }>['name']): Date | null {
  switch (name) {
    case 'created':
      return facts.createdAt
    case 'updated':
      return facts.updatedAt
    case 'first_active':
      return facts.firstActiveAt
    case 'last_active':
      return facts.lastActiveAt
  }
}

const NOT_FOR_CONDITIONS = '$extra'

/**
 * The value of an event property. `Items[].SKU` collects a list over a list of objects and
 * `address.city` goes into an object, unless a property has just that name. `$value` is the event's
 * value; `$extra` is not for conditions.
 */
export function eventValue(event: EventFact, property: string): unknown {
  if (property === '$value') return event.value
  if (property === NOT_FOR_CONDITIONS) return undefined
  if (Object.hasOwn(event.properties, property)) return event.properties[property]
  const steps = property.split('.')
  if (steps.length === 1 && !property.endsWith('[]')) return undefined
  if (steps[0] === NOT_FOR_CONDITIONS) return undefined
  return walk(event.properties, steps)
}

function walk(from: unknown, steps: readonly string[]): unknown {
  let value = from
  for (const [at, step] of steps.entries()) {
    const collects = step.endsWith('[]')
    value = own(value, collects ? step.slice(0, -2) : step)
    if (!collects) continue
    if (!Array.isArray(value)) return undefined
    const rest = steps.slice(at + 1)
    if (rest.length === 0) return value
    return value.flatMap((entry) => walk(entry, rest) ?? [])
  }
  return value
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}
