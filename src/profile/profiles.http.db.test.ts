import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createApp } from '../platform/app.ts'
import { accountClock } from '../platform/clock.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import { drainJobs } from '../platform/job.ts'
import { RateLimiter } from '../platform/rate-limit.ts'
import { inAccount } from '../platform/sql.ts'
import { profileRemovalRoutes } from './change-people.http.ts'
import { deleteProfileJob } from './delete-profile.job.ts'
import { profileImportRoutes } from './import-profiles.http.ts'
import { importProfilesJob } from './import-profiles.job.ts'
import { mergeProfilesJob } from './merge-profiles.job.ts'
import { profileReadRoutes } from './read-profiles.http.ts'
import { profileWriteRoutes } from './write-profiles.http.ts'

const { sql, url } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const log = pino({ level: 'silent' })
const clock = accountClock(sql)
const secret = Buffer.alloc(32, 7)
const jobs = [
  importProfilesJob({ joinLists: async () => {}, secret }),
  mergeProfilesJob,
  deleteProfileJob,
]
let app: FastifyInstance

beforeAll(async () => {
  for (const accountId of [ACCOUNT, 'BBBBBB']) {
    await inAccount(
      sql,
      accountId,
      (tx) => tx`
        insert into accounts (account_id, name, timezone, currency, created_at)
        values (${accountId}, 'Shop', 'Europe/Berlin', 'EUR', now())`,
    )
  }
  await settle()
  app = await createApp({
    routes: [
      ...profileReadRoutes({ secret }),
      ...profileWriteRoutes({ secret }),
      ...profileImportRoutes(async () => {}),
      ...profileRemovalRoutes,
    ],
    sql,
    clock,
    limiter: new RateLimiter('off'),
    log,
    telemetry: { observe: () => {} },
    secret,
    publicUrl: 'https://shop.test',
    trustProxy: false,
    authenticate: async (request) => ({
      kind: 'api-key',
      accountId: String(request.headers['authorization'] ?? ACCOUNT),
      isSandbox: false,
      actorId: null,
      actorName: 'Test key',
      may: () => true,
    }),
  })
})

function settle(): Promise<void> {
  return drainJobs(url, jobs, { sql, clock, log })
}

async function call(method: 'GET' | 'POST' | 'PATCH', path: string, data?: object) {
  const response = await app.inject({
    method,
    url: path,
    headers: { 'content-type': 'application/json' },
    ...(data ? { payload: JSON.stringify({ data }) } : {}),
  })
  return { status: response.statusCode, body: response.body === '' ? null : response.json() }
}

async function create(attributes: object): Promise<string> {
  const { status, body } = await call('POST', '/api/profiles', { type: 'profile', attributes })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body.data.id
}

function errorOf({ status, body }: Awaited<ReturnType<typeof call>>) {
  const [{ code, detail, source, meta }] = body.errors
  return { status, code, detail, source, meta }
}

