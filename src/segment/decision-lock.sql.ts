import type { Tx } from '../platform/sql.ts'
import { SHARDS, shardOf } from '../profile/shard.ts'

/** First key of the advisory locks "who decides about these profiles"; any fixed number of our own. */
const LOCK_CLASS = 4_100_010

/**
 * Wait for everybody who decides whether these profiles belong to segments, and keep others from it
 * until the transaction ends: what is read afterwards is at least as new as what they read. Of a part
 * of an account (see `shardOf`) rather than of a row: whoever only changes a profile need not wait.
 *
 * Once in a transaction, with all of them: who comes for more may wait in a circle.
 */
export function lockDecisions(
  tx: Tx,
  profiles: readonly { accountId: string; profileId: string }[],
): Promise<void> {
  return lock(
    tx,
    profiles.map(({ accountId, profileId }) => `${accountId} ${shardOf(profileId)}`),
  )
}

/** As `lockDecisions`, about everybody of an account. */
export function lockAllDecisions(tx: Tx, accountId: string): Promise<void> {
  return lock(
    tx,
    Array.from({ length: SHARDS }, (_, shard) => `${accountId} ${shard}`),
  )
}

async function lock(tx: Tx, parts: readonly string[]): Promise<void> {
  await tx`
    select pg_advisory_xact_lock(${LOCK_CLASS}, k.key)
    from (
      select distinct hashtext(part) as key
      from unnest(${[...new Set(parts)]}::text[]) as part
      order by 1
    ) k`
}
