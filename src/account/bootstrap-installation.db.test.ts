import { describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { SCOPES } from '../contract/permissions.ts'
import { secretHash } from '../platform/secret.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { loadInstallation } from './bootstrap-installation.action.ts'

const owner = { email: 'ada@shop.test', password: 'a quiet brown fox' }
const key = 'pk_first_key_of_the_shop_1'

describe('a first start without settings', () => {
  test('shows a link; each start shows a new one, and the secret stays', async () => {
    const { sql } = await testDatabase()
    await expect(loadInstallation(sql)).rejects.toThrow(/did not bootstrap/)
    const first = await bootstrap(sql)
    const { secret } = await loadInstallation(sql)
    const second = await bootstrap(sql)

    expect(first.accountId).toBeNull()
    expect(first.setupLink).toMatch(/^http:\/\/localhost:4100\/setup\?token=[\w-]{43}$/)
    expect(second.setupLink).not.toBe(first.setupLink)
    expect(secret).toHaveLength(32)
    expect((await loadInstallation(sql)).secret).toEqual(secret)
    const [row] = await sql`select setup_token_hash as hash from installation`
    expect(row?.['hash']).toEqual(secretHash(second.setupLink!.split('token=')[1]!))
  })
})

describe('a first start without a screen', async () => {
  const { sql } = await testDatabase()
  const created: string[] = []
  const hook = async (_tx: unknown, accountId: string) => void created.push(accountId)
  const config = { apiKey: key, companyId: 'ShopA1', owner, isSandbox: true }

  async function rows() {
    return inEveryAccount(sql, async (tx) => ({
      accounts: await tx`select account_id as id, is_sandbox as sandbox from accounts`,
      members: await tx`select role, email from members join users using (user_id)`,
      keys: await tx`select key_hash as hash, scopes, name from api_keys order by created_at, key_id`,
    }))
  }

  test('makes account, owner and key; several processes at once make one of each', async () => {
    const starts = await Promise.all([1, 2, 3].map(() => bootstrap(sql, config, [hook])))
    for (const start of starts) {
      expect(start).toEqual({ setupLink: null, accountId: 'ShopA1', warnings: [] })
    }
    expect(created).toEqual(['ShopA1'])
    expect(await rows()).toEqual({
      accounts: [{ id: 'ShopA1', sandbox: true }],
      members: [{ role: 'owner', email: 'ada@shop.test' }],
      keys: [{ hash: secretHash(key), scopes: [...SCOPES], name: 'PARLEY_API_KEY' }],
    })
  })

  test('a changed key is a further key; other changes leave what is there', async () => {
    const second = 'pk_second_key_of_the_shop'
    await bootstrap(sql, {
      ...config,
      apiKey: second,
      owner: { email: 'bo@shop.test', password: 'x' },
    })
    const { accounts, members, keys } = await rows()
    expect(accounts).toHaveLength(1)
    expect(members).toEqual([{ role: 'owner', email: 'ada@shop.test' }])
    expect(keys.map((each) => each['hash'])).toEqual([secretHash(key), secretHash(second)])
  })

  test('another company id is a contradiction, and says both', async () => {
    await expect(bootstrap(sql, { ...config, companyId: 'ShopB2' })).rejects.toMatchObject({
      name: 'OperatorError',
      message: "PARLEY_COMPANY_ID is ShopB2, but this installation's account is ShopA1.",
    })
  })

  test('a key that was revoked stays revoked', async () => {
    await inEveryAccount(
      sql,
      (tx) => tx`update api_keys set revoked_at = now() where key_hash = ${secretHash(key)}`,
    )
    const { warnings } = await bootstrap(sql, config)
    expect(warnings).toEqual([
      'PARLEY_API_KEY was revoked in the console and is refused. Set another key.',
    ])
  })
})

test('a password that will not do stops the start before anything is made', async () => {
  const { sql } = await testDatabase()
  const weak = { email: 'ada@shop.test', password: 'password1234' }
  await expect(bootstrap(sql, { owner: weak })).rejects.toThrow(
    'PARLEY_OWNER_PASSWORD is one that many people use.',
  )
  expect(await sql`select from installation`).toHaveLength(0)
})

test('PARLEY_SANDBOX alone opens a sandbox and still shows the link', async () => {
  const { sql } = await testDatabase()
  const { accountId, setupLink } = await bootstrap(sql, { isSandbox: true })
  expect(accountId).toMatch(/^\w{6}$/)
  expect(setupLink).not.toBeNull()
})
