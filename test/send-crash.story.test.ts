import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { CONNECTIONS_DEFAULT } from '../src/message/mail.gateway.ts'
import { createContent } from '../src/message/message-contents.sql.ts'
import { queueMessages } from '../src/message/queue-messages.action.ts'
import { UNDER_WAY_PER_CONNECTION } from '../src/message/send-messages.action.ts'
import { openDatabase } from '../src/platform/database.ts'
import { newUlidUuid, ulidOf } from '../src/platform/id.ts'
import { connectSql, inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { serverProcess, TEST_COMPANY } from './server-process.ts'
import { smtpSink } from './smtp-sink.ts'

const KILLS = Number(process.env['CRASH_KILLS'] ?? 2)
/** Enough that each kill finds the server in the middle of it. */
const MESSAGES = Number(process.env['CRASH_MESSAGES'] ?? 600 * (KILLS + 1))
const TEST_TIMEOUT_MS = 180_000 + KILLS * 60_000
const sink = await smtpSink()
const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off', SMTP_URL: sink.url })
afterAll(async () => {
  await server.dispose()
  await sink.stop()
}, 120_000)

/** Profiles and a message for each, every tenth of them transactional. */
async function queueAll(sql: Sql): Promise<Map<string, 'marketing' | 'transactional'>> {
  const now = new Date()
  const people = Array.from({ length: MESSAGES }, (_, at) => ({
    profile_id: newUlidUuid(now),
    email: `p${at}@crash.test`,
  }))
  const purposeOf = (at: number) => (at % 10 === 0 ? 'transactional' : 'marketing')
  return inAccount(sql, TEST_COMPANY, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, email, created_at, updated_at)
      select ${TEST_COMPANY}, r.profile_id, r.email, ${now}, ${now}
      from json_to_recordset(${JSON.stringify(people)}::text::json) as r (profile_id uuid, email text)`
    const contents = new Map<string, string>()
    for (const purpose of ['marketing', 'transactional']) {
      const contentId = await createContent(tx, TEST_COMPANY, {
        channel: 'email',
        name: purpose,
        subject: 'Hello',
        html: '<p>Hello {{ email }}, <a href="https://shop.test/">look</a></p>',
        isTransactional: purpose === 'transactional',
        now,
      })
      contents.set(purpose, contentId)
    }
    const queued = await queueMessages(
      tx,
      TEST_COMPANY,
      people.map(({ profile_id }, at) => ({
        profileId: profile_id,
        contentId: contents.get(purposeOf(at)) ?? '',
        dedupeKey: String(at),
        dueAt: now,
        now,
        eventId: null,
        flowStart: null,
        listIds: [],
        source: { kind: 'api' },
      })),
    )
    return new Map(
      [...queued].map(([key, messageId]) => [ulidOf(messageId), purposeOf(Number(key))]),
    )
  })
}

async function states(sql: Sql): Promise<Map<string, string>> {
  const rows = await inEveryAccount(
    sql,
    (tx) => tx<{ messageId: string; state: string }[]>`
      select message_id as "messageId", state from messages`,
  )
  return new Map(rows.map((row) => [ulidOf(row.messageId), row.state]))
}

/** What the passing of two minutes would do: leases of the dead run out. */
const leasesRunOut = (sql: Sql) =>
  inEveryAccount(
    sql,
    (tx) => tx`
      update messages set leased_until = now() - interval '1 second' where leased_until is not null`,
  )

test(
  `${MESSAGES} messages reach everybody once although the server is killed ${KILLS} times`,
  async () => {
    await server.start()
    const database = await openDatabase(
      { databaseUrl: null, dataDir: server.dataDir },
      { join: true },
    )
    const sql = connectSql(database.url, { max: 2 })
    const queued = await queueAll(sql)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = sink.count()
      await expect
        .poll(() => sink.count(), { timeout: 60_000, interval: 5 })
        .toBeGreaterThan(before + 30)
      await pause(Math.random() * 100)
      await server.kill()
      await leasesRunOut(sql)
      await server.start()
    }
    await expect
      .poll(
        async () =>
          [...(await states(sql)).values()].filter((one) => /queued|sending/.test(one)).length,
        { timeout: 120_000, interval: 250 },
      )
      .toBe(0)

    const ends = await states(sql)
    const copiesOf = new Map(
      [...sink.copies].map(([messageId, copies]) => [messageId.slice(1, 27), copies]),
    )
    const of = (purpose: string) =>
      [...queued].flatMap(([id, one]) => (one === purpose ? [id] : []))
    const twice = of('marketing').filter((id) => (copiesOf.get(id) ?? 0) > 1)
    const uncertain = [...ends].flatMap(([id, state]) => (state === 'uncertain' ? [id] : []))
    const lost = [...ends].filter(([id, state]) => state === 'sent' && !copiesOf.has(id))
    const repeated = of('transactional').filter((id) => (copiesOf.get(id) ?? 0) > 1)
    process.stdout.write(
      `${queued.size} messages, ${KILLS} kills: ${twice.length} twice, ${uncertain.length} uncertain ` +
        `(${uncertain.filter((id) => copiesOf.has(id)).length} of them arrived), ` +
        `${repeated.length} transactional repeated under one Message-ID\n`,
    )
    expect(twice).toEqual([])
    expect(lost).toEqual([])
    expect(new Set(ends.values())).toEqual(
      new Set(uncertain.length > 0 ? ['sent', 'uncertain'] : ['sent']),
    )
    expect(uncertain.length).toBeLessThanOrEqual(
      KILLS * CONNECTIONS_DEFAULT * UNDER_WAY_PER_CONNECTION,
    )
    expect(of('transactional').filter((id) => !copiesOf.has(id))).toEqual([])
    await sql.end()
    await database.stop()
  },
  TEST_TIMEOUT_MS,
)
