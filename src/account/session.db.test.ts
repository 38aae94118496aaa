import { describe, expect, test } from 'vitest'
import { accountApp, Browser, bootstrap, errorOf, ORIGIN } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { secretHash } from '../platform/secret.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'

const password = 'a quiet brown fox'

const ada = {
  account_name: "Ada's Tea",
  name: 'Ada',
  email: 'Ada@Shop.test',
  password,
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  locale: 'de',
}

describe('the first owner', async () => {
  const { sql } = await testDatabase()
  const { setupLink } = await bootstrap(sql)
  const created: string[] = []
  const { app } = await accountApp(sql, {
    onAccountCreated: [async (_tx, accountId) => void created.push(accountId)],
  })
  const browser = new Browser(app)
  const token = setupLink!.split('token=')[1]!
  const create = (attributes: object) =>
    browser.call('POST', '/api/x/owner', { type: 'owner', attributes: { ...ada, ...attributes } })

  test('is missing at first', async () => {
    const { data } = (await browser.call('GET', '/api/x/installation')).json()
    expect(data.attributes).toEqual({ needs_owner: true, version: '0.1.0' })
  })

  test('needs the link that was shown last, and a password that will do', async () => {
    expect(errorOf(await create({ token: 'guess' }))).toMatchObject({
      status: 403,
      code: 'setup_token_invalid',
    })
    const weak = await create({ token, password: 'hunter2hunter2'.slice(0, 9) })
    expect(errorOf(weak)).toEqual({
      status: 400,
      code: 'invalid',
      detail: 'The password has 9 characters; at least 12 are needed.',
    })
    expect(weak.body).not.toContain('hunter2')
  })

  test('of two at the same moment one becomes the owner and is signed in', async () => {
    const answers = await Promise.all([
      create({ token }),
      create({ token, email: 'eve@shop.test' }),
    ])
    expect(answers.map((answer) => answer.statusCode).toSorted((a, b) => a - b)).toEqual([201, 409])
    const winner = answers.find((answer) => answer.statusCode === 201)!
    expect(winner.headers['set-cookie']).toMatch(
      /^__Host-parley_session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600$/,
    )
    const { attributes } = winner.json().data
    expect(attributes.accounts).toEqual([
      {
        id: expect.stringMatching(/^\w{6}$/),
        name: "Ada's Tea",
        role: 'owner',
        is_sandbox: false,
        timezone: 'Europe/Berlin',
        currency: 'EUR',
      },
    ])
    expect(created).toEqual([attributes.accounts[0].id])
    expect(await sql`select from users`).toHaveLength(1)
    expect(errorOf(await create({ token }))).toMatchObject({ status: 409, code: 'owner_exists' })
  })

  test('takes over the account that the settings made', async () => {
    const other = await testDatabase()
    const start = await bootstrap(other.sql, { companyId: 'ShopA1', isSandbox: true })
    const { app } = await accountApp(other.sql)
    const answer = await new Browser(app).call('POST', '/api/x/owner', {
      type: 'owner',
      attributes: { ...ada, token: start.setupLink!.split('token=')[1] },
    })
    expect(answer.json().data.attributes.accounts).toMatchObject([
      { id: 'ShopA1', name: "Ada's Tea", is_sandbox: true, timezone: 'Europe/Berlin' },
    ])
  })
})

