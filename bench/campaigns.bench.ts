import { once } from 'node:events'
import { cpus } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemActor } from '../src/account/audit.sql.ts'
import { advanceCampaigns } from '../src/campaign/advance-campaigns.action.ts'
import { messagesOfCampaigns } from '../src/campaign/campaign-messages.sql.ts'
import { guardCampaignSends } from '../src/campaign/guard-campaign-sends.action.ts'
import { createCampaign } from '../src/campaign/save-campaign.action.ts'
import { sendCampaign } from '../src/campaign/send-campaign.action.ts'
import { guardOpenProblems } from '../src/message/guard-open-problems.action.ts'
import { smtpGateway } from '../src/message/mail.gateway.ts'
import { sendMessages } from '../src/message/send-messages.action.ts'
import { newUlidUuid } from '../src/platform/id.ts'
import { migrate } from '../src/platform/migrate.ts'
import { connectSql, inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { bootstrap } from '../test/account-app.ts'
import { messageServices } from '../test/message-fixtures.ts'
import { startTestServer } from '../test/postgres.ts'
import { bareRates, mainThreadMs, signingKey } from './bare-pool.ts'

const SHOP = 'Sh0p42'
/** People who are really sent to. */
const RECIPIENTS = Number(process.env['BENCH_RECIPIENTS'] ?? 5_000)
/** People of an audience that is only determined. */
const AUDIENCE = Number(process.env['BENCH_AUDIENCE'] ?? 200_000)
const BATCH = 50_000
const CONNECTIONS = 5
const MB = 1024 * 1024

/** How fast an audience is determined, and how fast a campaign is sent, against a bare pool. */
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
    await measureAudience(sql)
    await measureSending(sql, url)
    await sql.end()
  } finally {
    await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
    await server.stop()
    await worker.terminate()
  }
}

/** Nine of ten can be reached, and one of ten of those is excluded. */
async function measureAudience(sql: Sql): Promise<void> {
  await group(sql, 'All', AUDIENCE, 0)
  await group(sql, 'Not', 0, 10)
  const id = await campaign(sql, { included: ['All'], excluded: ['Not'] })
  const before = process.memoryUsage().rss
  const began = performance.now()
  let peak = before
  const watching = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  for (;;) {
    const [row] = await inAccount(sql, SHOP, (tx) => messagesOfCampaigns(tx, SHOP, [id]))
    if (row?.resolvedAt) {
      const seconds = (performance.now() - began) / 1_000
      print(
        `audience of ${AUDIENCE}: ${row.recipients} queued, ${row.excluded} excluded, ` +
          `${row.unreachable} unreachable in ${seconds.toFixed(1)} s; ` +
          `memory +${Math.round((peak - before) / MB)} MB`,
      )
      break
    }
    await advanceCampaigns({ sql })
  }
  clearInterval(watching)
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate campaign_recipients, messages cascade`
    await tx`update campaign_messages set status = 'Cancelled'`
  })
}

async function measureSending(sql: Sql, url: string): Promise<void> {
  await group(sql, 'Some', 0, 0)
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      insert into group_members (account_id, group_id, profile_id, joined_at)
      select ${SHOP}, 'Some', m.profile_id, now()
      from (
        select m.profile_id from group_members m
        join profiles p using (account_id, profile_id)
        where m.group_id = 'All' and p.email is not null
          and not exists (
            select from group_members x where x.group_id = 'Not' and x.profile_id = m.profile_id)
        limit ${RECIPIENTS}
      ) m`,
  )
  await sql`analyze`
  const id = await campaign(sql, { included: ['Some'], excluded: ['Not'] })
  const gateway = smtpGateway(url, { connections: CONNECTIONS })
  const guards = [guardCampaignSends, guardOpenProblems]
  const services = messageServices({ mail: gateway, inboundHost: null, guards })
  const key = await signingKey(sql, SHOP, services)
  const before = process.memoryUsage().rss
  const began = performance.now()
  const cpu = mainThreadMs()
  let sent = 0
  let peak = before
  for (;;) {
    const steps = await advanceCampaigns({ sql })
    const done = await sendMessages({ sql, services })
    sent += done
    peak = Math.max(peak, process.memoryUsage().rss)
    if (steps + done === 0) break
  }
  const ours = sent / ((performance.now() - began) / 1_000)
  const busy = cpu() / sent
  gateway.close()
  const [row] = await inAccount(sql, SHOP, (tx) => messagesOfCampaigns(tx, SHOP, [id]))
  print(
    `campaign: ${sent} mails, ${Math.round(ours)}/s, ${row?.status}; ` +
      `main thread ${busy.toFixed(2)} ms a mail; ` +
      `memory +${Math.round((peak - before) / MB)} MB`,
  )
  const bare = await bareRates(sql, {
    accountId: SHOP,
    url,
    connections: CONNECTIONS,
    key,
  })
  print(
    `bare nodemailer, the same mails: ${Math.round(bare.composing)}/s when it composes and signs them, ` +
      `${Math.round(bare.finished)}/s when it is given their bytes`,
  )
  print(`ratio: ${(ours / bare.composing).toFixed(2)}, ${(ours / bare.finished).toFixed(2)}`)
}

