import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { Worker } from 'node:worker_threads'
import autocannon from 'autocannon'
import { openDatabase } from '../src/platform/database.ts'
import { eventLog } from '../src/platform/event-log.ts'
import { connectSql, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { followers } from '../src/worker.ts'
import {
  API_HEADERS,
  type ServerProcess,
  serverProcess,
  TEST_COMPANY,
} from '../test/server-process.ts'

const CONNECTIONS = 64
const SECONDS = 8
const BULK_EVENTS = 1_000
const BULK_CONNECTIONS = 4
const PROFILES = 5_000
const FEED_EVENTS_PER_SECOND = 500
const FEED_SECONDS = 10
const MEMORY_PROFILES = 1_000_000

/** Single and bulk ingestion against a no-op route and a bare insert, the feed's delay, memory. */
export async function bench(): Promise<void> {
  const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load generator on it`)
  try {
    const firstMs = await server.start()
    print(`first start to ready: ${(firstMs / 1_000).toFixed(1)} s`)
    await server.stop()
    print(`later start to ready: ${((await server.start()) / 1_000).toFixed(1)} s`)
    print(`idle memory: ${await residentMb(server)} MB`)
    const database = await openDatabase(
      { databaseUrl: null, dataDir: server.dataDir },
      { join: true },
    )
    const sql = connectSql(database.url)
    await measure(server, sql, database.url)
    await sql.end()
    await database.stop()
  } finally {
    if (server.output().includes('"level":50')) print(server.output())
    await server.dispose()
  }
}

async function measure(server: ServerProcess, sql: Sql, databaseUrl: string): Promise<void> {
  await load(server, { path: '/health/live', method: 'GET' }) // warm up
  const noop = await load(server, { path: '/health/live', method: 'GET' })
  print(`no-op route: ${round(noop)} requests/s at ${CONNECTIONS} connections`)
  const unrecorded = await unrecordedRate(databaseUrl)
  print(`the same events, answered and not recorded: ${round(unrecorded)}/s`)
  await load(server, SINGLE)
  const single = await load(server, SINGLE)
  print(
    `single events: ${round(single)}/s = ${(single / noop).toFixed(2)} of the no-op route, ${(single / unrecorded).toFixed(2)} of those not recorded`,
  )
  // Followers that catch up would take the processors from what is measured next.
  await followersCaughtUp(sql)
  const bulk = await bulkRate(server)
  await followersCaughtUp(sql)
  const bare = await bareInsertRate(sql)
  await followersCaughtUp(sql)
  print(`bulk events: ${round(bulk)}/s = ${(bulk / bare).toFixed(2)} of the bare insert`)
  print(`bare insert … select from unnest: ${round(bare)} rows/s`)
  const delays = await feedDelays(server)
  print(
    `event to feed at ${FEED_EVENTS_PER_SECOND}/s: p50 ${percentile(delays, 50)} ms, p95 ${percentile(delays, 95)} ms (${delays.length} events)`,
  )
  const before = await residentMb(server)
  await addProfiles(sql, MEMORY_PROFILES)
  await fetch(`${server.url}/api/profiles?page[size]=100`, { headers: API_HEADERS })
  print(
    `memory: ${before} MB before, ${await residentMb(server)} MB with ${round(MEMORY_PROFILES)} more profiles`,
  )
}

let counter = 0

function singleEvent(): string {
  counter += 1
  return JSON.stringify({
    data: {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
        profile: {
          data: {
            type: 'profile',
            attributes: { email: `shopper${counter % PROFILES}@example.test` },
          },
        },
        properties: { ProductName: 'Wool scarf', ProductID: `P-${counter % 97}`, Price: 49.5 },
        value: 49.5,
        unique_id: `single-${counter}`,
      },
    },
  })
}

function bulkEvents(): string {
  const data = Array.from({ length: BULK_EVENTS / 10 }, () => {
    counter += 1
    const who = counter
    return {
      type: 'event-bulk-create',
      attributes: {
        profile: {
          data: { type: 'profile', attributes: { email: `shopper${who % PROFILES}@example.test` } },
        },
        events: {
          data: Array.from({ length: 10 }, (_, at) => ({
            type: 'event',
            attributes: {
              metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
              properties: { ProductName: 'Wool scarf', ProductID: `P-${at}`, Price: 49.5 },
              value: 49.5,
              unique_id: `bulk-${who}-${at}`,
            },
          })),
        },
      },
    }
  })
  return JSON.stringify({
    data: { type: 'event-bulk-create-job', attributes: { 'events-bulk-create': { data } } },
  })
}

interface Target {
  path: string
  method: 'GET' | 'POST'
  body?: () => string
}

const SINGLE: Target = { path: '/api/events', method: 'POST', body: singleEvent }

/** The server's road for events without what records them: a no-op that reads as much. */
async function unrecordedRate(databaseUrl: string): Promise<number> {
  const worker = new Worker(new URL('./unrecorded.worker.ts', import.meta.url), {
    workerData: databaseUrl,
  })
  const url = await new Promise<string>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await load({ url, output: () => '' }, SINGLE) // warm up
  const rate = await load({ url, output: () => '' }, SINGLE)
  await worker.terminate()
  return rate
}

async function load(
  server: Pick<ServerProcess, 'url' | 'output'>,
  target: Target,
  connections = CONNECTIONS,
) {
  const { body } = target
  const result = await autocannon({
    url: `${server.url}${target.path}`,
    connections,
    duration: SECONDS,
    requests: [
      {
        method: target.method,
        headers: API_HEADERS,
        ...(body
          ? { setupRequest: (request: autocannon.Request) => ({ ...request, body: body() }) }
          : {}),
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refused, ${result.errors} failed: ${server.output()}`)
  }
  return result['2xx'] / result.duration
}

