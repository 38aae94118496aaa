import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { AGENT_METRIC_NAMES } from '../../src/contract/metric-names.ts'
import { consolePages, eventually, gone, OWNER, PHONE, RESULTS, shown, signIn } from './console.ts'
import { ownShop } from './own-shop.ts'

const { newManager, owner, stranger } = consolePages()
const TIMEOUT_MS = 180_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Nine of them: the chart of a metric shows seven, and the rest added up. */
const CHANNELS = ['web', 'app', 'shop', 'fair', 'phone', 'post', 'market', 'partner', 'pop-up']
let home = ''
let viewed = ''

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  const shop = await ownShop('Links to proofs')
  home = shop.home
  const ago = (ms: number) => new Date(Date.now() - ms)
  const person = (nth: number) => ({ email: `p${nth}@shopper.test` })
  const items = [{ product_id: 'mug', title: 'Blue mug', sku: 'MUG-B' }]
  await shop.sendEvents([
    ...[0, 1, 2, 500].map((days, nth) => ({
      metric: 'Placed Order',
      profile: person(nth),
      time: ago(days * DAY_MS),
      value: 20,
      properties: { Items: [{ SKU: 'MUG-B' }] },
    })),
    ...CHANNELS.map((channel, nth) => ({
      metric: 'Viewed Product',
      profile: person(nth),
      time: ago(0),
      properties: { Channel: channel },
    })),
    ...[0, 1, 2, 3].map((nth) => ({
      metric: AGENT_METRIC_NAMES.recommended.en,
      service: 'customer-agent',
      profile: person(nth),
      time: ago((75 - nth) * HOUR_MS),
      properties: { $extra: { items } },
    })),
  ])
  viewed = await shop.metricId('Viewed Product')
})

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const found = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] })
    return found.violations.map((one: { id: string; nodes: { html: string }[] }) =>
      [one.id, ...one.nodes.map((node) => node.html.slice(0, 120))].join(' '),
    )
  })
}

/** What a proof says once everybody in it has a name. */
async function settled(proof: Locator): Promise<string> {
  await gone(proof.getByText('Loading'))
  return proof.innerText()
}

const proofOn = (page: Page) => page.getByRole('dialog', { name: /^(Proof|Beleg): / })

test('a proof is in the address: back and forward, closing, and copying work on it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner('about:blank')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${home}/analytics/metrics`)
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  const orders = page.getByRole('button', { name: /^Orders 2\b.*Show how this number/ })
  await orders.click()
  await shown(proofOn(page).getByText('orders = 2'))
  expect(new URL(page.url()).search).toMatch(
    /^\?proof=figure&proof\.figure=orders&proof\.start=\d{4}-\d\d-\d\d&proof\.end=\d{4}-\d\d-\d\d$/,
  )
  await page.getByRole('button', { name: 'Copy link' }).click()
  await shown(page.getByText('Link copied.'))
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  await shown(proofOn(page).getByText(/^GET http.*\/api\/x\/figure-proof\?figure=orders/))

  await page.goBack()
  await gone(proofOn(page))
  expect(new URL(page.url()).search).toBe('')
  await page.goForward()
  await shown(proofOn(page).getByText('orders = 2'))
  await page.keyboard.press('Escape')
  await gone(proofOn(page))
  await eventually(() => new URL(page.url()).search).toBe('')

  await orders.focus()
  await page.keyboard.press('Enter')
  await shown(proofOn(page))
  await page.keyboard.press('Escape')
  await gone(proofOn(page))
  await eventually(() => orders.evaluate((button) => button === document.activeElement)).toBe(true)
  // Closing left nothing behind that Back would open again.
  await page.goBack()
  await shown(page.getByRole('heading', { name: 'Metrics' }))
})

test('who follows a link signs in on the way, and closing the proof stays on the page', {
  timeout: TIMEOUT_MS,
}, async () => {
  const sender = await owner(`${home}/analytics/metrics/${viewed}?range=7&by=Channel`)
  await sender.getByRole('button', { name: 'Show as table' }).click()
  await sender
    .getByRole('button', { name: /comes about: app, .*, 1$/ })
    .last()
    .click()
  await shown(proofOn(sender).getByText('Channel: app'))
  const link = sender.url()
  const page = await stranger()
  await page.goto(link)
  await shown(page.getByRole('heading', { name: 'Sign in' }))
  await signIn(page, OWNER)
  const proof = page.getByRole('dialog', { name: /^Proof: Viewed Product \(Events\): app, / })
  await shown(proof.getByText('metricEvents = 1'))
  expect(page.url()).toBe(link)
  const said = await settled(proofOn(sender))
  await eventually(() => proof.innerText()).toBe(said)
  await proof.getByRole('button', { name: 'Close' }).click()
  await gone(proof)
  await eventually(() => new URL(page.url()).search).toBe('?range=7&by=Channel')
  await shown(page.getByRole('heading', { name: 'Viewed Product' }))
})

