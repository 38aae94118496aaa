import type { ProfileMeta } from '../contract/profiles.ts'
import { PROPERTY_DEPTH_MAX } from '../contract/values.ts'
import { uuidOf } from '../platform/id.ts'
import { invalid, type Problem, quote } from '../platform/problem.ts'
import type { ProfileFields, PropertyPatch } from './change-fields.ts'
import {
  type IdentifierAttribute,
  type Identifiers,
  identifiersOf,
  readIdentifier,
  readIdentifiers,
} from './identifiers.ts'
import type { ProfileInput } from './plan-upserts.ts'
import { type JsonObject, TEXT_FIELDS, type TextField } from './profile.ts'

/** A profile as any endpoint receives it. */
export interface SentProfile {
  id?: string | null | undefined
  attributes: Identifiers &
    ProfileFields & {
      /** Followed before (follow-tokens.action.ts): what is left here leads nowhere. */
      _kx?: string | null | undefined
      meta?: ProfileMeta | null | undefined
    }
  meta?: ProfileMeta | null | undefined
}

/**
 * Who speaks: `api` may change identifiers and hears of conflicts; an `event` adds identifiers and
 * belongs to the strongest; a `client` (a web page) cannot change those of a known profile.
 */
export type InputSource = 'api' | 'event' | 'client'

/** Names are indexed for search, and an index entry has to hold both. */
export const NAME_BYTES_MAX = 800

/**
 * Check one profile and bring it into the form that `upsertProfiles` takes. Keys such as `$email`
 * inside the properties fill the field they name, where it was not sent itself.
 *
 * @param pointer where the profile lies in the request: `/data`, `/data/attributes/profile/data`
 * @throws Problem 400 with a pointer to what is not acceptable
 */
export function readProfileInput(
  sent: SentProfile,
  pointer: string,
  source: InputSource,
): ProfileInput {
  const attributes = `${pointer}/attributes`
  const special = readSpecialKeys(sent.attributes.properties, `${attributes}/properties`)
  const fields: ProfileFields = { ...special.fields }
  for (const field of TEXT_FIELDS) {
    if (sent.attributes[field] !== undefined) fields[field] = sent.attributes[field]
  }
  for (const name of ['first_name', 'last_name'] as const) {
    refuseLongName(fields[name], `${attributes}/${name}`)
  }
  const location = locationOf(special.location, sent.attributes.location)
  // Empty objects say nothing, and an input that says nothing costs nothing.
  if (location !== undefined && !isEmpty(location)) fields.location = location
  if (special.properties !== undefined && !isEmpty(special.properties)) {
    refuseDeep(special.properties, `${attributes}/properties`, 1)
    fields.properties = special.properties
  }
  const id = readId(sent.id, `${pointer}/id`)
  const identifiers = { ...special.identifiers, ...readIdentifiers(sent.attributes, attributes) }
  const { _kx: token } = sent.attributes
  if (token?.trim() && id === undefined && identifiersOf(identifiers).length === 0) {
    throw unsigned(token, `${attributes}/_kx`)
  }
  return {
    id,
    identifiers,
    fields,
    ...readMeta(sent.meta ?? sent.attributes.meta, `${pointer}/meta`),
    ...RULES[source],
  }
}

const RULES = {
  api: { identifierRule: 'replace', onConflict: 'refuse' },
  event: { identifierRule: 'add', onConflict: 'prefer-first' },
  client: { identifierRule: 'keep', onConflict: 'prefer-first' },
} as const satisfies Record<InputSource, object>

function unsigned(token: string, pointer: string): Problem {
  return invalid(
    pointer,
    `The _kx ${quote(token)} is of no link of a message, and nothing else says who this is.`,
    'Send the _kx of the address unchanged, or an email, phone_number, external_id or anonymous_id.',
  )
}

function readId(id: string | null | undefined, pointer: string): string | undefined {
  if (id === null || id === undefined || id === '') return undefined
  const uuid = uuidOf(id)
  if (uuid !== undefined) return uuid
  throw invalid(
    pointer,
    `${quote(id)} is not the id of a profile.`,
    'Send an id such as 01GDDKASAP8TKDDA2GRZDSVP4H, or find the person by email.',
  )
}

const SPECIAL_IDENTIFIERS: ReadonlyMap<string, IdentifierAttribute> = new Map([
  ['$email', 'email'],
  ['$phone_number', 'phone_number'],
  ['$id', 'external_id'],
  ['$anonymous', 'anonymous_id'],
])
const SPECIAL_TEXTS: ReadonlyMap<string, TextField> = new Map(
  TEXT_FIELDS.map((field) => [`$${field}`, field]),
)
const SPECIAL_PLACES: ReadonlySet<string> = new Set(
  ['address1', 'address2', 'city', 'country', 'latitude', 'longitude', 'region', 'zip']
    .concat('timezone')
    .map((name) => `$${name}`),
)

