import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { loadInstallation } from '../../src/account/bootstrap-installation.action.ts'
import { confirmationToken, consentToken } from '../../src/consent/consent-links.ts'
import { insertRequests } from '../../src/consent/consent-requests.sql.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { newUlidUuid, uuidOf } from '../../src/platform/id.ts'
import { connectSql, inAccount, type Sql } from '../../src/platform/sql.ts'
import { TEST_COMPANY } from '../../test/server-process.ts'
import { consolePages, PHONE, shown } from './console.ts'
import { shopApi } from './shop-api.ts'

const { stranger } = consolePages()
const shop = shopApi(inject('consoleUrl'))
const HOUR_MS = 3_600_000
let sql: Sql
let secret: Uint8Array
let stop = async () => {}

beforeAll(async () => {
  const dataDir = inject('dataDir')
  const database = await openDatabase({ databaseUrl: null, dataDir }, { join: true })
  sql = connectSql(database.url, { max: 2 })
  secret = (await loadInstallation(sql)).secret
  stop = async () => {
    await sql.end()
    await database.stop()
  }
})
afterAll(() => stop())

/** Somebody new, and the links that mails to them have. */
async function reader(name: string, locale: string) {
  const email = `${name}@reader.test`
  const id = await shop.createProfile({ email, first_name: 'Käthe', locale })
  const profileId = uuidOf(id) ?? ''
  const requestId = newUlidUuid(new Date())
  await inAccount(sql, TEST_COMPANY, (tx) =>
    insertRequests(tx, TEST_COMPANY, [
      {
        requestId,
        email: `new-${email}`,
        emailKey: `new-${email}`,
        profileId: null,
        listId: null,
        person: { identifiers: { email: `new-${email}` }, fields: {} },
        method: 'api',
        methodDetail: null,
        customMethodDetail: null,
        source: 'client',
        ip: null,
        locale,
        requestedAt: new Date(),
        expiresAt: new Date(Date.now() + HOUR_MS),
      },
    ]),
  )
  const token = consentToken(secret, { accountId: TEST_COMPANY, profileId })
  return {
    unsubscribe: `/unsubscribe/${token}`,
    preferences: `/preferences/${token}`,
    confirm: `/confirm/${confirmationToken(secret, { accountId: TEST_COMPANY, requestId })}`,
  }
}

/** What axe finds serious or critical. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
  })
}

describe.each([
  ['en-GB', 'Unsubscribe', 'Confirm subscription'],
  ['de-DE', 'Abmelden', 'Anmeldung bestätigen'],
])('pages behind links of mails in %s', (locale, leave, confirm) => {
  test.each(['light', 'dark'] as const)('can be read by everybody, %s', async (colorScheme) => {
    const links = await reader(`${locale}-${colorScheme}`.toLowerCase(), locale)
    const page = await stranger({ colorScheme, locale, viewport: PHONE })
    for (const [name, path] of Object.entries(links)) {
      await page.goto(path)
      await shown(page.getByRole('heading', { level: 1 }))
      expect({ name, found: await findings(page) }).toEqual({ name, found: [] })
      expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2))
      const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(dark === 'rgb(20, 22, 26)').toBe(colorScheme === 'dark')
      // Nothing on it is wider than a phone.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        PHONE.width,
      )
    }
  })

  test('work without JavaScript, by keyboard', async () => {
    const links = await reader(`${locale}-plain`.toLowerCase(), locale)
    const page = await stranger({ locale, javaScriptEnabled: false })
    await page.goto(links.unsubscribe)
    await page.getByRole('button', { name: leave }).focus()
    await page.keyboard.press('Enter')
    await shown(page.getByRole('status'))
    await page.goto(links.preferences)
    await page.getByRole('button').first().press('Enter')
    await shown(page.getByRole('status'))
    await page.goto(links.confirm)
    await page.getByRole('button', { name: confirm }).press('Enter')
    await shown(page.getByRole('heading', { level: 1 }))
    expect(await page.getByRole('button', { name: confirm }).count()).toBe(0)
  })
})

declare global {
  interface Window {
    axe: typeof axe
  }
}