test('numbers of every kind are reached by their links', { timeout: TIMEOUT_MS }, async () => {
  const page = await owner(home)
  const span = 'proof.start=2026-01-01T00:00:00&proof.end=2026-02-01T00:00:00'
  const report = `proof=report&proof.report=all&${span}&proof.conversion_metric_id=${viewed}`
  const days = 'proof.start=2026-01-01&proof.end=2026-01-31'
  const links: [string, string, RegExp][] = [
    [
      `/agent/performance?proof=figure&proof.figure=resolution_rate&${days}`,
      'Proof: Resolution rate, 1–31 Jan 2026',
      /^conversationsResolved ÷ conversationsStarted = 0 ÷ 0$/,
    ],
    [
      `/agent/performance?proof=figure&proof.figure=skill_turns&${days}&proof.group_by=skill&proof.group=order_tracking`,
      'Proof: Order Tracking: Turns, 1–31 Jan 2026',
      /^skillTurns = 0$/,
    ],
    [
      `/analytics/messages?days=7&${report}&proof.statistic=open_rate`,
      'Proof: Open rate, 1–31 Jan 2026',
      /^opensUnique ÷ delivered = 0 ÷ 0$/,
    ],
    [
      `/analytics/deliverability?${report}&proof.statistic=bounce_rate&proof.where=equals(send_channel,"email")`,
      'Proof: Bounce rate, 1–31 Jan 2026',
      /^equals\(send_channel,"email"\)$/,
    ],
    [
      `/analytics/recommendations?proof=ledger&proof.number=people&proof.product_id=mug&${days}`,
      'Proof: mug: People, 1–31 Jan 2026',
      /^peopleShown = 0$/,
    ],
    [
      `/analytics/reports/new?proof=metric&proof.metric_id=${viewed}&proof.measurement=unique&proof.from=2026-01-01T08:00:00Z&proof.until=2026-01-01T09:00:00Z`,
      'Proof: Viewed Product (People), 1 Jan 2026, 09:00–10:00',
      /^metricPeople = 0$/,
    ],
  ]
  for (const [path, name, formula] of links) {
    await page.goto(home + path)
    await shown(page.getByRole('dialog', { name }).getByText(formula))
    await page.keyboard.press('Escape')
    await gone(page.getByRole('dialog'))
    await eventually(() => page.url()).not.toContain('proof')
  }
  expect(page.url()).toContain('/analytics/reports/new')
})

test('a link that is damaged, or of what is gone, says so over a page that works', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/analytics/metrics?proof=figure&proof.figure=luck`)
  const damaged = page.getByRole('dialog', { name: 'This link opens no proof' })
  await shown(damaged.getByText(/Ask for the link again/))
  await shown(page.getByRole('row', { name: /Placed Order/, includeHidden: true }))
  expect(await faultsOf(page)).toEqual([])
  await page.screenshot({ path: join(RESULTS, 'proof link damaged.png') })
  await damaged.getByRole('button', { name: 'Close' }).last().click()
  await gone(damaged)
  await eventually(() => new URL(page.url()).search).toBe('')

  const of = 'proof=metric&proof.measurement=count&proof.until=2026-01-01T09:00:00Z'
  await page.goto(`${home}/analytics/metrics?${of}&proof.metric_id=GONE`)
  await shown(page.getByRole('dialog', { name: 'Proof of a number' }).getByRole('alert'))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog'))
  await shown(page.getByRole('button', { name: /comes about: Placed Order: All time, 4/ }))
})

test('who does not belong to the account is told so, and led on', {
  timeout: TIMEOUT_MS,
}, async () => {
  const mia = await newManager('mia')
  const page = await stranger()
  await page.goto(`${home}/analytics/metrics/${viewed}`)
  await signIn(page, mia)
  await shown(page.getByRole('heading', { name: 'There is nothing here' }))
  await shown(page.getByText(/the link belongs to another account/))
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await shown(page.getByRole('heading', { name: 'Home', exact: true }))
})

test('the numbers of all time go back to the first event, on the page and in the table', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/analytics/metrics`)
  await page.getByRole('button', { name: /comes about: Placed Order: All time, 4/ }).click()
  await shown(proofOn(page).getByText('metricEvents = 4'))
  await eventually(() => proofOn(page).getByRole('row').count()).toBe(1 + 4)
  // What is copied stays as it is when more events come.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy link' }).click()
  await shown(page.getByText('Link copied.'))
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams
  expect([copied.has('proof.from'), copied.has('proof.until')]).toEqual([true, true])
  await page.goBack()
  await page.getByRole('button', { name: /comes about: Placed Order: Last 30 days, 3/ }).click()
  await shown(proofOn(page).getByText('metricEvents = 3'))
  await page.goBack()
  await page.getByRole('link', { name: 'Placed Order' }).click()
  await page.getByRole('button', { name: /^All time 4\b/ }).click()
  await shown(proofOn(page).getByText('metricEvents = 4'))
})