describe('creating a profile', () => {
  test('answers with every attribute, and the profile can be read again', async () => {
    const id = await create({
      email: ' Ada@Example.com ',
      phone_number: '+49 30 901820',
      location: { city: 'London' },
      properties: { Tier: 'gold', $last_name: 'Lovelace' },
    })
    const { body } = await call('GET', `/api/profiles/${id}/`)
    expect(body.data).toMatchObject({
      type: 'profile',
      id,
      attributes: {
        email: 'Ada@Example.com',
        phone_number: '+4930901820',
        last_name: 'Lovelace',
        organization: null,
        last_event_date: null,
        location: { city: 'London', zip: null },
        properties: { Tier: 'gold' },
      },
      links: { self: `https://shop.test/api/profiles/${id}/` },
    })
    expect(body.data.attributes).not.toHaveProperty('subscriptions')
  })

  test('is refused when an identifier is taken, and names the profile that has it', async () => {
    const id = await create({ email: 'taken@example.com', first_name: 'First' })
    const again = await call('POST', '/api/profiles', {
      type: 'profile',
      attributes: { email: 'TAKEN@example.com', first_name: 'Second' },
    })
    expect(again.body.errors[0]).toMatchObject({
      status: 409,
      code: 'duplicate_profile',
      title: 'Conflict.',
      source: { pointer: '/data/attributes' },
      meta: { duplicate_profile_id: id },
    })
    const { body } = await call('GET', `/api/profiles/${id}`)
    expect(body.data.attributes.first_name).toBe('First')
  })

  test.each([
    [{ phone_number: '030 901820' }, '/data/attributes/phone_number', /'030 901820'.*E\.164/],
    [{ email: 'ada@' }, '/data/attributes/email', /'ada@'/],
    [{ first_name: 'Nobody' }, '/data/attributes', /no identifier/],
    [{ properties: { $email: 'x' } }, '/data/attributes/properties/$email', /'x'/],
    [{ external_id: 'ö'.repeat(1_000) + '…' }, '/data/attributes/external_id', /.*/],
    [
      { email: 'n@example.com', first_name: '名'.repeat(300) },
      '/data/attributes/first_name',
      /900/,
    ],
  ])('is refused with a pointer for %j', async (attributes, pointer, detail) => {
    const error = errorOf(await call('POST', '/api/profiles', { type: 'profile', attributes }))
    expect(error).toMatchObject({ status: 400, code: 'invalid', source: { pointer } })
    expect(error.detail).toMatch(detail)
  })
})

describe('updating a profile', () => {
  test('changes what is sent, clears null, and patches lists', async () => {
    const id = await create({
      email: 'up@example.com',
      first_name: 'Up',
      properties: { skus: ['1'], gone: true },
    })
    const { status, body } = await call('PATCH', `/api/profiles/${id}`, {
      type: 'profile',
      id,
      attributes: { first_name: null, title: 'Dr', properties: { more: 1 } },
      meta: {
        patch_properties: { append: { skus: ['2', '3'] }, unappend: { skus: '1' }, unset: 'gone' },
        patch_identifiers: { append: { email: ['up2@example.com'] } },
      },
    })
    expect(status).toBe(200)
    expect(body.data.attributes).toMatchObject({
      first_name: null,
      title: 'Dr',
      properties: { skus: ['2', '3'], more: 1 },
    })
    const identifiers = await call('GET', `/api/x/profiles/${id}/identifiers`)
    expect(
      identifiers.body.data.map((one: { attributes: object }) => one.attributes),
    ).toMatchObject([
      { kind: 'email', value: 'up@example.com', is_primary: true },
      { kind: 'email', value: 'up2@example.com', is_primary: false },
    ])
    const found = await call('GET', '/api/profiles?filter=equals(email,"up2@example.com")')
    expect(found.body.data.map((one: { id: string }) => one.id)).toEqual([id])
  })

  test('replaces the email, after which the old one is free', async () => {
    const id = await create({ email: 'old@example.com' })
    await call('PATCH', `/api/profiles/${id}`, {
      type: 'profile',
      id,
      attributes: { email: 'New@example.com' },
    })
    expect(await create({ email: 'old@example.com' })).not.toBe(id)
  })

  test('is refused for another id, an unknown one, a taken email and the last identifier', async () => {
    const id = await create({ email: 'refuse@example.com' })
    const other = await create({ email: 'other@example.com' })
    const patch = (path: string, data: object) =>
      call('PATCH', `/api/profiles/${path}`, { type: 'profile', ...data })

    expect(errorOf(await patch(id, { id: other }))).toMatchObject({
      status: 400,
      source: { pointer: '/data/id' },
    })
    const nobody = ulidOf('01900000-0000-0000-0000-000000000000')
    expect(errorOf(await patch(nobody, { id: nobody, attributes: { title: 'x' } }))).toMatchObject({
      status: 404,
      code: 'not_found',
    })
    expect(errorOf(await patch('nonsense', { id: 'nonsense' }))).toMatchObject({ status: 404 })
    expect(
      errorOf(await patch(id, { id, attributes: { email: 'other@example.com' } })),
    ).toMatchObject({ status: 409, meta: { duplicate_profile_id: other } })
    expect(errorOf(await patch(id, { id, attributes: { email: null } }))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('last identifier'),
    })
  })
})

