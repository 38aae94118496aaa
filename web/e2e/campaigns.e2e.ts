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
  ).toMatch(/^2\b/)
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'sent')

  // — Each number opens its proof, with what became of everybody.
  await page.getByRole('button', { name: /^Recipients 2\b.*Show how this number/ }).click()
  const proof = page.getByRole('dialog', { name: /Autumn promo: Recipients/ })
  await shown(proof.getByText('campaignRecipients = 2'))
  await eventually(() => proof.getByRole('row').count()).toBe(1 + 2)
  await shown(proof.getByText('Kept in the outbox').first())
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'recipients proof')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Delivered 2\b/ }).click()
  await shown(page.getByRole('dialog').getByText('campaignDelivered = 2'))
  const german = await owner(new URL(page.url()).pathname, {
    locale: 'de-DE',
    colorScheme: 'dark',
  })
  await german.getByRole('button', { name: /^Gesendet 2\b/ }).click()
  const beleg = german.getByRole('dialog', { name: /Autumn promo: Gesendet/ })
  await shown(beleg.getByText('Im Postausgang').first())
  await keep(german, 'sent proof de dark')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
  await shown(page.getByRole('link', { name: 'Autumn promo' }))
  await keep(page, 'list')
  await page.getByText('Calendar', { exact: true }).click()
  await shown(page.getByRole('link', { name: 'Autumn promo' }))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'calendar')
})

test('numbers of deliverability open their proof, of all and of one domain', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const page = await owner(`${shop.home}/analytics/deliverability`)
  await page
    .getByRole('button', { name: /Bounces, 0%/ })
    .first()
    .click()
  const proof = page.getByRole('dialog', { name: 'Proof: Bounce rate' })
  await shown(proof.getByText('bounced ÷ recipients = 0 ÷ 2'))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /shopper\.test: Recipients, 2/ }).click()
  const ofDomain = page.getByRole('dialog', { name: 'Proof: Recipients' })
  await shown(ofDomain.getByText('equals(email_domain,"shopper.test")'))
  await page.reload()
  await shown(ofDomain.getByText('equals(email_domain,"shopper.test")'))
  await eventually(() => ofDomain.getByRole('row').count()).toBe(1 + 2)
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'deliverability proof')
  await page.goto(`${shop.home}/analytics/messages`)
  await shown(page.getByText('Email', { exact: true }))
  await page.getByRole('link', { name: 'Autumn promo' }).click()
  await shown(page.getByRole('heading', { name: 'Autumn promo', exact: true }))
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

const Id = z.object({ data: z.object({ id: z.string() }) })
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

test('the calendar shows each day on which messages of a campaign are planned', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const beta = { revision: '2026-07-15.pre' }
  const words = { definition: { details: { channel: 'sms', body: 'Soon' } } }
  const made = await shop.api(
    'POST',
    '/api/campaigns',
    {
      type: 'campaign',
      attributes: {
        definition: { name: 'Two days' },
        audiences: [{ temporary_id: 'a', included: [await list('Soon', ['ada'])] }],
        messages: [1, 2].map(() => ({ audience_temporary_id: 'a', variations: [words] })),
      },
    },
    beta,
  )
  const messages = Made.parse(made.body).data.relationships['campaign-messages'].data
  const month = new Date().toISOString().slice(0, 7)
  const next = new Date(`${month}-01T00:00:00Z`)
  next.setUTCMonth(next.getUTCMonth() + 1)
  for (const [nth, { id }] of messages.entries()) {
    const day = new Date(next.getTime() + (10 + nth) * 86_400_000).toISOString()
    const answer = await shop.api(
      'POST',
      '/api/campaign-message-schedule',
      {
        type: 'campaign-message-schedule',
        attributes: { strategy: 'static', send_time: day.replace('T00', 'T12') },
        relationships: { 'campaign-message': { data: { type: 'campaign-message', id } } },
      },
      beta,
    )
    expect(answer.status).toBe(201)
  }
  const page = await owner(`${shop.home}/campaigns?view=calendar`)
  await page.getByRole('button', { name: 'The month after' }).click()
  await eventually(() => page.getByRole('link', { name: 'Two days' }).count()).toBe(2)
})

test('a campaign under way is paused, goes on and is cancelled by clicks', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const id = await throttled('By and by', await list('By and by', PEOPLE))
  await shop.api('POST', '/api/campaign-send-jobs', { type: 'campaign-send-job', id })
  const page = await owner(`${shop.home}/campaigns/${id}`)
  const number = async (name: string) => {
    const shown = await page.locator('.stat', { hasText: name }).locator('dd').first().textContent()
    return shown?.split('.', 1)[0]
  }
  // One at once; the others in the hours that follow.
  await eventually(() => number('Sent')).toBe('1')
  expect(await number('Waiting')).toBe('2')
  const revert = page.getByRole('button', { name: 'Back to draft' })
  expect(await revert.getAttribute('data-disabled')).toBe('true')

  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await shown(page.getByText('Paused', { exact: true }).first())
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'paused')
  await page.getByRole('button', { name: 'Go on', exact: true }).click()
  await shown(page.getByText('Sending', { exact: true }).first())

  await page.getByRole('button', { name: 'Cancel campaign' }).click()
  const dialog = page.getByRole('dialog')
  await shown(dialog.getByText('Whoever has not got it does not get it.'))
  await dialog.getByRole('button', { name: 'Cancel campaign' }).click()
  await shown(page.getByText('Cancelled', { exact: true }).first())
  await eventually(() => number('Waiting')).toBe('0')
  expect(await number('Sent')).toBe('1')
  await keep(page, 'cancelled')
})

