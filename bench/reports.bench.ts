import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, readInAccount, type Sql } from '../src/platform/sql.ts'
import { reportMessages } from '../src/report/message-report.action.ts'
import { createRawAccount } from '../test/raw-events.ts'

const MESSAGES = Number(process.env.REPORT_MESSAGES ?? 1_000_000)
const ROUNDS = 5
const SHOP = 'Bench1'
const FROM = '2026-03-01T00:00:00'
const UNTIL = '2026-04-01T00:00:00'

/** A month's report of flows over a million messages, against the query that one would write by hand. */
export async function bench(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-reports-'))
  console.log(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
  const database = await openDatabase({ databaseUrl: null, dataDir })
  try {
    await migrate(database.url)
    const sql = connectSql(database.url, { max: 2 })
    await fill(sql)
    const ours = await medianMs(() =>
      readInAccount(sql, SHOP, (tx) =>
        reportMessages(
          tx,
          SHOP,
          {
            report: 'flow',
            timeframe: { start: FROM, end: UNTIL },
            conversionMetricId: 'ORDER',
            filter: null,
          },
          { groupings: ['flow_id', 'flow_message_id', 'send_channel'], interval: null },
          new Date('2026-05-01'),
        ),
      ),
    )
    const byHand = await medianMs(() => handWritten(sql))
    console.log(
      `${MESSAGES} messages: report ${ours} ms, by hand ${byHand} ms, ratio ${(byHand / ours).toFixed(2)}`,
    )
    await sql.end()
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function fill(sql: Sql): Promise<void> {
  const profile = '00000000-0000-7000-8000-000000000001'
  await createRawAccount(
    sql,
    { id: SHOP, timezone: 'Europe/Berlin', createdAt: new Date('2026-01-01') },
    [{ id: 'ORDER', name: 'Placed Order' }],
    [profile],
  )
  await inAccount(sql, SHOP, async (tx) => {
    await tx`
      insert into messages (account_id, message_id, dedupe_key, profile_id, content_id, channel, purpose,
                            list_ids, source, flow_id, state, due_at, queued_at, attempted_at, sent_at)
      select ${SHOP}, lpad(to_hex(n), 32, '0')::uuid, n::text, ${profile}, 'M' || n % 40, 'email',
             'marketing', '{}', 'flow', 'F' || n % 12, 'sent', t, t, t, t
      from (
        select n, timestamptz '2026-03-01' + n * interval '2 seconds' as t
        from generate_series(1, ${MESSAGES}::int) as n
      ) g`
    await tx`
      insert into touches (account_id, source, nth, profile_id, kind, rank, at, received_at, is_bot,
                           is_proxy, message_id)
      select ${SHOP}, 'event', n, ${profile}, case when n % 4 = 0 then 'email-click' else 'email-open' end,
             0, timestamptz '2026-03-01 01:00' + n * interval '5 seconds', timestamptz '2026-03-01',
             n % 50 = 0, n % 9 = 0, lpad(to_hex(n * 5 / 2), 32, '0')::uuid
      from generate_series(1, ${Math.floor(MESSAGES * 0.4)}::int) as n`
    await tx`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at, unique_id,
                          value, properties)
      select ${SHOP}, 0, ${profile}, 'ORDER', t, t, n::text, n % 300, '{}'
      from (
        select n, timestamptz '2026-03-01' + n * interval '60 seconds' as t
        from generate_series(1, ${Math.floor(MESSAGES * 0.03)}::int) as n
      ) g`
    await tx`
      insert into attributions (account_id, event_id, metric_id, occurred_at, value, touch_source,
                                touch_nth, kind, message_id)
      select e.account_id, e.event_id, e.metric_id, e.occurred_at, e.value, 'event', t.nth, t.kind,
             t.message_id
      from events e
      join touches t
        on t.account_id = e.account_id and t.source = 'event' and t.nth = e.unique_id::int8 * 10
      where e.account_id = ${SHOP}`
  })
  await sql`analyze`
}

/** As somebody would write it who knows the tables. */
async function handWritten(sql: Sql): Promise<void> {
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      select m.flow_id, m.content_id, m.channel, count(*) as recipients, sum(t.opens) as opens,
             count(*) filter (where t.opens > 0) as opened, sum(t.clicks) as clicks,
             count(*) filter (where t.clicks > 0) as clicked, sum(c.conversions) as conversions,
             sum(c.value) as value
      from messages m
      left join (
        select message_id, count(*) filter (where kind = 'email-open') as opens,
               count(*) filter (where kind = 'email-click') as clicks
        from touches
        where account_id = ${SHOP}
          and not is_bot
          and not is_proxy
        group by message_id
      ) t on t.message_id = m.message_id
      left join (
        select message_id, count(*) as conversions, sum(value) as value
        from attributions
        where account_id = ${SHOP}
          and metric_id = 'ORDER'
        group by message_id
      ) c on c.message_id = m.message_id
      where m.account_id = ${SHOP}
        and m.source = 'flow'
        and m.sent_at >= '2026-02-28T23:00:00Z'
        and m.sent_at < '2026-03-31T22:00:00Z'
      group by 1, 2, 3`,
  )
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0)
}
