import { cpus } from 'node:os'
import { Logger, run } from 'graphile-worker'
import pg from 'pg'
import { pino } from 'pino'
import { FlowDefinition } from '../src/contract/flows.ts'
import { insertEvents } from '../src/event/events.sql.ts'
import { advanceFlows, advanceRound } from '../src/flow/advance.action.ts'
import { followFlowEvents } from '../src/flow/follow-events.job.ts'
import { createFlow, setStatus } from '../src/flow/save-flow.action.ts'
import { accountClock } from '../src/platform/clock.ts'
import { eventLog } from '../src/platform/event-log.ts'
import { notifyFollowers, runFollowers } from '../src/platform/follower.ts'
import { newUlidUuid } from '../src/platform/id.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, type Sql } from '../src/platform/sql.ts'
import { createTelemetry } from '../src/platform/telemetry.ts'
import { shardOf } from '../src/profile/shard.ts'
import { bootstrap } from '../test/account-app.ts'
import { startTestServer } from '../test/postgres.ts'

const SHOP = 'Sh0p42'
/** The claims are made for a million waiting and a hundred thousand due: set these to see them. */
const WAITING = Number(process.env['BENCH_WAITING'] ?? 100_000)
const DUE = Number(process.env['BENCH_DUE'] ?? 10_000)
const DUE_WITHIN_MS = 60_000
const EVENTS_PER_SECOND = Number(process.env['BENCH_EVENTS_PER_SECOND'] ?? 500)
const EVENTS_SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10)
/** What is measured: who looks into one claim need not wait for the others. */
const PARTS = (process.env['BENCH_PARTS'] ?? 'idle,due,entries').split(',')
/** As often as the server looks for what is due. */
const TICK_MS = 200
const IDLE_TICKS = 50
const POLL_MS = 20
/** Who entered longer ago was seen by an earlier look: a look costs what is new, not what there is. */
const SEEN_WITHIN_MS = 1_000
const HOUR_MS = 3_600_000
/** People that can be put into the flow, at least. */
const INSERTED_PER_SECOND = 3_000

/** Timers, steps and entries of flows, against a job per step. */
export async function bench(): Promise<void> {
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  const server = await startTestServer()
  const admin = connectSql(server.adminUrl, { max: 1 })
  const name = `parley_bench_${process.pid}`
  await admin`create database ${admin(name)} owner ${admin(new URL(server.url).username)}`
  const database = new URL(server.url)
  database.pathname = `/${name}`
  try {
    await migrate(database.href)
    const sql = connectSql(database.href)
    await bootstrap(sql, { companyId: SHOP })
    const shop = await prepare(sql)
    if (PARTS.includes('idle')) await idle(shop)
    if (PARTS.includes('due')) await jobs(database.href, await due(shop))
    if (PARTS.includes('entries')) await entries(shop)
    await sql.end()
  } finally {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    await server.stop()
  }
}

interface Shop {
  sql: Sql
  deps: Parameters<typeof advanceFlows>[0] & Parameters<typeof runFollowers>[2]
  metricId: string
  flowId: string
  delayId: string
}

