import { changeFields, type ProfileFields, type PropertyPatch } from './change-fields.ts'
import {
  ATTRIBUTE_OF,
  comparedEmail,
  comparedForm,
  IDENTIFIER_KINDS,
  type IdentifierKey,
  type IdentifierKind,
  type Identifiers,
  identifiersOf,
  keyOf,
} from './identifiers.ts'
import { mergeStates } from './merge-states.ts'
import {
  ANONYMOUS_IDS_MAX,
  changedFields,
  emptyProfile,
  isAnonymous,
  type OwnIdentifier,
  PROFILE_PROPERTIES_BYTES_MAX,
  PROFILE_PROPERTIES_MAX,
  type ProfileState,
  SECONDARY_IDENTIFIERS_MAX,
} from './profile.ts'
import { type FoundBy, type Identity, type Lead, resolveIdentity } from './resolve-identity.ts'

/** One person, as an event, an API call or an import row describes them. */
export interface ProfileInput {
  /** UUID of a profile, or of one that was merged into another. */
  id?: string | undefined
  identifiers: Identifiers
  fields: ProfileFields
  patch?: PropertyPatch | undefined
  /** Secondary emails to add and to remove. */
  secondaryEmails?: { append: readonly string[]; unappend: readonly string[] } | undefined
  /**
   * What happens to an identifier that the profile does not have yet: it takes the place of the
   * present one (`replace`), is added beside it (`add`), or is ignored unless the profile is
   * anonymous (`keep`, for what web pages send).
   */
  identifierRule: 'replace' | 'add' | 'keep'
  /** Identifiers of two known profiles: refuse, or take the stronger one and leave the other. */
  onConflict: 'refuse' | 'prefer-first'
}

export type RefusalReason =
  | 'no-identifier'
  | 'unknown-id'
  | 'conflict'
  | 'last-identifier'
  | 'too-many-properties'
  | 'properties-too-large'
  | 'too-many-identifiers'

export type UpsertResult =
  | { outcome: 'created' | 'updated' | 'unchanged'; profileId: string }
  | {
      outcome: 'refused'
      reason: RefusalReason
      /** The profiles in question: of a conflict the one that counts first, then the others. */
      profileIds: string[]
    }

/** What is known before a batch: where identifiers and ids lead, and the profiles themselves. */
export interface KnownProfiles {
  leads: ReadonlyMap<LeadKey, string>
  /** Profiles that no input can change may be missing. */
  profiles: ReadonlyMap<string, ProfileState>
}
export type LeadKey = IdentifierKey | `id ${string}`

export interface UpsertPlan {
  results: UpsertResult[]
  /** Every profile given or created, as it is afterwards; absorbed ones are gone. */
  profiles: Map<string, ProfileState>
  absorbed: Array<{ source: string; destination: string }>
}

/** True for an input that only points at a profile, so that finding it is all there is to do. */
export function isPlain(input: ProfileInput, leads: KnownProfiles['leads']): boolean {
  if (saysMore(input)) return false
  const keys = leadKeys(input)
  const [first] = keys
  const profileId = first && leads.get(first)
  return profileId !== undefined && keys.every((key) => leads.get(key) === profileId)
}

/** True for an input that may change even a profile that it only points at. */
export function saysMore(input: ProfileInput): boolean {
  if (input.patch || input.secondaryEmails || Object.keys(input.fields).length > 0) return true
  // Replacing may change how an email is written, or which of two comes first.
  return input.identifierRule === 'replace'
}

/** Everything that an input can be found by, strongest first. */
export function leadKeys(input: ProfileInput): LeadKey[] {
  const keys: LeadKey[] = identifiersOf(input.identifiers).map(keyOf)
  return input.id === undefined ? keys : [`id ${input.id}`, ...keys]
}

/**
 * Apply the inputs one after the other, in memory. Later inputs see what earlier ones did, so a
 * batch ends as the same inputs would one at a time. A refused input changes nothing.
 *
 * @param newId gives the id of each new profile
 */
export function planUpserts(
  known: KnownProfiles,
  inputs: readonly ProfileInput[],
  newId: () => string,
): UpsertPlan {
  const world: World = {
    leads: new Map(known.leads),
    profiles: new Map(known.profiles),
    absorbed: [],
    movedTo: new Map(),
    newId,
  }
  const results = inputs.map((input) => upsert(world, input))
  return {
    results: results.map((result) => withFinalIds(result, world.movedTo)),
    profiles: world.profiles,
    absorbed: world.absorbed
      .filter(({ source }) => known.profiles.has(source))
      .map(({ source, destination }) => ({
        source,
        destination: finalId(destination, world.movedTo),
      })),
  }
}

interface World {
  leads: Map<LeadKey, string>
  profiles: Map<string, ProfileState>
  absorbed: Array<{ source: string; destination: string }>
  movedTo: Map<string, string>
  newId: () => string
}

