import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { readyMade } from '../pages/content/ready-made.ts'
import {
  consolePages,
  createCoupon,
  createTemplate,
  DESKTOP,
  eventually,
  findInPalette,
  home,
  metricId,
  PHONE,
  profileId,
  RESULTS,
  sendEvents,
  shown,
} from './console.ts'
import { madeUpEvents } from './made-up-shop.ts'

const ORDERS = join(import.meta.dirname, '../../test/data/orders-sample.csv')
const DAYS = 35
const TIMEOUT_MS = 420_000

interface Place {
  name: string
  path: (shop: Shop) => string
  /** Its heading, which says that the page is there. */
  heading: string | RegExp
  /** What else is opened on it. */
  open?: (page: Page) => Promise<unknown>
}

interface Shop {
  order: string
  person: string
  /** Templates of blocks and of HTML, and a coupon. */
  blocks: string
  code: string
  coupon: string
}

const places: Place[] = [
  { name: 'home', path: () => home, heading: 'Home' },
  {
    name: 'message reports',
    path: () => `${home}/analytics/messages`,
    heading: 'Message reports',
  },
  {
    name: 'deliverability',
    path: () => `${home}/analytics/deliverability`,
    heading: 'Deliverability',
  },
  {
    name: 'recommendations',
    path: () => `${home}/analytics/recommendations`,
    heading: 'Recommendations',
  },
  { name: 'attribution', path: () => `${home}/settings/attribution`, heading: 'Settings' },
  { name: 'metrics', path: () => `${home}/analytics/metrics`, heading: 'Metrics' },
  {
    name: 'metric',
    path: ({ order }) => `${home}/analytics/metrics/${order}?measure=sum_value&compare=1`,
    heading: 'Placed Order',
    open: async (page) => {
      await shown(page.getByRole('img', { name: /^Value over time/ }))
      await page.getByRole('button', { name: 'Show details' }).first().click()
      await shown(page.getByLabel('Raw event'))
      await page.getByRole('button', { name: /^Products/ }).click()
      await shown(page.getByText('Counted over the newest'))
    },
  },
  {
    name: 'metric by group',
    path: ({ order }) => `${home}/analytics/metrics/${order}?by=Products`,
    heading: 'Placed Order',
    open: (page) => shown(page.getByRole('img', { name: /^Events over time/ })),
  },
  { name: 'profiles', path: () => `${home}/audience/profiles`, heading: 'Profiles' },
  {
    name: 'profile',
    path: ({ person }) => `${home}/audience/profiles/${person}`,
    heading: 'Amelie Brandt',
    open: (page) => shown(page.getByText('customer-1000')),
  },
  {
    name: 'profile edited',
    path: ({ person }) => `${home}/audience/profiles/${person}`,
    heading: 'Amelie Brandt',
    open: async (page) => {
      await page.getByRole('button', { name: 'Edit profile' }).click()
      await shown(page.getByRole('dialog').getByRole('textbox', { name: 'City' }))
    },
  },
  { name: 'new profile', path: () => `${home}/audience/profiles/new`, heading: 'New profile' },
  { name: 'imports', path: () => `${home}/audience/imports`, heading: 'Imports' },
  {
    name: 'columns',
    path: () => `${home}/audience/imports/new`,
    heading: 'New import',
    open: async (page) => {
      await page.getByLabel('Drop a file here or choose one').setInputFiles(ORDERS)
      await page.getByRole('radio', { name: 'Orders' }).click()
      await page.getByRole('button', { name: 'Upload and check columns' }).click()
      await shown(page.getByRole('tab', { name: /\d+ events/ }))
    },
  },
  { name: 'groups', path: () => `${home}/audience/groups`, heading: 'Lists and segments' },
  {
    name: 'new segment',
    path: () => `${home}/audience/segments/new?recipe=escalatedLately`,
    heading: 'New segment',
    open: (page) => shown(page.getByText(/people fit|person fits/)),
  },
  { name: 'templates', path: () => `${home}/content/templates`, heading: 'Templates' },
  {
    name: 'new template',
    path: () => `${home}/content/templates`,
    heading: 'Templates',
    open: async (page) => {
      await page.getByRole('button', { name: 'New template' }).first().click()
      await shown(page.getByRole('dialog').getByText('Order follow-up'))
    },
  },
  {
    name: 'block template',
    path: ({ blocks }) => `${home}/content/templates/${blocks}`,
    heading: 'Follow-up in blocks',
    open: async (page) => {
      await page
        .getByRole('button', { name: /^Products/ })
        .last()
        .click()
      await shown(page.getByText('List in the data'))
    },
  },
  {
    name: 'code template',
    path: ({ code }) => `${home}/content/templates/${code}`,
    heading: 'Follow-up in HTML',
    open: async (page) => {
      await page.getByRole('tab', { name: /Checks/ }).click()
      await shown(page.getByText('Nobody can unsubscribe'))
    },
  },
  { name: 'images', path: () => `${home}/content/images`, heading: 'Images' },
  { name: 'coupons', path: () => `${home}/content/coupons`, heading: 'Coupons' },
  {
    name: 'coupon',
    path: ({ coupon }) => `${home}/content/coupons/${coupon}`,
    heading: 'WELCOME',
  },
  { name: 'campaigns', path: () => `${home}/campaigns`, heading: 'Campaigns' },
  { name: 'flows', path: () => `${home}/flows`, heading: 'Flows' },
  { name: 'inbox', path: () => `${home}/conversations`, heading: 'Conversations' },
  { name: 'agent', path: () => `${home}/agent/overview`, heading: 'Customer Agent' },
  { name: 'performance', path: () => `${home}/agent/performance`, heading: 'Customer Agent' },
  { name: 'playground', path: () => `${home}/agent/playground`, heading: 'Customer Agent' },
  { name: 'skills', path: () => `${home}/agent/skills`, heading: 'Customer Agent' },
  { name: 'tools', path: () => `${home}/agent/tools`, heading: 'Customer Agent' },
  {
    name: 'new tool',
    path: () => `${home}/agent/tools/new`,
    heading: 'Customer Agent',
    open: async (page) => {
      await page.getByRole('button', { name: 'Add a variable' }).click()
      await shown(page.getByText('What it is for'))
    },
  },
  {
    name: 'prepared answers',
    path: () => `${home}/conversations/macros`,
    heading: 'Prepared answers',
  },
  { name: 'guidance', path: () => `${home}/agent/guidance`, heading: 'Customer Agent' },
  { name: 'knowledge', path: () => `${home}/agent/knowledge`, heading: 'Customer Agent' },
  { name: 'channels', path: () => `${home}/agent/channels`, heading: 'Customer Agent' },
  { name: 'account', path: () => `${home}/settings/account`, heading: 'Settings' },
  { name: 'consent', path: () => `${home}/settings/consent`, heading: 'Settings' },
  { name: 'sending', path: () => `${home}/settings/sending`, heading: 'Settings' },
  { name: 'outbox', path: () => `${home}/settings/outbox`, heading: 'Settings' },
  { name: 'me', path: () => `${home}/settings/me`, heading: 'Settings' },
  { name: 'people', path: () => `${home}/settings/people`, heading: 'Settings' },
  { name: 'api keys', path: () => `${home}/settings/api-keys`, heading: 'Settings' },
  {
    name: 'new api key',
    path: () => `${home}/settings/api-keys`,
    heading: 'Settings',
    open: async (page) => {
      await page.getByRole('button', { name: 'New API key' }).click()
      await shown(page.getByRole('dialog').getByText('conversations'))
    },
  },
  { name: 'audit log', path: () => `${home}/settings/audit-log`, heading: 'Settings' },
  { name: 'nothing', path: () => `${home}/nowhere`, heading: 'There is nothing here' },
  {
    name: 'palette',
    path: () => `${home}/analytics/metrics`,
    heading: 'Metrics',
    open: async (page) => shown((await findInPalette(page, 'order')).getByText('Placed Order')),
  },
]

