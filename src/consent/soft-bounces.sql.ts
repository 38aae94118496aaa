import type { Tx } from '../platform/sql.ts'

/** Count a bounce; one that was counted before stays one. Nothing for a profile that is gone. */
export async function insertSoftBounce(
  tx: Tx,
  accountId: string,
  bounce: { profileId: string; bounceId: string; at: Date },
): Promise<void> {
  await tx`
    insert into soft_bounces (account_id, profile_id, bounce_id, bounced_at)
    select account_id, profile_id, ${bounce.bounceId}, ${bounce.at}
    from profiles
    where account_id = ${accountId}
      and profile_id = ${bounce.profileId}
    on conflict do nothing`
}

export async function countSoftBounces(
  tx: Tx,
  accountId: string,
  profileId: string,
  since: Date,
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from soft_bounces
    where account_id = ${accountId}
      and profile_id = ${profileId}
      and bounced_at > ${since}`
  return row?.count ?? 0
}

export async function deleteSoftBounces(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<void> {
  await tx`
    delete from soft_bounces
    where account_id = ${accountId}
      and profile_id = any (${[...profileIds]}::uuid[])`
}