function withFinalIds(result: UpsertResult, movedTo: World['movedTo']): UpsertResult {
  return result.outcome === 'refused'
    ? { ...result, profileIds: result.profileIds.map((id) => finalId(id, movedTo)) }
    : { ...result, profileId: finalId(result.profileId, movedTo) }
}

function finalId(profileId: string, movedTo: World['movedTo']): string {
  let id = profileId
  for (let next = movedTo.get(id); next !== undefined; next = movedTo.get(id)) id = next
  return id
}

function upsert(world: World, input: ProfileInput): UpsertResult {
  const identity = resolveIdentity(leadsOf(world, input))
  switch (identity.is) {
    case 'nobody':
      return { outcome: 'refused', reason: 'no-identifier', profileIds: [] }
    case 'unknown-id':
      return { outcome: 'refused', reason: 'unknown-id', profileIds: [] }
    case 'new':
      return createOne(world, input)
    case 'existing':
      return changeOne(world, input, identity)
  }
}

function leadsOf(world: World, input: ProfileInput): Lead[] {
  const leadTo = (by: FoundBy, key: LeadKey): Lead => {
    const profileId = world.leads.get(key)
    const profile = profileId === undefined ? undefined : world.profiles.get(profileId)
    return { by, profileId, isAnonymous: profile !== undefined && isAnonymous(profile) }
  }
  const named = identifiersOf(input.identifiers).map((one) => leadTo(one.kind, keyOf(one)))
  return input.id === undefined ? named : [leadTo('id', `id ${input.id}`), ...named]
}

function createOne(world: World, input: ProfileInput): UpsertResult {
  // An id that leads nowhere must not quietly become another person.
  if (input.id !== undefined && input.onConflict === 'refuse') {
    return { outcome: 'refused', reason: 'unknown-id', profileIds: [] }
  }
  const before = emptyProfile(world.newId())
  const taken = ownersOfSecondary(world, input, before.profileId)
  if (taken.length > 0) return { outcome: 'refused', reason: 'conflict', profileIds: taken }
  const after = changedProfile(world, before, input, undefined)
  if (typeof after === 'string') return { outcome: 'refused', reason: after, profileIds: [] }
  commit(world, before, after)
  world.leads.set(`id ${before.profileId}`, before.profileId)
  return { outcome: 'created', profileId: before.profileId }
}

function changeOne(
  world: World,
  input: ProfileInput,
  { profileId, by, absorbs, contradictions }: Extract<Identity, { is: 'existing' }>,
): UpsertResult {
  const others = [...contradictions, ...ownersOfSecondary(world, input, profileId)]
  if (others.length > 0 && input.onConflict === 'refuse') {
    return { outcome: 'refused', reason: 'conflict', profileIds: [profileId, ...others] }
  }
  const before = world.profiles.get(profileId)
  // Only a plain input leads to a profile that was not loaded.
  if (!before) return { outcome: 'unchanged', profileId }

  const source = absorbs === undefined ? undefined : world.profiles.get(absorbs)
  const whole = source ? mergeStates(before, source) : before
  const after = changedProfile(world, whole, input, by)
  if (typeof after === 'string') {
    return { outcome: 'refused', reason: after, profileIds: [profileId] }
  }
  if (source) absorb(world, source.profileId, profileId)
  commit(world, before, after)
  const isChanged = source !== undefined || changedFields(before, after).length > 0
  return { outcome: isChanged ? 'updated' : 'unchanged', profileId }
}

/** Who else has the secondary emails that an input wants to add. */
function ownersOfSecondary(world: World, input: ProfileInput, profileId: string): string[] {
  if (input.onConflict !== 'refuse') return []
  return (input.secondaryEmails?.append ?? [])
    .flatMap(
      (email) => world.leads.get(keyOf({ kind: 'email', value: comparedEmail(email) })) ?? [],
    )
    .filter((owner) => owner !== profileId)
}

function absorb(world: World, source: string, destination: string): void {
  world.profiles.delete(source)
  world.movedTo.set(source, destination)
  world.absorbed.push({ source, destination })
  for (const [key, profileId] of world.leads) {
    if (profileId === source) world.leads.set(key, destination)
  }
}

function commit(world: World, before: ProfileState, after: ProfileState): void {
  world.profiles.set(after.profileId, after)
  if (before.identifiers === after.identifiers) return
  for (const key of before.identifiers.keys()) {
    if (!after.identifiers.has(key)) world.leads.delete(key)
  }
  for (const key of after.identifiers.keys()) world.leads.set(key, after.profileId)
}

function changedProfile(
  world: World,
  profile: ProfileState,
  input: ProfileInput,
  by: FoundBy | undefined,
): ProfileState | RefusalReason {
  const identified = withIdentifiers(world, profile, input, by)
  if (typeof identified === 'string') return identified
  const changed = changeFields(identified, input.fields, input.patch)
  const excess = changed.properties === profile.properties ? undefined : excessOf(changed)
  if (excess === undefined) return changed
  // An event is worth more than the properties that came with it.
  return input.onConflict === 'refuse' ? excess : identified
}