describe('signing in', async () => {
  const { sql } = await testDatabase()
  await bootstrap(sql, { companyId: 'ShopA1', owner: { email: 'ada@shop.test', password } })

  test('with any spelling of the email; the token is stored as a hash only', async () => {
    const { app } = await accountApp(sql)
    const browser = new Browser(app)
    const answer = await browser.signIn(' ADA@shop.TEST', password)
    expect(answer.statusCode).toBe(201)
    const me = (await browser.call('GET', '/api/x/me')).json().data
    expect(me).toMatchObject({
      type: 'user',
      attributes: { email: 'ada@shop.test', color_scheme: 'auto', accounts: [{ id: 'ShopA1' }] },
      links: { self: `${ORIGIN}/api/x/me/` },
    })
    const hashes = await sql`select token_hash as hash from user_sessions`
    expect(hashes).toEqual([{ hash: secretHash(browser.cookie!.split('=')[1]!) }])
  })

  test('fails alike for a wrong password and an unknown email, and is written down', async () => {
    const { app } = await accountApp(sql)
    const browser = new Browser(app)
    const wrong = errorOf(await browser.signIn('ada@shop.test', 'another brown fox'))
    const unknown = errorOf(await browser.signIn('nobody@shop.test', password))
    expect(wrong).toMatchObject({ status: 401, code: 'authentication_failed' })
    expect(unknown).toEqual(wrong)
    await expect
      .poll(() =>
        inEveryAccount(
          sql,
          (tx) => tx`
            select actor_name as actor, subject, detail
            from audit_entries
            where action = 'session.refused'`,
        ),
      )
      .toEqual([
        {
          actor: 'ada',
          subject: 'ada@shop.test',
          detail: { ip: '127.0.0.1', reason: 'wrong-password' },
        },
      ])
  })

  test('is refused after ten failures, known email or not', async () => {
    const { app } = await accountApp(sql)
    const browser = new Browser(app)
    for (const email of ['ada@shop.test', 'nobody@shop.test']) {
      for (let i = 0; i < 10; i += 1) await browser.signIn(email, 'wrong wrong wrong')
      const refused = await browser.signIn(email, password)
      expect(errorOf(refused)).toMatchObject({ status: 429, code: 'throttled' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800)
    }
  })

  test('needs https, or the machine itself', async () => {
    const { app } = await accountApp(sql)
    const signIn = (host: string, origin?: string) =>
      app.inject({
        method: 'POST',
        url: '/api/x/sessions',
        headers: { host, 'content-type': 'application/json', ...(origin ? { origin } : {}) },
        payload: {
          data: { type: 'session', attributes: { email: 'ada@shop.test', password } },
        },
      })
    const plain = await signIn('192.168.1.5:4100', 'http://192.168.1.5:4100')
    expect(errorOf(plain)).toMatchObject({ status: 400, code: 'https_required' })
    expect((await signIn('192.168.1.5:4100')).statusCode).toBe(400)
    expect((await signIn('shop.test', 'https://shop.test')).statusCode).toBe(201)
    expect((await signIn('127.0.0.1:4100', 'http://127.0.0.1:4100')).statusCode).toBe(201)
  })

  test('another site cannot sign its visitor in', async () => {
    const { app } = await accountApp(sql)
    const answer = await new Browser(app).call(
      'POST',
      '/api/x/sessions',
      { type: 'session', attributes: { email: 'ada@shop.test', password } },
      { origin: 'https://evil.test' },
    )
    expect(errorOf(answer)).toMatchObject({ status: 403, code: 'origin_mismatch' })
    expect(answer.headers['set-cookie']).toBeUndefined()
  })
})

describe('a session', async () => {
  const { sql } = await testDatabase()
  await bootstrap(sql, { companyId: 'ShopA1', owner: { email: 'ada@shop.test', password } })
  let aheadMs = 0
  const { app } = await accountApp(sql, { now: () => new Date(Date.now() + aheadMs) })
  const status = async (browser: Browser) => (await browser.call('GET', '/api/x/me')).statusCode

  async function signedIn(): Promise<Browser> {
    aheadMs = 0
    const browser = new Browser(app)
    await browser.signIn('ada@shop.test', password)
    return browser
  }

  test('ends after twelve hours without use', async () => {
    const browser = await signedIn()
    aheadMs = 12 * HOUR_MS + MINUTE_MS
    expect(errorOf(await browser.call('GET', '/api/x/me'))).toMatchObject({
      status: 401,
      code: 'not_authenticated',
      detail: 'Your session has ended.',
    })
  })

  test('in use lives for fourteen days, and gets a new token every hour', async () => {
    const browser = await signedIn()
    const tokens = new Set([browser.cookie])
    for (aheadMs = 0; aheadMs < 14 * DAY_MS - 6 * HOUR_MS; aheadMs += 6 * HOUR_MS) {
      expect(await status(browser)).toBe(200)
      tokens.add(browser.cookie)
    }
    expect(tokens.size).toBe(55)
    aheadMs = 14 * DAY_MS
    expect(await status(browser)).toBe(401)
  })

  test('requests in flight during a rotation go on; the old token ends a minute later', async () => {
    const browser = await signedIn()
    const old = new Browser(app)
    old.cookie = browser.cookie
    aheadMs = HOUR_MS
    const answers = await Promise.all([status(browser), status(browser), status(browser)])
    expect(answers).toEqual([200, 200, 200])
    expect(browser.cookie).not.toBe(old.cookie)
    expect(await status(old)).toBe(200)
    expect(old.cookie).not.toBe(browser.cookie) // no new cookie for the old token
    aheadMs += MINUTE_MS
    expect(await status(old)).toBe(401)
    expect(await status(browser)).toBe(200)
  })

  test('a refused request still brings the new token back', async () => {
    const browser = await signedIn()
    const before = browser.cookie
    aheadMs = HOUR_MS
    browser.account = 'ShopA1'
    expect((await browser.call('GET', '/api/accounts/Nobody')).statusCode).toBe(404)
    expect(browser.cookie).not.toBe(before)
  })

  test('ends with signing out, and the browser is told to forget', async () => {
    const browser = await signedIn()
    const kept = browser.cookie
    const answer = await browser.call('DELETE', '/api/x/sessions/current')
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['set-cookie']).toMatch(/^__Host-parley_session=; .*Max-Age=0$/)
    browser.cookie = kept
    expect(await status(browser)).toBe(401)
  })

  test('writes only for pages of our own', async () => {
    const browser = await signedIn()
    const me = (await browser.call('GET', '/api/x/me')).json().data
    const rename = (headers: Record<string, string>) =>
      browser.call(
        'PATCH',
        '/api/x/me',
        { type: 'user', id: me.id, attributes: { name: 'Ada L.' } },
        headers,
      )
    for (const origin of ['https://evil.test', 'null', 'http://localhost:5173']) {
      expect(errorOf(await rename({ origin }))).toMatchObject({
        status: 403,
        code: 'origin_mismatch',
      })
    }
    expect((await rename({})).json().data.attributes.name).toBe('Ada L.')
    const byFetch = await rename({ origin: 'null', 'sec-fetch-site': 'same-origin' })
    expect(byFetch.statusCode).toBe(200)
  })

  test('twenty at a time: the one not used for longest makes room', async () => {
    const first = await signedIn()
    for (let i = 0; i < 20; i += 1) await signedIn()
    expect(await status(first)).toBe(401)
    const rows = await sql`select from user_sessions`
    expect(rows).toHaveLength(20)
  })
})