/** A campaign that reaches a third of the list in each hour. */
async function throttled(name: string, listId: string): Promise<string> {
  const html = '<html><body><p>Little by little</p>{% unsubscribe %}</body></html>'
  const template = await shop.api('POST', '/api/templates', {
    type: 'template',
    attributes: { name, editor_type: 'CODE', html },
  })
  const content = { subject: name, from_email: 'shop@shopper.test', from_label: 'Shop' }
  const definition = { channel: 'email', label: name, content }
  const datetime = new Date().toISOString()
  const made = await shop.api('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name,
      audiences: { included: [listId] },
      send_strategy: { method: 'throttled', datetime, throttle_percentage: 33 },
      send_options: { use_smart_sending: false },
      'campaign-messages': {
        data: [{ type: 'campaign-message', attributes: { definition } }],
      },
    },
  })
  const { data } = Made.parse(made.body)
  const assigning = { data: { type: 'template', id: Id.parse(template.body).data.id } }
  const assigned = await shop.api('POST', '/api/campaign-message-assign-template', {
    type: 'campaign-message',
    id: data.relationships['campaign-messages'].data[0]?.id,
    relationships: { template: assigning },
  })
  expect(assigned.status).toBe(200)
  return data.id
}

test('a time that has passed is said before it is sent', { timeout: CAMPAIGN_MS }, async () => {
  const definition = { channel: 'sms', content: { body: 'Late' } }
  const made = await shop.api('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: 'Of last year',
      audiences: { included: [] },
      send_strategy: { method: 'static', datetime: '2020-01-01T09:00:00+00:00' },
      'campaign-messages': {
        data: [{ type: 'campaign-message', attributes: { definition } }],
      },
    },
  })
  const { id } = Id.parse(made.body).data
  const page = await owner(`${shop.home}/campaigns/${id}?step=review`)
  const check = page.getByRole('listitem').filter({ hasText: 'Its time has passed.' })
  await shown(check.getByRole('img', { name: 'Stands in the way' }))
  const number = page.getByRole('listitem').filter({ hasText: 'There is no number to send from' })
  expect(await number.getByRole('link', { name: 'Mend' }).getAttribute('href')).toMatch(/channels$/)
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'review of a text')
  await check.getByRole('button', { name: 'Mend' }).click()
  await shown(page.getByText('When it goes out'))
})

test('a mail is previewed with a made-up person, and with one that is chosen', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const template = await shop.api('POST', '/api/templates', {
    type: 'template',
    attributes: {
      name: 'Greeting',
      editor_type: 'CODE',
      html: '<p>Hi {{ first_name }} of {{ person.city }}! {% unsubscribe %}</p>',
    },
  })
  const definition = { channel: 'email', content: { subject: 'Hello' } }
  const made = await shop.api('POST', '/api/campaigns', {
    type: 'campaign',
    attributes: {
      name: 'To nobody yet',
      audiences: { included: [] },
      'campaign-messages': {
        data: [{ type: 'campaign-message', attributes: { definition } }],
      },
    },
  })
  const { id } = Id.parse(made.body).data
  const [message] = Made.parse(made.body).data.relationships['campaign-messages'].data
  await shop.api('POST', '/api/campaign-message-assign-template', {
    type: 'campaign-message',
    id: message?.id,
    relationships: {
      template: { data: { type: 'template', id: Id.parse(template.body).data.id } },
    },
  })
  const page = await owner(`${shop.home}/campaigns/${id}?step=content`)
  const mail = page.frameLocator('iframe')
  await shown(mail.getByText('Hi Eve of Sampletown!'))
  await shown(page.getByText('Filled with a made-up person, Eve Example'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'preview with a made-up person')
  await shop.api('POST', '/api/profiles', {
    type: 'profile',
    attributes: { email: 'una@shopper.test', first_name: 'Una', location: { city: 'Kiel' } },
  })
  await page.getByRole('combobox', { name: 'Person' }).fill('una')
  await page.getByRole('option', { name: /Una/ }).click()
  await shown(mail.getByText('Hi Una of Kiel!'))
  expect(await page.getByText('made-up person').count()).toBe(0)
})

