import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accountApp, Browser, bootstrap, errorOf } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { endpoint, resourceType } from '../contract/endpoint.ts'
import { SCOPES } from '../contract/permissions.ts'
import { implement } from '../platform/http.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createAuthenticator } from './authenticate.action.ts'

const password = 'a quiet brown fox'
const key = 'pk_first_key_of_the_shop_1'

const Ping = resourceType({
  type: 'ping',
  self: '/client/ping/',
  attributes: z.object({ account: z.string() }),
})
const clientPing = implement(
  endpoint({
    id: 'clientPing',
    method: 'GET',
    path: '/client/ping',
    tag: 'Test',
    summary: 'Which company was named.',
    access: 'company',
    reply: { status: 200, one: Ping },
    rate: 'L',
  }),
  async ({ caller }) => ({
    data: { type: 'ping', id: 'ping', attributes: { account: caller.accountId } },
  }),
)

const { sql } = await testDatabase()
await bootstrap(sql, {
  apiKey: key,
  companyId: 'ShopA1',
  owner: { email: 'ada@shop.test', password },
})
const { app, authenticator } = await accountApp(sql, { routes: [clientPing] })

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers: { host: 'localhost:4100', ...headers } })

describe('an API key', () => {
  test.each([`Klaviyo-API-Key ${key}`, `klaviyo-api-key ${key}`, `Bearer ${key}`])(
    'is accepted as "%s"',
    async (authorization) => {
      const answer = await get('/api/accounts', { authorization })
      expect(answer.json().data).toMatchObject([{ type: 'account', id: 'ShopA1' }])
    },
  )

  test('that is absent, misplaced or unknown is a 401 as clients know it', async () => {
    expect((await get('/api/accounts')).json().errors).toMatchObject([
      {
        status: 401,
        code: 'not_authenticated',
        title: 'Authentication credentials were not provided.',
        source: { pointer: '/data/' },
      },
    ])
    for (const authorization of ['Basic YTpi', key, `Klaviyo-API-Key ${key}x`, 'Bearer ']) {
      expect((await get('/api/accounts', { authorization })).json().errors).toMatchObject([
        {
          status: 401,
          code: 'authentication_failed',
          title: 'Incorrect authentication credentials.',
          source: { pointer: '/data/' },
        },
      ])
    }
  })

  test('that is unknown is not repeated in the answer', async () => {
    const answer = await get('/api/accounts', { authorization: 'Bearer pk_almost_a_secret' })
    expect(answer.body).not.toContain('almost')
  })

  test('does nothing that is for people', async () => {
    const authorization = `Bearer ${key}`
    expect(errorOf(await get('/api/x/members', { authorization }))).toEqual({
      status: 403,
      code: 'permission_denied',
      detail: "'members:read' is for people; the API key 'PARLEY_API_KEY' cannot hold it.",
    })
    expect(errorOf(await get('/api/x/me', { authorization })).status).toBe(403)
  })

  test('is noted as used once a minute, whatever the number of calls', async () => {
    let now = new Date('2026-03-01T12:00:00Z')
    const usedAt = () =>
      inAccount(sql, 'ShopA1', async (tx) => {
        const [row] = await tx`select last_used_at as at from api_keys`
        return row?.['at']
      })
    await inAccount(sql, 'ShopA1', (tx) => tx`update api_keys set last_used_at = null`)
    const other = await accountApp(sql, { now: () => now })
    const call = () =>
      other.app.inject({ url: '/api/accounts', headers: { authorization: `Bearer ${key}` } })
    await Promise.all(Array.from({ length: 20 }, call))
    await expect.poll(usedAt).toEqual(new Date('2026-03-01T12:00:00Z'))
    now = new Date('2026-03-01T12:00:59Z')
    await call()
    expect(await usedAt()).toEqual(new Date('2026-03-01T12:00:00Z'))
    now = new Date('2026-03-01T12:01:00Z')
    await call()
    await expect.poll(usedAt).toEqual(now)
  })

  test('is looked up once for a burst of calls', async () => {
    let asked = 0
    const counting = createAuthenticator({
      sql: new Proxy(sql, {
        get(target, name) {
          if (name === 'begin') asked += 1
          return Reflect.get(target, name)
        },
      }),
      log: { warn: () => {} },
      publicUrl: undefined,
      now: () => new Date(0), // a key noted as used later than now is not noted again
    })
    const burst = await accountApp(sql)
    const request = { headers: { authorization: `Bearer ${key}` } } as never
    const wanted = { access: 'events:write' } as never
    await Promise.all(Array.from({ length: 1_000 }, () => counting.authenticate(request, wanted)))
    expect(asked).toBe(1)
    await burst.app.close()
  })
})