async function bulkRate(server: ServerProcess): Promise<number> {
  const target = {
    path: '/api/event-bulk-create-jobs',
    method: 'POST',
    body: bulkEvents,
  } as const
  return (await load(server, target, BULK_CONNECTIONS)) * BULK_EVENTS
}

const CATCH_UP_MS = 120_000
const EVENT_FOLLOWERS = followers.filter(({ log }) => log === eventLog).map(({ name }) => name)

async function followersCaughtUp(sql: Sql): Promise<void> {
  const endsAt = performance.now() + CATCH_UP_MS
  while (performance.now() < endsAt) {
    const [row] = await inEveryAccount(
      sql,
      (tx) => tx<{ isBehind: boolean }[]>`
        select exists (
          select
          from follower_cursors c
          cross join lateral (
            select
            from events e
            where e.shard = c.shard
              and (e.written_by, e.event_id) > (c.xid, c.position)
            order by e.written_by, e.event_id
            limit 1
          ) unread
          where c.follower = any (${EVENT_FOLLOWERS})
        ) as "isBehind"`,
    )
    if (!row?.isBehind) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  print(`the followers are still behind after ${CATCH_UP_MS / 1_000} s`)
}

/** The same kind of rows into the same table and indexes, with nothing around it. */
async function bareInsertRate(sql: Sql): Promise<number> {
  return inEveryAccount(sql, async (tx) => {
    const profiles = await tx<
      { id: string }[]
    >`select profile_id as id from profiles limit ${PROFILES}`
    const [metric] = await tx<
      { id: string }[]
    >`select metric_id as id from metrics where name = 'Viewed Product'`
    const began = performance.now()
    let rows = 0
    while (performance.now() - began < SECONDS * 1_000) {
      const at = Array.from({ length: BULK_EVENTS }, (_, index) => rows + index)
      await tx`
        insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                            unique_id, value, properties)
        select ${TEST_COMPANY}, r.shard, r.profile_id, ${metric?.id ?? ''}, date_trunc('second', r.at),
               r.at, r.unique_id, 49.5, r.properties::jsonb
        from unnest(
          ${at.map((one) => profiles[one % profiles.length]?.id ?? '')}::uuid[],
          ${at.map((one) => String(one % 16))}::smallint[],
          ${at.map(() => new Date().toISOString())}::timestamptz[],
          ${at.map((one) => `bare-${one}`)}::text[],
          ${at.map((one) => JSON.stringify({ ProductName: 'Wool scarf', ProductID: `P-${one % 97}`, Price: 49.5 }))}::text[]
        ) as r (profile_id, shard, at, unique_id, properties)
        on conflict do nothing`
      rows += BULK_EVENTS
    }
    return rows / ((performance.now() - began) / 1_000)
  })
}

/** From the moment an event is sent to the moment a reader of the live feed has it. */
async function feedDelays(server: ServerProcess): Promise<number[]> {
  const sentAt = new Map<string, number>()
  const delays: number[] = []
  const closing = new AbortController()
  const response = await fetch(`${server.url}/api/x/event-stream`, {
    headers: API_HEADERS,
    signal: closing.signal,
  })
  const reading = readFeed(response, (uniqueId) => {
    const sent = sentAt.get(uniqueId)
    if (sent !== undefined) delays.push(performance.now() - sent)
  }).catch(() => {})
  const began = performance.now()
  const total = FEED_EVENTS_PER_SECOND * FEED_SECONDS
  const answers: Promise<unknown>[] = []
  for (let sent = 0; sent < total; ) {
    const due = Math.min(
      total,
      Math.floor(((performance.now() - began) / 1_000) * FEED_EVENTS_PER_SECOND),
    )
    for (; sent < due; sent += 1) {
      const body = singleEvent()
      sentAt.set(`single-${counter}`, performance.now())
      answers.push(
        fetch(`${server.url}/api/events`, { method: 'POST', headers: API_HEADERS, body }).then(
          (answer) => answer.arrayBuffer(),
        ),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await Promise.all(answers)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  closing.abort()
  await reading
  return delays.sort((a, b) => a - b)
}

async function readFeed(response: Response, seen: (uniqueId: string) => void): Promise<void> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      for (const [, id = ''] of message.matchAll(/"\$event_id":"([^"]+)"/g)) seen(id)
    }
  }
}

async function addProfiles(sql: Sql, count: number): Promise<void> {
  const step = 50_000
  for (let done = 0; done < count; done += step) {
    await inEveryAccount(
      sql,
      (tx) => tx`
        insert into profiles (account_id, profile_id, email, created_at, updated_at)
        select ${TEST_COMPANY}, gen_random_uuid(), 'many' || n || '@example.test', now(), now()
        from generate_series(${done + 1}::int, ${done + step}::int) n`,
    )
  }
}

async function residentMb(server: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${server.pid()}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)
}

function percentile(sorted: readonly number[], percent: number): number {
  return Math.round(sorted[Math.floor((sorted.length * percent) / 100)] ?? 0)
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function print(line: string): void {
  console.log(line)
}
