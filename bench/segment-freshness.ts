import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { inAccount, type Sql, type Tx } from '../src/platform/sql.ts'
import { shardSql } from '../src/profile/shard.sql.ts'
import { createSegment } from '../src/segment/save-segment.action.ts'
import { sendEvents } from '../test/send-events.ts'
import type { ServerProcess } from '../test/server-process.ts'
import { metricName, SHOP_METRICS, type Shop, takeAsRead } from './shop-history.ts'
import { definitionOf, shopSegments, timesCondition } from './shop-segments.ts'

const LIVE_SEGMENTS = 100
const WINDOWS_DAYS = [7, 14, 30, 60]
const PROMISED_PER_SECOND = 500
/** Not measured: pages and plans that were never used since the start are what one waits for in it. */
const WARM_UP_PER_SECOND = 250
const RATES = [500, 750, 1_000, 1_500, 2_000, 3_000]
const SECONDS = 15
/** One event in so many is the first of its kind of a profile, and its joining is waited for. */
const PROBE_EVERY = 5
const PROBE_METRIC = 'Checkout Started'
const LATE_MAX_MS = 1_000
const LOOK_EVERY_MS = 5
/** Joinings that are asked for at once; the oldest first. */
const AWAITED_MAX = 500
const BUILDS_WITHIN_MS = 1_800_000
const FLIPS = 100_000
const FLIP_METRIC = 'Trial Started'
const FLIP_WINDOW_DAYS = 7
const DAY_MS = 86_400_000
/** From the build to the minute in which all of them are due. */
const FLIPS_AFTER_MS = 45_000
const MINUTE_MS = 60_000

/** From sending an event to reading its effect on membership, with 100 segments that live. */
export async function measureFreshness(server: ServerProcess, sql: Sql, shop: Shop): Promise<void> {
  console.log(`\nevent to membership, ${LIVE_SEGMENTS} live segments:`)
  const probeSegment = await createLiveSegments(server, sql, shop)
  console.log(`  memory of the server: ${await residentMb(server)} MB`)
  await delaysAt(server, sql, shop, probeSegment, WARM_UP_PER_SECOND)
  let highest = 0
  for (const perSecond of RATES) {
    const late = await delaysAt(server, sql, shop, probeSegment, perSecond)
    const p95 = percentile(late.delays, 95)
    console.log(
      `  ${perSecond}/s: p50 ${percentile(late.delays, 50)} ms, p95 ${p95} ms, max ${percentile(late.delays, 100)} ms (${late.delays.length} joinings, ${late.missing} not seen; ${late.accepted} events taken, ${await residentMb(server)} MB)`,
    )
    if (late.missing > 0 || p95 > LATE_MAX_MS || late.accepted < perSecond * SECONDS * 0.95) break
    highest = perSecond
  }
  console.log(`  highest rate with p95 ≤ 1 s: ${highest}/s (promised: ${PROMISED_PER_SECOND}/s)`)
}

