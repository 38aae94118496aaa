import { LostRace } from '../platform/lost-race.ts'
import type { Tx } from '../platform/sql.ts'
import { type IdentifierKey, keyOf } from './identifiers.ts'
import { changedFields, type ProfileState } from './profile.ts'
import {
  deleteIdentifiers,
  type IdentifierRow,
  identifiersOfProfiles,
  insertIdentifiers,
  lockProfiles,
  logChanges,
  moveIdentifiers,
  type ProfileChange,
  writeProfiles,
} from './upsert.sql.ts'

/** Lock profiles and read all of them, identifiers included. Missing ones are left out. */
export async function loadProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<Map<string, ProfileState>> {
  const rows = await lockProfiles(tx, accountId, profileIds)
  // In a statement of its own, after the locks: it sees what the previous holders committed.
  const identifiers = Map.groupBy(
    await identifiersOfProfiles(tx, accountId, profileIds),
    ({ profileId }) => profileId,
  )
  return new Map(
    rows.map((row) => {
      const own = (identifiers.get(row.profileId) ?? []).map(
        ({ kind, value, isPrimary }) =>
          [keyOf({ kind, value }), { kind, value, isPrimary }] as const,
      )
      return [row.profileId, { ...row, identifiers: new Map(own) }]
    }),
  )
}

export interface Saving {
  /** Locked, as they were loaded. */
  before: ReadonlyMap<string, ProfileState>
  /** As they should be; those that are not in `before` are created. */
  after: ReadonlyMap<string, ProfileState>
  /** Profiles of `before` whose identifiers and history went elsewhere. */
  absorbed: ReadonlyArray<{ source: string; destination: string }>
  now: Date
}

/**
 * Write the difference and log it: only rows that really change are touched.
 * @throws LostRace when a new identifier was taken meanwhile
 */
export async function saveProfiles(tx: Tx, accountId: string, saving: Saving): Promise<void> {
  const { before, after, absorbed, now } = saving
  const changes = changesOf(saving)
  const changedIds = new Set(changes.map(({ profileId }) => profileId))
  const changed = [...after.values()].filter(({ profileId }) => changedIds.has(profileId))
  if (changed.length > 0) await writeProfiles(tx, accountId, changed, now)
  await saveIdentifiers(tx, accountId, { before, after, now })
  const merged: ProfileChange[] = absorbed.map(({ source }) => ({
    profileId: source,
    kind: 'merged',
    fields: [],
  }))
  if (changes.length + merged.length > 0) {
    await logChanges(tx, accountId, [...changes, ...merged], now)
  }
}

function changesOf({ before, after, absorbed }: Saving): ProfileChange[] {
  const destinations = new Set(absorbed.map(({ destination }) => destination))
  return [...after.values()].flatMap((profile): ProfileChange[] => {
    const { profileId } = profile
    const was = before.get(profileId)
    if (!was) return [{ profileId, kind: 'created', fields: [] }]
    const fields = changedFields(was, profile)
    if (destinations.has(profileId)) return [{ profileId, kind: 'merged', fields }]
    return fields.length > 0 ? [{ profileId, kind: 'updated', fields }] : []
  })
}

async function saveIdentifiers(
  tx: Tx,
  accountId: string,
  { before, after, now }: Omit<Saving, 'absorbed'>,
): Promise<void> {
  const had = ownersOf(before)
  const has = ownersOf(after)
  const gone = [...had].filter(([key]) => !has.has(key)).map(([, row]) => row)
  const added = [...has].filter(([key]) => !had.has(key)).map(([, row]) => row)
  const moved = [...has].filter(([key, row]) => isMoved(had.get(key), row)).map(([, row]) => row)
  if (gone.length > 0) await deleteIdentifiers(tx, accountId, gone)
  if (moved.length > 0) await moveIdentifiers(tx, accountId, moved, now)
  if (added.length === 0) return
  const count = await insertIdentifiers(tx, accountId, added, now)
  if (count < added.length) throw new LostRace('an identifier was taken meanwhile')
}

function ownersOf(profiles: ReadonlyMap<string, ProfileState>): Map<IdentifierKey, IdentifierRow> {
  const owners = new Map<IdentifierKey, IdentifierRow>()
  for (const { profileId, identifiers } of profiles.values()) {
    for (const [key, { kind, value, isPrimary }] of identifiers) {
      owners.set(key, { profileId, kind, value, isPrimary })
    }
  }
  return owners
}

function isMoved(had: IdentifierRow | undefined, has: IdentifierRow): boolean {
  if (!had) return false
  return had.profileId !== has.profileId || had.isPrimary !== has.isPrimary
}
