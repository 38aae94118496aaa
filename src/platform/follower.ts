import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { databaseProblem } from './database-problem.ts'
import { type Db, type Fragment, inEveryAccount, inSavepoint, type Sql, type Tx } from './sql.ts'
import type { FollowerTelemetry } from './telemetry.ts'

/** Parts that each log is read in, so that several processes can share it. */
const LOG_SHARDS = 16
/** Notifications of this channel name the logs that were written to; an empty one means any. */
export const LOG_CHANNEL = 'parley_log'

/** Shards of one transaction: half of them, so that a second process finds work as well. */
const CLAIM_SHARDS_MAX = LOG_SHARDS / 2
const POLL_MS = 1_000
/** First pause when there are rows that cannot be read yet; doubles up to POLL_MS. */
const HELD_BACK_FIRST_MS = 10
const RETRY_FIRST_MS = 200
const RETRY_MAX_MS = 30_000
/** Failures of a batch before its rows are tried one part at a time. */
const ATTEMPTS_MAX = 5
const LAG_EVERY_MS = 15_000
/** Rows counted per shard for the lag: beyond it the number is a lower bound. */
const LAG_ROWS_MAX = 10_000
const SETTLE_WITHIN_MS = 60_000
const SETTLE_PAUSE_MS = 5
const ERROR_LENGTH_MAX = 2_000
/** First key of the advisory locks "who reads this part of a log"; any fixed number of our own. */
const CLAIM_CLASS = 4_100_011
const PLAN_SETTINGS = ['enable_bitmapscan', 'enable_seqscan']

/**
 * A table that is only appended to, with `account_id`, `shard`, `written_by` (the writing
 * transaction) and an identity; and an index on (shard, written_by, identity).
 */
export interface Log<Row extends object> {
  table: string
  /** The identity column. */
  position: string
  /** What followers get of a row: name in code → column. Keep it narrow. */
  columns: { readonly [Name in keyof Row & string]: string }
}

/** A log without the type of its rows. */
export type LogName = Pick<Log<object>, 'table' | 'position'>

export type Logged<Row extends object> = Row & {
  accountId: string
  shard: number
  position: number
}

export interface FollowerDeps {
  log: Logger
  telemetry: FollowerTelemetry
}

export interface FollowerDefinition<Row extends object> {
  name: `${string}.${string}`
  log: Log<Row>
  /** Rows of one transaction, 8 or more. Large batches are cheap, small ones are quick. */
  batchMax: number
  /** Pause after a small batch, so that events that come one by one are applied together. */
  restMs: number
  /** Logs that the work itself may write to: their followers in this process look at once. */
  writes?: readonly LogName[]
  /**
   * Do the work for these rows, in the transaction that also moves the cursor: each row takes
   * effect exactly once. Rows of one shard are in commit order. Outside effects do not belong here.
   */
  apply: (tx: Tx, rows: readonly Logged<Row>[]) => Promise<void>
}

/** A follower as the runner sees it; the type of its rows stays inside. */
export interface Follower {
  name: string
  batchMax: number
  restMs: number
  log: LogName
  writes: readonly LogName[]
  read: (tx: Tx, claim: Claim) => Promise<Batch>
}

interface Claim {
  /** The shard that is looked at first. */
  firstShard: number
  shardsMax: number
  rowsPerShard: number
}

interface Place {
  accountId: string
  shard: number
  xid: string
  position: number
}

interface Batch {
  places: readonly Place[]
  /** Apply the rows from one index up to, not including, another. */
  apply: (tx: Tx, from: number, until: number) => Promise<void>
}

/**
 * A job that reads a log in order and remembers how far it got.
 *
 * Transactions commit in another order than they number their rows. A follower therefore reads only
 * what was written by transactions older than every transaction still open (`pg_snapshot_xmin`),
 * ordered by (transaction, identity): nothing can appear behind its cursor any more.
 */
export function follower<Row extends object>(definition: FollowerDefinition<Row>): Follower {
  const { name, batchMax, restMs, log, writes = [] } = definition
  return {
    name,
    batchMax,
    restMs,
    log,
    writes,
    read: async (tx, claim) => {
      const rows = await readLog(tx, definition, claim)
      return {
        places: rows,
        apply: (part, from, until) => definition.apply(part, rows.slice(from, until)),
      }
    },
  }
}

/**
 * Tell the followers of all processes which logs have something to read: at once, or when the
 * transaction commits. Commits that notify wait for each other, so many of them share one call.
 */
export async function notifyFollowers(db: Db, logs: readonly LogName[]): Promise<void> {
  const tables = new Set(logs.map(({ table }) => table))
  await db`select pg_notify(${LOG_CHANNEL}, ${[...tables].join(' ')})`
}

