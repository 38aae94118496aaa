import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ServerProcess, serverProcess, TEST_COMPANY } from '../../test/server-process.ts'
import { consolePages, eventually, shown } from '../../web/e2e/console.ts'
import { shopApi } from '../../web/e2e/shop-api.ts'
import { answered, bubbles, openChat, write } from './shop-page.ts'

const START_MS = 180_000
const { stranger } = consolePages()
let sandbox: ServerProcess

beforeAll(async () => {
  sandbox = await serverProcess({ PARLEY_SANDBOX: '1' })
  await sandbox.start()
}, START_MS)
afterAll(() => sandbox.dispose())

const address = (path = '') => `http://localhost:${sandbox.port}/demo${path}`

test('an account that is no sandbox has no demo shop', async () => {
  const base = inject('consoleUrl')
  for (const path of [`/demo/${TEST_COMPANY}`, `/client/demo-shop?company_id=${TEST_COMPANY}`]) {
    expect((await fetch(base + path)).status).toBe(404)
  }
  // Other accounts of this server may be sandboxes meanwhile.
  expect((await fetch(`${base}/demo`)).url).not.toContain(TEST_COMPANY)
})

test('the empty shop is filled by a button, never by looking', async () => {
  const page = await stranger()
  await page.goto(address())
  expect(page.url()).toBe(address(`/${TEST_COMPANY}`))
  await shown(page.getByRole('heading', { name: 'This shop is empty' }))
  await page.reload()
  await page.getByRole('button', { name: 'Fill the demo shop' }).click()
  await shown(page.getByRole('link', { name: /Merino scarf/ }))
  expect(await page.locator('.tile').count()).toBeGreaterThan(50)
})

test('a shopper who is signed in buys something and asks the agent where it is', async () => {
  const page = await stranger()
  await page.goto(address(`/${TEST_COMPANY}`))
  await page.getByRole('searchbox').fill('scarf')
  await page.getByRole('link', { name: /Merino scarf/ }).click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: /Grace Okafor/ }).click()
  await shown(page.getByText('Hello, Grace'))
  await page.getByRole('link', { name: 'Cart, 1 item' }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.getByRole('button', { name: 'Place the order' }).click()
  const said = await page.getByText(/The order has the number/).textContent()
  const number = /D-\d+/.exec(said ?? '')?.[0] ?? 'none'
  await shown(page.getByRole('link', { name: 'Cart, 0 items' }))
  await eventually(() => recorded(number)).toEqual([
    'Added to Cart',
    'Placed Order',
    'Viewed Product',
  ])

  await openChat(page)
  await write(page, 'Where is my order?')
  expect(await answered(page, 1)).toContain(number)

  await page.getByRole('button', { name: 'Close chat' }).first().click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await openChat(page)
  await eventually(async () => (await bubbles(page)).length).toBe(1)
})

test('the shop speaks German, and its chat with it', async () => {
  const page = await stranger({ locale: 'de-DE' })
  await page.goto(address(`/${TEST_COMPANY}`))
  await shown(page.getByRole('link', { name: /Merinoschal/ }))
  await shown(page.getByRole('button', { name: 'Chat öffnen' }))
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await shown(page.getByRole('button', { name: 'Chat with us' }))
})

test.each(['light', 'dark'] as const)('its pages are accessible in %s', async (colorScheme) => {
  const page = await stranger({ colorScheme })
  await page.goto(address(`/${TEST_COMPANY}`))
  await shown(page.locator('.tile'))
  expect(await faults(page)).toEqual([])
  await page.locator('.tile').first().click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await shown(page.getByText('Added to the cart.'))
  expect(await faults(page)).toEqual([])
  await page.getByRole('link', { name: /^Cart/ }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
  expect(await faults(page)).toEqual([])
})

test('after days a message begins another conversation, and is answered there', async () => {
  const page = await stranger()
  await page.goto(address(`/${TEST_COMPANY}`))
  await openChat(page)
  await write(page, 'Do you sell scarves?')
  await answered(page, 1)
  await moveClock(3)
  await write(page, 'And hats?')
  await eventually(async () => (await bubbles(page, 'shopper')).join()).toBe('And hats?')
  await answered(page, 1)
})

async function moveClock(days: number): Promise<void> {
  const { api } = shopApi(`http://localhost:${sandbox.port}`)
  const now = new Date(Date.now() + days * 86_400_000).toISOString()
  const data = { type: 'test-clock', id: TEST_COMPANY, attributes: { now } }
  expect(await api('PATCH', '/api/x/test-clock', data)).toMatchObject({ status: 200 })
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    `axe.run(document).then((result) => result.violations)`,
  )
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)
}

interface Events {
  data: { attributes: { event_properties: Record<string, unknown> } }[]
  included: { type: string; attributes: { name?: string } }[]
}

/** Names of the metrics of the buyer's newest events, when the order is among them. */
async function recorded(number: string): Promise<string[]> {
  const { api } = shopApi(`http://localhost:${sandbox.port}`)
  const { body } = await api('GET', '/api/events?page[size]=3&include=metric&sort=-datetime')
  const { data, included } = body as Events
  if (!data.some((one) => one.attributes.event_properties['OrderId'] === number)) return []
  return included.map((one) => one.attributes.name ?? '').toSorted()
}