interface SpecialKeys {
  identifiers: Identifiers
  fields: ProfileFields
  location: JsonObject
  /** What is left: the person's own properties. */
  properties: JsonObject | null | undefined
}

function readSpecialKeys(sent: JsonObject | null | undefined, pointer: string): SpecialKeys {
  const read: SpecialKeys = { identifiers: {}, fields: {}, location: {}, properties: sent }
  if (!sent || !Object.keys(sent).some((key) => key.startsWith('$'))) return read
  const rest = new Map<string, unknown>()
  for (const [key, value] of Object.entries(sent)) {
    if (!takeSpecial(read, key, value, pointer)) rest.set(key, value)
  }
  return { ...read, properties: Object.fromEntries(rest) }
}

function takeSpecial(read: SpecialKeys, key: string, value: unknown, pointer: string): boolean {
  const isScalar = typeof value === 'string' || typeof value === 'number' || value === null
  if (!isScalar) return false
  const text = value === null ? null : String(value)
  const identifier = SPECIAL_IDENTIFIERS.get(key)
  if (identifier !== undefined) {
    const checked = readIdentifier(identifier, text, `${pointer}/${key}`)
    if (checked !== undefined) read.identifiers[identifier] = checked
    return true
  }
  const field = SPECIAL_TEXTS.get(key)
  if (field !== undefined) {
    read.fields[field] = text
    return true
  }
  if (!SPECIAL_PLACES.has(key)) return false
  read.location[key.slice(1)] = value
  return true
}

function locationOf(
  special: JsonObject,
  sent: JsonObject | null | undefined,
): JsonObject | null | undefined {
  if (Object.keys(special).length === 0) return sent
  return { ...special, ...sent }
}

function isEmpty(object: JsonObject | null): boolean {
  return object !== null && Object.keys(object).length === 0
}

function refuseLongName(name: string | null | undefined, pointer: string): void {
  if (!name || Buffer.byteLength(name) <= NAME_BYTES_MAX) return
  throw invalid(
    pointer,
    `The name ${quote(name)} is ${Buffer.byteLength(name)} bytes long; ${NAME_BYTES_MAX} are allowed.`,
    'Shorten it, or keep the full text in a custom property.',
  )
}

function refuseDeep(value: unknown, pointer: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > PROPERTY_DEPTH_MAX) {
    throw invalid(
      pointer,
      `The properties are nested deeper than ${PROPERTY_DEPTH_MAX} levels.`,
      'Flatten them.',
    )
  }
  for (const [key, inner] of Object.entries(value))
    refuseDeep(inner, `${pointer}/${key}`, depth + 1)
}

function readMeta(
  meta: ProfileMeta | null | undefined,
  pointer: string,
): Pick<ProfileInput, 'patch' | 'secondaryEmails'> {
  if (!meta) return {}
  const patch = readPatch(meta.patch_properties, `${pointer}/patch_properties`)
  const emails = meta.patch_identifiers
  const secondaryEmails = emails && {
    append: readEmails(emails.append, `${pointer}/patch_identifiers/append`),
    unappend: readEmails(emails.unappend, `${pointer}/patch_identifiers/unappend`),
  }
  return { ...(patch ? { patch } : {}), ...(secondaryEmails ? { secondaryEmails } : {}) }
}

function readPatch(
  sent: ProfileMeta['patch_properties'],
  pointer: string,
): PropertyPatch | undefined {
  if (!sent) return undefined
  const append = sent.append ?? {}
  const unset = sent.unset ?? []
  refuseDeep(append, `${pointer}/append`, 1)
  return {
    append,
    unappend: sent.unappend ?? {},
    unset: typeof unset === 'string' ? [unset] : unset,
  }
}

function readEmails(sent: JsonObject | null | undefined, pointer: string): string[] {
  return Object.entries(sent ?? {}).flatMap(([key, value]) => {
    const here = `${pointer}/${key}`
    const values: unknown[] = Array.isArray(value) ? value : [value]
    if (key !== 'email') {
      throw invalid(here, `${quote(key)} cannot be patched.`, 'Only email can be added or removed.')
    }
    return values.flatMap((one) => {
      if (typeof one !== 'string') throw invalid(here, `${quote(one)} is not an email address.`)
      return readIdentifier('email', one, here) ?? []
    })
  })
}
