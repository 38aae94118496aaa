import type { Tx } from '../platform/sql.ts'
import { SHARDS, shardOf } from './shard.ts'

/**
 * Advisory locks about the profiles of a shard of an account, until the transaction ends. They write
 * nothing, so whoever holds one and has not written yet holds back nobody who reads a log.
 *
 * Each of these is a lock of its own; the numbers are any fixed ones.
 */
const LOCK_CLASSES = {
  /** Deciding who belongs to a segment. */
  decisions: 4_100_010,
  /** Crediting events to touches. */
  credits: 4_100_012,
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
  const parts = new Set(shards.map(({ accountId, shard }) => `${accountId} ${shard}`))
  await tx`
    select pg_advisory_xact_lock(${LOCK_CLASSES[of]}, k.key)
    from (
      select distinct hashtext(part) as key
      from unnest(${[...parts]}::text[]) as part
      order by 1
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
export function lockAllShards(tx: Tx, of: ShardLock, accountId: string): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => ({ accountId, shard }))
  return lockShards(tx, of, shards)
}
