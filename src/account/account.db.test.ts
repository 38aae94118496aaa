import { beforeAll, describe, expect, test } from 'vitest'
import { accountApp, Browser, bootstrap, errorOf, ORIGIN } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'

const password = 'a quiet brown fox'
const key = 'pk_first_key_of_the_shop_1'
const byKey = { authorization: `Klaviyo-API-Key ${key}` }

const { sql } = await testDatabase()
await bootstrap(sql, {
  apiKey: key,
  companyId: 'ShopA1',
  owner: { email: 'ada@shop.test', password },
})
const settled: Array<[string, string]> = []
const hooked: string[] = []
const { app } = await accountApp(sql, {
  onAccountCreated: [async (_tx, accountId) => void hooked.push(accountId)],
  settle: [
    async (accountId, now) => void settled.push([`first ${accountId}`, now.toISOString()]),
    async (accountId, now) => void settled.push([`second ${accountId}`, now.toISOString()]),
  ],
})
const ada = new Browser(app, 'ShopA1')
await ada.signIn('ada@shop.test', password)

describe('the account, as the public API shows it', () => {
  test('is the one of the key, in the shape that clients know', async () => {
    const one = await app.inject({ url: '/api/accounts/ShopA1/', headers: byKey })
    expect(one.json()).toEqual({
      data: {
        type: 'account',
        id: 'ShopA1',
        attributes: {
          test_account: false,
          contact_information: {
            default_sender_name: 'My shop',
            default_sender_email: '',
            website_url: null,
            organization_name: 'My shop',
            street_address: {
              address1: '',
              address2: '',
              city: '',
              country: '',
              region: '',
              zip: '',
            },
          },
          industry: null,
          timezone: 'UTC',
          preferred_currency: 'USD',
          public_api_key: 'ShopA1',
          locale: 'en-US',
        },
        links: { self: `${ORIGIN}/api/accounts/ShopA1/` },
      },
      links: { self: `${ORIGIN}/api/accounts/ShopA1/` },
    })
    const sparse = await app.inject({
      url: '/api/accounts?fields[account]=timezone,contact_information.organization_name',
      headers: byKey,
    })
    expect(sparse.json().data[0].attributes).toEqual({
      timezone: 'UTC',
      contact_information: { organization_name: 'My shop' },
    })
    const other = await app.inject({ url: '/api/accounts/Others', headers: byKey })
    expect(errorOf(other)).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('settings', () => {
  const change = (attributes: object) =>
    ada.call('PATCH', '/api/x/account', { type: 'account', id: 'ShopA1', attributes })

  test('change one by one, and the log says from what to what', async () => {
    await change({ street_address: { city: 'Kiel', zip: '24103' } })
    const answer = await change({
      name: "Ada's Tea",
      timezone: 'Europe/Berlin',
      website_url: 'https://tea.test',
      street_address: { zip: '24105' },
    })
    expect(answer.json().data).toMatchObject({
      type: 'account',
      id: 'ShopA1',
      attributes: {
        name: "Ada's Tea",
        timezone: 'Europe/Berlin',
        currency: 'USD',
        website_url: 'https://tea.test',
        street_address: { city: 'Kiel', zip: '24105', address1: '' },
      },
    })
    expect((await ada.call('GET', '/api/x/account')).json().data.attributes).toEqual(
      answer.json().data.attributes,
    )
    const [entry] = await inAccount(
      sql,
      'ShopA1',
      (tx) => tx`select detail from audit_entries order by entry_id desc limit 1`,
    )
    expect(entry?.['detail']).toMatchObject({
      before: { name: 'My shop', timezone: 'UTC', website_url: null },
      after: { name: "Ada's Tea", timezone: 'Europe/Berlin', website_url: 'https://tea.test' },
    })
    expect(Object.keys(entry?.['detail'].after)).not.toContain('currency')
  })

  test('that change nothing leave no entry', async () => {
    const count = () =>
      inAccount(sql, 'ShopA1', async (tx) => (await tx`select from audit_entries`).length)
    const before = await count()
    await change({ name: "Ada's Tea" })
    expect(await count()).toBe(before)
  })

  test.each([
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ currency: 'euro' }, 'currency'],
    [{ website_url: 'javascript:alert(1)' }, 'website_url'],
    [{ default_sender_email: 'ada' }, 'default_sender_email'],
    [{ locale: '../etc' }, 'locale'],
    [{ is_sandbox: true }, 'is_sandbox'],
  ])('%j is refused where it stands', async (attributes, field) => {
    const answer = await change(attributes)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0].source.pointer).toBe(`/data/attributes/${field}`)
  })

  test('of another account are not changed by naming it', async () => {
    const answer = await ada.call('PATCH', '/api/x/account', {
      type: 'account',
      id: 'Others',
      attributes: { name: 'x' },
    })
    expect(answer.statusCode).toBe(400)
  })
})

