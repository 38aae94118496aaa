import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { CONNECTIONS_DEFAULT } from '../src/message/mail.gateway.ts'
import { UNDER_WAY_PER_CONNECTION } from '../src/message/send-messages.action.ts'
import { openDatabase } from '../src/platform/database.ts'
import { newUlidUuid } from '../src/platform/id.ts'
import { connectSql, inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { API_HEADERS, serverProcess, TEST_COMPANY } from './server-process.ts'
import { smtpSink } from './smtp-sink.ts'

/** Nobody gets a campaign twice and nobody is forgotten, whatever happens to the server. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? 2)
const RECIPIENTS = Number(process.env['CRASH_RECIPIENTS'] ?? 900)
const LIMIT_MS = 300_000 + RECIPIENTS * 40
const sink = await smtpSink()
const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off', SMTP_URL: sink.url })
afterAll(async () => {
  await server.dispose()
  await sink.stop()
}, 120_000)

interface Answer {
  data: { id: string; attributes: Record<string, unknown> } & { id: string }
}

async function ask(method: string, path: string, data?: unknown): Promise<Answer> {
  const response = await fetch(server.url + path, {
    method,
    headers: API_HEADERS,
    ...(data ? { body: JSON.stringify({ data }) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as Answer
}

/** A list of profiles, written past the API: adding them is not what this is about. */
async function fillList(sql: Sql, listId: string): Promise<void> {
  const now = new Date()
  const BATCH = 20_000
  for (let from = 0; from < RECIPIENTS; from += BATCH) {
    const people = Array.from({ length: Math.min(BATCH, RECIPIENTS - from) }, (_, at) => ({
      profile_id: newUlidUuid(now),
      email: `p${from + at}@crash.test`,
    }))
    await inAccount(
      sql,
      TEST_COMPANY,
      (tx) => tx`
        with people as (
          insert into profiles (account_id, profile_id, email, created_at, updated_at)
          select ${TEST_COMPANY}, r.profile_id, r.email, ${now}, ${now}
          from json_to_recordset(${JSON.stringify(people)}::text::json)
            as r (profile_id uuid, email text)
          returning profile_id
        )
        insert into group_members (account_id, group_id, profile_id, joined_at)
        select ${TEST_COMPANY}, ${listId}, p.profile_id, ${now} from people p`,
    )
  }
}

async function campaignTo(listId: string): Promise<string> {
  const template = await ask('POST', '/api/templates', {
    type: 'template',
    attributes: { name: 'Sale', editor_type: 'CODE', html: '<p>Hi {{ email }}</p>' },
  })
  const definition = { channel: 'email', content: { subject: 'Sale', from_email: 's@shop.test' } }
  const { data } = await ask('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: 'Sale',
      audiences: { included: [listId] },
      'campaign-messages': { data: [{ type: 'campaign-message', attributes: { definition } }] },
    },
  })
  const { data: messages } = (await ask(
    'GET',
    `/api/campaigns/${data.id}/campaign-messages`,
  )) as unknown as { data: { id: string }[] }
  await ask('POST', '/api/campaign-message-assign-template', {
    type: 'campaign-message',
    id: messages[0]?.id,
    relationships: { template: { data: { type: 'template', id: template.data.id } } },
  })
  await ask('POST', '/api/campaign-send-jobs', { type: 'campaign-send-job', id: data.id })
  return data.id
}

/** What the passing of two minutes would do: leases of the dead run out. */
const leasesRunOut = (sql: Sql) =>
  inEveryAccount(
    sql,
    (tx) => tx`
      update messages set leased_until = now() - interval '1 second' where leased_until is not null`,
  )

async function underWay(sql: Sql): Promise<number> {
  const rows = await inEveryAccount(
    sql,
    (tx) => tx`select from messages where state in ('queued', 'sending')`,
  )
  return rows.length
}

const control = (id: string, action: string) =>
  ask('PATCH', `/api/x/campaign-controls/${id}`, {
    type: 'campaign-control',
    id,
    attributes: { action },
  })

test(
  `${RECIPIENTS} people get a campaign once although the server is killed ${KILLS} times`,
  async () => {
    await server.start()
    const database = await openDatabase(
      { databaseUrl: null, dataDir: server.dataDir },
      { join: true },
    )
    const sql = connectSql(database.url, { max: 2 })
    const list = await ask('POST', '/api/lists', { type: 'list', attributes: { name: 'All' } })
    await fillList(sql, list.data.id)
    const id = await campaignTo(list.data.id)
    const step = Math.floor(RECIPIENTS / (KILLS + 3))
    const sent = (count: number) =>
      expect.poll(() => sink.count(), { timeout: LIMIT_MS, interval: 5 }).toBeGreaterThan(count)
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sent(sink.count() + step)
      await pause(Math.random() * 100)
      await server.kill()
      await leasesRunOut(sql)
      await server.start()
    }

    // — A pause in the middle: what is under way arrives, then nothing.
    await control(id, 'pause')
    await expect.poll(() => underWay(sql), { timeout: 60_000, interval: 50 }).toBe(0)
    const paused = sink.count()
    await pause(1_500)
    expect(sink.count()).toBe(paused)
    await control(id, 'resume')
    await expect
      .poll(async () => (await ask('GET', `/api/campaigns/${id}`)).data.attributes['status'], {
        timeout: LIMIT_MS,
        interval: 250,
      })
      .toBe('Sent')

    const rows = await inAccount(
      sql,
      TEST_COMPANY,
      (tx) => tx<{ people: number; messages: number; uncertain: number; sent: number }[]>`
        select count(distinct profile_id)::int as people, count(*)::int as messages,
               count(*) filter (where state = 'uncertain')::int as uncertain,
               count(*) filter (where state = 'sent')::int as sent
        from messages`,
    )
    const [count] = rows
    const twice = [...sink.copies.values()].filter((copies) => copies > 1).length
    process.stdout.write(
      `${RECIPIENTS} recipients, ${KILLS} kills, 1 pause: ${count?.sent} sent, ${twice} twice, ` +
        `${count?.uncertain} uncertain\n`,
    )
    expect(twice).toBe(0)
    expect(count).toMatchObject({ people: RECIPIENTS, messages: RECIPIENTS })
    expect((count?.sent ?? 0) + (count?.uncertain ?? 0)).toBe(RECIPIENTS)
    expect(count?.uncertain ?? 0).toBeLessThanOrEqual(
      KILLS * CONNECTIONS_DEFAULT * UNDER_WAY_PER_CONNECTION,
    )
    await sql.end()
    await database.stop()
  },
  LIMIT_MS,
)
