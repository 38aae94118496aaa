import type { Tx } from '../platform/sql.ts'
import { type Identifier, identifiersOf, keyOf } from '../profile/identifiers.ts'
import type { ProfileInput } from '../profile/plan-upserts.ts'
import { findProfiles } from '../profile/upsert.sql.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import type { ConsentChannel } from './consent.ts'
import type { JobRow } from './consent-jobs.ts'

/** Whose consent each row of a job changes, by channel: undefined where nobody was found or made. */
export type OwnerOf = (row: JobRow, channel: ConsentChannel) => string | undefined

/**
 * Find or create the people of some rows. Consent belongs to the address: where the email and the
 * number of a row lead to two people, each keeps their own.
 */
export async function peopleOfRows(
  tx: Tx,
  accountId: string,
  rows: readonly JobRow[],
  { rule, now }: { rule: ProfileInput['identifierRule']; now: Date },
): Promise<OwnerOf> {
  const inputOf = (row: Pick<JobRow, 'id' | 'identifiers' | 'fields'>): ProfileInput => ({
    ...(row.id === null ? {} : { id: row.id }),
    identifiers: row.identifiers,
    fields: row.fields,
    identifierRule: rule,
    onConflict: 'prefer-first',
  })
  const results = await upsertProfiles(tx, accountId, rows.map(inputOf), now)
  const mains = new Map(
    rows.map((row, at) => {
      const result = results[at]
      return [row, result && 'profileId' in result ? result.profileId : undefined]
    }),
  )
  const addresses = rows.flatMap(addressesOf)
  const owners = await ownersOf(tx, accountId, addresses)
  const alone = new Map(
    addresses.filter((one) => !owners.has(keyOf(one))).map((one) => [keyOf(one), one]),
  )
  if (alone.size > 0) {
    const inputs = [...alone.values()].map(({ kind, value }) =>
      inputOf({
        id: null,
        identifiers: kind === 'email' ? { email: value } : { phone_number: value },
        fields: {},
      }),
    )
    await upsertProfiles(tx, accountId, inputs, now)
    for (const [key, profileId] of await ownersOf(tx, accountId, [...alone.values()])) {
      owners.set(key, profileId)
    }
  }
  return (row, channel) => {
    const kind = channel === 'email' ? 'email' : channel === 'push' ? undefined : 'phone'
    const address = addressesOf(row).find((one) => one.kind === kind)
    return (address && owners.get(keyOf(address))) ?? mains.get(row)
  }
}

function addressesOf({ identifiers }: JobRow): Identifier[] {
  return identifiersOf(identifiers).filter(({ kind }) => kind === 'email' || kind === 'phone')
}

async function ownersOf(tx: Tx, accountId: string, identifiers: readonly Identifier[]) {
  const found = await findProfiles(tx, accountId, { identifiers, ids: [] })
  return new Map<string, string>(
    found.map(({ kind, value, profileId }) => [`${kind} ${value}`, profileId]),
  )
}