async function group(sql: Sql, id: string, size: number, nth: number): Promise<void> {
  const now = new Date()
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${SHOP}, ${id}, 'list', ${id}, 'single_opt_in', ${now}, ${now})`,
  )
  for (let from = 0; from < size; from += BATCH) {
    const people = Array.from({ length: Math.min(BATCH, size - from) }, (_, at) => ({
      profile_id: newUlidUuid(now),
      email: (from + at) % 10 === 0 ? null : `shopper${from + at}@example.test`,
      first_name: `Ada ${from + at}`,
    }))
    await inAccount(
      sql,
      SHOP,
      (tx) => tx`
        with people as (
          insert into profiles (account_id, profile_id, email, first_name, created_at, updated_at)
          select ${SHOP}, r.profile_id, r.email, r.first_name, ${now}, ${now}
          from json_to_recordset(${JSON.stringify(people)}::text::json)
            as r (profile_id uuid, email text, first_name text)
          returning profile_id
        )
        insert into group_members (account_id, group_id, profile_id, joined_at)
        select ${SHOP}, ${id}, p.profile_id, ${now} from people p`,
    )
  }
  if (nth > 0) {
    await inAccount(
      sql,
      SHOP,
      (tx) => tx`
        insert into group_members (account_id, group_id, profile_id, joined_at)
        select ${SHOP}, ${id}, m.profile_id, ${now}
        from (
          select profile_id, row_number() over () as place from group_members
          where group_id = 'All'
        ) m
        where m.place % ${nth}::int = 3`,
    )
  }
  await sql`analyze`
}

async function campaign(
  sql: Sql,
  audience: { included: string[]; excluded: string[] },
): Promise<string> {
  const now = new Date()
  const editing = { actor: systemActor(SHOP), now, wallNow: now, origin: 'https://shop.test' }
  const id = await createCampaign(
    sql,
    SHOP,
    {
      name: 'Sale',
      audience,
      strategy: { method: 'immediate' },
      hasSmartSending: false,
      tracking: { add_tracking_params: true },
      message: {
        channel: 'email',
        content: { subject: 'Sale for {{ first_name }}', from_email: 'shop@shop.test' },
      },
      imageId: null,
    },
    editing,
  )
  await inEveryAccount(
    sql,
    (tx) => tx`update message_contents set html = ${mail()} where html is null`,
  )
  await sendCampaign(sql, SHOP, id, editing)
  return id
}

/** Eight products with links: some 6 KB, as a small campaign has. */
function mail(): string {
  const product = (at: number) =>
    `<tr><td style="padding:12px;border-bottom:1px solid #eeeeee"><a href="https://shop.test/p/${at}">` +
    `<img src="https://shop.test/i/${at}.jpg" width="160" alt="Product ${at}"></a></td><td>` +
    `<p style="margin:0;font-size:16px;line-height:1.5">Warm thing number ${at} for {{ first_name }}, ` +
    `made of wool that was spun where the sheep live. ${'It keeps its shape. '.repeat(14)}</p></td></tr>`
  const rows = Array.from({ length: 8 }, (_, at) => product(at)).join('\n')
  return `<html><body><table>${rows}</table><p>{% unsubscribe %}</p></body></html>`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