export interface FollowerRunner {
  /** Something may be in these logs, by their tables; in any when none is named. */
  wake: (tables?: readonly string[]) => void
  /** Resolves when the batches under way are done. */
  stop: () => Promise<void>
}

/**
 * Run followers until stopped, each in a loop of its own that holds one connection while it works.
 * Several processes may do so at once: they share the shards.
 */
export async function runFollowers(
  sql: Sql,
  followers: readonly Follower[],
  deps: FollowerDeps,
): Promise<FollowerRunner> {
  await createCursors(sql, followers)
  const wake = (tables: readonly string[] = []) => {
    for (const { table, run } of runs) {
      if (tables.length === 0 || tables.includes(table)) run.wake()
    }
  }
  const runs = followers.map((one) => {
    const written = one.writes.map(({ table }) => table)
    const onApplied = () => written.length > 0 && wake(written)
    return { table: one.log.table, run: startRun(sql, one, deps, onApplied) }
  })
  const heard = (payload: string) => wake(payload === '' ? [] : payload.split(' '))
  const wakeAll = () => wake()
  const listening = await sql.listen(LOG_CHANNEL, heard, wakeAll).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'followers cannot listen and poll instead')
    return undefined
  })
  return {
    wake,
    stop: async () => {
      await Promise.all(runs.map(({ run }) => run.stop()))
      await listening?.unlisten()
    },
  }
}

/**
 * Apply everything that is in the logs, and what that writes to them: for tests, and for the clock
 * of a sandbox. Other processes may be at work; waits for what they hold.
 *
 * @throws what a follower throws, and an Error when rows are left after `withinMs`
 */
export async function settleFollowers(
  sql: Sql,
  followers: readonly Follower[],
  deps: FollowerDeps,
  withinMs = SETTLE_WITHIN_MS,
): Promise<void> {
  await createCursors(sql, followers)
  const states = followers.map((one) => ({ follower: one, progress: newProgress() }))
  const endsAt = performance.now() + withinMs
  for (;;) {
    let applied = 0
    for (const { follower: one, progress } of states) {
      applied += await settledStep(sql, one, deps, progress)
    }
    if (applied > 0) continue
    let unread = 0
    for (const one of followers) unread += await countUnread(sql, one)
    if (unread === 0) return
    if (performance.now() > endsAt) {
      throw new Error(`${unread} rows of the logs are not applied after ${withinMs} ms`)
    }
    await pause(SETTLE_PAUSE_MS)
  }
}

async function settledStep(sql: Sql, one: Follower, deps: FollowerDeps, progress: Progress) {
  try {
    return await step(sql, one, deps, progress)
  } catch (error) {
    if (isPassing(error)) return 0
    throw error
  }
}

/** What a process remembers of a follower between two batches. */
interface Progress {
  firstShard: number
  /** Failures in a row, by shard. */
  failures: Map<number, number>
}

function newProgress(): Progress {
  return { firstShard: 0, failures: new Map() }
}

function startRun(sql: Sql, one: Follower, deps: FollowerDeps, onApplied: () => void) {
  const progress = newProgress()
  const bell = createBell()
  let stopped = false
  let lagSeenAt = -LAG_EVERY_MS

  async function measureLag(): Promise<void> {
    if (performance.now() - lagSeenAt < LAG_EVERY_MS) return
    lagSeenAt = performance.now()
    deps.telemetry.followerLag.set({ follower: one.name }, await countUnread(sql, one))
  }

  async function loop(): Promise<void> {
    let waitMs = HELD_BACK_FIRST_MS
    let retryMs = RETRY_FIRST_MS
    while (!stopped) {
      try {
        const applied = await step(sql, one, deps, progress)
        await measureLag()
        retryMs = RETRY_FIRST_MS
        if (applied > 0) {
          onApplied()
          waitMs = HELD_BACK_FIRST_MS
          // A full batch means there is more; a small one that more will come: let it gather.
          if (applied < one.batchMax / 2) await rest(one.restMs)
          continue
        }
        // What rang may still be held back by an older transaction, or be in other hands.
        const rung = await bell.wait(waitMs)
        waitMs = rung ? HELD_BACK_FIRST_MS : Math.min(waitMs * 2, POLL_MS)
      } catch (error) {
        deps.log.error(
          { err: error, follower: one.name, retryMs },
          'a batch failed, will be retried',
        )
        await bell.wait(retryMs)
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS)
      }
    }
  }

  const stopping = new AbortController()
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => {})
  const ended = loop()
  return {
    wake: bell.ring,
    stop: async () => {
      stopped = true
      stopping.abort()
      bell.ring()
      await ended
    },
  }
}