describe('a person', () => {
  const browser = new Browser(app)

  test('names the account; without it the request is not understood', async () => {
    await browser.signIn('ada@shop.test', password)
    const missing = await browser.call('GET', '/api/accounts')
    expect(missing.statusCode).toBe(400)
    expect(missing.json().errors[0].source).toEqual({ parameter: 'Parley-Account' })
    browser.account = 'ShopA1'
    expect((await browser.call('GET', '/api/accounts')).statusCode).toBe(200)
  })

  test('cannot tell a missing account from somebody else’s', async () => {
    await inEveryAccount(
      sql,
      (tx) => tx`
        insert into accounts (account_id, name, timezone, currency, created_at)
        values ('Others', 'Not mine', 'UTC', 'EUR', now())`,
    )
    const seen = async (account: string) => {
      browser.account = account
      const { status, detail } = errorOf(await browser.call('GET', '/api/accounts'))
      return { status, detail: detail.replace(account, 'X') }
    }
    const theirs = await seen('Others')
    expect(theirs.status).toBe(404)
    expect(await seen('Nobody')).toEqual(theirs)
    expect(await seen("'; drop")).toEqual(theirs)
    browser.account = 'ShopA1'
  })

  test('is told which permission the role lacks and who has it', async () => {
    await inAccount(sql, 'ShopA1', (tx) => tx`update members set role = 'support'`)
    const refused = await browser.call('GET', '/api/x/api-keys')
    expect(errorOf(refused)).toEqual({
      status: 403,
      code: 'permission_denied',
      detail: "The role 'support' does not include 'api-keys:read'.",
    })
    expect(refused.json().errors[0].meta.fix).toBe('Ask somebody who is owner, admin or manager.')
    await inAccount(sql, 'ShopA1', (tx) => tx`update members set role = 'owner'`)
  })
})

describe('a web page', () => {
  test('names its company; an unknown one is named back', async () => {
    const answer = await get('/client/ping?company_id=ShopA1')
    expect(answer.json().data.attributes.account).toBe('ShopA1')
    for (const companyId of ['shopa1', 'Nobody', "a'b"]) {
      const refused = await get(`/client/ping?company_id=${encodeURIComponent(companyId)}`)
      expect(refused.statusCode).toBe(400)
      expect(refused.json().errors[0]).toMatchObject({
        detail: `There is no company '${companyId}'.`,
        source: { parameter: 'company_id' },
      })
    }
    expect(errorOf(await get('/client/ping')).detail).toMatch(/'company_id' is required/)
  })

  test('of any origin may call, also when it is refused', async () => {
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/client/events/?company_id=ShopA1',
      headers: {
        origin: 'https://tea.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,revision,x-klaviyo-user-agent',
      },
    })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'content-type,revision,x-klaviyo-user-agent',
    })
    for (const company of ['ShopA1', 'Nobody']) {
      const answer = await get(`/client/ping?company_id=${company}`, { origin: 'https://tea.test' })
      expect(answer.headers['access-control-allow-origin']).toBe('*')
    }
  })

  test('may not call the private API', async () => {
    const answer = await get('/api/accounts', { origin: 'https://tea.test' })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/events' })
    expect(preflight.statusCode).toBeGreaterThanOrEqual(400)
  })
})

test('a revoked key is refused at once here, and within two seconds elsewhere', async () => {
  const elsewhere = await accountApp(sql)
  const call = (server: typeof app) =>
    server.inject({ url: '/api/accounts', headers: { authorization: `Bearer ${key}` } })
  expect((await call(app)).statusCode).toBe(200)
  expect((await call(elsewhere.app)).statusCode).toBe(200)

  await inAccount(sql, 'ShopA1', (tx) => tx`update api_keys set revoked_at = now()`)
  authenticator.forgetKeys()
  expect((await call(app)).statusCode).toBe(401)
  await expect
    .poll(async () => (await call(elsewhere.app)).statusCode, { timeout: 2_500 })
    .toBe(401)
})

test('a first key holds every scope', async () => {
  const [row] = await inAccount(sql, 'ShopA1', (tx) => tx`select scopes from api_keys`)
  expect(row?.['scopes']).toEqual(SCOPES)
})