describe('create or update', () => {
  const send = (attributes: object, id?: string) =>
    call('POST', '/api/profile-import', { type: 'profile', ...(id ? { id } : {}), attributes })

  test('creates with 201, then updates with 200', async () => {
    const created = await send({ external_id: 'cu-1', email: 'cu@example.com' })
    expect(created.status).toBe(201)
    const updated = await send({ external_id: 'cu-1', first_name: 'Cu' })
    expect(updated.status).toBe(200)
    expect(updated.body.data).toMatchObject({
      id: created.body.data.id,
      attributes: { email: 'cu@example.com', first_name: 'Cu' },
    })
  })

  test('is refused when identifiers lead to two profiles', async () => {
    await create({ external_id: 'two-1' })
    const second = await create({ email: 'two@example.com' })
    expect(errorOf(await send({ external_id: 'two-1', email: 'two@example.com' }))).toMatchObject({
      status: 409,
      code: 'duplicate_profile',
      meta: { duplicate_profile_id: second },
    })
  })
})

describe('listing profiles', () => {
  async function page(path: string) {
    const { status, body } = await call('GET', path)
    expect({ status, body }).toMatchObject({ status: 200 })
    return body
  }

  test.each(['id', 'created', '-created', 'updated', '-updated', 'email', '-email'])(
    'by %s: pages concatenate to the whole, forwards and backwards',
    async (sort) => {
      await create({ external_id: `no-email-${sort}` })
      const whole = await page(`/api/profiles?sort=${sort}&page[size]=100`)
      const ids = whole.data.map(({ id }: { id: string }) => id)
      expect(ids.length).toBeGreaterThan(8)

      const forwards: string[] = []
      let at = await page(`/api/profiles?sort=${sort}&page[size]=3`)
      for (;;) {
        forwards.push(...at.data.map(({ id }: { id: string }) => id))
        if (at.links.next === null) break
        at = await page(at.links.next.replace('https://shop.test', ''))
      }
      expect(forwards).toEqual(ids)

      const backwards: string[] = at.data.map(({ id }: { id: string }) => id)
      while (at.links.prev !== null) {
        at = await page(at.links.prev.replace('https://shop.test', ''))
        backwards.unshift(...at.data.map(({ id }: { id: string }) => id))
      }
      expect(backwards).toEqual(ids)
    },
  )

  test('filters by identifiers, times and suppression', async () => {
    const id = await create({
      email: 'Filter@example.com',
      phone_number: '+4930901833',
      external_id: 'f-1',
    })
    await inAccount(sql, ACCOUNT, async (tx) => {
      const subscriptions = {
        email: {
          marketing: {
            suppression: [{ reason: 'HARD_BOUNCE', timestamp: '2026-02-01T00:00:00+00:00' }],
          },
        },
      }
      await tx`
        update profiles set subscriptions = ${JSON.stringify(subscriptions)}::text::jsonb
        where email = 'Filter@example.com'`
    })
    const found = async (filter: string) =>
      (await page(`/api/profiles?filter=${encodeURIComponent(filter)}`)).data.map(
        (one: { id: string }) => one.id,
      )
    const suppression = 'subscriptions.email.marketing.suppression'
    for (const filter of [
      `equals(id,"${id}")`,
      'any(email,["filter@EXAMPLE.com","nobody@example.com"])',
      'equals(phone_number,"+4930901833")',
      'equals(external_id,"f-1")',
      `equals(id,"${id}"),greater-than(created,2020-01-01)`,
      `equals(${suppression}.reason,"HARD_BOUNCE")`,
      `greater-than(${suppression}.timestamp,2026-01-31),equals(${suppression}.reason,"HARD_BOUNCE")`,
    ]) {
      expect([filter, ...(await found(filter))]).toEqual([filter, id])
    }
    for (const filter of [
      'equals(id,"nonsense")',
      'equals(_kx,"x")',
      `equals(id,"${id}"),less-than(updated,2020-01-01)`,
      `greater-than(${suppression}.timestamp,2026-02-02)`,
      'equals(subscriptions.email.marketing.list_suppressions.list_id,"ABC123")',
    ]) {
      expect([filter, ...(await found(filter))]).toEqual([filter])
    }
    const sorted = await page(`/api/profiles?sort=-${suppression}.timestamp&page[size]=1`)
    expect(sorted.data[0].id).toBe(id)
    expect((await page(sorted.links.next.replace('https://shop.test', ''))).data).toHaveLength(1)
  })

  test('shows consent and predictions only when asked, complete when nothing is known', async () => {
    const id = await create({ email: 'consent@example.com' })
    const { data } = await page(
      `/api/profiles/${id}?additional-fields[profile]=subscriptions,predictive_analytics`,
    )
    expect(data.attributes.subscriptions).toMatchObject({
      email: { marketing: { consent: 'NEVER_SUBSCRIBED', can_receive_email_marketing: true } },
      sms: { marketing: { consent: 'NEVER_SUBSCRIBED', can_receive_sms_marketing: false } },
      whatsapp: { conversational: { consent: 'NEVER_SUBSCRIBED', can_receive: false } },
    })
    expect(data.attributes.predictive_analytics.churn_probability).toBeNull()
  })
})

