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

/**
 * Wait for everybody who holds this lock about one of these profiles, and keep others from it: what is
 * read afterwards is at least as new as what they wrote. Of a shard (see `shardOf`) rather than of a
 * row: whoever only changes a profile need not wait.
 *
 * Once in a transaction, with all of them: who comes for more may wait in a circle.
 */
export function lockShards(
  tx: Tx,
  of: ShardLock,
  profiles: readonly { accountId: string; profileId: string }[],
): Promise<void> {
  const parts = profiles.map(({ accountId, profileId }) => `${accountId} ${shardOf(profileId)}`)
  return lock(tx, of, parts)
}

/** As `lockShards`, about everybody of an account. */
export function lockAllShards(tx: Tx, of: ShardLock, accountId: string): Promise<void> {
  return lock(
    tx,
    of,
    Array.from({ length: SHARDS }, (_, shard) => `${accountId} ${shard}`),
  )
}

async function lock(tx: Tx, of: ShardLock, parts: readonly string[]): Promise<void> {
  await tx`
    select pg_advisory_xact_lock(${LOCK_CLASSES[of]}, k.key)
    from (
      select distinct hashtext(part) as key
      from unnest(${[...new Set(parts)]}::text[]) as part
      order by 1
    ) k`
}
