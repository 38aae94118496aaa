import type { Tx } from '../platform/sql.ts'
import { PROFILE_DATA_KINDS, profileDataKind } from './profile-data.ts'

/**
 * Note which kinds of data these profiles have. Accounts of which everything is known are not
 * looked at again. Needs a scope over every account.
 */
export async function noteProfileData(
  tx: Tx,
  changes: readonly { accountId: string; profileId: string }[],
): Promise<void> {
  const unknown = await accountsToLookAt(tx, [...new Set(changes.map((one) => one.accountId))])
  const wanted = changes.filter((one) => unknown.has(one.accountId))
  if (wanted.length === 0) return
  const rows = await propertyNames(tx, wanted)
  const found = rows.flatMap(({ accountId, property, firstSeenAt }) => {
    const kind = profileDataKind(property)
    return kind ? [{ account_id: accountId, kind, property, first_seen_at: firstSeenAt }] : []
  })
  if (found.length === 0) return
  await tx`
    insert into agent_profile_data (account_id, kind, property, first_seen_at)
    select r.account_id, r.kind, r.property, r.first_seen_at
    from jsonb_to_recordset(${JSON.stringify(found)}::text::jsonb) as r (
      account_id text, kind text, property text, first_seen_at timestamptz
    )
    on conflict do nothing`
}

async function accountsToLookAt(tx: Tx, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ accountId: string }[]>`
    select a.account_id as "accountId"
    from accounts a
    where a.account_id = any (${[...accountIds]})
      and (
        select count(distinct d.kind)
        from agent_profile_data d
        where d.account_id = a.account_id
      ) < ${PROFILE_DATA_KINDS.length}`
  return new Set(rows.map((row) => row.accountId))
}

function propertyNames(tx: Tx, profiles: readonly { accountId: string; profileId: string }[]) {
  return tx<{ accountId: string; property: string; firstSeenAt: Date }[]>`
    select p.account_id as "accountId", k.property, min(p.updated_at) as "firstSeenAt"
    from unnest(${profiles.map((one) => one.accountId)}::text[],
                ${profiles.map((one) => one.profileId)}::uuid[]) as w (account_id, profile_id)
    join profiles p on p.account_id = w.account_id and p.profile_id = w.profile_id
    cross join lateral jsonb_object_keys(p.properties) as k (property)
    where k.property ~* ${NAMES}
    group by p.account_id, k.property`
}

/** A first sieve; `profileDataKind` decides. */
const NAMES = 'loyal|reward|bonus|point|tier|treue|punkte|subscription|abo'
