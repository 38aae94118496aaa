import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { databaseProblem } from './database-problem.ts'
import {
  type Claim,
  type Content,
  claimReach,
  countUnread,
  LOG_SHARDS,
  type Log,
  type Logged,
  type LogName,
  type Mark,
  type PlacedRow,
  placesIn,
  type Reach,
  rowsIn,
  type Stretch,
} from './log.ts'
import { type Db, inEveryAccount, inSavepoint, type Sql, type Tx } from './sql.ts'
import type { FollowerTelemetry } from './telemetry.ts'

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
export interface FollowerDeps {
  log: Logger
  telemetry: FollowerTelemetry
}

/** What one transaction of a follower is to apply: rows of some shards of a log. */
export interface Batch<Row extends object> extends Reach {
  /**
   * The rows, of each the columns that are named: those of one shard in commit order.
   * @param kinds only these; all when undefined
   */
  rows: <Name extends keyof Row & string>(
    columns: readonly Name[],
    kinds?: readonly string[],
  ) => Promise<Logged<Pick<Row, Name>>[]>
}

export interface FollowerDefinition<Row extends object> {
  name: `${string}.${string}`
  log: Log<Row>
  /** Rows of one transaction, 8 or more. Large batches are cheap, small ones are quick. */
  batchMax: number
  /** Pause after a small batch, so that events that come one by one are applied together. */
  restMs: number
  /**
   * Do the work for these rows, in the transaction that also moves the cursor: each row takes
   * effect exactly once. Outside effects do not belong here.
   *
   * What can be told from the contents alone should be: rows that nobody reads cost a fifth.
   *
   * @returns logs that the work wrote to: their followers in this process look at once
   */
  apply: (tx: Tx, batch: Batch<Row>) => Promise<readonly LogName[] | void>
}

/** A follower as the runner sees it; the type of its rows stays inside. */
export interface Follower {
  name: string
  batchMax: number
  restMs: number
  log: LogName
  claim: (tx: Tx, claim: Claim) => Promise<Reach>
  /** Answers the tables of the logs that were written to. */
  apply: (tx: Tx, reach: Reach) => Promise<readonly string[]>
}