/** A ring during work ends the next wait at once, so none is missed. */
function createBell() {
  let rung = false
  let answer: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      answer?.()
    },
    /** True when it rang before the time was over. */
    wait: async (ms: number): Promise<boolean> => {
      if (!rung) {
        const timer = new AbortController()
        await Promise.race([
          new Promise<void>((resolve) => {
            answer = resolve
          }),
          pause(ms, undefined, { signal: timer.signal }).catch(() => {}),
        ])
        timer.abort()
      }
      const heard = rung
      rung = false
      answer = undefined
      return heard
    },
  }
}

/** One transaction: claim, apply, move the cursors. Answers how many rows were applied. */
async function step(
  sql: Sql,
  one: Follower,
  deps: FollowerDeps,
  progress: Progress,
): Promise<number> {
  let shards: readonly number[] = []
  const { firstShard, failures } = progress
  progress.firstShard = (firstShard + CLAIM_SHARDS_MAX) % LOG_SHARDS
  try {
    const applied = await inEveryAccount(sql, async (tx) => {
      const [batch] = await Promise.all([
        one.read(tx, {
          firstShard,
          shardsMax: CLAIM_SHARDS_MAX,
          rowsPerShard: Math.ceil(one.batchMax / CLAIM_SHARDS_MAX),
        }),
        // A crash may undo the newest batches whole, cursor and all: they are applied again.
        // Whoever commits durably on top of one makes it durable first.
        tx`set local synchronous_commit = off`,
      ])
      if (batch.places.length === 0) return 0
      shards = [...new Set(batch.places.map(({ shard }) => shard))]
      await planAsUsual(tx)
      const isStuck = shards.some((shard) => (failures.get(shard) ?? 0) >= ATTEMPTS_MAX)
      if (isStuck) await applyAround(tx, one, batch, { from: 0, until: batch.places.length }, deps)
      else await batch.apply(tx, 0, batch.places.length)
      await moveCursors(tx, one.name, batch.places)
      return batch.places.length
    })
    for (const shard of shards) failures.delete(shard)
    deps.telemetry.followerRows.inc({ follower: one.name }, applied)
    return applied
  } catch (error) {
    if (error instanceof AppliedByAnother) return 0
    if (!isPassing(error)) {
      for (const shard of shards) failures.set(shard, (failures.get(shard) ?? 0) + 1)
    }
    throw error
  }
}

/** Another process applied a batch between our look at its cursor and our claim. */
class AppliedByAnother extends Error {}

/** Not about the rows: the database is away, full, or asks for a repetition. */
function isPassing(error: unknown): boolean {
  return databaseProblem(error) !== undefined
}

/** The newest place of each shard. */
function lastPlaces(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.shard, place])).values()]
}

/**
 * Apply what can be applied: halve until the row that fails is alone, record and pass it.
 * @throws only what is not about the rows
 */
async function applyAround(
  tx: Tx,
  one: Follower,
  batch: Batch,
  part: { from: number; until: number },
  deps: FollowerDeps,
): Promise<void> {
  const { from, until } = part
  const failure = await tryApply(tx, batch, part)
  if (!failure) return
  if (isPassing(failure.error)) throw failure.error
  if (until - from > 1) {
    const middle = from + Math.floor((until - from) / 2)
    await applyAround(tx, one, batch, { from, until: middle }, deps)
    await applyAround(tx, one, batch, { from: middle, until }, deps)
    return
  }
  const place = batch.places[from]
  if (!place) return
  deps.log.error({ err: failure.error, follower: one.name, ...place }, 'a row was passed over')
  deps.telemetry.followerFailures.inc({ follower: one.name })
  await recordFailure(tx, one.name, place, failure.error)
}

async function tryApply(
  tx: Tx,
  batch: Batch,
  { from, until }: { from: number; until: number },
): Promise<{ error: unknown } | undefined> {
  try {
    await inSavepoint(tx, (part) => batch.apply(part, from, until))
    return undefined
  } catch (error) {
    return { error }
  }
}

async function createCursors(sql: Db, followers: readonly Follower[]): Promise<void> {
  await sql`
    insert into follower_cursors (follower, shard)
    select f, s
    from unnest(${followers.map(({ name }) => name)}::text[]) as f
    cross join generate_series(0, ${LOG_SHARDS - 1}) as s
    on conflict do nothing`
}