/** @returns the id of the segment that probes join */
async function createLiveSegments(server: ServerProcess, sql: Sql, shop: Shop): Promise<string> {
  const began = performance.now()
  const { accountId } = shop
  const create = (name: string, definition: ReturnType<typeof definitionOf>) =>
    createSegment(sql, accountId, { name, definition, isStarred: false }, new Date())
  const probeMetricId = await createMetric(sql, shop, 'Bprobe', PROBE_METRIC)
  const atLeast = (metricId: string, count: number, days: number | null) => ({
    ...timesCondition(shop, { metric: 'viewed', operator: 'greater-than-or-equal', count, days }),
    metric_id: metricId,
  })
  const probe = await create('Probe', definitionOf([atLeast(probeMetricId, 1, null)]))
  const ready = shopSegments(shop)
  for (const { name, definition } of ready) await create(name, definition)
  for (let at = 0; at < LIVE_SEGMENTS - 1 - ready.length; at += 1) {
    const metric = SHOP_METRICS[at % SHOP_METRICS.length] ?? 'viewed'
    const days = WINDOWS_DAYS[Math.floor(at / SHOP_METRICS.length) % WINDOWS_DAYS.length] ?? 7
    const count = 2 + Math.floor(at / (SHOP_METRICS.length * WINDOWS_DAYS.length))
    const definition = definitionOf([atLeast(shop.metricIds[metric], count, days)])
    await create(`${metricName(metric)} ${count} times in ${days} days`, definition)
  }
  const endsAt = performance.now() + BUILDS_WITHIN_MS
  while (performance.now() < endsAt) {
    const waiting = await inAccount(sql, accountId, async (tx) => {
      const [row] = await tx<{ waiting: number }[]>`
        select count(*) as waiting from segments
        where account_id = ${accountId} and built_version < version`
      return row?.waiting ?? 0
    })
    if (waiting === 0) break
    await pause(500)
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  console.log(`  all built by the server in ${seconds} s`)
  // Millions of joinings are in the log now; following them is not what is measured.
  await takeAsRead(sql)
  await caughtUp(server)
  return probe.groupId
}

async function createMetric(sql: Sql, shop: Shop, id: string, name: string): Promise<string> {
  await inAccount(
    sql,
    shop.accountId,
    (tx) => tx`
      insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
      values (${shop.accountId}, ${id}, ${name}, 'api', ${shop.now}, ${shop.now})`,
  )
  return id
}

let probed = 0
let sentInAll = 0

async function delaysAt(
  server: ServerProcess,
  sql: Sql,
  shop: Shop,
  segmentId: string,
  perSecond: number,
) {
  const sentAt = new Map<string, number>()
  const delays: number[] = []
  const awaited = () => [...sentAt.keys()].slice(0, AWAITED_MAX)
  const watcher = watchJoinings(sql, shop, segmentId, awaited, (email) => {
    const at = sentAt.get(email)
    if (at === undefined) return
    sentAt.delete(email)
    delays.push(performance.now() - at)
  })
  const load = sendEvents(
    server.url,
    () => {
      sentInAll += 1
      const isProbe = sentInAll % PROBE_EVERY === 0
      // Probes are of profiles in turn; the rest by the same hash in every run.
      const number = isProbe ? (probed += 1) : (sentInAll * 2_654_435_761) % shop.profiles
      const email = `shopper${number}@bench.test`
      if (isProbe) sentAt.set(email, performance.now())
      const metric = SHOP_METRICS[sentInAll % SHOP_METRICS.length] ?? 'viewed'
      return {
        metric: isProbe ? PROBE_METRIC : metricName(metric),
        email,
        properties: { ProductID: `P-${sentInAll % 977}`, Channel: 'Web chat' },
        uniqueId: `live-${sentInAll}`,
        copies: 1,
      }
    },
    perSecond,
  )
  await pause(SECONDS * 1_000)
  await load.stop()
  const endsAt = performance.now() + 5 * LATE_MAX_MS
  while (sentAt.size > 0 && performance.now() < endsAt) await pause(LOOK_EVERY_MS)
  await watcher.stop()
  const missing = sentAt.size
  await caughtUp(server)
  return { delays: delays.sort((a, b) => a - b), missing, accepted: load.accepted.size }
}

/** Ask for those who are awaited until another connection can see them in the segment. */
function watchJoinings(
  sql: Sql,
  shop: Shop,
  segmentId: string,
  awaited: () => string[],
  seen: (email: string) => void,
) {
  let running = true
  const loop = (async () => {
    while (running) {
      const emails = awaited()
      const rows = await inAccount(
        sql,
        shop.accountId,
        (tx) => tx<{ email: string }[]>`
          select i.value as email
          from profile_identifiers i
          join group_members m on m.account_id = i.account_id and m.profile_id = i.profile_id
          where i.account_id = ${shop.accountId}
            and i.kind = 'email'
            and i.value = any (${emails})
            and m.group_id = ${segmentId}`,
      )
      for (const { email } of rows) seen(email)
      await pause(LOOK_EVERY_MS)
    }
  })()
  return {
    stop: async () => {
      running = false
      await loop
    },
  }
}

const CAUGHT_UP_WITHIN_MS = 300_000

/** Nothing is read late any more, so that each measurement begins at rest. */
async function caughtUp(server: ServerProcess): Promise<void> {
  const endsAt = performance.now() + CAUGHT_UP_WITHIN_MS
  while (performance.now() < endsAt) {
    await pause(16_000) // the lag is measured every 15 s
    const text = await (await fetch(`${server.url}/metrics`)).text()
    const lags = [...text.matchAll(/^parley_follower_lag_rows\{[^}]*\} (\d+)/gm)]
    if (lags.every(([, rows]) => Number(rows) < 50)) return
  }
  console.log('  the followers are still behind')
}