describe('search', () => {
  test('finds people by the beginning of identifiers and names', async () => {
    const id = await create({
      email: 'Zoe.Zimmer@example.com',
      phone_number: '+4930777777',
      external_id: 'Zx-42',
      first_name: 'Zoë',
      last_name: 'Zimmer',
    })
    for (const text of ['zoe.z', '+49 30 7777', 'Zx-4', 'zoë', 'Zoë Zim', 'zimmer', id]) {
      const { body } = await call('GET', `/api/x/profiles?search=${encodeURIComponent(text)}`)
      expect([text, ...body.data.map((one: { id: string }) => one.id)]).toEqual([text, id])
    }
    const nobody = await call('GET', '/api/x/profiles?search=zz')
    expect(nobody.body.data).toEqual([])
    const newest = await call('GET', '/api/x/profiles?page[size]=1')
    expect(newest.body.data.map((one: { id: string }) => one.id)).toEqual([id])
    expect(newest.body.links.next).not.toBeNull()
  })
})

describe('a web page', () => {
  const send = (attributes: object) =>
    call('POST', '/client/profiles/?company_id=AAAAAA', { type: 'profile', attributes })

  test('creates and describes people, with an empty answer', async () => {
    expect(await send({ email: 'page@example.com', first_name: 'Pa' })).toEqual({
      status: 202,
      body: null,
    })
    await send({ email: 'page@example.com', external_id: 'taken-over', last_name: 'Ge' })
    const { body } = await call('GET', '/api/profiles?filter=equals(email,"page@example.com")')
    expect(body.data[0].attributes).toMatchObject({
      first_name: 'Pa',
      last_name: 'Ge',
      external_id: null,
    })
  })
})

