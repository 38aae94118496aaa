import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { AGENT_METRIC_NAMES } from '../../src/contract/metric-names.ts'
import { consolePages, eventually, PHONE, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner } = consolePages()
const CAMPAIGN_MS = 180_000
const PEOPLE = ['ada', 'bo', 'cy']

let shop: Awaited<ReturnType<typeof ownShop>>

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  shop = await ownShop('Campaigns')
  for (const name of PEOPLE) {
    const profile = { email: `${name}@shopper.test`, first_name: name }
    await shop.sendEvent({ metric: 'Placed Order', profile, value: 20 })
  }
  await shop.sendEvent({
    metric: AGENT_METRIC_NAMES.escalated.en,
    service: 'customer-agent',
    profile: { email: 'cy@shopper.test' },
    properties: {},
  })
})

async function keep(page: Page, name: string) {
  await page.screenshot({ path: join(RESULTS, `campaigns ${name}.png`), animations: 'disabled' })
}

/** What axe finds serious or critical on the page. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  })
}

async function choose(page: Page, field: string, option: string | RegExp) {
  await page.getByRole('combobox', { name: field, exact: true }).first().click()
  await page.getByRole('option', { name: option }).first().click()
}

test('a promotion without the recently escalated goes from nothing to sent by clicks', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const page = await owner(shop.home)
  await page.getByRole('link', { name: 'Campaigns', exact: true }).click()
  await shown(page.getByText('No campaigns yet'))
  await keep(page, 'empty')
  await page.getByRole('button', { name: 'New campaign' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Autumn promo')
  await keep(page, 'new')
  await dialog.getByRole('button', { name: 'Create campaign' }).click()
  await shown(page.getByRole('heading', { name: 'Autumn promo', exact: true }))

  // — Two of three: the third was escalated.
  await shown(page.getByText('Engaged in the last 90 days').first())
  await eventually(() => page.getByText('of 3 in the chosen groups').isVisible()).toBe(true)
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'audience')
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await choose(page, 'Template', 'New: Newsletter')
  await page.getByRole('textbox', { name: 'Subject' }).fill('Autumn is here')
  await shown(page.frameLocator('iframe').locator('body'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'content')
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await page.getByRole('radio', { name: 'At the time of each recipient' }).click()
  await shown(page.getByText('Where that time has passed already'))
  await keep(page, 'schedule')
  await page.getByRole('radio', { name: 'Now', exact: true }).click()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await shown(page.getByText('There is somebody to send it to.'))
  await shown(page.getByText('It says how to unsubscribe.'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'review')
  await page.getByRole('button', { name: 'Send now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click()

  await shown(page.getByText('Sent', { exact: true }).first())
  await shown(page.getByText('1 excluded, 0 not reachable'))
  await eventually(() =>
    page.locator('.stat', { hasText: 'Sent' }).locator('dd').first().textContent(),
  ).toBe('2')
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'sent')
  await page.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
  await shown(page.getByRole('link', { name: 'Autumn promo' }))
  await keep(page, 'list')
  await page.getByText('Calendar', { exact: true }).click()
  await shown(page.getByRole('link', { name: 'Autumn promo' }))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'calendar')
})

test('a campaign is shown in German, in the dark and on a phone', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const page = await owner(`${shop.home}/campaigns`, { locale: 'de-DE', colorScheme: 'dark' })
  await page.getByRole('button', { name: 'Neue Kampagne' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Leere Kampagne/ }).click()
  await dialog.getByRole('button', { name: 'Kampagne anlegen' }).click()
  await shown(page.getByText('Mindestens eine Liste oder ein Segment wählen.'))
  // Whoever may not go on is told why.
  const next = page.getByRole('button', { name: 'Speichern und weiter' })
  expect(await next.getAttribute('aria-description')).toBe('Wählen, an wen gesendet wird.')
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'dark German')
  await page.setViewportSize(PHONE)
  await page.getByRole('button', { name: 'Prüfen' }).click()
  await shown(page.getByText('Sie hat keinen Betreff.'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'phone dark German')
})

const Made = z.object({
  data: z.object({
    id: z.string(),
    relationships: z.object({
      'campaign-messages': z.object({ data: z.array(z.object({ id: z.string() })) }),
    }),
  }),
})
const Message = z.object({
  data: z.object({ attributes: z.object({ definition: z.record(z.string(), z.unknown()) }) }),
})

test('saving a text in the wizard keeps what a program said about it', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const picture = 'https://shop.test/scarf.png'
  const render = {
    shorten_links: false,
    add_org_prefix: false,
    add_info_link: true,
    add_opt_out_language: true,
  }
  const made = await shop.api('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: 'Text of a program',
      audiences: { included: [] },
      'campaign-messages': {
        data: [
          {
            type: 'campaign-message',
            attributes: {
              definition: {
                channel: 'sms',
                content: { body: 'Scarves are here', media_url: picture },
                render_options: render,
              },
            },
          },
        ],
      },
    },
  })
  const { id, relationships } = Made.parse(made.body).data
  const messageId = relationships['campaign-messages'].data[0]?.id
  const definition = async () => {
    const { body } = await shop.api('GET', `/api/campaign-messages/${messageId}`)
    return Message.parse(body).data.attributes.definition
  }
  const page = await owner(`${shop.home}/campaigns/${id}?step=content`)
  const address = page.getByRole('textbox', { name: 'Address of a picture' })
  await shown(address)
  expect(await address.inputValue()).toBe(picture)
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Wool scarves are here')
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'text')
  const next = page.getByRole('button', { name: 'Save and go on' })
  await next.click()
  await shown(page.getByRole('radio', { name: 'Now', exact: true }))
  expect(await definition()).toMatchObject({
    content: { body: 'Wool scarves are here', media_url: picture },
    render_options: render,
  })

  await page.getByRole('button', { name: 'Content' }).click()
  await address.fill('scarf.png')
  expect(await next.getAttribute('aria-description')).toMatch(/https:/)
  await address.fill('')
  await next.click()
  await shown(page.getByRole('radio', { name: 'Now', exact: true }))
  expect(await definition()).toMatchObject({
    content: { body: 'Wool scarves are here', media_url: null },
    render_options: render,
  })
})
