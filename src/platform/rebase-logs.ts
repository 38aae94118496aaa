import type { Follower } from './follower.ts'
import { inEveryAccount, type Sql, type Tx } from './sql.ts'

/** Key of the advisory lock "one process rebases the logs"; any fixed number of our own. */
const REBASE_LOCK_KEY = 4_100_002
/** The first transaction id that PostgreSQL hands out to nobody: older than everything. */
const OLDEST_XID = 3
const POSITION_MAX = '9223372036854775807'

/**
 * Make the logs readable again after a restore into another database cluster.
 *
 * Rows and cursors remember transaction ids, and a new cluster counts from the beginning: the rows
 * would seem to lie in the future, and followers would wait for years. What each follower had read
 * and had not read stays so; only the numbers change. Does nothing on a database that was not moved.
 *
 * @returns whether it had to
 */
export function rebaseLogs(sql: Sql, followers: readonly Follower[]): Promise<boolean> {
  return inEveryAccount(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${REBASE_LOCK_KEY})`
    if (!(await isFromTheFuture(tx, followers))) return false
    for (const [table, { names, position }] of byTable(followers)) {
      await renumberRows(tx, { table, names, position })
      await renumberCursors(tx, names)
    }
    return true
  })
}

function byTable(followers: readonly Follower[]) {
  const tables = new Map<string, { position: string; names: string[] }>()
  for (const { name, log } of followers) {
    const known = tables.get(log.table) ?? { position: log.position, names: [] }
    known.names.push(name)
    tables.set(log.table, known)
  }
  return tables
}

async function isFromTheFuture(tx: Tx, followers: readonly Follower[]): Promise<boolean> {
  for (const table of byTable(followers).keys()) {
    const [row] = await tx<{ isAhead: boolean }[]>`
      select exists (
        select
        from generate_series(0, 15) as s (shard)
        cross join lateral (
          select l.written_by
          from ${tx(table)} l
          where l.shard = s.shard
          order by l.written_by desc
          limit 1
        ) newest
        where newest.written_by >= pg_snapshot_xmax(pg_current_snapshot())
      ) or exists (
        select
        from follower_cursors c
        where c.xid >= pg_snapshot_xmax(pg_current_snapshot())
      ) as "isAhead"`
    if (row?.isAhead) return true
  }
  return false
}

/** A row's new number is how many cursors lie before it: read rows stay before each cursor. */
async function renumberRows(
  tx: Tx,
  log: { table: string; names: readonly string[]; position: string },
): Promise<void> {
  await tx`
    update ${tx(log.table)} l
    set written_by = (${OLDEST_XID}::int + (
      select count(*)
      from follower_cursors c
      where c.follower = any (${[...log.names]})
        and c.shard = l.shard
        and (c.xid, c.position) < (l.written_by, l.${tx(log.position)})
    ))::text::xid8`
}

async function renumberCursors(tx: Tx, names: readonly string[]): Promise<void> {
  await tx`
    update follower_cursors c
    set xid = r.xid, position = ${POSITION_MAX}::bigint
    from (
      select a.follower, a.shard, (${OLDEST_XID}::int + (
        select count(*)
        from follower_cursors b
        where b.follower = any (${[...names]})
          and b.shard = a.shard
          and (b.xid, b.position) < (a.xid, a.position)
      ))::text::xid8 as xid
      from follower_cursors a
      where a.follower = any (${[...names]})
    ) r
    where c.follower = r.follower
      and c.shard = r.shard`
}