describe('merging', () => {
  const merge = (destination: string, source: string) =>
    call('POST', '/api/profile-merge', {
      type: 'profile-merge',
      id: destination,
      relationships: { profiles: { data: [{ type: 'profile', id: source }] } },
    })

  test('moves everything, and old ids keep leading there through chains', async () => {
    const kept = await create({
      email: 'kept@example.com',
      first_name: 'Kept',
      location: { city: 'Bonn', timezone: 'Europe/Berlin' },
    })
    const middle = await create({
      email: 'middle@example.com',
      last_name: 'Gap',
      location: { city: 'Köln', zip: '50667', country: 'DE', timezone: 'Europe/Paris' },
    })
    const oldest = await create({ external_id: 'oldest', properties: { Old: true } })
    await recordEvents(oldest, ['same', 'only-old'])
    await recordEvents(kept, ['same'])

    expect((await merge(middle, oldest)).status).toBe(201)
    await settle()
    const answer = await merge(kept, middle)
    expect(answer).toMatchObject({ status: 201, body: { data: { type: 'profile', id: kept } } })
    await settle()

    for (const id of [kept, middle, oldest]) {
      const { body } = await call('GET', `/api/profiles/${id}`)
      expect(body.data).toMatchObject({
        id: kept,
        attributes: {
          email: 'kept@example.com',
          external_id: 'oldest',
          first_name: 'Kept',
          last_name: 'Gap',
          properties: { Old: true },
          location: { city: 'Köln', zip: '50667', timezone: 'Europe/Paris' },
        },
      })
    }
    expect(await eventsOf(kept)).toEqual(['only-old', 'same'])
    const { body } = await call('GET', `/api/x/profiles/${kept}/identifiers`)
    expect(
      body.data.map(({ attributes }: { attributes: { kind: string; value: string } }) =>
        [attributes.kind, attributes.value].join(' '),
      ),
    ).toEqual([
      'email kept@example.com',
      'email middle@example.com',
      'external_id oldest',
      `merged_profile ${middle}`,
      `merged_profile ${oldest}`,
    ])
    expect(errorOf(await merge(kept, middle))).toMatchObject({
      status: 409,
      code: 'already_merged',
    })
    // The id of one that was merged stands for the one that was kept.
    const late = await create({ email: 'late@example.com' })
    expect(await merge(oldest, late)).toMatchObject({ status: 201, body: { data: { id: kept } } })
    expect(errorOf(await merge(middle, kept))).toMatchObject({ status: 400 })
    await settle()
    expect((await call('GET', `/api/profiles/${late}`)).body.data.id).toBe(kept)
  })

  test('is refused for a profile with itself and for unknown ids', async () => {
    const id = await create({ email: 'alone@example.com' })
    const nobody = ulidOf('01900000-0000-0000-0000-000000000000')
    expect(errorOf(await merge(id, id))).toMatchObject({ status: 400 })
    expect(errorOf(await merge(id, nobody))).toMatchObject({ status: 404 })
    expect(errorOf(await merge(nobody, id))).toMatchObject({ status: 404 })
    expect(errorOf(await merge(id, 'nonsense'))).toMatchObject({ status: 404 })
  })
})

describe('deleting a person', () => {
  const remove = (data: object) =>
    call('POST', '/api/data-privacy-deletion-jobs', {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', ...data } } },
    })

  test('leaves nothing that names them, only anonymous numbers', async () => {
    const id = await create({
      email: 'forget@example.com',
      phone_number: '+4930901844',
      first_name: 'Forget',
      last_name: 'Me',
      properties: { Note: 'forget@example.com' },
    })
    const merged = await create({ external_id: 'forget-too', first_name: 'Forget' })
    await call('POST', '/api/profile-merge', {
      type: 'profile-merge',
      id,
      relationships: { profiles: { data: [{ type: 'profile', id: merged }] } },
    })
    await settle()
    await recordEvents(id, ['forget@example.com'])

    expect(await remove({ attributes: { email: 'Forget@example.com' } })).toEqual({
      status: 202,
      body: null,
    })
    await settle()

    for (const one of [id, merged]) {
      expect((await call('GET', `/api/profiles/${one}`)).status).toBe(404)
    }
    const listed = await call('GET', '/api/profiles?page[size]=100')
    expect(JSON.stringify(listed.body)).not.toMatch(/forget|redacted/i)
    expect((await call('GET', '/api/x/profiles?search=redacted')).body.data).toEqual([])
    expect(await everythingStored()).not.toMatch(/forget@|forget-too|4930901844|"Forget"/i)
    expect(await create({ email: 'forget@example.com' })).not.toBe(id)
  })

  test('needs exactly one of id, email and phone number', async () => {
    for (const data of [{}, { id: 'x', attributes: { email: 'a@example.com' } }]) {
      expect(errorOf(await remove(data))).toMatchObject({ status: 400, code: 'invalid' })
    }
    expect((await remove({ attributes: { email: 'unknown@example.com' } })).status).toBe(202)
  })

  async function everythingStored(): Promise<string> {
    return inAccount(sql, ACCOUNT, async (tx) => {
      const tables = [
        'profiles',
        'profile_identifiers',
        'profile_merges',
        'profile_jobs',
        'profile_changes',
        'events',
      ]
      const rows = []
      for (const table of tables) rows.push(...(await tx`select * from ${tx(table)}`))
      return JSON.stringify(rows)
    })
  }
})

