import { describe, expect, test } from 'vitest'
import { accountApp, Browser, bootstrap, errorOf, ORIGIN } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { SCOPES } from '../contract/permissions.ts'
import { secretHash } from '../platform/secret.ts'
import { inAccount } from '../platform/sql.ts'
import { makeApiKey } from './api-key.action.ts'

const password = 'a quiet brown fox'

const { sql } = await testDatabase()
await bootstrap(sql, { companyId: 'ShopA1', owner: { email: 'ada@shop.test', password } })
const { app } = await accountApp(sql)
const ada = new Browser(app, 'ShopA1')
await ada.signIn('ada@shop.test', password)

const make = (name: string, scopes: readonly string[]) =>
  ada.call('POST', '/api/x/api-keys', { type: 'api-key', attributes: { name, scopes } })

describe('an API key', () => {
  test('is shown once and stored as a hash; it works until it is revoked', async () => {
    const answer = await make('Shop sync', ['profiles:read', 'accounts:read', 'accounts:read'])
    expect(answer.statusCode).toBe(201)
    const { id, attributes } = answer.json().data
    expect(attributes).toMatchObject({
      name: 'Shop sync',
      scopes: ['accounts:read', 'profiles:read'],
      created_by: 'ada',
      last_used_at: null,
      revoked_at: null,
    })
    expect(attributes.key).toMatch(/^pk_[A-Za-z0-9]{40}$/)
    expect(attributes.prefix).toBe(attributes.key.slice(0, 9))
    const stored = await inAccount(sql, 'ShopA1', (tx) => tx`select * from api_keys`)
    expect(stored).toMatchObject([{ key_hash: secretHash(attributes.key) }])
    expect(JSON.stringify(stored)).not.toContain(attributes.key)

    const call = (url: string) =>
      app.inject({ url, headers: { authorization: `Klaviyo-API-Key ${attributes.key}` } })
    expect((await call('/api/accounts')).statusCode).toBe(200)
    expect((await ada.call('DELETE', `/api/x/api-keys/${id}`)).statusCode).toBe(204)
    expect(errorOf(await call('/api/accounts'))).toMatchObject({
      status: 401,
      code: 'authentication_failed',
    })
    expect((await ada.call('DELETE', `/api/x/api-keys/${id}`)).statusCode).toBe(404)
    const [listed] = (await ada.call('GET', '/api/x/api-keys')).json().data
    expect(listed.attributes.key).toBeNull()
    expect(listed.attributes.revoked_at).not.toBeNull()
  })

  test('does what its scopes say, and names the one it lacks', async () => {
    const { key } = (await make('Events only', ['events:write'])).json().data.attributes
    const answer = await app.inject({
      url: '/api/accounts',
      headers: { authorization: `Bearer ${key}` },
    })
    expect(errorOf(answer)).toEqual({
      status: 403,
      code: 'permission_denied',
      detail: "The API key 'Events only' lacks the scope 'accounts:read'.",
    })
  })

  test.each([[[]], [['members:write']], [['everything']]])(
    'with scopes %j is refused',
    async (s) => {
      expect((await make('No', s)).statusCode).toBe(400)
    },
  )

  test('holds no more than its maker', async () => {
    const maker = {
      kind: 'user',
      accountId: 'ShopA1',
      actorId: '00000000-0000-4000-8000-000000000000',
      actorName: 'Bo',
      may: (permission: string) => permission === 'events:read',
    } as const
    const wanted = { name: 'More', scopes: ['events:read', 'events:write'] } as const
    expect(() => makeApiKey(sql, maker, wanted, new Date())).toThrow(
      "Your role does not include 'events:write', so your keys cannot either.",
    )
  })

  test('is one of a hundred at most, listed newest first, a page at a time', async () => {
    for (let i = 0; i < 99; i += 1) await make(`Key ${i}`, SCOPES)
    expect(errorOf(await make('Too many', SCOPES))).toMatchObject({
      status: 409,
      code: 'too_many_api_keys',
    })
    const names: string[] = []
    for (let url: string | null = '/api/x/api-keys?page[size]=40'; url; ) {
      const page: {
        data: Array<{ attributes: { name: string } }>
        links: { next: string | null }
      } = (await ada.call('GET', url.replace(ORIGIN, ''))).json()
      names.push(...page.data.map((each) => each.attributes.name))
      url = page.links.next
    }
    expect(names).toHaveLength(101)
    expect(names.at(-1)).toBe('Shop sync')
    expect(new Set(names).size).toBe(101)
  })
})
