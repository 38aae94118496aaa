import { expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { setOptInDefault } from '../account/accounts.sql.ts'
import { inAccount } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import type { JobRow } from './consent-jobs.ts'
import {
  ASK_AGAIN_MS,
  ASKED_BY_VISITOR_MAX,
  ASKED_PER_DAY_MAX,
  requestConfirmations,
} from './request-confirmations.action.ts'

const SHOP = 'Sh0p42'
const START = new Date('2026-05-04T09:00:00Z')
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: SHOP })
await inAccount(sql, SHOP, (tx) => setOptInDefault(tx, SHOP, 'double_opt_in'))

const row = (email: string): JobRow => ({
  id: null,
  identifiers: { email },
  fields: {},
  consents: [{ channel: 'email', topic: 'marketing', consentedAt: null }],
})

function ask(emails: string[], { after = 0, ip = null as string | null } = {}) {
  const now = new Date(START.getTime() + after)
  const rows = emails.map(row)
  const payload = {
    rows,
    customSource: null,
    isHistorical: false,
    isFromClient: ip !== null,
    ip,
  }
  return inAccount(sql, SHOP, (tx) =>
    requestConfirmations(tx, SHOP, rows, { payload, listId: null, now }),
  )
}

async function mails(like: string): Promise<number> {
  const [found] = await inAccount(
    sql,
    SHOP,
    (tx) => tx<{ count: number }[]>`
      select count(*)::int as count
      from consent_requests
      where account_id = ${SHOP}
        and email like ${like}`,
  )
  return found?.count ?? 0
}

test('one address is asked a few times a day, however often a form is filled in', async () => {
  for (let at = 0; at < ASKED_PER_DAY_MAX + 3; at += 1) {
    // Nobody is subscribed by it either.
    expect(await ask(['ada@shop.test'], { after: at * (ASK_AGAIN_MS + 1) })).toEqual([])
  }
  expect(await mails('ada@shop.test')).toBe(ASKED_PER_DAY_MAX)
  await ask(['ada@shop.test'], { after: 25 * HOUR_MS })
  expect(await mails('ada@shop.test')).toBe(ASKED_PER_DAY_MAX + 1)
})

test('one visitor sets off a few mails an hour, a shop for everybody', async () => {
  const many = (name: string) => Array.from({ length: 30 }, (_, at) => `${name}${at}@shop.test`)
  for (const email of many('flood')) await ask([email], { ip: '203.0.113.9' })
  expect(await mails('flood%')).toBe(ASKED_BY_VISITOR_MAX)
  await ask(['other@shop.test'], { ip: '203.0.113.10' })
  expect(await mails('other@shop.test')).toBe(1)
  await ask(['flood-later@shop.test'], { ip: '203.0.113.9', after: HOUR_MS + 1 })
  expect(await mails('flood-later@shop.test')).toBe(1)
  await ask(many('api'))
  expect(await mails('api%')).toBe(30)
})
