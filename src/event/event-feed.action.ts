import { setTimeout as pause } from 'node:timers/promises'
import { alongTheLog } from '../platform/log.ts'
import { type Fragment, inEveryAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { EventRow } from './event-resource.ts'

/** Live streams open at once in this process. */
export const STREAMS_MAX = 2_000
/** Events of one message; more are counted as skipped, because nobody reads faster. */
export const MESSAGE_EVENTS_MAX = 50
/** Rows of the log read at once for all streams. */
const READ_ROWS_MAX = 2_000
const MESSAGES_EVERY_MS = 150
const HEARTBEAT_MS = 15_000
const POLL_MS = 1_000
/** What was missed is counted up to here, in each shard of the log. */
const COUNTED_ROWS_MAX = 1_000

export interface FeedFilter {
  accountId: string
  metricId: string | undefined
  profileId: string | undefined
}

export interface FeedBatch {
  events: EventRow[]
  skipped: number
  /** Where to resume: give it back as `after`. */
  cursor: string
}

type LoggedEvent = EventRow & { accountId: string; writtenBy: string }

interface Subscriber {
  filter: FeedFilter
  /** What was committed before it is not for this stream. Null until that is known. */
  from: Beginning | null
  waiting: LoggedEvent[]
  /**
   * Rows there was no room for before `from` was known, by transaction: some lie before it, and are
   * counted as missed. It is known after one query, so these are few.
   */
  passed: Map<string, number>
  skipped: number
  cursor: string
  wake: () => void
}

/** A moment in the log: which transactions were over. */
interface Beginning {
  /** Transactions before it were over, so the reader will not come to them again. */
  xmin: bigint
  /** From here on none had begun. */
  xmax: bigint
  /** Those in between that were still open. */
  open: ReadonlySet<string>
}

export interface EventFeed {
  /**
   * Batches as they come, the first at once, often empty: what is committed from then on will come.
   * Undefined is a heartbeat. Ends when `signal` aborts.
   */
  follow: (
    filter: FeedFilter,
    after: string | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<FeedBatch | undefined>
  /** Something may be in the log. */
  wake: () => void
  openStreams: () => number
  stop: () => Promise<void>
}

/**
 * The live activity feed. One reader per process follows the log from memory, only while somebody
 * looks; it reads behind the same horizon as the followers, so it misses nothing that commits late.
 */
export function createEventFeed(sql: Sql): EventFeed {
  const subscribers = new Set<Subscriber>()
  let reading: Promise<void> | undefined
  let stopped = false
  let wakeReader = () => {}

  async function readLoop(from: string): Promise<void> {
    let xid = from
    let position = '0'
    while (subscribers.size > 0 && !stopped) {
      const rested = new Promise<void>((resolve) => {
        wakeReader = resolve
      })
      const rows = await readLog(sql, xid, position).catch(() => [])
      for (const row of rows) for (const one of subscribers) offer(one, row)
      const last = rows.at(-1)
      if (last) {
        xid = last.writtenBy
        position = String(last.eventId)
      }
      if (rows.length < READ_ROWS_MAX) await Promise.race([rested, pause(POLL_MS)])
    }
    reading = undefined
  }

  async function* follow(
    filter: FeedFilter,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<FeedBatch | undefined> {
    // Registered before the horizon is asked for: whatever the reader reads from now on is kept.
    const subscriber: Subscriber = {
      filter,
      from: null,
      waiting: [],
      passed: new Map(),
      skipped: 0,
      cursor: '0',
      wake: () => {},
    }
    subscribers.add(subscriber)
    try {
      await begin(subscriber, after)
      yield takeBatch(subscriber)
      yield* batches(subscriber, signal)
    } finally {
      subscribers.delete(subscriber)
    }
  }

  async function begin(subscriber: Subscriber, after: string | undefined): Promise<void> {
    const present = await snapshot(sql)
    const xmin = String(present.xmin)
    reading ??= readLoop(xmin)
    const place = placeIn(after)
    const missed = place
      ? await readMissed(sql, subscriber.filter, place, xmin)
      : { rows: [], skipped: 0 }
    // What a cursor has not passed is to be told, also when it was committed a moment ago.
    const from = place ? { ...present, xmax: present.xmin } : present
    const heard = subscriber.waiting.filter((row) => isBehind(from, row))
    const rows = [...missed.rows, ...heard]
    const last = rows.at(-1)
    subscriber.from = from
    subscriber.cursor = last ? cursorAt(last) : `${xmin}.0`
    subscriber.waiting = rows.slice(-MESSAGE_EVENTS_MAX)
    const passed = [...subscriber.passed].filter(([writtenBy]) => isBehind(from, { writtenBy }))
    subscriber.passed.clear()
    subscriber.skipped =
      missed.skipped +
      rows.length -
      subscriber.waiting.length +
      passed.reduce((sum, [, count]) => sum + count, 0)
  }

  async function* batches(
    subscriber: Subscriber,
    signal: AbortSignal,
  ): AsyncGenerator<FeedBatch | undefined> {
    const aborted = () => subscriber.wake()
    signal.addEventListener('abort', aborted)
    try {
      while (!signal.aborted && !stopped) {
        if (subscriber.waiting.length > 0) {
          yield takeBatch(subscriber)
          await pause(MESSAGES_EVERY_MS, undefined, { signal }).catch(() => {})
          continue
        }
        const heard = await nextEvent(subscriber)
        if (!heard) yield undefined
      }
    } finally {
      signal.removeEventListener('abort', aborted)
    }
  }

  return {
    follow,
    wake: () => wakeReader(),
    openStreams: () => subscribers.size,
    stop: async () => {
      stopped = true
      for (const one of subscribers) one.wake()
      wakeReader()
      await reading
    },
  }
}

function offer(subscriber: Subscriber, row: LoggedEvent): void {
  const { filter } = subscriber
  if (row.accountId !== filter.accountId) return
  if (filter.metricId !== undefined && row.metricId !== filter.metricId) return
  if (filter.profileId !== undefined && row.profileId !== filter.profileId) return
  if (subscriber.from !== null && !isBehind(subscriber.from, row)) return
  subscriber.waiting.push(row)
  // Until it is known where the stream begins, some of these may lie before it.
  const room = subscriber.from === null ? READ_ROWS_MAX : MESSAGE_EVENTS_MAX
  const first = subscriber.waiting.length > room ? subscriber.waiting.shift() : undefined
  if (first && subscriber.from !== null) subscriber.skipped += 1
  else if (first) {
    subscriber.passed.set(first.writtenBy, (subscriber.passed.get(first.writtenBy) ?? 0) + 1)
  }
  subscriber.cursor = cursorAt(row)
  subscriber.wake()
}

/** Committed after that moment, by a transaction that was open then or began later. */
function isBehind(
  { xmax, open }: Beginning,
  { writtenBy }: Pick<LoggedEvent, 'writtenBy'>,
): boolean {
  return BigInt(writtenBy) >= xmax || open.has(writtenBy)
}

/** Rows are read in this order, a transaction not always as a whole. */
function cursorAt({ writtenBy, eventId }: LoggedEvent): string {
  return `${writtenBy}.${eventId}`
}

interface Place {
  xid: string
  position: string
}

/** Undefined for what is no cursor of ours: the stream then begins now. */
function placeIn(cursor: string | undefined): Place | undefined {
  const [, xid, position] = /^(\d{1,19})\.(\d{1,18})$/.exec(cursor ?? '') ?? []
  return xid === undefined || position === undefined ? undefined : { xid, position }
}

function takeBatch(subscriber: Subscriber): FeedBatch {
  const batch = {
    events: subscriber.waiting.splice(0).reverse(),
    skipped: subscriber.skipped,
    cursor: subscriber.cursor,
  }
  subscriber.skipped = 0
  return batch
}

/** True when an event came, false when it is time for a heartbeat. */
async function nextEvent(subscriber: Subscriber): Promise<boolean> {
  const waited = new AbortController()
  const heard = await Promise.race([
    new Promise<true>((resolve) => {
      subscriber.wake = () => resolve(true)
    }),
    pause(HEARTBEAT_MS, false as const, { signal: waited.signal }).catch(() => false as const),
  ])
  waited.abort()
  return heard
}

function snapshot(sql: Sql): Promise<Beginning> {
  return inEveryAccount(sql, async (tx) => {
    const [row] = await tx<{ xmin: string; xmax: string; open: string[] }[]>`
      select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmax(s)::text as xmax,
             array(select pg_snapshot_xip(s)::text) as open
      from pg_current_snapshot() as s`
    if (!row) throw new Error('there is always a snapshot')
    return { xmin: BigInt(row.xmin), xmax: BigInt(row.xmax), open: new Set(row.open) }
  })
}

const SHARD_LAST = 15

const LOG_COLUMNS = (tx: Tx): Fragment => tx`
  e.account_id as "accountId", e.written_by::text as "writtenBy",
  e.event_id as "eventId", e.profile_id as "profileId", e.metric_id as "metricId",
  e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.unique_id as "uniqueId",
  e.value, e.value_currency as "valueCurrency", e.properties, e.is_backfill as "isBackfill"`

function readLog(sql: Sql, xid: string, position: string): Promise<LoggedEvent[]> {
  return inEveryAccount(sql, (tx) =>
    alongTheLog(
      tx,
      () => tx<LoggedEvent[]>`
      select ${LOG_COLUMNS(tx)}
      from generate_series(0, ${SHARD_LAST}) as s (shard)
      cross join lateral (
        select *
        from events l
        where l.shard = s.shard
          and (l.written_by, l.event_id) > (${xid}::xid8, ${position}::bigint)
          and l.written_by < pg_snapshot_xmin(pg_current_snapshot())
        order by l.written_by, l.event_id
        limit ${READ_ROWS_MAX}
      ) e
      order by e.written_by, e.event_id
      limit ${READ_ROWS_MAX}`,
    ),
  )
}

interface Missed {
  rows: LoggedEvent[]
  skipped: number
}

/** What was written between a resume cursor and the horizon, newest MESSAGE_EVENTS_MAX of it. */
function readMissed(sql: Sql, filter: FeedFilter, from: Place, until: string): Promise<Missed> {
  return readInAccount(sql, filter.accountId, async (tx) => {
    const rows = await alongTheLog(
      tx,
      () => tx<LoggedEvent[]>`
      select ${LOG_COLUMNS(tx)}
      from generate_series(0, ${SHARD_LAST}) as s (shard)
      cross join lateral (
        select *
        from events l
        where ${isMissed(tx, filter, from, until)}
        order by l.written_by desc, l.event_id desc
        limit ${MESSAGE_EVENTS_MAX}
      ) e
      order by e.written_by desc, e.event_id desc
      limit ${MESSAGE_EVENTS_MAX}`,
    )
    const hasMore = rows.length === MESSAGE_EVENTS_MAX
    const missed = hasMore ? await countMissed(tx, filter, from, until) : rows.length
    return { rows: rows.reverse(), skipped: missed - rows.length }
  })
}

async function countMissed(
  tx: Tx,
  filter: FeedFilter,
  from: Place,
  until: string,
): Promise<number> {
  const [row] = await alongTheLog(
    tx,
    () => tx<{ missed: number }[]>`
      select count(*) as missed
      from generate_series(0, ${SHARD_LAST}) as s (shard)
      cross join lateral (
        select
        from events l
        where ${isMissed(tx, filter, from, until)}
        limit ${COUNTED_ROWS_MAX}
      ) e`,
  )
  return row?.missed ?? 0
}

function isMissed(tx: Tx, filter: FeedFilter, { xid, position }: Place, until: string): Fragment {
  return tx`l.shard = s.shard
          and l.account_id = ${filter.accountId}
          and (l.written_by, l.event_id) > (${xid}::xid8, ${position}::bigint)
          and l.written_by < ${until}::xid8
          ${filter.metricId === undefined ? tx`` : tx`and l.metric_id = ${filter.metricId}`}
          ${filter.profileId === undefined ? tx`` : tx`and l.profile_id = ${filter.profileId}`}`
}