/** Visit each page in these colours: what axe finds fails, and pictures are kept. */
export function testEveryPage(colorScheme: 'light' | 'dark'): void {
  const { owner, stranger } = consolePages()
  let shop: Shop

  beforeAll(async () => {
    await mkdir(RESULTS, { recursive: true })
    await sendEvents(madeUpEvents(new Date(), DAYS))
    shop = {
      order: await metricId('Placed Order'),
      person: await profileId('amelie.brandt@example.com'),
      blocks: await createTemplate({
        name: 'Follow-up in blocks',
        editor_type: 'SYSTEM_DRAGGABLE',
        definition: readyMade('orderFollowUp', 'en', () => crypto.randomUUID()),
      }),
      code: await createTemplate({
        name: 'Follow-up in HTML',
        editor_type: 'CODE',
        html: '<p style="color:#bbb">Hello {{ person.first_name }}</p>',
      }),
      coupon: await createCoupon('WELCOME'),
    }
  })

  test(`in ${colorScheme} colours, every page can be used by everybody`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await owner('/', { colorScheme })
    const faults: string[] = []
    for (const { name, path, heading, open } of places) {
      await page.setViewportSize(DESKTOP)
      await page.goto(path(shop))
      await shown(page.getByRole('heading', { name: heading, exact: true }))
      await open?.(page)
      faults.push(...(await faultsOf(page, name)))
      await picture(page, `${name} ${colorScheme}`)
    }
    expect(faults).toEqual([])
  })

  test(`in ${colorScheme} colours, so can the door`, async () => {
    const page = await stranger({ colorScheme })
    await page.goto('/sign-in')
    await shown(page.getByRole('heading', { name: 'Sign in' }))
    expect(await faultsOf(page, 'sign-in')).toEqual([])
    await picture(page, `sign-in ${colorScheme}`)
  })
}

/** Serious and critical findings of axe, as `page: rule: element`. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  })
  return violations.map((violation) => `${name}: ${violation}`)
}

/** On a desk and on a phone. Nothing may be wider than the phone. */
async function picture(page: Page, name: string): Promise<void> {
  await keep(page, name)
  await page.setViewportSize(PHONE)
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await eventually(width).toBeLessThanOrEqual(PHONE.width)
  await keep(page, `${name} phone`)
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  const path = join(RESULTS, `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}

declare global {
  interface Window {
    axe: typeof axe
  }
}
