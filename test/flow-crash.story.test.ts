import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../src/platform/database.ts'
import { newUlidUuid } from '../src/platform/id.ts'
import { connectSql, inAccount, inEveryAccount, type Sql } from '../src/platform/sql.ts'
import { insertRawEvents } from './raw-events.ts'
import { API_HEADERS, type ServerProcess, serverProcess, TEST_COMPANY } from './server-process.ts'
import { smtpSink } from './smtp-sink.ts'

const KILLS = Number(process.env['FLOW_KILLS'] ?? 1)
const PEOPLE = Number(process.env['FLOW_PEOPLE'] ?? 200)
/** A lease of the engine is a minute: set it higher to see that it is lost. */
const FROZEN_S = Number(process.env['FLOW_FROZEN_S'] ?? 1)
const FREEZES = Number(process.env['FLOW_FREEZES'] ?? 1)
/** Kinds of people: each takes another way through the flow. */
const KINDS = 4
const HOUR_MS = 3_600_000
const sink = await smtpSink()
const server = await serverProcess({
  PARLEY_RATE_LIMITS: 'off',
  PARLEY_SANDBOX: '1',
  SMTP_URL: sink.url,
})
afterAll(async () => {
  await server.dispose()
  await sink.stop()
}, 120_000)

async function call<T>(method: string, path: string, data: unknown): Promise<T> {
  const answer = await fetch(server.url + path, {
    method,
    headers: API_HEADERS,
    body: JSON.stringify({ data }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  const text = await answer.text()
  return (text === '' ? {} : JSON.parse(text)) as T
}

const named = (type: string, attributes: object) => ({ type, attributes })

async function createTemplate(): Promise<string> {
  const html = '<p>Hello {{ email }}</p>'
  const { data } = await call<{ data: { id: string } }>(
    'POST',
    '/api/templates',
    named('template', { name: 'Hello', editor_type: 'CODE', html }),
  )
  return data.id
}

const equals = (property: string, value: string) => ({
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-property',
          property: `properties['${property}']`,
          filter: { type: 'string', operator: 'equals', value },
        },
      ],
    },
  ],
})

/** Ten steps, four of them mails; by its kind a person gets three, or two and a skip. */
async function createFlow(sql: Sql): Promise<string> {
  const templateId = await createTemplate()
  const { data: list } = await call<{ data: { id: string } }>(
    'POST',
    '/api/lists',
    named('list', { name: 'Passed' }),
  )
  const [metric] = await inAccount(
    sql,
    TEST_COMPANY,
    (tx) => tx<{ id: string }[]>`
      select metric_id as id from metrics
      where account_id = ${TEST_COMPANY} and name = 'Began'`,
  )
  const email = (id: string, next: string | null, additional_filters: object | null = null) => ({
    temporary_id: id,
    type: 'send-email',
    links: { next },
    data: {
      status: 'live',
      message: {
        name: id,
        subject_line: id,
        template_id: templateId,
        from_email: 'shop@crash.test',
        smart_sending_enabled: false,
        additional_filters,
      },
    },
  })
  const delay = (id: string, next: string) => ({
    temporary_id: id,
    type: 'time-delay',
    links: { next },
    data: { unit: 'hours', value: 1 },
  })
  const { data: flow } = await call<{ data: { id: string } }>(
    'POST',
    '/api/flows',
    named('flow', {
      name: 'Ten steps',
      definition: {
        triggers: [{ type: 'metric', id: metric?.id, trigger_filter: null }],
        profile_filter: null,
        entry_action_id: 'delay-1',
        actions: [
          delay('delay-1', 'first'),
          email('first', 'note'),
          {
            temporary_id: 'note',
            type: 'update-profile',
            links: { next: 'delay-2' },
            data: {
              status: 'live',
              profile_operations: [
                {
                  operator: 'update',
                  property_type: 'string',
                  property_key: 'noted',
                  property_value: 'yes',
                },
              ],
            },
          },
          delay('delay-2', 'ask'),
          {
            temporary_id: 'ask',
            type: 'conditional-split',
            links: { next_if_true: 'even', next_if_false: 'odd' },
            data: { profile_filter: equals('parity', 'even') },
          },
          email('even', 'delay-3'),
          email('odd', 'delay-3', equals('half', 'first')),
          delay('delay-3', 'list'),
          {
            temporary_id: 'list',
            type: 'list-update',
            links: { next: 'last' },
            data: { name: 'Passed', on_execution: true, list_id: list.id, status: 'live' },
          },
          email('last', null),
        ],
      },
    }),
  )
  await call('PATCH', `/api/flows/${flow.id}`, {
    ...named('flow', { status: 'live' }),
    id: flow.id,
  })
  return flow.id
}