function excessOf({ properties }: ProfileState): RefusalReason | undefined {
  if (Object.keys(properties).length > PROFILE_PROPERTIES_MAX) return 'too-many-properties'
  const bytes = Buffer.byteLength(JSON.stringify(properties))
  return bytes > PROFILE_PROPERTIES_BYTES_MAX ? 'properties-too-large' : undefined
}

function withIdentifiers(
  world: World,
  profile: ProfileState,
  input: ProfileInput,
  by: FoundBy | undefined,
): ProfileState | RefusalReason {
  const draft = new IdentifierDraft(profile)
  const isFixed = input.identifierRule === 'keep' && !isAnonymous(profile)
  for (const kind of IDENTIFIER_KINDS) {
    const shown = input.identifiers[ATTRIBUTE_OF[kind]]
    if (shown === null && input.identifierRule === 'replace') draft.clear(kind)
    if (!shown || (isFixed && kind !== 'anonymous_id')) continue
    const key = keyOf({ kind, value: comparedForm(kind, shown) })
    const isMine = profile.identifiers.has(key)
    if (isMine && (kind === by || input.identifierRule !== 'replace')) continue
    if (!isMine && world.leads.has(key)) continue
    draft.put(kind, shown, input.identifierRule === 'replace')
  }
  for (const shown of isFixed ? [] : (input.secondaryEmails?.append ?? [])) {
    const key = keyOf({ kind: 'email', value: comparedEmail(shown) })
    const owner = world.leads.get(key)
    if (owner === undefined || owner === profile.profileId) draft.put('email', shown, false)
  }
  for (const shown of isFixed ? [] : (input.secondaryEmails?.unappend ?? [])) draft.drop(shown)
  return draft.finished(input.onConflict === 'refuse')
}

/** The identifiers of one profile while an input changes them. */
class IdentifierDraft {
  private readonly before: ProfileState
  private readonly shown: Pick<ProfileState, 'email' | 'phone_number' | 'external_id'>
  private readonly own: Map<IdentifierKey, OwnIdentifier>
  constructor(profile: ProfileState) {
    const { email, phone_number, external_id } = profile
    this.before = profile
    this.shown = { email, phone_number, external_id }
    this.own = new Map(profile.identifiers)
  }

  /** Make it the first of its kind, or add it beside the first. */
  put(kind: IdentifierKind, shown: string, replace: boolean): void {
    const value = comparedForm(kind, shown)
    const key = keyOf({ kind, value })
    if (kind === 'anonymous_id') return this.putDevice(key, value)
    const attribute = ATTRIBUTE_OF[kind]
    const isKnown = this.own.has(key)
    if (this.shown[attribute] !== null && !replace) {
      if (!isKnown) this.own.set(key, { kind, value, isPrimary: false })
      return
    }
    const first = this.firstOf(kind)
    // An identifier of their own that moves up only changes places with the first.
    if (first && keyOf(first) !== key) {
      if (isKnown) this.own.set(keyOf(first), { ...first, isPrimary: false })
      else this.own.delete(keyOf(first))
    }
    this.own.set(key, { kind, value, isPrimary: true })
    this.shown[attribute] = shown
  }

  clear(kind: IdentifierKind): void {
    if (kind === 'anonymous_id') return
    const first = this.firstOf(kind)
    if (first) this.own.delete(keyOf(first))
    this.shown[ATTRIBUTE_OF[kind]] = null
  }

  /** Remove a secondary email. The first one is changed or cleared as an attribute. */
  drop(shown: string): void {
    const key = keyOf({ kind: 'email', value: comparedEmail(shown) })
    if (this.own.get(key)?.isPrimary === false) this.own.delete(key)
  }

  finished(isStrict: boolean): ProfileState | RefusalReason {
    if (isStrict) {
      if (this.own.size === 0 && this.before.identifiers.size > 0) return 'last-identifier'
      const secondary = [...this.own.values()].filter((one) => !one.isPrimary)
      if (secondary.length > SECONDARY_IDENTIFIERS_MAX) return 'too-many-identifiers'
    }
    const after = { ...this.before, ...this.shown, identifiers: this.own }
    return changedFields(this.before, after).length === 0 ? this.before : after
  }

  private putDevice(key: IdentifierKey, value: string): void {
    if (this.own.has(key)) return
    const devices = [...this.own.values()].filter(({ kind }) => kind === 'anonymous_id')
    const [oldest] = devices
    if (oldest && devices.length >= ANONYMOUS_IDS_MAX) this.own.delete(keyOf(oldest))
    this.own.set(key, { kind: 'anonymous_id', value, isPrimary: true })
  }

  private firstOf(kind: IdentifierKind): OwnIdentifier | undefined {
    return [...this.own.values()].find((one) => one.kind === kind && one.isPrimary)
  }
}
