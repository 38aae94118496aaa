import { type Fragment, inEveryAccount, type Query, type Sql, type Tx } from './sql.ts'

/**
 * Logs: tables that are only appended to, read in the order of their commits.
 *
 * Transactions commit in another order than they number their rows. What is read of a log is
 * therefore only what was written by transactions older than every transaction still open
 * (`pg_snapshot_xmin`), ordered by (transaction, identity): nothing can appear behind a place that was
 * passed. Such a part of a shard, once found, has the same rows for ever, but for those deleted since.
 */

/** Parts that each log is read in, so that several processes can share it. */
export const LOG_SHARDS = 16

/**
 * A table that is only appended to, with `account_id`, `shard`, `written_by` (the writing
 * transaction) and an identity; and an index on (shard, written_by, identity).
 */
export interface Log<Row extends object> {
  table: string
  /** The identity column. */
  position: string
  /** What followers can ask for of a row: name in code → column. */
  columns: { readonly [Name in keyof Row & string]: string }
  /**
   * The column by which rows are told apart before any is read: what a follower has no use for then
   * never leaves the database.
   */
  kind?: string
}

/** A log without the type of its rows. */
export type LogName = Pick<Log<object>, 'table' | 'position' | 'kind'>

export type Logged<Row extends object> = Row & {
  accountId: string
  shard: number
  position: number
}

/** A row's place in its shard. As text: a cursor may stand at the greatest number of all. */
export interface Mark {
  xid: string
  position: string
}

/** What lies between two places of a shard: behind `after`, up to and with `last`. */
export interface Stretch {
  shard: number
  after: Mark
  last: Mark
}

/** How many rows of an account, a shard and a kind. The kind is null when the log tells none apart. */
export interface Content {
  accountId: string
  shard: number
  kind: string | null
  rows: number
}

/** Stretches of a log, and what they hold. */
export interface Reach {
  stretches: readonly Stretch[]
  contents: readonly Content[]
}

export interface Claim {
  /** The shard that is looked at first. */
  firstShard: number
  shardsMax: number
  rowsPerShard: number
}

/** First key of the advisory locks "who reads this part of a log"; any fixed number of our own. */
const CLAIM_CLASS = 4_100_011
const PLAN_SETTINGS = ['enable_bitmapscan', 'enable_seqscan']

/**
 * Claim up to `shardsMax` shards that have something to read, and tell what it is.
 *
 * Claimed by advisory locks rather than by rows: a transaction that has written nothing yet holds back
 * nobody who reads a log, and most of a batch is reading. Its look at the cursors may be older than its
 * claim, which moving them finds out. Index scans only: 8 shards of a log of 200,000 rows in 1 ms.
 */
export async function claimReach(
  tx: Tx,
  name: string,
  log: LogName,
  { firstShard, shardsMax, rowsPerShard }: Claim,
): Promise<Reach> {
  const rows = await alongTheLog(
    tx,
    () => tx<ReachRow[]>`
      with ready as materialized (
        select c.shard, c.xid, c.position
        from follower_cursors c
        where c.follower = ${name}
          and (
            select true
            from ${tx(log.table)} l
            where ${isBehindCursor(tx, log)}
              and ${isSettled(tx)}
            order by l.shard, l.written_by, l.${tx(log.position)}
            limit 1
          )
        order by (c.shard + ${LOG_SHARDS - firstShard}::int) % ${LOG_SHARDS}::int
      ),
      claimed as materialized (
        select c.shard, c.xid, c.position
        from ready c
        where pg_try_advisory_xact_lock(${CLAIM_CLASS}, hashtext(${name} || ' ' || c.shard))
        limit ${shardsMax}
      )
      select n.account_id as "accountId", n.shard, n.kind, count(*) as rows,
             c.xid::text as "afterXid", c.position::text as "afterPosition",
             max(n.written_by::text) filter (where n.is_last) as "lastXid",
             (max(n.position) filter (where n.is_last))::text as "lastPosition"
      from claimed c
      cross join lateral (
        select r.*, lead(true) over (order by r.shard, r.written_by, r.position) is null as is_last
        from (
          select l.account_id, l.shard, ${kindOf(tx, log)} as kind, l.written_by,
                 l.${tx(log.position)} as position
          from ${tx(log.table)} l
          where ${isBehindCursor(tx, log)}
            and ${isSettled(tx)}
          order by l.shard, l.written_by, l.${tx(log.position)}
          limit ${rowsPerShard}
        ) r
      ) n
      group by n.account_id, n.shard, n.kind, c.xid, c.position`,
  )
  const contents = rows.map(({ accountId, shard, kind, rows: count }) => ({
    accountId,
    shard,
    kind,
    rows: count,
  }))
  const stretches = rows.flatMap((row): Stretch[] => {
    const { shard, lastXid, lastPosition } = row
    if (lastXid === null || lastPosition === null) return []
    const after = { xid: row.afterXid, position: row.afterPosition }
    return [{ shard, after, last: { xid: lastXid, position: lastPosition } }]
  })
  return { stretches, contents }
}

interface ReachRow extends Content {
  afterXid: string
  afterPosition: string
  lastXid: string | null
  lastPosition: string | null
}

/** Of a row no more than where it is, whose, and of which kind. */
export type PlacedRow = { accountId: string; shard: number; kind: string | null } & Mark

