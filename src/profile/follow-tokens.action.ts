import type { FilterTerm } from '../contract/filter.ts'
import type { Call } from '../platform/http.ts'
import { ulidOf } from '../platform/id.ts'
import type { Tx } from '../platform/sql.ts'
import { nameByToken, readExchangeToken, type TokenLeads, tokenOf } from './exchange-token.ts'
import type { SentProfile } from './profile-input.ts'
import { findProfiles } from './upsert.sql.ts'

type Reading = Pick<Call<never, unknown>, 'caller' | 'read'>

/**
 * People as callers sent them, with an id where only a `_kx` said who they are. Costs one query, and
 * nothing when there is none.
 */
export async function followTokens<T extends SentProfile>(
  { caller, read }: Reading,
  secret: Uint8Array,
  sent: readonly T[],
): Promise<readonly T[]> {
  const tokens = sent.flatMap((one) => tokenOf(one) ?? [])
  if (tokens.length === 0) return sent
  const leads = await read((tx) => leadsOfTokens(tx, caller.accountId, secret, tokens))
  return sent.map((one) => nameByToken(one, leads))
}

/** As `followTokens`, for one. */
export async function followToken<T extends SentProfile>(
  call: Reading,
  secret: Uint8Array,
  sent: T,
): Promise<T> {
  const [followed = sent] = await followTokens(call, secret, [sent])
  return followed
}

/** Where those of the tokens that we signed lead; a merged profile leads to the one that was kept. */
export async function leadsOfTokens(
  tx: Tx,
  accountId: string,
  secret: Uint8Array,
  tokens: readonly string[],
): Promise<TokenLeads> {
  const signed = tokens.flatMap((token) => {
    const owner = readExchangeToken(secret, token)
    return owner ? [{ token, owner }] : []
  })
  const ids = signed.flatMap(({ owner }) => (owner.accountId === accountId ? owner.profileId : []))
  const found = ids.length === 0 ? [] : await findProfiles(tx, accountId, { identifiers: [], ids })
  const profileOf = new Map(found.map(({ value, profileId }) => [value, profileId]))
  return new Map(
    signed.map(({ token, owner }) => [
      token,
      owner.accountId === accountId ? profileOf.get(owner.profileId) : undefined,
    ]),
  )
}

/** A filter that asks for ids where it asked for tokens. */
export async function withoutTokens(
  tx: Tx,
  asked: { accountId: string; secret: Uint8Array; idField: string },
  filter: readonly FilterTerm[],
): Promise<readonly FilterTerm[]> {
  const tokens = filter.flatMap(({ field, value }) => (field === '_kx' ? String(value) : []))
  if (tokens.length === 0) return filter
  const leads = await leadsOfTokens(tx, asked.accountId, asked.secret, tokens)
  return filter.map((term): FilterTerm => {
    if (term.field !== '_kx') return term
    const profileId = leads.get(String(term.value))
    const value = profileId === undefined ? '' : ulidOf(profileId) // nobody's id is empty
    return { field: asked.idField, operator: 'equals', value }
  })
}
