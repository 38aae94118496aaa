import { LostRace, retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { identifiersOf, keyOf } from './identifiers.ts'
import type { ProfileInput } from './plan-upserts.ts'
import type { ProfileRow } from './profile-resource.ts'
import { profileById } from './profiles.sql.ts'
import { duplicateProfile, refusalProblem } from './refusals.ts'
import { findProfiles } from './upsert.sql.ts'
import { upsertProfiles } from './upsert-profiles.action.ts'

export interface Writing {
  accountId: string
  input: ProfileInput
  /** The id as the caller wrote it, where there was one. */
  id?: string | undefined
  now: Date
}

/**
 * Create a profile. An anonymous visitor whose anonymous id is given becomes known instead.
 * @throws Problem 409 `duplicate_profile` when an identifier is taken, 400 for other refusals
 */
export function createProfile(sql: Sql, writing: Writing): Promise<ProfileRow> {
  const { accountId, input } = writing
  return retryLostRaces(() =>
    inAccount(sql, accountId, async (tx) => {
      const duplicate = await takenBy(tx, accountId, input)
      if (duplicate !== undefined) throw duplicateProfile(duplicate, '/data/attributes')
      const { row, outcome } = await writeOne(tx, writing)
      const wasVisitor = Boolean(input.identifiers.anonymous_id)
      if (outcome !== 'created' && !wasVisitor) throw new LostRace('somebody was faster')
      return row
    }),
  )
}

/** Whose identifier it is already. Anonymous ids count when there is nothing else. */
async function takenBy(
  tx: Tx,
  accountId: string,
  input: ProfileInput,
): Promise<string | undefined> {
  const wanted = identifiersOf(input.identifiers)
  const named = wanted.filter(({ kind }) => kind !== 'anonymous_id')
  const identifiers = named.length > 0 ? named : wanted
  const found = await findProfiles(tx, accountId, { identifiers, ids: [] })
  const leads = new Map(found.map((one) => [`${one.kind} ${one.value}`, one.profileId]))
  const [strongest] = identifiers.flatMap((one) => leads.get(keyOf(one)) ?? [])
  return strongest
}

/**
 * Create the profile, or update the one that its identifiers or its id lead to.
 * @throws Problem 404 for an unknown id, 409 when identifiers lead to two profiles, 400 otherwise
 */
export function writeProfile(
  sql: Sql,
  writing: Writing,
): Promise<{ row: ProfileRow; outcome: 'created' | 'updated' | 'unchanged' }> {
  return retryLostRaces(() => inAccount(sql, writing.accountId, (tx) => writeOne(tx, writing)))
}

async function writeOne(tx: Tx, { accountId, input, id, now }: Writing) {
  const [result] = await upsertProfiles(tx, accountId, [input], now)
  if (!result) throw new Error('an upsert of one input has one result')
  if (result.outcome === 'refused') throw refusalProblem(result, id, '/data')
  const row = await profileById(tx, accountId, result.profileId)
  if (!row) throw new LostRace('the profile was deleted meanwhile')
  return { row, outcome: result.outcome }
}