/** Where each row of the stretches is, in the order of the log. */
export function placesIn(
  tx: Tx,
  log: LogName,
  stretches: readonly Stretch[],
): Promise<PlacedRow[]> {
  return alongTheLog(
    tx,
    () => tx<PlacedRow[]>`
      select l.account_id as "accountId", l.shard, ${kindOf(tx, log)} as kind,
             l.written_by::text as xid, l.${tx(log.position)}::text as position
      from ${rowsOf(tx, log, stretches)}
      order by l.shard, l.written_by, l.${tx(log.position)}`,
  )
}

/**
 * The rows of stretches, in the order of the log: of each the columns that are named.
 * @param kinds only rows of these kinds; all when undefined
 */
export function rowsIn<Row extends object, Name extends keyof Row & string>(
  tx: Tx,
  log: Log<Row>,
  stretches: readonly Stretch[],
  wanted: { columns: readonly Name[]; kinds?: readonly string[] | undefined },
): Promise<Logged<Pick<Row, Name>>[]> {
  const columns = wanted.columns.reduce<Fragment>((before, name) => {
    const column: string = log.columns[name]
    return tx`${before}, l.${tx(column)} as ${tx(name as string)}`
  }, tx``)
  const { kinds } = wanted
  return alongTheLog(
    tx,
    () => tx<Logged<Pick<Row, Name>>[]>`
      select l.account_id as "accountId", l.shard, l.${tx(log.position)} as position ${columns}
      from ${rowsOf(tx, log, stretches)}
      ${kinds ? tx`where ${kindOf(tx, log)} = any (${[...kinds]})` : tx``}
      order by l.shard, l.written_by, l.${tx(log.position)}`,
  )
}

/**
 * What stands behind `from`: the rows of these stretches as `l`. Queries with it belong into
 * `alongTheLog`.
 */
export function rowsOf(tx: Tx, log: LogName, stretches: readonly Stretch[]): Fragment {
  const position = tx(log.position)
  return tx`
    unnest(${stretches.map(({ shard }) => shard)}::smallint[],
           ${stretches.map(({ after }) => after.xid)}::text[],
           ${stretches.map(({ after }) => after.position)}::bigint[],
           ${stretches.map(({ last }) => last.xid)}::text[],
           ${stretches.map(({ last }) => last.position)}::bigint[])
      as s (shard, after_xid, after_position, last_xid, last_position)
    cross join lateral (
      select *
      from ${tx(log.table)} l
      where l.shard = s.shard
        and (l.written_by, l.${position}) > (s.after_xid::xid8, s.after_position)
        and (l.written_by, l.${position}) <= (s.last_xid::xid8, s.last_position)
      order by l.shard, l.written_by, l.${position}
      offset 0 -- walked for each stretch, and not planned together with what is around it
    ) l`
}

/**
 * Wait for what a follower does with these shards, and keep it from them until the transaction ends:
 * what lies behind its cursors it has done, and nothing else.
 */
export async function holdFollower(tx: Tx, name: string, shards: readonly number[]): Promise<void> {
  await tx`
    select pg_advisory_xact_lock(${CLAIM_CLASS}, hashtext(${name} || ' ' || s))
    from (select distinct s from unnest(${[...shards]}::smallint[]) as s order by s) as shards`
}

/** Rows that a follower has before it, at most `perShardMax` of each shard. */
export function countUnread(
  sql: Sql,
  name: string,
  log: LogName,
  perShardMax: number,
): Promise<number> {
  return inEveryAccount(sql, async (tx) => {
    const [row] = await alongTheLog(
      tx,
      () => tx<{ unread: number }[]>`
        select coalesce(sum(u.unread), 0)::int8 as unread
        from follower_cursors c
        cross join lateral (
          select count(*) as unread
          from (
            select
            from ${tx(log.table)} l
            where ${isBehindCursor(tx, log)}
            order by l.shard, l.written_by, l.${tx(log.position)}
            limit ${perShardMax}
          ) beyond
        ) u
        where c.follower = ${name}`,
    )
    return row?.unread ?? 0
  })
}

function kindOf(tx: Tx, log: LogName): Fragment {
  return log.kind === undefined ? tx`null::text` : tx`l.${tx(log.kind)}`
}

function isBehindCursor(tx: Tx, log: LogName): Fragment {
  return tx`l.shard = c.shard
            and (l.written_by, l.${tx(log.position)}) > (c.xid, c.position)`
}

/** Written by a transaction that ended before every transaction that is still open began to write. */
function isSettled(tx: Tx): Fragment {
  return tx`l.written_by < pg_snapshot_xmin(pg_current_snapshot())`
}

/**
 * Run a query that reads a log. The planner does not know how much of it is behind the cursor,
 * so it may rather sort the whole backlog than walk the index from there.
 */
export async function alongTheLog<Row extends object>(
  tx: Tx,
  query: () => Query<Row>,
): Promise<Row[]> {
  // Sent together, answered in order.
  const walking = tx`
    select set_config(s, 'off', true) from unnest(${PLAN_SETTINGS}::text[]) as s`.execute()
  const reading = query().execute()
  const asUsual = tx`
    select set_config(s, null, true) from unnest(${PLAN_SETTINGS}::text[]) as s`.execute()
  const [, rows] = await Promise.all([walking, reading, asUsual])
  return rows
}
