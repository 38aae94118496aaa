import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, readInAccount, type Sql, type Tx } from '../src/platform/sql.ts'
import { DAY_MS } from '../src/platform/time.ts'
import {
  conversationOutcomes,
  creditedEvents,
  productClicks,
  skillOutcomes,
  startedByDay,
} from '../src/report/agent-performance.sql.ts'
import { skillVolumes } from '../src/report/agent-values.sql.ts'
import { createRawAccount } from '../test/raw-events.ts'

const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 100_000)
const PEOPLE = 50_000
const ORDERS = 20_000
const ROUNDS = 7
/** Of the conversations; the report looks at the last thirty. */
const DAYS = 90
const ACCOUNT = 'REPORT'
const NOW = new Date('2026-03-01T12:00:00Z')
const WINDOW = { from: new Date(NOW.getTime() - 30 * DAY_MS), until: NOW }
const SKILLS = ['product_recommendations', 'order_tracking', 'general_qa', 'returns_exchanges']
/** Of touches, in the order of the channels below. */
const KINDS = ['web-chat', 'sms-conversation', 'email-conversation', 'whatsapp-conversation']
const TAGS = ['delay', 'returns', 'gift', 'size', 'vip']

/** The agent's performance report, in parts, on a shop with very many conversations. */
export async function bench(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-report-'))
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  const database = await openDatabase({ databaseUrl: null, dataDir })
  try {
    await migrate(database.url)
    const sql = connectSql(database.url, { max: 2 })
    await fill(sql)
    print(`${CONVERSATIONS} conversations in ${DAYS} days, ${ORDERS} orders; of 30 days:`)
    await measure(sql)
    await sql.end()
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(sql: Sql): Promise<void> {
  const scope = { window: WINDOW, channel: undefined }
  const zone = 'Europe/Berlin'
  const parts: Record<string, (tx: Tx) => Promise<unknown>> = {
    outcomes: (tx) => conversationOutcomes(tx, ACCOUNT, scope),
    'orders credited to an answer': (tx) =>
      creditedEvents(tx, ACCOUNT, scope, { metricIds: ['ORDER1'], currency: 'EUR' }),
    clicks: (tx) => productClicks(tx, ACCOUNT, scope),
    'by channel': (tx) => startedByDay(tx, ACCOUNT, scope, { by: 'channel', zone }),
    'by tag': (tx) => startedByDay(tx, ACCOUNT, scope, { by: 'tag', zone }),
    'by skill': (tx) => startedByDay(tx, ACCOUNT, scope, { by: 'skill', zone }),
    'skill outcomes': (tx) => skillOutcomes(tx, ACCOUNT, scope),
    'skill volumes': (tx) => skillVolumes(tx, ACCOUNT, WINDOW, { skills: null, channels: null }),
  }
  for (const [name, ask] of Object.entries(parts)) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now()
      await readInAccount(sql, ACCOUNT, ask)
      times.push(performance.now() - began)
    }
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number) => Math.round(sorted[Math.floor(share * (ROUNDS - 1))] ?? 0)
    print(`  ${name}: p50 ${at(0.5)} ms, worst ${at(1)} ms`)
  }
}

