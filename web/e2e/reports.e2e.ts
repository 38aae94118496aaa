import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { AGENT_METRIC_NAMES } from '../../src/contract/metric-names.ts'
import { consolePages, DESKTOP, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner } = consolePages()
const TIMEOUT_MS = 180_000
let home = ''

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  const shop = await ownShop('Reports')
  home = shop.home
  const day = 86_400_000
  await shop.sendEvents(
    Array.from({ length: 20 }, (_, nth) => ({
      metric: 'Placed Order',
      profile: { email: `p${nth}@shopper.test` },
      time: new Date(Date.now() - nth * day),
      value: 20 + nth,
      properties: { OrderId: `o${nth}` },
    })),
  )
})

test('home says what happened, and that nothing needs a person', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(home)
  await page.setViewportSize(DESKTOP)
  await shown(page.getByRole('heading', { name: 'Home', exact: true }))
  await shown(page.getByText('Nothing needs you'))
  await shown(page.getByRole('heading', { name: 'Since yesterday' }))
  await page.screenshot({ path: join(RESULTS, 'home own shop.png'), fullPage: true })
})

test('a number of the home page opens its proof, with the rows behind it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(home)
  await page.getByRole('button', { name: /^Orders 2\b.*Show how this number/ }).click()
  const proof = page.getByRole('dialog', { name: 'Proof: Orders' })
  await shown(proof.getByText('orders = 2'))
  await shown(proof.getByText('Placed Order'))
  await expect.poll(() => proof.getByRole('row').count()).toBe(1 + 2)
  await page.screenshot({ path: join(RESULTS, 'home proof.png'), fullPage: true })
})

test('a figure of the agent opens its proof', { timeout: TIMEOUT_MS }, async () => {
  const page = await owner(`${home}/agent/performance`)
  await page.getByRole('button', { name: /^Resolution rate/ }).click()
  const proof = page.getByRole('dialog', { name: 'Proof: Resolution rate' })
  await shown(proof.getByText('conversationsResolved ÷ conversationsStarted = 0 ÷ 0'))
})

test('numbers of the ledger of recommendations open their proof', {
  timeout: TIMEOUT_MS,
}, async () => {
  const shop = await ownShop('Ledger')
  const hour = 3_600_000
  const at = (hours: number) => new Date(Date.now() - hours * hour)
  const items = [{ product_id: 'mug', title: 'Blue mug', sku: 'MUG-B' }]
  await shop.sendEvents([
    ...Array.from({ length: 4 }, (_, nth) => ({
      metric: AGENT_METRIC_NAMES.recommended.en,
      service: 'customer-agent',
      profile: { email: `p${nth}@shopper.test` },
      time: at(30 - nth),
      properties: { $extra: { items } },
    })),
    ...[0, 1, 2].map((nth) => ({
      metric: 'Placed Order',
      profile: { email: `p${nth}@shopper.test` },
      // The last one before anything was shown.
      time: at(nth === 2 ? 40 : 20),
      properties: { Items: [{ SKU: 'MUG-B' }] },
    })),
  ])
  const page = await owner(`${shop.home}/analytics/recommendations`)
  const asked: string[] = []
  page.on('request', (request) => asked.push(decodeURIComponent(request.url())))
  await page.getByRole('button', { name: /comes about: Blue mug: Bought, share, 50/ }).click()
  const proof = page.getByRole('dialog', { name: 'Proof: Blue mug: Bought, share' })
  await shown(proof.getByText('peopleBought ÷ peopleShown = 2 ÷ 4'))
  await shown(proof.getByText(/Europe\/Berlin/))
  await expect.poll(() => proof.getByRole('row').count()).toBe(1 + 2)
  await proof.getByText('Divided by', { exact: true }).last().click()
  await expect.poll(() => proof.getByRole('row').count()).toBe(1 + 4)
  await shown(proof.getByRole('link', { name: 'p3@shopper.test' }))
  // Of the two above the line, then of the two that only stand below it.
  expect(asked.filter((url) => url.includes('filter=any(id,'))).toHaveLength(2)
  await page.screenshot({ path: join(RESULTS, 'ledger proof.png'), fullPage: true })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /comes about: Blue mug: Shown, 4/ }).click()
  const shownProof = page.getByRole('dialog', { name: 'Proof: Blue mug: Shown' })
  await shown(shownProof.getByText('productShown = 4'))
})

test('a window in which clocks change says so', { timeout: TIMEOUT_MS }, async () => {
  const page = await owner(home)
  await page.getByRole('link', { name: 'Metrics', exact: true }).click()
  await page.getByRole('link', { name: 'Placed Order' }).click()
  await page.waitForURL(/\/metrics\/\w+$/)
  await page.goto(`${page.url()}?range=custom&from=2026-10-25&to=2026-10-25`)
  await page.getByRole('button', { name: /comes about: Events, \d+$/ }).click()
  const proof = page.getByRole('dialog')
  await shown(proof.getByText('25 Oct 2026, 00:00 GMT+2 to before 26 Oct 2026, 00:00 GMT+1'))
})

test('a changed window is kept, and history is worked through', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/settings/attribution`)
  const field = page.getByLabel('Answer in the web chat')
  await shown(field)
  await field.fill('48')
  await page.getByRole('form', { name: 'Windows' }).getByRole('button', { name: 'Save' }).click()
  await shown(page.getByText('Saved'))
  await page.reload()
  await expect.poll(() => page.getByLabel('Answer in the web chat').inputValue()).toBe('48')
})

test('reports without messages say how to begin', { timeout: TIMEOUT_MS }, async () => {
  const page = await owner(`${home}/analytics/messages`)
  await shown(page.getByText('Nothing was sent in this period'))
  await page.goto(`${home}/analytics/deliverability`)
  await shown(page.getByText('No email was sent in this period'))
  await page.goto(`${home}/analytics/recommendations`)
  await shown(page.getByText('The agent showed no product in this period'))
})
