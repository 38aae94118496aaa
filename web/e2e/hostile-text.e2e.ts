import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  consolePages,
  createProfile,
  findInPalette,
  home,
  metricId,
  sendEvent,
  shown,
} from './console.ts'

const { owner, ownerOfNewAccount } = consolePages()

const HOSTILE = '<img src=x onerror=window.__pwned=1>'

test('markup in names and values is shown as text everywhere and never runs', async () => {
  const email = 'mallory@shopper.test'
  const id = await createProfile({
    email,
    first_name: HOSTILE,
    properties: { [HOSTILE]: HOSTILE },
  })
  for (const value of [HOSTILE, 'tame']) {
    await sendEvent({ metric: HOSTILE, profile: { email }, properties: { [HOSTILE]: value } })
  }
  const page = await owner(`${home}/analytics/metrics?q=onerror`)
  await harmless(page, page.getByRole('link', { name: HOSTILE }))

  await page.goto(`${home}/analytics/metrics/${await metricId(HOSTILE)}`)
  await harmless(page, page.getByRole('heading', { level: 1, name: HOSTILE }))
  const line = page.getByRole('listitem').filter({ hasText: HOSTILE }).first()
  await line.getByRole('button', { name: 'Show details' }).click()
  await harmless(page, line.getByLabel('Raw event'))
  await page.getByRole('button', { name: HOSTILE }).click()
  await harmless(page, page.getByText('tame').last())
  await page.getByRole('combobox', { name: 'Grouped by' }).click()
  await page.getByRole('option', { name: HOSTILE }).click()
  await harmless(page, page.getByRole('figure').getByText(HOSTILE))
  await page.getByRole('figure').hover({ position: { x: 900, y: 150 } })
  await harmless(page, page.getByRole('figure').locator('div').getByText('tame').last())

  await page.goto(`${home}/audience/profiles?q=mallory`)
  await harmless(page, page.getByRole('link', { name: HOSTILE }))
  await page.goto(`${home}/audience/profiles/${id}`)
  await harmless(page, page.getByRole('heading', { level: 1, name: HOSTILE }))
  await harmless(page, page.getByRole('button', { name: HOSTILE }))
  await harmless(page, (await findInPalette(page, 'mallory')).getByText(HOSTILE))
})

test('the same holds for names of accounts and keys', async () => {
  const { page, account } = await ownerOfNewAccount({ name: HOSTILE })
  await page.goto(`/a/${account}/settings/api-keys`)
  await page.getByRole('button', { name: 'New API key' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(HOSTILE)
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await harmless(page, page.getByRole('cell').getByText(HOSTILE))
  await page.getByRole('button', { name: 'Revoke' }).click()
  await harmless(page, page.getByRole('heading', { name: `Revoke “${HOSTILE}”?` }))
  await page.goto(`/a/${account}/settings/audit-log`)
  await harmless(page, page.getByRole('cell').getByText(HOSTILE))
})

async function harmless(page: Page, text: ReturnType<Page['getByText']>): Promise<void> {
  await shown(text)
  const found = await page.evaluate(() => ({
    ran: '__pwned' in window,
    elements: document.querySelectorAll('img[src="x"]').length,
  }))
  expect(found).toEqual({ ran: false, elements: 0 })
}