async function fill(sql: Sql): Promise<void> {
  await createRawAccount(
    sql,
    { id: ACCOUNT, createdAt: NOW },
    [{ id: 'ORDER1', name: 'Placed Order' }],
    [],
  )
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${ACCOUNT}, ${uuid(tx, '1', 'n')}, ${NOW}, ${NOW}
      from generate_series(0, ${PEOPLE - 1}) n`
    await tx`
      insert into conversations (
        account_id, conversation_id, profile_id, channel, status, status_at, episode, turns,
        last_line_at, created_at, updated_at
      )
      select ${ACCOUNT}, ${uuid(tx, '2', 'n')}, ${uuid(tx, '1', `n % ${PEOPLE}`)},
             (array['web-chat', 'sms', 'email', 'whatsapp'])[1 + n % 4],
             (array['resolved-by-ai', 'resolved-by-ai', 'routed-to-team', 'closed', 'open'])[1 + n % 5],
             at, 1, 3, at, at, at
      from (${times(tx)}) started`
    await tx`
      insert into conversation_episodes (
        account_id, conversation_id, episode, started_at, first_position, initial_skill, last_skill,
        outcome, ended_at, resolution_type
      )
      select ${ACCOUNT}, ${uuid(tx, '2', 'n')}, 1, at, 1, skill, skill, outcome,
             case when outcome is null then null else at + interval '30 minutes' end,
             case when outcome = 'resolved' then 'assumed' end
      from (
        select n, at, (${[...SKILLS]}::text[])[1 + n % ${SKILLS.length}] as skill,
               (array['resolved', 'resolved', 'escalated', 'closed', null])[1 + n % 5] as outcome
        from (${times(tx)}) started
      ) ended`
    await tx`
      insert into conversation_turns (
        account_id, conversation_id, turn, episode, read_up_to, reply_position, action, skill,
        language, trace, took_ms, at
      )
      select ${ACCOUNT}, ${uuid(tx, '2', 'n')}, turn, 1, turn * 2 - 1, turn * 2, 'reply',
             (${[...SKILLS]}::text[])[1 + (n + turn) % ${SKILLS.length}], 'en',
             jsonb_build_object('steps', repeat('what was thought ', 60)), 12,
             at + make_interval(secs => turn * 40)
      from (${times(tx)}) started
      cross join generate_series(1, 3) turn`
    await tx`
      insert into conversation_tags (account_id, conversation_id, tag, set_by, episode, at)
      select ${ACCOUNT}, ${uuid(tx, '2', 'n')}, tag, 'agent', 1, at
      from (${times(tx)}) started
      cross join lateral (
        select distinct (${[...TAGS]}::text[])[1 + (n * k) % ${TAGS.length}] as tag
        from generate_series(1, 2) k
      ) tags`
    await tx`
      insert into events (
        account_id, shard, metric_id, profile_id, occurred_at, recorded_at, unique_id, value,
        value_currency, properties
      )
      select ${ACCOUNT}, n % 16, 'ORDER1', ${uuid(tx, '1', `n % ${PEOPLE}`)},
             date_trunc('second', at + interval '2 hours'), at, n::text, 40, 'EUR', '{}'
      from (${times(tx)}) started
      where n % ${Math.max(1, Math.round(CONVERSATIONS / ORDERS))} = 0`
    await tx`
      insert into touches (
        account_id, source, nth, profile_id, kind, rank, conversation_id, at, received_at, is_bot,
        is_proxy
      )
      select ${ACCOUNT}, 'answer', n + 1, ${uuid(tx, '1', `n % ${PEOPLE}`)},
             (${[...KINDS]}::text[])[1 + n % 4],
             1, ${uuid(tx, '2', 'n')}, at, at, false, false
      from (${times(tx)}) started`
    // As the followers would: each order comes two hours after an answer to the same person.
    await tx`
      insert into attributions (
        account_id, event_id, metric_id, occurred_at, value, touch_source, touch_nth, kind,
        conversation_id
      )
      select account_id, event_id, metric_id, occurred_at, value, 'answer', unique_id::bigint + 1,
             (${[...KINDS]}::text[])[1 + unique_id::bigint % 4], ${uuid(tx, '2', 'unique_id')}
      from events
      where account_id = ${ACCOUNT}`
  })
  await sql`vacuum analyze`
}

function times(tx: Tx) {
  return tx`
    select n, ${NOW}::timestamptz - make_interval(secs => n * ${(DAYS * DAY_MS) / 1_000 / CONVERSATIONS}::float8) as at
    from generate_series(0, ${CONVERSATIONS - 1}) n`
}

/** Random-looking, as real ids are to an index, and the same whenever it is made. */
function uuid(tx: Tx, kind: string, of: string) {
  return tx`md5(${kind}::text || '-' || (${tx.unsafe(of)})::text)::uuid`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