async function prepare(sql: Sql): Promise<Shop> {
  const now = new Date()
  const [metricId, orderId] = ['MetRec', 'MetOrd']
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
      values (${SHOP}, ${metricId}, 'Recommended', 'api', ${now}, ${now}),
             (${SHOP}, ${orderId}, 'Ordered', 'api', ${now}, ${now})`,
  )
  const definition = FlowDefinition.parse({
    triggers: [{ type: 'metric', id: metricId, trigger_filter: null }],
    profile_filter: {
      condition_groups: [
        {
          conditions: [
            {
              type: 'profile-metric',
              metric_id: orderId,
              measurement: 'count',
              measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
              timeframe_filter: { type: 'date', operator: 'flow-start' },
              metric_filters: null,
            },
          ],
        },
      ],
    },
    entry_action_id: 'delay',
    actions: [
      {
        temporary_id: 'delay',
        type: 'time-delay',
        links: { next: 'email' },
        data: { unit: 'hours', value: 2 },
      },
      {
        temporary_id: 'email',
        type: 'send-email',
        links: { next: null },
        data: { message: { name: 'Still thinking?', subject_line: 'Still thinking?' } },
      },
    ],
  })
  const actor = { kind: 'user' as const, accountId: SHOP, actorId: null, actorName: 'bench' }
  const editing = { actor, now, wallNow: now }
  const { flowId } = await createFlow(sql, SHOP, { name: 'Recommended', definition }, editing)
  await setStatus(sql, SHOP, flowId, 'live', editing)
  const [delay] = await inAccount(
    sql,
    SHOP,
    (tx) => tx<{ id: string }[]>`
      select action_id as id from flow_actions where flow_id = ${flowId} and place = 0`,
  )
  const deps = {
    sql,
    clock: accountClock(sql),
    log: pino({ level: 'silent' }),
    telemetry: createTelemetry(),
  }
  return { sql, deps, metricId, flowId, delayId: delay?.id ?? '' }
}

/** People who wait in the delay, each with the event that let it enter; due between two instants. */
async function wait(
  { sql, metricId, flowId, delayId }: Shop,
  count: number,
  between: { from: Date; to: Date },
  nth: string,
): Promise<void> {
  await inAccount(sql, SHOP, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, email, created_at, updated_at)
      select ${SHOP}, md5(${nth} || i)::uuid, ${nth} || i || '@shopper.test', now(), now()
      from generate_series(1, ${count}::int) as i`
    await tx`
      with recorded as (
        insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                            unique_id, properties)
        select ${SHOP}, i % 16, md5(${nth} || i)::uuid, ${metricId},
               date_trunc('second', least(${between.from}, now())), now(),
               ${nth} || i, '{"Products": ["scarf"]}'
        from generate_series(1, ${count}::int) as i
        returning event_id, profile_id, unique_id
      )
      insert into flow_enrolments (account_id, enrolment_id, flow_id, profile_id, trigger_key,
                                   event_id, flow_start, version, action_id, is_waiting,
                                   waits_since, due_at)
      -- Older than whoever enters while entries are measured.
      select ${SHOP}, ('00' || substring(md5(r.unique_id), 3))::uuid, ${flowId}, r.profile_id, 'event:' || r.event_id,
             r.event_id, least(${between.from}, now()), 1, ${delayId}, true,
             least(${between.from}, now()),
             ${between.from}::timestamptz
             + (${between.to}::timestamptz - ${between.from}::timestamptz) * (i.nth / ${count}::float8)
      from recorded r
      cross join lateral (select substring(r.unique_id from '[0-9]+$')::int as nth) i`
  })
  await sql`analyze flow_enrolments, events, profiles`
}

async function idle(shop: Shop): Promise<void> {
  const measure = async () => {
    const cpu = process.cpuUsage()
    const began = performance.now()
    for (let tick = 0; tick < IDLE_TICKS; tick += 1) await advanceFlows(shop.deps)
    const { user, system } = process.cpuUsage(cpu)
    return {
      tickMs: (performance.now() - began) / IDLE_TICKS,
      cpuMs: (user + system) / 1_000 / IDLE_TICKS,
    }
  }
  await measure()
  const none = await measure()
  const from = new Date(Date.now() + 24 * HOUR_MS)
  await wait(shop, WAITING, { from, to: new Date(from.getTime() + 30 * 24 * HOUR_MS) }, 'w')
  await measure()
  const many = await measure()
  const share = (many.tickMs / TICK_MS) * 100
  print(
    `${WAITING} waiting, none due: ${many.tickMs.toFixed(2)} ms a look (${none.tickMs.toFixed(2)} ms ` +
      `with nobody), ${many.cpuMs.toFixed(2)} ms of our CPU; at ${1_000 / TICK_MS} looks a second ` +
      `at most ${share.toFixed(1)} % of one core, the database included`,
  )
}

/** Everybody due within a minute of real time, taken on as it comes. */
async function due(shop: Shop): Promise<number> {
  const from = new Date(Date.now() - DUE_WITHIN_MS - 1_000)
  await wait(shop, DUE, { from, to: new Date(from.getTime() + DUE_WITHIN_MS) }, 'd')
  let began = performance.now()
  let done = 0
  for (let now = 1; now > 0; done += now) now = await advanceRound(shop.deps)
  const ms = performance.now() - began
  const steps = done * 2
  print(
    `${done} due at once: ${round((steps / ms) * 1_000)} steps/s (a delay's end, the filter and ` +
      `the message of each), ${round((done / ms) * 1_000)} people/s`,
  )

  // Nobody is due before all of them wait.
  const start = new Date(Date.now() + 2_000 + (DUE / INSERTED_PER_SECOND) * 1_000)
  await wait(shop, DUE, { from: start, to: new Date(start.getTime() + DUE_WITHIN_MS) }, 'l')
  await new Promise((resolve) => setTimeout(resolve, start.getTime() - Date.now()))
  const dueAt = (nth: number) => start.getTime() + (DUE_WITHIN_MS * nth) / DUE
  const late: number[] = []
  began = performance.now()
  const cpu = process.cpuUsage()
  while (late.length < DUE && performance.now() - began < 5 * DUE_WITHIN_MS) {
    const now = await advanceRound(shop.deps)
    const at = Date.now()
    for (let one = 0; one < now; one += 1) late.push(at - dueAt(late.length + 1))
    if (now === 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  const { user, system } = process.cpuUsage(cpu)
  print(
    `${late.length} due within a minute: late by p50 ${percentile(late, 50)} ms, ` +
      `p95 ${percentile(late, 95)} ms, at most ${percentile(late, 100)} ms; ` +
      `${round((user + system) / 10_000 / ((performance.now() - began) / 1_000))} % of a core of ours`,
  )
  return steps
}

/** The same number of steps as jobs that do nothing. */
async function jobs(connectionString: string, count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString, max: 12 })
  await pool.query(
    `select graphile_worker.add_jobs(array(
       select json_populate_record(null::graphile_worker.job_spec,
                                   json_build_object('identifier', 'nothing', 'payload', '{}'::json))
       from generate_series(1, $1::int)))`,
    [count],
  )
  const began = performance.now()
  let done = 0
  await new Promise<void>((resolve, reject) => {
    run({
      pgPool: pool,
      concurrency: 10,
      pollInterval: 50,
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
      taskList: {
        nothing: () => {
          done += 1
          if (done === count) resolve()
          return Promise.resolve()
        },
      },
    }).then((runner) => {
      void runner.promise.catch(reject)
      stopLater = () => runner.stop()
    }, reject)
  })
  const ms = performance.now() - began
  print(`graphile-worker, a job that does nothing per step: ${round((count / ms) * 1_000)} jobs/s`)
  await stopLater()
  await pool.end()
}
let stopLater: () => Promise<void> = () => Promise.resolve()

