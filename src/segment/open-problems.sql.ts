import type { Tx } from '../platform/sql.ts'

/**
 * Keep whether a conversation waits for the team, in the transaction that changes it.
 * @param since null: it does not
 * @returns the profiles for whom this changed something
 */
export async function keepOpenProblem(
  tx: Tx,
  accountId: string,
  { conversationId, profileId, since }: OpenProblem,
): Promise<string[]> {
  const rows = since
    ? await tx<{ profileId: string }[]>`
        with known as (
          select o.profile_id
          from open_problems o
          where o.account_id = ${accountId}
            and o.conversation_id = ${conversationId}
        ),
        kept as (
          insert into open_problems as o (account_id, conversation_id, profile_id, since)
          values (${accountId}, ${conversationId}, ${profileId}, ${since})
          on conflict (account_id, conversation_id) do update
          set profile_id = excluded.profile_id
          where o.profile_id <> excluded.profile_id
          returning o.profile_id
        )
        select k.profile_id as "profileId" from kept k
        union
        select n.profile_id from known n, kept k`
    : await tx<{ profileId: string }[]>`
        delete from open_problems o
        where o.account_id = ${accountId}
          and o.conversation_id = ${conversationId}
        returning o.profile_id as "profileId"`
  return rows.map((row) => row.profileId)
}

export interface OpenProblem {
  conversationId: string
  profileId: string
  since: Date | null
}

/** Those of the profiles who wait for the team. */
export async function profilesWithProblems(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx<{ profileId: string }[]>`
    select distinct o.profile_id as "profileId"
    from open_problems o
    where o.account_id = ${accountId}
      and o.profile_id = any (${[...profileIds]}::uuid[])`
  return new Set(rows.map((row) => row.profileId))
}