describe('a bulk import', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      type: 'profile',
      attributes: { email: `import-${i}@example.com`, first_name: `${i}` },
    }))

  async function send(data: object[]) {
    return call('POST', '/api/profile-bulk-import-jobs', {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data } },
    })
  }

  test('stores good rows in steps and lists the bad ones with what was sent', async () => {
    const data: object[] = rows(1_200)
    data[3] = { type: 'profile', attributes: { phone_number: '123' } }
    data[600] = { type: 'profile', attributes: { email: 'x@example.com', colour: 'red' } }
    data[1_100] = { type: 'profile', attributes: { first_name: 'Nobody' } }
    const queued = await send(data)
    expect(queued).toMatchObject({
      status: 202,
      body: { data: { attributes: { status: 'queued', total_count: 1_200 } } },
    })
    const { id } = queued.body.data
    await settle()

    const { body } = await call('GET', `/api/profile-bulk-import-jobs/${id}`)
    expect(body.data.attributes).toMatchObject({
      status: 'complete',
      total_count: 1_200,
      completed_count: 1_197,
      failed_count: 3,
    })
    const errors = await call('GET', `/api/profile-bulk-import-jobs/${id}/import-errors`)
    expect(
      errors.body.data.map(({ attributes }: { attributes: object }) => attributes),
    ).toMatchObject([
      {
        source: { pointer: '/data/attributes/profiles/data/3/attributes/phone_number' },
        original_payload: data[3],
      },
      { source: { pointer: '/data/attributes/profiles/data/600/attributes/colour' } },
      {
        source: { pointer: '/data/attributes/profiles/data/1100/attributes' },
        detail: expect.stringContaining('no identifier'),
      },
    ])
    const profiles = await call(
      'GET',
      `/api/profile-bulk-import-jobs/${id}/relationships/profiles?page[size]=100`,
    )
    expect(profiles.body.data).toHaveLength(100)
    expect(profiles.body.links.next).not.toBeNull()
    const list = await call(
      'GET',
      '/api/profile-bulk-import-jobs?filter=equals(status,"complete")&sort=-created_at',
    )
    expect(list.body.data[0].id).toBe(id)
  })

  test('is refused without rows, and unknown jobs are not found', async () => {
    expect((await send([])).status).toBe(400)
    expect((await call('GET', '/api/profile-bulk-import-jobs/nonsense')).status).toBe(404)
  })
})

async function recordEvents(id: string, uniqueIds: string[]): Promise<void> {
  const profileId = uuidBehind(id)
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`
      insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
      values (${ACCOUNT}, 'METRIC', 'Visit', 'api', now(), now()) on conflict do nothing`
    await tx`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
        unique_id, properties)
      select ${ACCOUNT}, 0, ${profileId}, 'METRIC', '2026-01-01', now(), u,
        jsonb_build_object('who', u)
      from unnest(${uniqueIds}::text[]) u`
    await tx`
      insert into profile_activity (account_id, profile_id, last_event_at)
      values (${ACCOUNT}, ${profileId}, '2026-01-01') on conflict do nothing`
  })
}

async function eventsOf(id: string): Promise<string[]> {
  const profileId = uuidBehind(id)
  const found = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ uniqueId: string }[]>`
      select unique_id as "uniqueId" from events where profile_id = ${profileId} order by 1`,
  )
  return found.map(({ uniqueId }) => uniqueId)
}

function uuidBehind(id: string): string {
  return uuidOf(id) ?? ''
}
