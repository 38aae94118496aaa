import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { z } from 'zod'
import { API_HEADERS, TEST_COMPANY } from '../../test/server-process.ts'
import { shopApi } from './shop-api.ts'

export const OWNER = { email: 'ada@shop.test', password: 'wool scarves in november' }
export const DESKTOP = { width: 1360, height: 900 }
export const PHONE = { width: 390, height: 844 }
export const RESULTS = join(import.meta.dirname, '../../test-results')

/** What a page may take to show what it should. Generous: machines are shared. */
const SHOWN_MS = 20_000

export interface Console {
  /** The address of a page of the console: `at('/sign-in')`. */
  at: (path: string) => string
  /** A page nobody is signed in on, with cookies of its own. */
  stranger: (options?: ContextOptions) => Promise<Page>
  /** A page on which the owner is signed in already. */
  owner: (path: string, options?: ContextOptions) => Promise<Page>
  /** The same in an account that nobody else's test works in, on its first page. */
  ownerOfNewAccount: (account: {
    name: string
    currency?: string
  }) => Promise<{ page: Page; account: string }>
  /** Somebody who works in the first account, and may change what belongs to a person. */
  newManager: (name: string) => Promise<{ email: string; password: string }>
}

interface ContextOptions {
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  locale?: string
  javaScriptEnabled?: boolean
}

/**
 * Pages for the tests of one file. They are closed after each test, which fails when a page threw
 * an error or its content policy stopped something; of a failed test a picture is kept.
 */
export function consolePages(): Console {
  const base = inject('consoleUrl')
  let browser: Browser
  let open: BrowserContext[] = []
  let faults: string[] = []

  beforeAll(async () => {
    browser = await chromium.connect(inject('browserUrl'))
  })
  afterAll(() => browser.close())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepPictures(task.name, open)
    await Promise.all(open.map((context) => context.close()))
    open = []
    const seen = faults
    faults = []
    expect(seen).toEqual([])
  })

  async function stranger(options: ContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      baseURL: base,
      viewport: DESKTOP,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(SHOWN_MS)
    open.push(context)
    const page = await context.newPage()
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) faults.push(message.text())
    })
    return page
  }

  /** What the console itself sends, from a page that is open. */
  async function send(
    page: Page,
    path: string,
    data: { type: string; attributes: unknown },
    more: Record<string, string> = {},
  ) {
    const headers = { origin: base, revision: API_HEADERS.revision, ...more }
    const answer = await page.request.post(path, { headers, data: { data } })
    expect({ status: answer.status(), body: await answer.text() }).toMatchObject({ status: 201 })
    return Created.parse(await answer.json()).data
  }

  async function owner(path: string, options: ContextOptions = {}): Promise<Page> {
    const page = await stranger(options)
    await send(page, '/api/x/sessions', { type: 'session', attributes: OWNER })
    await page.goto(path)
    return page
  }

  return {
    at: (path) => `${base}${path}`,
    stranger,
    owner,
    ownerOfNewAccount: async ({ name, currency = 'EUR' }) => {
      const page = await owner('about:blank')
      const attributes = { name, currency, timezone: 'Europe/Berlin' }
      const { id } = await send(page, '/api/x/accounts', { type: 'account', attributes })
      await page.goto(`/a/${id}`)
      return { page, account: id }
    },
    newManager: async (name) => {
      const person = { email: `${name}@shop.test`, password: 'seven blue geese flew by' }
      const page = await owner('about:blank')
      const invitation = { email: person.email, role: 'manager' }
      const headers = { 'parley-account': TEST_COMPANY }
      const made = await send(
        page,
        '/api/x/invitations',
        { type: 'invitation', attributes: invitation },
        headers,
      )
      const token = new URL(made.attributes?.link ?? '').searchParams.get('token')
      const attributes = { token, name, password: person.password }
      const guest = await stranger()
      await send(guest, '/api/x/invitation-acceptances', {
        type: 'invitation-acceptance',
        attributes,
      })
      return person
    },
  }
}

async function keepPictures(test: string, contexts: BrowserContext[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  const pages = contexts.flatMap((context) => context.pages())
  for (const [index, page] of pages.entries()) {
    const name = `failed ${test.replaceAll(/\W+/g, ' ')} ${index + 1}.png`
    await page.screenshot({ path: join(RESULTS, name) }).catch(() => undefined)
  }
}

const Created = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({ link: z.string().nullish() }).optional(),
  }),
})

/** The pages of the account that the server has from its start. */
export const home = `/a/${TEST_COMPANY}`

/** Sign in as a person does. */
export async function signIn(page: Page, person: { email: string; password: string }) {
  await page.getByRole('textbox', { name: 'Email' }).fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Open the palette as the keyboard does, and write into it. */
export async function findInPalette(page: Page, text: string): Promise<Locator> {
  await page.keyboard.press('Control+k')
  await shown(page.getByRole('dialog').getByRole('textbox', { name: 'Search' }))
  await eventually(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Search')
  await page.keyboard.type(text)
  return page.getByRole('dialog')
}

export function shown(locator: Locator): Promise<void> {
  return locator.first().waitFor({ state: 'visible' })
}

export function gone(locator: Locator): Promise<void> {
  return locator.first().waitFor({ state: 'detached' })
}

/** Wait until what is read is what is wanted. */
export function eventually<Value>(read: () => Promise<Value> | Value) {
  return expect.poll(read, { timeout: SHOWN_MS, interval: 50 })
}

export const {
  api,
  createCoupon,
  createProfile,
  createTemplate,
  metricId,
  profileId,
  sendEvent,
  sendEvents,
} = shopApi(inject('consoleUrl'))