/** People enter; answers their ids by kind. */
async function enter(sql: Sql, count: number, group: string): Promise<Map<string, number>> {
  const now = await clockOf(sql)
  const people = Array.from({ length: count }, (_, at) => ({
    profile_id: newUlidUuid(now),
    email: `${group}${at}@crash.test`,
    properties: {
      parity: at % 2 === 0 ? 'even' : 'odd',
      half: at % KINDS < 2 ? 'first' : 'second',
    },
  }))
  const metricId = await inAccount(sql, TEST_COMPANY, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, email, properties, created_at, updated_at)
      select ${TEST_COMPANY}, r.profile_id, r.email, r.properties, ${now}, ${now}
      from json_to_recordset(${JSON.stringify(people)}::text::json) as r (
        profile_id uuid, email text, properties jsonb)`
    const [metric] = await tx<{ id: string }[]>`
      select metric_id as id from metrics
      where account_id = ${TEST_COMPANY} and name = 'Began'`
    return metric?.id ?? ''
  })
  await insertRawEvents(
    sql,
    TEST_COMPANY,
    people.map(({ profile_id: profileId }) => ({
      metricId,
      profileId,
      occurredAt: now,
      // After the flow went live, which may be within the same second.
      recordedAt: new Date(Math.max(now.getTime(), Date.now())),
    })),
  )
  return new Map(people.map(({ profile_id }, at) => [profile_id, at % KINDS]))
}

async function clockOf(sql: Sql): Promise<Date> {
  const [row] = await inEveryAccount(
    sql,
    (tx) => tx<{ at: Date | null }[]>`
      select clock_at as at from accounts where account_id = ${TEST_COMPANY}`,
  )
  return row?.at ?? new Date(Math.floor(Date.now() / 1_000) * 1_000)
}

async function moveClock(sql: Sql, hours: number): Promise<void> {
  const at = new Date((await clockOf(sql)).getTime() + hours * HOUR_MS)
  await inEveryAccount(
    sql,
    (tx) => tx`update accounts set clock_at = ${at} where account_id = ${TEST_COMPANY}`,
  )
}

async function count(sql: Sql, table: 'flow_steps' | 'flow_enrolments'): Promise<number> {
  const [row] = await inAccount(
    sql,
    TEST_COMPANY,
    (tx) => tx<{ count: number }[]>`select count(*)::int as count from ${tx(table)}`,
  )
  return row?.count ?? 0
}

/** Leases that the dead held on messages run out after two minutes: here at once. */
const leasesRunOut = (sql: Sql) =>
  inEveryAccount(
    sql,
    (tx) => tx`
      update messages set leased_until = now() - interval '1 second' where leased_until is not null`,
  )

async function untilAllHavePassed(sql: Sql): Promise<void> {
  const left = () =>
    inAccount(sql, TEST_COMPANY, async (tx) => {
      const [row] = await tx<{ left: number }[]>`
        select (select count(*) from flow_enrolments where ended_at is null)::int
               + (select count(*) from messages where state in ('queued', 'sending'))::int as left`
      return row?.left ?? -1
    })
  await expect.poll(left, { timeout: 600_000, interval: 250 }).toBe(0)
}

/** What everybody came through, in words: the steps, and what became of their messages. */
async function passages(sql: Sql): Promise<Map<string, string>> {
  const rows = await inAccount(
    sql,
    TEST_COMPANY,
    (tx) => tx<{ profileId: string; story: string }[]>`
      select e.profile_id as "profileId",
             string_agg(
               concat_ws(' ', a.place, a.definition ->> 'type', s.outcome, s.reason,
                         extract(epoch from s.taken_at - e.flow_start),
                         case when m.state = 'uncertain' then 'sent' else m.state end,
                         m.skip_reason),
               ', ' order by a.place)
             || ' – ' || e.end_reason || ' ' || (p.properties ->> 'noted')
             || ' ' || (select count(*) from group_members g
                        where g.account_id = e.account_id and g.profile_id = e.profile_id) as story
      from flow_enrolments e
      join profiles p on p.account_id = e.account_id and p.profile_id = e.profile_id
      join flow_steps s on s.account_id = e.account_id and s.enrolment_id = e.enrolment_id
      join flow_actions a on a.account_id = s.account_id and a.action_id = s.action_id
      left join messages m
        on m.account_id = s.account_id
       and m.enrolment_id = s.enrolment_id::text
       and m.action_id = s.action_id
      where e.account_id = ${TEST_COMPANY}
      group by e.account_id, e.enrolment_id, e.profile_id, e.end_reason, p.properties`,
  )
  expect(new Set(rows.map((row) => row.profileId)).size).toBe(rows.length)
  return new Map(rows.map((row) => [row.profileId, row.story]))
}

async function duplicates(sql: Sql): Promise<number> {
  const [row] = await inAccount(
    sql,
    TEST_COMPANY,
    (tx) => tx<{ count: number }[]>`select sum(duplicates)::int as count from flows`,
  )
  return row?.count ?? -1
}

test(`${PEOPLE} people pass ten steps as if nothing were, through ${KILLS} kills and ${FREEZES} freezes`, async () => {
  await server.start()
  await call('POST', '/api/events', {
    type: 'event',
    attributes: {
      metric: { data: named('metric', { name: 'Began' }) },
      profile: { data: named('profile', { email: 'first@crash.test' }) },
      properties: {},
    },
  })
  const database = await openDatabase(
    { databaseUrl: null, dataDir: server.dataDir },
    { join: true },
  )
  const sql = connectSql(database.url, { max: 3 })
  await createFlow(sql)

  // — One of each kind, undisturbed.
  const control = await enter(sql, KINDS, 'calm')
  await expect.poll(() => count(sql, 'flow_enrolments'), { timeout: 60_000 }).toBe(KINDS)
  await moveClock(sql, 10)
  await untilAllHavePassed(sql)
  const calm = await passages(sql)
  const expected = new Map([...control].map(([id, kind]) => [kind, calm.get(id)]))
  expect(new Set(expected.values()).size).toBe(3)

  // — The crowd, with kills at random moments from the first event on.
  const crowd = await enter(sql, PEOPLE, 'crowd')
  const stepsOfOne = 9
  const before = await count(sql, 'flow_steps')
  const moments = (PEOPLE * stepsOfOne) / (KILLS + 1)
  for (let kill = 0; kill < KILLS; kill += 1) {
    await moveClock(sql, 10)
    const from = before + moments * kill
    await expect
      .poll(() => count(sql, 'flow_steps'), { timeout: 120_000, interval: 10 })
      .toBeGreaterThanOrEqual(Math.min(from, before + PEOPLE * stepsOfOne - 1))
    await pause(Math.random() * 150)
    await server.kill()
    await leasesRunOut(sql)
    await server.start()
  }
  await moveClock(sql, 10)
  await untilAllHavePassed(sql)

  // — Another crowd, and two servers, one of which stands still now and then.
  const second = await serverProcess({
    PARLEY_RATE_LIMITS: 'off',
    SMTP_URL: sink.url,
    DATABASE_URL: database.url,
  })
  await second.start()
  const late = await enter(sql, PEOPLE, 'late')
  await moveClock(sql, 10)
  for (let freeze = 0; freeze < FREEZES; freeze += 1) {
    await pause(Math.random() * 300)
    await stoodStill(freeze % 2 === 0 ? server : second)
  }
  await expect
    .poll(() => count(sql, 'flow_enrolments'), { timeout: 120_000 })
    .toBe(KINDS + 2 * PEOPLE)
  await untilAllHavePassed(sql)
  await second.dispose()

  const found = await passages(sql)
  const strays = [...crowd, ...late].filter(([id, kind]) => found.get(id) !== expected.get(kind))
  expect(strays.map(([id]) => found.get(id))).toEqual([])
  expect(found.size).toBe(KINDS + 2 * PEOPLE)
  expect(await duplicates(sql)).toBe(0)
  const twice = [...sink.copies].filter(([, copies]) => copies > 1)
  expect(twice).toEqual([])
  process.stdout.write(
    `${2 * PEOPLE} people, ${KILLS} kills, ${FREEZES} freezes of ${FROZEN_S} s: ` +
      `${await count(sql, 'flow_steps')} steps, ${sink.count()} mails, none twice\n`,
  )
  await sql.end()
  await database.stop()
}, 3_600_000)

/** A process that the machine forgets for a while, as when a laptop sleeps. */
async function stoodStill(one: ServerProcess): Promise<void> {
  process.kill(one.pid(), 'SIGSTOP')
  await pause(FROZEN_S * 1_000)
  process.kill(one.pid(), 'SIGCONT')
}