describe('what I say about myself', async () => {
  const { sql } = await testDatabase()
  await bootstrap(sql, { companyId: 'ShopA1', owner: { email: 'ada@shop.test', password } })
  const { app } = await accountApp(sql)
  const browser = new Browser(app)
  const elsewhere = new Browser(app)
  await browser.signIn('ada@shop.test', password)
  const me = (await browser.call('GET', '/api/x/me')).json().data
  const change = (attributes: object) =>
    browser.call('PATCH', '/api/x/me', { type: 'user', id: me.id, attributes })

  test('name, language and colours change; what is absent stays', async () => {
    await change({ name: 'Ada Lovelace', locale: 'de' })
    const { attributes } = (await change({ color_scheme: 'dark' })).json().data
    expect(attributes).toMatchObject({
      name: 'Ada Lovelace',
      locale: 'de',
      color_scheme: 'dark',
    })
    expect((await change({ locale: null })).json().data.attributes.locale).toBeNull()
  })

  test('nobody else can be changed', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const answer = await browser.call('PATCH', '/api/x/me', { type: 'user', id, attributes: {} })
    expect(answer.statusCode).toBe(400)
  })

  test('a new password needs the current one and ends all other sessions', async () => {
    await elsewhere.signIn('ada@shop.test', password)
    const fresh = 'an entirely new fox'
    expect(errorOf(await change({ new_password: fresh })).detail).toMatch(/current_password/)
    expect(errorOf(await change({ new_password: fresh, current_password: 'no' })).detail).toBe(
      'The current password is not right.',
    )
    const weak = await change({ new_password: 'short', current_password: password })
    expect(errorOf(weak).detail).toBe('The password has 5 characters; at least 12 are needed.')

    expect((await change({ new_password: fresh, current_password: password })).statusCode).toBe(200)
    expect((await browser.call('GET', '/api/x/me')).statusCode).toBe(200)
    expect((await elsewhere.call('GET', '/api/x/me')).statusCode).toBe(401)
    expect((await elsewhere.signIn('ada@shop.test', password)).statusCode).toBe(401)
    expect((await elsewhere.signIn('ada@shop.test', fresh)).statusCode).toBe(201)
  })
})
