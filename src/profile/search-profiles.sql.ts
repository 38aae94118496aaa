import { uuidOf } from '../platform/id.ts'
import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'

/** People looked at per way of matching; a longer text finds those beyond. */
export const SEARCH_MATCHES_MAX = 1_000

/**
 * Ids of one more than a page of profiles that a text leads to, newest first: the beginning of an
 * identifier, of the full name or of the last name, or a profile's id.
 *
 * Each way is a range in an index, so it costs the same among a thousand profiles and a million.
 */
export function searchProfileIds(
  tx: Tx,
  accountId: string,
  { text, page }: { text: string; page: Page },
): Promise<{ profileId: string }[]> {
  const { cursor, size } = page
  const isBackwards = cursor?.backwards ?? false
  const direction = isBackwards ? tx`asc` : tx`desc`
  const beyond = isBackwards ? tx`>` : tx`<`
  const from = cursor ? tx`and p.profile_id ${beyond} ${cursor.id}::uuid` : tx``
  return tx<{ profileId: string }[]>`
    with
    found as (
      ${matchingIdentifiers(tx, accountId, 'email', text.toLowerCase())}
      union
      ${matchingIdentifiers(tx, accountId, 'phone', text.replaceAll(/[\s()/.-]/g, ''))}
      union
      ${matchingIdentifiers(tx, accountId, 'external_id', text)}
      union
      ${matchingNames(tx, accountId, 'name_key', text)}
      union
      ${matchingNames(tx, accountId, 'last_name_key', text)}
      union
      select ${uuidOf(text) ?? null}::uuid
    )
    select p.profile_id as "profileId"
    from found f
    join profiles p on p.account_id = ${accountId} and p.profile_id = f.profile_id
    where p.redacted_at is null
      ${from}
    order by p.profile_id ${direction}
    limit ${size + 1}
  `
}

// The largest character there is: text || this is above everything that begins with the text.
const ABOVE = '\u{10FFFF}'

function matchingIdentifiers(tx: Tx, accountId: string, kind: string, prefix: string) {
  return tx`
    (
      select profile_id
      from profile_identifiers
      where account_id = ${accountId}
        and kind = ${kind}
        and value >= ${prefix}
        and value < ${prefix + ABOVE}
      order by value
      limit ${SEARCH_MATCHES_MAX}
    )
  `
}

function matchingNames(
  tx: Tx,
  accountId: string,
  column: 'name_key' | 'last_name_key',
  prefix: string,
) {
  // Lowered by the database, as the column is: its idea of small letters decides.
  return tx`
    (
      select profile_id
      from profiles
      where account_id = ${accountId}
        and ${tx(column)} >= lower(${prefix}::text)
        and ${tx(column)} < lower(${prefix}::text) || ${ABOVE}
      order by ${tx(column)}
      limit ${SEARCH_MATCHES_MAX}
    )
  `
}

export type IdentifierShown = {
  kind: string
  value: string
  isPrimary: boolean
  addedAt: Date
}

/** Merged profiles shown per profile, the latest. */
export const MERGES_SHOWN_MAX = 1_000

/** Everything that leads to a profile, ids of profiles merged into it (as UUIDs) last. */
export function identifiersShown(
  tx: Tx,
  accountId: string,
  profileId: string,
): Promise<IdentifierShown[]> {
  return tx<IdentifierShown[]>`
    (
      select kind, value, is_primary as "isPrimary", added_at as "addedAt"
      from profile_identifiers
      where account_id = ${accountId}
        and profile_id = ${profileId}
      order by array_position(array['email', 'phone', 'external_id', 'anonymous_id'], kind),
        is_primary desc, added_at, value
    )
    union all
    (
      select 'merged_profile', source_profile_id::text, false, merged_at
      from profile_merges
      where account_id = ${accountId}
        and destination_profile_id = ${profileId}
      order by merged_at desc, source_profile_id
      limit ${MERGES_SHOWN_MAX}
    )
  `
}
