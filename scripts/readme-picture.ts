// Make docs/images again: npm run parley run scripts/readme-picture.ts
// A server of its own, a shop that was made up, and three pages of the console.
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { API_HEADERS, serverProcess, TEST_COMPANY } from '../test/server-process.ts'
import { launchBrowser } from '../web/e2e/browser.ts'
import { madeUpEvents } from '../web/e2e/made-up-shop.ts'
import { shopApi } from '../web/e2e/shop-api.ts'
import { ROOT } from './checks.ts'

const IMAGES = join(ROOT, 'docs/images')
const SIZE = { width: 1360, height: 900 }
/** The feed is below the chart. */
const TALL = { width: 1360, height: 1120 }
const DAYS = 75
const BYTES_MAX = 250_000
const DRAWN_MS = 400

const server = await serverProcess({ PARLEY_OWNER_EMAIL: 'mara@wollwerk.example' })
const [browserServer] = await Promise.all([launchBrowser(), server.start()])
const browser = await chromium.connect(browserServer.wsEndpoint())
const base = `http://localhost:${server.port}`
const console_ = `${base}/a/${TEST_COMPANY}`
const shop = shopApi(base)

try {
  await mkdir(IMAGES, { recursive: true })
  await shop.sendEvents(madeUpEvents(new Date(), DAYS))
  const order = await shop.metricId('Placed Order')
  const person = await shop.profileId('ida.sorensen@example.com')

  const light = await owner('light')
  await nameTheShop(light)
  await light.goto(`${console_}/analytics/metrics/${order}?measure=sum_value&compare=1`)
  await light.getByRole('img', { name: /^Value over time/ }).waitFor()
  await light.setViewportSize(TALL)
  await keep(light, 'metric.png')
  await light.setViewportSize(SIZE)
  await light.goto(`${console_}/audience/profiles/${person}`)
  await light.getByText('customer-1008').waitFor()
  await keep(light, 'profile.png')

  const dark = await owner('dark')
  await dark.goto(`${console_}/analytics/metrics`)
  await dark.getByRole('link', { name: 'Placed Order' }).waitFor()
  await keep(dark, 'metrics-dark.png')
} finally {
  await browser.close()
  await browserServer.close()
  await server.dispose()
}

async function owner(colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    baseURL: base,
    viewport: SIZE,
    colorScheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await send(page, 'POST', '/api/x/sessions', {
    type: 'session',
    attributes: { email: 'mara@wollwerk.example', password: 'wool scarves in november' },
  })
  return page
}

async function nameTheShop(page: Page): Promise<void> {
  await send(page, 'PATCH', '/api/x/account', {
    type: 'account',
    id: TEST_COMPANY,
    attributes: { name: 'Wollwerk', currency: 'EUR', timezone: 'Europe/Berlin' },
  })
}

async function send(page: Page, method: string, path: string, data: unknown): Promise<void> {
  const answer = await page.request.fetch(path, {
    method,
    headers: {
      origin: base,
      revision: API_HEADERS.revision,
      'content-type': API_HEADERS['content-type'],
      'parley-account': TEST_COMPANY,
    },
    data: JSON.stringify({ data }),
  })
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`)
}

async function keep(page: Page, name: string): Promise<void> {
  const path = join(IMAGES, name)
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
  await page.waitForTimeout(DRAWN_MS) // charts grow
  await page.screenshot({ path, animations: 'disabled' })
  const { size } = await stat(path)
  if (size > BYTES_MAX) throw new Error(`${name} has ${size} bytes; ${BYTES_MAX} are allowed`)
  console.log(`${name}  ${Math.round(size / 1_000)} kB`)
}
