import type { Tx } from '../platform/sql.ts'

/** Profiles that are looked at, those changed last first. */
const RECENT_PROFILES_MAX = 1_000
const NAMES_MAX = 5_000

/** Names of the properties that people of the account have, by the profiles that changed last. */
export async function personPropertyNames(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    with recent as (
      select p.properties
      from profiles p
      where p.account_id = ${accountId}
        and p.redacted_at is null
      order by p.updated_at desc
      limit ${RECENT_PROFILES_MAX}
    )
    select distinct k.name
    from recent r
    cross join lateral jsonb_object_keys(r.properties) as k (name)
    limit ${NAMES_MAX}`
  return rows.map((row) => row.name)
}