/** A job that reads a log in order and remembers how far it got. */
export function follower<Row extends object>(definition: FollowerDefinition<Row>): Follower {
  const { name, batchMax, restMs, log } = definition
  return {
    name,
    batchMax,
    restMs,
    log,
    claim: (tx, claim) => claimReach(tx, name, log, claim),
    apply: async (tx, reach) => {
      const written = await definition.apply(tx, {
        ...reach,
        rows: (columns, kinds) => rowsIn(tx, log, reach.stretches, { columns, kinds }),
      })
      return (written ?? []).map(({ table }) => table)
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
  const runs = followers.map((one) => ({
    table: one.log.table,
    run: startRun(sql, one, deps, (written) => written.length > 0 && wake(written)),
  }))
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
      applied += (await settledStep(sql, one, deps, progress)).rows
    }
    if (applied > 0) continue
    let unread = 0
    for (const one of followers) unread += await unreadOf(sql, one)
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
    if (isPassing(error)) return NOTHING
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

interface Applied {
  rows: number
  /** Tables of the logs that were written to. */
  written: readonly string[]
}

const NOTHING: Applied = { rows: 0, written: [] }

function startRun(
  sql: Sql,
  one: Follower,
  deps: FollowerDeps,
  onApplied: (written: readonly string[]) => void,
) {
  const progress = newProgress()
  const bell = createBell()
  let stopped = false
  let lagSeenAt = -LAG_EVERY_MS

  async function measureLag(): Promise<void> {
    if (performance.now() - lagSeenAt < LAG_EVERY_MS) return
    lagSeenAt = performance.now()
    deps.telemetry.followerLag.set({ follower: one.name }, await unreadOf(sql, one))
  }

  async function loop(): Promise<void> {
    let waitMs = HELD_BACK_FIRST_MS
    let retryMs = RETRY_FIRST_MS
    while (!stopped) {
      try {
        const applied = await step(sql, one, deps, progress)
        await measureLag()
        retryMs = RETRY_FIRST_MS
        if (applied.rows > 0) {
          onApplied(applied.written)
          waitMs = HELD_BACK_FIRST_MS
          // A full batch means there is more; a small one that more will come: let it gather.
          if (applied.rows < one.batchMax / 2) await rest(one.restMs)
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

/** One transaction: claim, apply, move the cursors. */
async function step(
  sql: Sql,
  one: Follower,
  deps: FollowerDeps,
  progress: Progress,
): Promise<Applied> {
  let shards: readonly number[] = []
  const { firstShard, failures } = progress
  progress.firstShard = (firstShard + CLAIM_SHARDS_MAX) % LOG_SHARDS
  try {
    const applied = await inEveryAccount(sql, async (tx): Promise<Applied> => {
      const [reach] = await Promise.all([
        one.claim(tx, {
          firstShard,
          shardsMax: CLAIM_SHARDS_MAX,
          rowsPerShard: Math.ceil(one.batchMax / CLAIM_SHARDS_MAX),
        }),
        // A crash may undo the newest batches whole, cursor and all: they are applied again.
        // Whoever commits durably on top of one makes it durable first.
        tx`set local synchronous_commit = off`,
      ])
      if (reach.stretches.length === 0) return NOTHING
      shards = reach.stretches.map(({ shard }) => shard)
      const isStuck = shards.some((shard) => (failures.get(shard) ?? 0) >= ATTEMPTS_MAX)
      const written = isStuck
        ? await applyInParts(tx, one, reach.stretches, deps)
        : await one.apply(tx, reach)
      await moveCursors(tx, one.name, reach.stretches)
      return { rows: sumOf(reach.contents), written }
    })
    for (const shard of shards) failures.delete(shard)
    deps.telemetry.followerRows.inc({ follower: one.name }, applied.rows)
    return applied
  } catch (error) {
    if (error instanceof AppliedByAnother) return NOTHING
    if (!isPassing(error)) {
      for (const shard of shards) failures.set(shard, (failures.get(shard) ?? 0) + 1)
    }
    throw error
  }
}

function sumOf(contents: readonly Content[]): number {
  return contents.reduce((sum, { rows }) => sum + rows, 0)
}

/** Another process applied a batch between our look at its cursor and our claim. */
class AppliedByAnother extends Error {}

/** Not about the rows: the database is away, full, or asks for a repetition. */
function isPassing(error: unknown): boolean {
  return databaseProblem(error) !== undefined
}

/** Apply what can be applied, see `applyAround`. Answers the tables that were written to. */
async function applyInParts(
  tx: Tx,
  one: Follower,
  stretches: readonly Stretch[],
  deps: FollowerDeps,
): Promise<readonly string[]> {
  const begins = new Map(stretches.map(({ shard, after }) => [shard, after]))
  const rows = (await placesIn(tx, one.log, stretches)).map((row): Placed => {
    const after = begins.get(row.shard) ?? row
    begins.set(row.shard, { xid: row.xid, position: row.position })
    return { ...row, after }
  })
  return applyAround(tx, one, rows, deps)
}

/** A row, and the place behind which it comes. */
type Placed = PlacedRow & { after: Mark }

/**
 * Apply what can be applied: halve until the row that fails is alone, record and pass it.
 * @throws only what is not about the rows
 */
async function applyAround(
  tx: Tx,
  one: Follower,
  rows: readonly Placed[],
  deps: FollowerDeps,
): Promise<readonly string[]> {
  const [row] = rows
  if (!row) return []
  const outcome = await tryApply(tx, one, rows)
  if ('written' in outcome) return outcome.written
  if (isPassing(outcome.error)) throw outcome.error
  if (rows.length > 1) {
    const middle = Math.floor(rows.length / 2)
    const before = await applyAround(tx, one, rows.slice(0, middle), deps)
    return [...before, ...(await applyAround(tx, one, rows.slice(middle), deps))]
  }
  const { accountId, shard, xid, position } = row
  const place = { accountId, shard, xid, position }
  deps.log.error({ err: outcome.error, follower: one.name, ...place }, 'a row was passed over')
  deps.telemetry.followerFailures.inc({ follower: one.name })
  await recordFailure(tx, one.name, row, outcome.error)
  return []
}

async function tryApply(
  tx: Tx,
  one: Follower,
  rows: readonly Placed[],
): Promise<{ written: readonly string[] } | { error: unknown }> {
  try {
    return { written: await inSavepoint(tx, (part) => one.apply(part, reachOf(rows))) }
  } catch (error) {
    return { error }
  }
}

/** Rows that follow each other, as stretches. */
function reachOf(rows: readonly Placed[]): Reach {
  const stretches = new Map<number, Stretch>()
  const contents = new Map<string, Content>()
  for (const { accountId, shard, kind, after, xid, position } of rows) {
    const begun = stretches.get(shard)
    stretches.set(shard, { shard, after: begun?.after ?? after, last: { xid, position } })
    const key = JSON.stringify([accountId, shard, kind])
    contents.set(key, { accountId, shard, kind, rows: (contents.get(key)?.rows ?? 0) + 1 })
  }
  return { stretches: [...stretches.values()], contents: [...contents.values()] }
}

async function createCursors(sql: Db, followers: readonly Follower[]): Promise<void> {
  await sql`
    insert into follower_cursors (follower, shard)
    select f, s
    from unnest(${followers.map(({ name }) => name)}::text[]) as f
    cross join generate_series(0, ${LOG_SHARDS - 1}) as s
    on conflict do nothing`
}

/** @throws AppliedByAnother when a cursor is not any more where one of these stretches begins */
async function moveCursors(tx: Tx, name: string, stretches: readonly Stretch[]): Promise<void> {
  const moved = await tx`
    update follower_cursors c
    set xid = e.last_xid::xid8, position = e.last_position
    from unnest(${stretches.map(({ shard }) => shard)}::smallint[],
                ${stretches.map(({ after }) => after.xid)}::text[],
                ${stretches.map(({ after }) => after.position)}::bigint[],
                ${stretches.map(({ last }) => last.xid)}::text[],
                ${stretches.map(({ last }) => last.position)}::bigint[])
      as e (shard, after_xid, after_position, last_xid, last_position)
    where c.follower = ${name}
      and c.shard = e.shard
      and c.xid = e.after_xid::xid8
      and c.position = e.after_position`
  if (moved.count < stretches.length) throw new AppliedByAnother()
}

async function recordFailure(
  tx: Tx,
  name: string,
  place: PlacedRow,
  error: unknown,
): Promise<void> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  await tx`
    insert into follower_failures (account_id, follower, position, shard, error, failed_at)
    values (${place.accountId}, ${name}, ${place.position}, ${place.shard},
            ${text.slice(0, ERROR_LENGTH_MAX)}, ${new Date()})
    on conflict do nothing`
}

/** Rows that are committed and not applied, at most LAG_ROWS_MAX of each shard. */
function unreadOf(sql: Sql, { name, log }: Follower): Promise<number> {
  return countUnread(sql, name, log, LAG_ROWS_MAX)
}
