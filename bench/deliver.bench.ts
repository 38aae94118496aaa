import { once } from 'node:events'
import { cpus } from 'node:os'
import { Worker } from 'node:worker_threads'
import { smtpGateway } from '../src/message/mail.gateway.ts'
import { createContent } from '../src/message/message-contents.sql.ts'
import { queueMessages } from '../src/message/queue-messages.action.ts'
import { sendMessages } from '../src/message/send-messages.action.ts'
import { newUlidUuid } from '../src/platform/id.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, type Sql } from '../src/platform/sql.ts'
import { bootstrap } from '../test/account-app.ts'
import { messageServices } from '../test/message-fixtures.ts'
import { startTestServer } from '../test/postgres.ts'
import { bareRates, mainThreadMs, signingKey } from './bare-pool.ts'

const SHOP = 'Sh0p42'
const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 20_000)
const CONNECTIONS = 5
const QUEUE_BATCH = 5_000

/** Personalised mails through everything that is checked and kept, against a bare pool of nodemailer. */
export async function bench(): Promise<void> {
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, mail server on it`)
  const worker = new Worker(new URL('./smtp-sink.worker.ts', import.meta.url))
  const [url] = (await once(worker, 'message')) as [string]
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
    await measure(sql, url)
    await sql.end()
  } finally {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    await server.stop()
    await worker.terminate()
  }
}

async function measure(sql: Sql, url: string): Promise<void> {
  const gateway = smtpGateway(url, { connections: CONNECTIONS })
  const services = messageServices({ mail: gateway, inboundHost: null })
  const key = await signingKey(sql, SHOP, services)
  await queueAll(sql)
  const began = performance.now()
  const cpu = mainThreadMs()
  const done = await sendMessages({ sql, services })
  const ours = rate(done, began)
  print(
    `Parley: ${done} mails, ${round(ours)}/s; rendered, signed, checked, kept, recorded; ` +
      `main thread ${(cpu() / done).toFixed(2)} ms a mail`,
  )
  gateway.close()
  const states = await inAccount(
    sql,
    SHOP,
    (tx) => tx<{ state: string; count: number }[]>`
      select state, count(*)::int as count from messages group by state`,
  )
  print(`states: ${states.map(({ state, count }) => `${state} ${count}`).join(', ')}`)
  const bare = await bareRates(sql, { accountId: SHOP, url, connections: CONNECTIONS, key })
  print(
    `bare nodemailer, the same mails: ${round(bare.composing)}/s when it composes and signs them, ` +
      `${round(bare.finished)}/s when it is given their bytes`,
  )
  print(`ratio: ${(ours / bare.composing).toFixed(2)}, ${(ours / bare.finished).toFixed(2)}`)
}

async function queueAll(sql: Sql): Promise<void> {
  const now = new Date()
  const contentId = await inAccount(sql, SHOP, (tx) =>
    createContent(tx, SHOP, {
      channel: 'email',
      name: 'Win-back',
      fromEmail: 'shop@shop.test',
      fromLabel: 'Wool & Söhne',
      subject: 'We miss you, {{ first_name }}',
      previewText: 'Something warm for {{ person.City }}',
      html: mail(),
      now,
    }),
  )
  for (let from = 0; from < MESSAGES; from += QUEUE_BATCH) {
    const people = Array.from({ length: Math.min(QUEUE_BATCH, MESSAGES - from) }, (_, at) => ({
      profile_id: newUlidUuid(now),
      email: `shopper${from + at}@example.test`,
      first_name: `Ada ${from + at}`,
      properties: { City: 'Köln', Tier: 'gold', Basket: basketOf(from + at) },
    }))
    await inAccount(sql, SHOP, async (tx) => {
      await tx`
        insert into profiles (
          account_id, profile_id, email, first_name, properties, created_at, updated_at
        )
        select ${SHOP}, r.profile_id, r.email, r.first_name, r.properties, ${now}, ${now}
        from json_to_recordset(${JSON.stringify(people)}::text::json)
          as r (profile_id uuid, email text, first_name text, properties jsonb)`
      await queueMessages(
        tx,
        SHOP,
        people.map(({ profile_id, email }) => ({
          profileId: profile_id,
          contentId,
          dedupeKey: email,
          dueAt: now,
          now,
          eventId: null,
          flowStart: null,
          listIds: [],
          source: { kind: 'campaign', campaignId: 'C', campaignMessageId: 'M', variationId: null },
        })),
      )
    })
  }
  await sql`analyze`
}

const PRODUCTS = 8

/** What the person left in the basket. */
function basketOf(person: number) {
  return Array.from({ length: PRODUCTS }, (_, at) => {
    const id = (person * PRODUCTS + at) % 1_000
    return { id, title: `Scarf ${id}`, price: 19 + (id % 30) }
  })
}

/** A block of products with links for each person: some 6 KB, as a small mail has. */
function mail(): string {
  const product = `<tr><td style="padding:8px"><a href="https://shop.test/p/{{ item.id }}?from=mail"><img src="https://shop.test/i/{{ item.id }}.jpg" width="200" alt="{{ item.title }}"></a></td><td style="padding:8px;font-family:Arial,sans-serif"><p>{{ item.title }}, warm for {{ person.City }}: {{ item.price }} €</p><p><a href="https://shop.test/p/{{ item.id }}">Look at it</a></p></td></tr>`
  return `<html><body><h1>Hello {{ first_name|default:'there' }}</h1>{% if person.Tier == 'gold' %}<p>Thank you for your loyalty.</p>{% endif %}<table>{% for item in person.Basket %}${product}{% endfor %}</table><p>{{ organization.name }} {% unsubscribe 'Unsubscribe' %}</p></body></html>`
}

function rate(count: number, began: number): number {
  return count / ((performance.now() - began) / 1_000)
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