test('groups that are added up in a chart cannot be pressed, and look like it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/analytics/metrics/${viewed}?range=7&by=Channel`)
  await shown(page.getByText('“2 others” adds several groups together and opens no proof.'))
  const picture = page.locator('.chart-openable')
  const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {}
  const x = width - 60
  const opensNothing = async (y: number) => {
    await picture.hover({ position: { x, y } })
    return picture.evaluate((element) => ({
      said: element.hasAttribute('data-opens-nothing'),
      cursor: getComputedStyle(element.querySelector('svg') ?? element).cursor,
    }))
  }
  // The last that is stacked lies at the top, the first at the bottom.
  expect(await opensNothing(height * 0.35)).toEqual({ said: true, cursor: 'default' })
  await picture.click({ position: { x, y: height * 0.35 } })
  expect(new URL(page.url()).search).toBe('?range=7&by=Channel')
  await page.screenshot({ path: join(RESULTS, 'chart with others.png') })
  expect(await opensNothing(height * 0.8)).toEqual({ said: false, cursor: 'pointer' })
  await picture.click({ position: { x, y: height * 0.8 } })
  await shown(proofOn(page))
})

test('the ledger shows every number of a product on a phone, each with its proof', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/analytics/recommendations`, { viewport: PHONE })
  const card = page.getByRole('row', { name: /Blue mug/ })
  for (const name of [
    'Shown, 4',
    'People, 4',
    'Clicked, 0',
    'In the cart, 0',
    'Bought, 3',
    'Returned, 0',
  ]) {
    await shown(card.getByRole('button', { name: `comes about: Blue mug: ${name}` }))
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  expect(await page.getByRole('columnheader').count()).toBe(7)
  expect(await faultsOf(page)).toEqual([])
  await page.screenshot({ path: join(RESULTS, 'ledger phone light.png'), fullPage: true })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: join(RESULTS, 'ledger phone dark.png'), fullPage: true })
  expect(await faultsOf(page)).toEqual([])
  await card.getByRole('button', { name: /Blue mug: Shown, 4/ }).click()
  await shown(proofOn(page).getByText('productShown = 4'))
  const last = proofOn(page).getByRole('row', { name: /p3@shopper\.test/ })
  await last.scrollIntoViewIfNeeded()
  expect(await last.innerText()).toMatch(/Recommendation[^]*p3@shopper\.test[^]*1/)
  await page.screenshot({ path: join(RESULTS, 'proof phone dark.png') })
  expect(await faultsOf(page)).toEqual([])
})

test('a German follows the same link and reads it in German', { timeout: TIMEOUT_MS }, async () => {
  const page = await owner(home)
  await page.getByRole('button', { name: /^Orders 2\b/ }).click()
  await shown(proofOn(page))
  const link = page.url()
  await page.screenshot({ path: join(RESULTS, 'proof link light.png') })
  const german = await stranger({ locale: 'de-DE', colorScheme: 'dark' })
  await german.goto(link)
  await german.getByRole('textbox', { name: 'E-Mail' }).fill(OWNER.email)
  await german.getByLabel('Passwort', { exact: true }).fill(OWNER.password)
  await german.getByRole('button', { name: 'Anmelden' }).click()
  await shown(german.getByRole('dialog'))
  await german.screenshot({ path: join(RESULTS, 'proof link german dark.png') })
})