/** Events as they come; how long until their people are in the flow. */
async function entries(shop: Shop): Promise<void> {
  const { sql, deps, metricId } = shop
  const people = EVENTS_PER_SECOND * 4
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${SHOP}, md5('e' || i)::uuid, now(), now()
      from generate_series(1, ${people}::int) as i`,
  )
  const ids = await inAccount(
    sql,
    SHOP,
    (tx) => tx<{ id: string }[]>`
      select md5('e' || i)::uuid as id from generate_series(1, ${people}::int) as i`,
  )
  // What was written for the measurements before is passed.
  await sql`
    insert into follower_cursors (follower, shard, xid, position)
    select ${followFlowEvents.name}, s, pg_current_xact_id(), 0
    from generate_series(0, 15) as s`
  const running = await runFollowers(sql, [followFlowEvents], deps)
  const sentAt = new Map<string, number>()
  const late: number[] = []
  const batch = Math.ceil((EVENTS_PER_SECOND * POLL_MS) / 1_000)
  const total = EVENTS_PER_SECOND * EVENTS_SECONDS
  const began = performance.now()
  let sent = 0
  const look = async () => {
    const rows = await inAccount(
      sql,
      SHOP,
      (tx) => tx<{ key: string }[]>`
        select (
          select v.unique_id
          from events v
          where v.account_id = e.account_id
            and v.event_id = e.event_id
        ) as key
        from flow_enrolments e
        where e.account_id = ${SHOP}
          and e.enrolment_id > ${newUlidUuid(new Date(Date.now() - SEEN_WITHIN_MS))}`,
    )
    const now = performance.now()
    for (const { key } of rows) {
      const at = sentAt.get(key)
      if (at === undefined) continue
      sentAt.delete(key)
      late.push(now - at)
    }
  }
  const writing = (async () => {
    while (sent < total) {
      const now = new Date()
      const rows = Array.from({ length: batch }, (_, at) => {
        const profileId = ids[(sent + at) % people]?.id ?? ''
        return {
          profile_id: profileId,
          shard: shardOf(profileId),
          metric_id: metricId,
          occurred_at: new Date(Math.floor(now.getTime() / 1_000) * 1_000),
          unique_id: newUlidUuid(now),
          value: null,
          value_currency: null,
          properties: { Products: ['scarf'] },
          is_backfill: false,
        }
      })
      await inAccount(sql, SHOP, async (tx) => {
        await insertEvents(tx, SHOP, rows, now)
        await notifyFollowers(tx, [eventLog])
      })
      for (const { unique_id: key } of rows) sentAt.set(key, performance.now())
      sent += batch
      const ahead = (sent / EVENTS_PER_SECOND) * 1_000 - (performance.now() - began)
      if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead))
    }
  })()
  const endsAt = began + EVENTS_SECONDS * 1_000 + 20_000
  while ((sent < total || sentAt.size > 0) && performance.now() < endsAt) {
    await look()
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  await writing
  await running.stop()
  print(
    `${sent} events at ${EVENTS_PER_SECOND}/s: entered after p50 ${percentile(late, 50)} ms, ` +
      `p95 ${percentile(late, 95)} ms; ${sentAt.size} not seen`,
  )
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)
  return Math.round(sorted[Math.max(0, at)] ?? 0)
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