/** People who leave "in the last 7 days" within one minute, by time alone. */
export async function measureFlips(server: ServerProcess, sql: Sql, shop: Shop): Promise<void> {
  const { accountId } = shop
  const count = Math.min(FLIPS, shop.profiles)
  console.log(`\n${count.toLocaleString('en')} flips that are due within one minute:`)
  const metricId = await createMetric(sql, shop, 'Btrial', FLIP_METRIC)
  const built = Date.now()
  // The minute begins when the segment is built and all is at rest.
  const begins = new Date(Math.ceil((built + FLIPS_AFTER_MS) / 1_000) * 1_000)
  await inAccount(
    sql,
    accountId,
    (tx) => tx`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                          unique_id, properties)
      select ${accountId}, ${shardSql(tx, tx`p.profile_id`)}, p.profile_id, ${metricId},
             ${new Date(begins.getTime() - FLIP_WINDOW_DAYS * DAY_MS)}::timestamptz
               + make_interval(secs => (row_number() over () % 60)::float8),
             ${new Date()}, 'flip', '{}'
      from (select profile_id from profiles where account_id = ${accountId} limit ${count}) p`,
  )
  await takeAsRead(sql)
  const definition = definitionOf([
    {
      ...timesCondition(shop, {
        metric: 'viewed',
        operator: 'greater-than-or-equal',
        count: 1,
        days: FLIP_WINDOW_DAYS,
      }),
      metric_id: metricId,
    },
  ])
  const { groupId } = await createSegment(
    sql,
    accountId,
    { name: 'Trials', definition, isStarred: false },
    new Date(),
  )
  const ask = <Answer>(question: (tx: Tx) => Promise<Answer>) => inAccount(sql, accountId, question)
  const isBuilt = () =>
    ask(async (tx) => {
      const [row] = await tx<{ isBuilt: boolean }[]>`
        select s.built_version = s.version as "isBuilt"
        from segments s
        where s.account_id = ${accountId} and s.group_id = ${groupId}`
      return row?.isBuilt ?? false
    })
  const members = () =>
    ask(async (tx) => {
      const [row] = await tx<{ members: number }[]>`
        select count(*) as members from group_members m
        where m.account_id = ${accountId} and m.group_id = ${groupId}`
      return row?.members ?? 0
    })
  // Of the flips there are, these are due first.
  const firstFlip = () =>
    ask(async (tx) => {
      const [row] = await tx<{ groupId: string; firstAt: Date }[]>`
        select f.group_id as "groupId", f.flip_at as "firstAt" from segment_flips f
        where f.account_id = ${accountId}
        order by f.flip_at
        limit 1`
      return row
    })
  while (!(await isBuilt())) await pause(200)
  console.log(
    `  built with ${await members()} members, ${Math.round((begins.getTime() - Date.now()) / 1_000)} s before the minute; ${await residentMb(server)} MB`,
  )
  let latest = 0
  for (;;) {
    const first = await firstFlip()
    const isOver = Date.now() > begins.getTime() + MINUTE_MS
    if (!first || (isOver && first.groupId !== groupId)) break
    latest = Math.max(latest, Date.now() - first.firstAt.getTime())
    if (Date.now() > begins.getTime() + 10 * MINUTE_MS) break
    await pause(100)
  }
  console.log(
    `  done ${((Date.now() - begins.getTime()) / 1_000).toFixed(1)} s after the minute began; latest ${(latest / 1_000).toFixed(1)} s after it was due; ${await members()} members left; ${await residentMb(server)} MB`,
  )
}

async function residentMb(server: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${server.pid()}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)
}

function percentile(sorted: readonly number[], percent: number): number {
  const at = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))
  return Math.round(sorted[at] ?? 0)
}
