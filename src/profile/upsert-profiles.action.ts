import { newUlidUuid } from '../platform/id.ts'
import { LostRace } from '../platform/lost-race.ts'
import type { Tx } from '../platform/sql.ts'
import { identifiersOf, keyOf } from './identifiers.ts'
import { moveHistory } from './merge-profiles.action.ts'
import {
  isPlain,
  type KnownProfiles,
  type LeadKey,
  leadKeys,
  type ProfileInput,
  planUpserts,
  type UpsertResult,
} from './plan-upserts.ts'
import type { ProfileState } from './profile.ts'
import { loadProfiles, saveProfiles } from './save-profiles.action.ts'
import { type Found, findProfiles } from './upsert.sql.ts'

/** Inputs of one call. Larger imports commit in steps, so that followers are not held back. */
export const UPSERT_BATCH_MAX = 1_000

/**
 * Create or update the profile of each input, in their order, in the caller's transaction.
 *
 * The number of statements does not grow with the batch: one when every input only points at a
 * known profile, about eight when something changes.
 *
 * @returns one result per input, in the same order; a refused input changed nothing
 * @throws LostRace when another process took an identifier meanwhile: run the whole transaction
 *   again, see `retryLostRaces`
 * @throws RangeError for more than UPSERT_BATCH_MAX inputs: that is our bug
 */
export async function upsertProfiles(
  tx: Tx,
  accountId: string,
  inputs: readonly ProfileInput[],
  now: Date,
): Promise<UpsertResult[]> {
  if (inputs.length > UPSERT_BATCH_MAX) {
    throw new RangeError(`${inputs.length} inputs in one batch; ${UPSERT_BATCH_MAX} are allowed`)
  }
  if (inputs.length === 0) return []
  const leads = leadsFrom(await findProfiles(tx, accountId, wantedBy(inputs)))
  const known: KnownProfiles = { leads, profiles: await lockChanging(tx, accountId, inputs, leads) }
  const plan = planUpserts(known, inputs, () => newUlidUuid(now))

  if (plan.profiles.size === 0) return plan.results

  const { absorbed } = plan
  await saveProfiles(tx, accountId, { before: known.profiles, after: plan.profiles, absorbed, now })
  if (absorbed.length > 0) {
    await moveHistory(tx, accountId, {
      merges: absorbed,
      before: known.profiles,
      cause: 'identified',
      mergedBy: 'system',
      now,
    })
  }
  return plan.results
}

function wantedBy(inputs: readonly ProfileInput[]) {
  const identifiers = inputs.flatMap((input) => [
    ...identifiersOf(input.identifiers),
    ...(input.secondaryEmails?.append ?? []).flatMap((email) => identifiersOf({ email })),
  ])
  const unique = new Map(identifiers.map((one) => [keyOf(one), one]))
  const ids = new Set(inputs.flatMap((input) => input.id ?? []))
  return { identifiers: [...unique.values()], ids: [...ids] }
}

function leadsFrom(found: readonly Found[]): Map<LeadKey, string> {
  return new Map(
    found.map(({ kind, value, profileId }) => [
      kind === 'id' ? `id ${value}` : keyOf({ kind, value }),
      profileId,
    ]),
  )
}

/** Lock and load every profile that some input may change. */
async function lockChanging(
  tx: Tx,
  accountId: string,
  inputs: readonly ProfileInput[],
  leads: ReadonlyMap<LeadKey, string>,
): Promise<Map<string, ProfileState>> {
  const changing = inputs.filter((input) => !isPlain(input, leads))
  const ids = new Set(changing.flatMap((input) => touchedBy(input, leads)))
  if (ids.size === 0) return new Map()
  const profiles = await loadProfiles(tx, accountId, [...ids])
  if (profiles.size < ids.size) throw new LostRace('a profile was merged or deleted meanwhile')
  checkLeads(leads, profiles)
  return profiles
}

function touchedBy(input: ProfileInput, leads: ReadonlyMap<LeadKey, string>): string[] {
  return leadKeys(input).flatMap((key) => leads.get(key) ?? [])
}

/** What the look-up said about the locked profiles must still be so. */
function checkLeads(
  leads: ReadonlyMap<LeadKey, string>,
  profiles: ReadonlyMap<string, ProfileState>,
): void {
  for (const [key, profileId] of leads) {
    const profile = profiles.get(profileId)
    if (!profile || key.startsWith('id ')) continue
    if (![...profile.identifiers.keys()].some((own) => own === key)) {
      throw new LostRace(`${key} left its profile meanwhile`)
    }
  }
}