test('a campaign of one message and several audiences shows whom it goes to, and is sent', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const words = { definition: { details: { channel: 'sms', body: 'For some' } } }
  const made = await shop.api(
    'POST',
    '/api/campaigns',
    {
      type: 'campaign',
      attributes: {
        definition: { name: 'Half written' },
        audiences: [
          { temporary_id: 'a', included: [await list('Some', ['ada'])] },
          { temporary_id: 'b', name: 'The others', included: [await list('Others', ['bo'])] },
        ],
        messages: [{ audience_temporary_id: 'a', throttling_type: 'NONE', variations: [words] }],
      },
    },
    { revision: '2026-07-15.pre' },
  )
  const { id } = Id.parse(made.body).data
  const page = await owner(`${shop.home}/campaigns/${id}`)
  const panel = (name: string) =>
    page.locator('section', { has: page.getByRole('heading', { name, exact: true }) })
  await shown(panel('Audience 1').getByText('For some'))
  await shown(panel('Audience 1').getByText('To Some.'))
  await shown(panel('The others').getByText('No message goes to this audience.'))
  await shown(page.getByText('of 1 message and several audiences'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'one message, several audiences')
  await page.getByRole('button', { name: 'Send 1 draft' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send 1 draft' }).click()
  // Nobody of them has a number.
  await shown(panel('Audience 1').getByText('No recipients'))
})

/** A list with people on it. */
async function list(name: string, people: readonly string[]): Promise<string> {
  const made = await shop.api('POST', '/api/lists', { type: 'list', attributes: { name } })
  const { id } = Id.parse(made.body).data
  const profiles = []
  for (const person of people) {
    const attributes = { email: `${person}@shopper.test` }
    const { body } = await shop.api('POST', '/api/profile-import', { type: 'profile', attributes })
    profiles.push({ type: 'profile', id: Id.parse(body).data.id })
  }
  await shop.api('POST', `/api/lists/${id}/relationships/profiles`, profiles)
  return id
}

test('a campaign of several audiences and messages, which a program made, is seen and sent', {
  timeout: CAMPAIGN_MS,
}, async () => {
  const made = await shop.api('POST', '/api/templates', {
    type: 'template',
    attributes: { name: 'Spring', editor_type: 'CODE', html: '<p>Hi {% unsubscribe %}</p>' },
  })
  const mail = (subject: string) => ({
    definition: {
      details: { channel: 'email', template_id: Id.parse(made.body).data.id, subject },
    },
  })
  const audiences = [
    { temporary_id: 'vip', name: 'The loyal', included: [await list('Loyal', ['ada', 'bo'])] },
    {
      temporary_id: 'all',
      included: [await list('Everybody', ['ada', 'bo', 'cy', 'dee'])],
      excluded: [await list('Angry', ['dee'])],
    },
  ]
  const campaign = await shop.api(
    'POST',
    '/api/campaigns',
    {
      type: 'campaign',
      attributes: {
        definition: { name: 'Spring in two paths' },
        audiences,
        messages: [
          {
            audience_temporary_id: 'vip',
            name: 'Thanks first',
            throttling_type: 'NONE',
            variations: [mail('Thank you'), mail('We thank you')],
          },
          {
            audience_temporary_id: 'vip',
            variations: [{ definition: { details: { channel: 'sms', body: 'Psst, spring' } } }],
          },
          {
            audience_temporary_id: 'all',
            throttling_type: 'NONE',
            variations: [mail('Spring is here')],
          },
        ],
      },
    },
    { revision: '2026-07-15.pre' },
  )
  const { id } = Id.parse(campaign.body).data
  const page = await owner(`${shop.home}/campaigns/${id}`)
  const panel = (name: string) =>
    page.locator('section', { has: page.getByRole('heading', { name, exact: true }) })
  const loyal = panel('The loyal')
  const others = panel('Audience 2')
  await shown(loyal.getByText('Thanks first'))
  await shown(loyal.getByText('Psst, spring'))
  await shown(loyal.getByText('We thank you'))
  await shown(others.getByText('To Everybody. Not to Angry.'))
  await shown(page.getByText('gets the messages of the one further up'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'several messages, drafts')
  await others.getByRole('link', { name: 'Edit the copy' }).click()
  await shown(page.frameLocator('iframe').getByText('Hi'))
  // What the preview showed one after the other is nothing that one goes back through.
  await page.goBack()

  await page.getByRole('button', { name: 'Send 3 drafts' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send 3 drafts' }).click()
  const numbers = (of: typeof loyal, text: string) =>
    of.getByRole('row', { name: text }).first().getByRole('cell').allTextContents()
  // The loyal are on the list of everybody too, and get what is for the loyal alone.
  await eventually(() => numbers(others, 'Spring is here')).toMatchObject({ 1: 'Sent', 2: '1' })
  await eventually(() => numbers(loyal, 'Thanks first')).toMatchObject({ 2: '2' })
  await shown(loyal.getByText('No recipients'))
  await shown(others.getByText('3 excluded, 0 not reachable'))
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'several messages, sent')
  await page.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
  await page.getByText('Calendar', { exact: true }).click()
  await eventually(() => page.getByRole('link', { name: 'Spring in two paths' }).count()).toBe(1)

  const phone = await owner(`${shop.home}/campaigns/${id}`, {
    viewport: PHONE,
    colorScheme: 'dark',
    locale: 'de-DE',
  })
  await shown(phone.getByText('bekommt die Nachrichten der weiter oben stehenden'))
  await shown(phone.getByText('Spring is here'))
  expect(await faultsOf(phone)).toEqual([])
  await keep(phone, 'several messages, phone dark German')
})