/** @throws AppliedByAnother when a cursor is beyond the first of these rows of its shard */
async function moveCursors(tx: Tx, name: string, places: readonly Place[]): Promise<void> {
  const ends = lastPlaces(places)
  const begins = new Map(places.toReversed().map((place) => [place.shard, place]))
  const beginOf = (end: Place) => begins.get(end.shard) ?? end
  const moved = await tx`
    update follower_cursors c
    set xid = e.xid::xid8, position = e.position
    from unnest(${ends.map(({ shard }) => shard)}::smallint[],
                ${ends.map(({ xid }) => xid)}::text[],
                ${ends.map(({ position }) => position)}::bigint[],
                ${ends.map((end) => beginOf(end).xid)}::text[],
                ${ends.map((end) => beginOf(end).position)}::bigint[])
      as e (shard, xid, position, first_xid, first_position)
    where c.follower = ${name}
      and c.shard = e.shard
      and (c.xid, c.position) < (e.first_xid::xid8, e.first_position)`
  if (moved.count < ends.length) throw new AppliedByAnother()
}

async function recordFailure(tx: Tx, name: string, place: Place, error: unknown): Promise<void> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  await tx`
    insert into follower_failures (account_id, follower, position, shard, error, failed_at)
    values (${place.accountId}, ${name}, ${place.position}, ${place.shard},
            ${text.slice(0, ERROR_LENGTH_MAX)}, ${new Date()})
    on conflict do nothing`
}

/** Rows that are committed and not applied, at most LAG_ROWS_MAX of each shard. */
function countUnread(sql: Sql, one: Follower): Promise<number> {
  return inEveryAccount(sql, (tx) =>
    walkTheLog(tx, async () => {
      const [row] = await tx<{ unread: number }[]>`
        select coalesce(sum(u.unread), 0)::int8 as unread
        from follower_cursors c
        cross join lateral (
          select count(*) as unread
          from (
            select
            from ${tx(one.log.table)} l
            where ${isBehindCursor(tx, one.log)}
            order by l.shard, l.written_by, l.${tx(one.log.position)}
            limit ${LAG_ROWS_MAX}
          ) beyond
        ) u
        where c.follower = ${one.name}`
      return row?.unread ?? 0
    }),
  )
}

/**
 * Claim up to `shardsMax` shards that have something to read, and read it.
 *
 * Claimed by advisory locks rather than by rows: a transaction that has written nothing yet holds back
 * nobody who reads a log (see `isSettled`), and most of a batch is reading. Its look at the cursors may
 * be older than its claim, which `moveCursors` finds out. 8 shards of a log of 200,000 rows: index
 * scans only, 1 ms.
 */
function readLog<Row extends object>(
  tx: Tx,
  { name, log }: FollowerDefinition<Row>,
  { firstShard, shardsMax, rowsPerShard }: Claim,
) {
  const position = tx(log.position)
  const columns = Object.entries<string>(log.columns).reduce<Fragment>(
    (before, [as, column]) => tx`${before}, r.${tx(column)} as ${tx(as)}`,
    tx``,
  )
  return walkTheLog(
    tx,
    () => tx<Array<Logged<Row> & { xid: string }>>`
      with ready as materialized (
        select c.shard, c.xid, c.position
        from follower_cursors c
        where c.follower = ${name}
          and (
            select true
            from ${tx(log.table)} l
            where ${isBehindCursor(tx, log)}
              and ${isSettled(tx)}
            order by l.shard, l.written_by, l.${position}
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
      select r.account_id as "accountId", r.shard, r.written_by::text as xid,
             r.${position} as position ${columns}
      from claimed c
      cross join lateral (
        select *
        from ${tx(log.table)} l
        where ${isBehindCursor(tx, log)}
          and ${isSettled(tx)}
        order by l.shard, l.written_by, l.${position}
        limit ${rowsPerShard}
      ) r
      order by r.shard, r.written_by, r.${position}`,
  )
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
export async function alongTheLog<T>(tx: Tx, query: () => PromiseLike<T>): Promise<T> {
  const rows = await walkTheLog(tx, query)
  await planAsUsual(tx)
  return rows
}

/** As `alongTheLog`; what follows in the transaction is planned so as well, until `planAsUsual`. */
async function walkTheLog<T>(tx: Tx, query: () => PromiseLike<T>): Promise<T> {
  // Sent together, answered in order.
  const planning = tx`
    select set_config(s, 'off', true) from unnest(${PLAN_SETTINGS}::text[]) as s`.execute()
  const [rows] = await Promise.all([query(), planning])
  return rows
}

async function planAsUsual(tx: Tx): Promise<void> {
  await Promise.all([
    tx`set local enable_bitmapscan to default`,
    tx`set local enable_seqscan to default`,
  ])
}