describe('another account', () => {
  test('belongs to whoever opens it, with everything that begins with it', async () => {
    const answer = await ada.call('POST', '/api/x/accounts', {
      type: 'account',
      attributes: { name: 'Try-out', timezone: 'UTC', currency: 'EUR', is_sandbox: true },
    })
    expect(answer.statusCode).toBe(201)
    const { id, attributes } = answer.json().data
    expect(attributes).toMatchObject({ name: 'Try-out', is_sandbox: true, currency: 'EUR' })
    expect(hooked).toEqual([id])
    const me = (await ada.call('GET', '/api/x/me')).json().data.attributes.accounts
    expect(me).toMatchObject([
      { id: 'ShopA1', is_sandbox: false },
      { id, role: 'owner', is_sandbox: true },
    ])
  })

  test('is not opened by a program', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/x/accounts',
      headers: { ...byKey, 'content-type': 'application/json' },
      payload: { data: { type: 'account', attributes: {} } },
    })
    expect(answer.statusCode).toBe(403)
  })

  test('up to fifty that one person owns', async () => {
    await inEveryAccount(
      sql,
      (tx) => tx`
        with opened as (
          insert into accounts (account_id, name, timezone, currency, created_at)
          select 'Many' || n, 'Many', 'UTC', 'EUR', now()
          from generate_series(10, 57) n
          returning account_id
        )
        insert into members (account_id, user_id, role, joined_at)
        select account_id, (select user_id from users), 'owner', now()
        from opened`,
    )
    const answer = await ada.call('POST', '/api/x/accounts', {
      type: 'account',
      attributes: { name: 'One more', timezone: 'UTC', currency: 'EUR' },
    })
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'too_many_accounts' })
  })
})

describe('the clock of a sandbox', () => {
  const id = 'Clock1'
  const marketer = new Browser(app, id)
  beforeAll(async () => {
    marketer.cookie = ada.cookie
    await inAccount(
      sql,
      id,
      (tx) => tx`
        with opened as (
          insert into accounts (account_id, name, timezone, currency, is_sandbox, created_at)
          values (${id}, 'Clock', 'UTC', 'EUR', true, now())
        )
        insert into members (account_id, user_id, role, joined_at)
        select ${id}, user_id, 'owner', now()
        from users`,
    )
  })
  const put = (now: string, by = marketer) =>
    by.call('PATCH', '/api/x/test-clock', { type: 'test-clock', id, attributes: { now } })
  const shown = async () =>
    (await marketer.call('GET', '/api/x/test-clock')).json().data.attributes.now
  const ahead = (ms: number) => new Date(Math.ceil(Date.now() / 1_000) * 1_000 + ms).toISOString()

  test('follows the wall clock at first', async () => {
    expect(Math.abs(Date.parse(await shown()) - Date.now())).toBeLessThan(2_000)
  })

  test('is put forward, stands there, and answers when what came due was done', async () => {
    const now = ahead(7 * 24 * HOUR_MS)
    const answer = await put(now)
    expect(answer.json().data).toMatchObject({ type: 'test-clock', id })
    expect(Date.parse(answer.json().data.attributes.now)).toBe(Date.parse(now))
    expect(settled).toEqual([
      [`first ${id}`, now],
      [`second ${id}`, now],
    ])
    expect(Date.parse(await shown())).toBe(Date.parse(now))
    expect((await put(await shown())).statusCode).toBe(200)
  })

  test('does not go back, and says both instants', async () => {
    const stands = await shown()
    const answer = await put('2026-01-01T00:00:00Z')
    expect(errorOf(answer)).toEqual({
      status: 400,
      code: 'invalid',
      detail: `The clock stands at ${stands} and only goes forward; got 2026-01-01T00:00:00+00:00.`,
    })
    expect(errorOf(await put(ahead(6 * 366 * 24 * HOUR_MS))).detail).toMatch(
      /5 years ahead at most/,
    )
    expect((await put('tomorrow')).statusCode).toBe(400)
  })

  test('of moves at once the latest wins', async () => {
    const base = Date.parse(await shown())
    const moves = [3, 1, 2].map((hours) => put(new Date(base + hours * HOUR_MS).toISOString()))
    const statuses = (await Promise.all(moves)).map((answer) => answer.statusCode)
    expect(statuses).toContain(200)
    expect(statuses.every((status) => status === 200 || status === 400)).toBe(true)
    expect(Date.parse(await shown())).toBe(base + 3 * HOUR_MS)
  })

  test('moved a year ahead signs nobody out', async () => {
    await put(ahead(365 * 24 * HOUR_MS))
    expect((await marketer.call('GET', '/api/x/me')).statusCode).toBe(200)
    const entries = await marketer.call('GET', '/api/x/audit-entries')
    const [{ attributes }] = entries.json().data
    expect(attributes.action).toBe('test-clock.moved')
    expect(Math.abs(Date.parse(attributes.at) - Date.now())).toBeLessThan(60_000)
  })

  test('exists in sandboxes only, for people and programs', async () => {
    const live = await app.inject({ url: '/api/x/test-clock', headers: byKey })
    expect(errorOf(live)).toMatchObject({ status: 409, code: 'not_a_sandbox' })
    const moved = await app.inject({
      method: 'PATCH',
      url: '/api/x/test-clock',
      headers: { ...byKey, 'content-type': 'application/json' },
      payload: {
        data: { type: 'test-clock', id: 'ShopA1', attributes: { now: ahead(HOUR_MS) } },
      },
    })
    expect(errorOf(moved)).toMatchObject({ status: 409, code: 'not_a_sandbox' })
  })
})
