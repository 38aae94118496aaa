import type { Tx } from '../platform/sql.ts'
import { shardOf } from './shard.ts'

/**
 * Advisory locks about the profiles of an account, until the transaction ends. They write nothing, so
 * whoever holds one and has not written yet holds back nobody who reads a log.
 *
 * Of each there is one for each shard, and one for the whole account that is shared by all who hold a
 * shard: so everybody of an account is one lock, of the few thousand that a database keeps, and not
 * sixteen. The numbers are any fixed ones.
 */
const LOCK_CLASSES = {
  /** Deciding who belongs to a segment. */
  decisions: { shard: 4_100_010, account: 4_100_013 },
  /** Crediting events to touches. */
  credits: { shard: 4_100_012, account: 4_100_014 },
} as const

type ShardLock = keyof typeof LOCK_CLASSES

/** The profiles of a shard of an account. */
export interface AccountShard {
  accountId: string
  shard: number
}

/**
 * Wait for everybody who holds this lock about one of these shards, and keep others from it: what is
 * read afterwards is at least as new as what they wrote. Of a shard (see `shardOf`) rather than of a
 * row: whoever only changes a profile need not wait.
 *
 * Once in a transaction, with all of them: who comes for more may wait in a circle.
 */
export async function lockShards(
  tx: Tx,
  of: ShardLock,
  shards: readonly AccountShard[],
): Promise<void> {
  const accounts = new Set(shards.map(({ accountId }) => accountId))
  const parts = new Set(shards.map(({ accountId, shard }) => `${accountId} ${shard}`))
  const { account, shard: part } = LOCK_CLASSES[of]
  await tx`
    select case
             when k.is_shared then pg_advisory_xact_lock_shared(${account}, k.key)
             else pg_advisory_xact_lock(${part}, k.key)
           end
    from (
      select true as is_shared, hashtext(a) as key from unnest(${[...accounts]}::text[]) as a
      union
      select false, hashtext(p) from unnest(${[...parts]}::text[]) as p
      order by 1 desc, 2
    ) k`
}

/** As `lockShards`, about the shards of these profiles. */
export function lockShardsOf(
  tx: Tx,
  of: ShardLock,
  profiles: readonly { accountId: string; profileId: string }[],
): Promise<void> {
  const shards = profiles.map(({ accountId, profileId }) => ({
    accountId,
    shard: shardOf(profileId),
  }))
  return lockShards(tx, of, shards)
}

/** As `lockShards`, about everybody of an account. */
export async function lockAllShards(tx: Tx, of: ShardLock, accountId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK_CLASSES[of].account}, hashtext(${accountId}))`
}
