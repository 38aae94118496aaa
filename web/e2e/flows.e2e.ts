import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { consolePages, DESKTOP, eventually, gone, OWNER, PHONE, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner, stranger } = consolePages()
const RECOMMENDED = 'Received Product Recommendation from Customer Agent'
const FLOW_MS = 180_000

let shop: Awaited<ReturnType<typeof ownShop>>

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  shop = await ownShop('Flows')
  const email = 'flo@shopper.test'
  await shop.sendEvent({ metric: 'Placed Order', profile: { email }, value: 20 })
  await shop.sendEvent({
    metric: RECOMMENDED,
    service: 'customer-agent',
    profile: { email, first_name: 'Flo' },
    properties: {
      $extra: {
        items: [
          { title: 'Wool scarf', url: 'https://shop.test/scarf', price: 39.9, image_url: '' },
        ],
      },
    },
  })
})

async function keep(page: Page, name: string) {
  await page.screenshot({ path: join(RESULTS, `flows ${name}.png`), animations: 'disabled' })
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

function step(page: Page, name: RegExp) {
  return page
    .getByRole('button', { name, pressed: false })
    .or(page.getByRole('button', { name, pressed: true }))
}

test('a flow is built by clicks, goes live, and shows who waits', {
  timeout: FLOW_MS,
}, async () => {
  const page = await owner(shop.home)
  await page.getByRole('link', { name: 'Flows' }).click()
  await shown(page.getByText('No flows yet'))
  await keep(page, 'empty')
  await page.getByRole('button', { name: 'New flow' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Blank flow/ }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Follow-up')
  await keep(page, 'new')
  await dialog.getByRole('button', { name: 'Create flow' }).click()
  await shown(page.getByRole('heading', { name: 'Follow-up', exact: true }))

  await choose(page, 'Starts when', 'somebody does something')
  await choose(page, 'What they do', RECOMMENDED)
  await page.getByRole('button', { name: 'Add a condition' }).nth(1).click()
  await page.getByRole('option', { name: 'What someone did, or did not do' }).click()
  await choose(page, 'Metric', 'Placed Order')
  await choose(page, 'Can come in again', 'after some time')

  await page.getByRole('button', { name: 'Add a step after: Trigger' }).click()
  await page.getByRole('menuitem', { name: 'Wait', exact: true }).click()
  await shown(page.getByRole('heading', { name: 'Wait', exact: true }))
  await page.getByRole('button', { name: 'Add a step after: Wait' }).click()
  await page.getByRole('menuitem', { name: 'Email', exact: true }).click()
  await choose(page, 'Template', 'New: Recommended items')
  await page.getByRole('textbox', { name: 'Subject' }).fill('What we talked about')
  await shown(page.frameLocator('iframe').getByText('Wool scarf'))
  await keep(page, 'unsaved')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await shown(page.getByText('Saved', { exact: true }))

  await page.getByRole('button', { name: 'Change status' }).click()
  await page.getByRole('menuitem', { name: /^Go live/ }).click()
  await shown(page.getByRole('dialog').getByText('Everything is in place.'))
  await keep(page, 'go live')
  await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click()
  await shown(page.getByText('The flow is live'))

  const email = 'enters@shopper.test'
  await shop.sendEvent({
    metric: RECOMMENDED,
    service: 'customer-agent',
    profile: { email },
    properties: {},
  })
  await shown(step(page, /^Wait.*1 waiting/))
  await page.getByRole('button', { name: 'Close', exact: true }).first().click()
  await keep(page, 'live')
  expect(await faultsOf(page)).toEqual([])

  await step(page, /^Wait.*1 waiting/).click()
  await page.getByRole('button', { name: /: Waiting, 1 waiting/ }).click()
  const proof = page.getByRole('dialog', { name: /^Proof: .*: Waiting$/ })
  await shown(proof.getByRole('link', { name: email }))
  await eventually(() => proof.getByRole('row').count()).toBe(1 + 1)
  expect(await faultsOf(page)).toEqual([])
  await keep(page, 'step proof')
  await page.keyboard.press('Escape')

  await page.getByText('People', { exact: true }).click()
  await shown(page.getByRole('link', { name: email }))
  await keep(page, 'people')
  expect(await faultsOf(page)).toEqual([])

  await page.getByText('Simulate', { exact: true }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await shown(page.getByText('Would have entered'))
  await shown(page.getByText('Those who entered last'))
  await keep(page, 'simulation')
  expect(await faultsOf(page)).toEqual([])
  await page.getByText('History', { exact: true }).click()
  await shown(page.getByText('Version 1'))
  await keep(page, 'history')
})

test('a recipe is a whole flow, whose steps move by mouse and keyboard', {
  timeout: FLOW_MS,
}, async () => {
  const page = await owner(shop.home, { colorScheme: 'dark' })
  await page.getByRole('link', { name: 'Flows' }).click()
  await page.getByRole('button', { name: 'New flow' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Create flow' }).click()
  await shown(page.getByRole('heading', { name: 'Recommended, not bought', exact: true }))
  const order = async () =>
    (await page.locator('.flow-card').allInnerTexts()).map((text) => text.split('\n')[0])
  await eventually(order).toEqual(['Trigger', 'Wait', 'Email'])

  await page.getByRole('button', { name: 'Add a step after: Wait' }).click()
  await page.getByRole('menuitem', { name: 'Conditional split' }).click()
  await eventually(order).toEqual(['Trigger', 'Wait', 'Conditional split', 'Email'])
  await shown(page.getByText('Yes', { exact: true }))
  await keep(page, 'split')
  expect(await faultsOf(page)).toEqual([])
  await step(page, /^Email/)
    .first()
    .click()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByRole('button', { name: 'Move it here, after: Conditional split, No' }).click()
  await keep(page, 'moved')
  await eventually(order).toEqual(['Trigger', 'Wait', 'Conditional split', 'Email', 'Email'])
  for (let undone = 0; undone < 3; undone += 1) {
    await page.getByRole('button', { name: 'Undo' }).click()
  }
  await eventually(order).toEqual(['Trigger', 'Wait', 'Email'])
  await step(page, /^Wait/).first().focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Alt+ArrowDown')
  await eventually(order).toEqual(['Trigger', 'Email', 'Wait'])
  await page.keyboard.press('Control+z')
  await eventually(order).toEqual(['Trigger', 'Wait', 'Email'])

  await page.getByText('JSON', { exact: true }).click()
  const json = page.getByRole('textbox', { name: 'Definition as JSON' })
  const text = await json.inputValue()
  expect(JSON.parse(text)).toMatchObject({ reentry_criteria: { duration: 1, unit: 'day' } })
  await json.fill(text.replace('"value": 2', '"value": 5'))
  await page.getByText('List', { exact: true }).click()
  await shown(page.getByText('for 5 hours'))
  expect(await faultsOf(page)).toEqual([])
  await page.setViewportSize(PHONE)
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await eventually(width).toBeLessThanOrEqual(PHONE.width)
  await keep(page, 'list phone')
  await page.setViewportSize(DESKTOP)
})

const Mails = z.object({
  data: z.array(z.object({ attributes: z.object({ text: z.string() }) })),
})

/** Where the mail to an address leads to, as a path. */
async function linkMailedTo(email: string): Promise<string> {
  const filter = encodeURIComponent(`equals(to,"${email}")`)
  let link = ''
  await eventually(async () => {
    const { body } = await shop.api('GET', `/api/x/outbox-mails?filter=${filter}`)
    link = /https?:\S+/.exec(Mails.parse(body).data[0]?.attributes.text ?? '')?.[0] ?? ''
    return link
  }).not.toBe('')
  return new URL(link).pathname
}

test('an alert asks who is outside, and a test compares variations until one is chosen', {
  timeout: FLOW_MS,
}, async () => {
  const outside = 'boss@elsewhere.test'
  const page = await owner(`${shop.home}/flows`)
  await page.getByRole('button', { name: 'New flow' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Blank flow/ }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Alarm')
  await dialog.getByRole('button', { name: 'Create flow' }).click()
  await shown(page.getByRole('heading', { name: 'Alarm', exact: true }))
  await choose(page, 'Starts when', 'somebody does something')
  await choose(page, 'What they do', RECOMMENDED)
  const save = async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await shown(page.getByText('Saved', { exact: true }))
    await gone(page.getByText('Saved', { exact: true }))
  }

  await page.getByRole('button', { name: 'Add a step after: Trigger' }).click()
  await page.getByRole('menuitem', { name: 'Internal alert', exact: true }).click()
  const to = page.getByRole('combobox', { name: 'To', exact: true })
  await to.fill(OWNER.email)
  await to.press('Enter')
  await shown(page.getByText('works here', { exact: true }))
  await to.fill('nobody')
  await to.press('Enter')
  await shown(page.getByText('nobody is not an email address.'))
  await to.press('Backspace')
  await to.fill(outside)
  await to.press('Enter')
  await shown(page.getByText('asked when you save', { exact: true }))
  await page.getByRole('textbox', { name: 'Subject' }).fill('Somebody wants a scarf')
  await choose(page, 'Template', 'New: Recommended items')
  await shown(page.getByRole('link', { name: 'Edit the template' }))
  await keep(page, 'alert unsaved')
  expect(await faultsOf(page)).toEqual([])
  await save()
  await shown(page.getByText('waiting for confirmation', { exact: true }))
  await shown(page.getByText(/^Asked /))
  await keep(page, 'alert waiting')
  expect(await faultsOf(page)).toEqual([])
  // Asked only now, so that it is refused and says until when.
  await page.getByRole('button', { name: 'Ask again' }).click()
  await shown(page.getByText(/was asked at/))

  const boss = await stranger()
  await boss.goto(await linkMailedTo(outside))
  await boss.getByRole('button', { name: 'Yes, send me alerts' }).click()
  await shown(boss.getByRole('status'))
  await page.reload()
  await step(page, /^Internal alert/)
    .first()
    .click()
  await shown(page.getByText('confirmed', { exact: true }))
  expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(0)
  await keep(page, 'alert confirmed')

  await page.getByRole('button', { name: 'Add a step after: Internal alert' }).click()
  await page.getByRole('menuitem', { name: 'A/B test', exact: true }).click()
  const part = (name: string) => page.getByRole('group', { name, exact: true })
  const main = part('Sent when nothing is tested')
  await main.getByRole('textbox', { name: 'Subject' }).fill('What we talked about')
  await main.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'New: Recommended items' }).click()
  await shown(main.getByRole('link', { name: 'Edit the template' }))
  for (const [number, subject] of [
    [1, 'Still cold?'],
    [2, 'Your scarf'],
  ] as const) {
    await page.getByRole('button', { name: 'Add a variation' }).click()
    const subjectOf = part(`Variation ${number}`).getByRole('textbox', { name: 'Subject' })
    expect(await subjectOf.inputValue()).toBe('What we talked about')
    await subjectOf.fill(subject)
  }
  const share = (number: number) =>
    part(`Variation ${number}`).getByRole('textbox', { name: 'Share' })
  expect(await share(1).inputValue()).toBe('50 %')
  await share(1).fill('70')
  await shown(page.getByText('Together 120 %: each gets its part of that.'))
  await share(2).fill('30')
  await gone(page.getByText(/^Together/))
  await choose(page, 'Compared by', 'opens')
  await page.getByRole('checkbox', { name: 'Choose the winner by itself' }).check()
  const certain = page.getByRole('checkbox', { name: 'When the result is certain' })
  expect(await certain.isChecked()).toBe(true)
  await certain.uncheck()
  await shown(page.getByText('Choose when the test ends.'))
  await page.getByLabel('At the latest').fill('2099-12-01T09:00')
  await gone(page.getByText('Choose when the test ends.'))
  await keep(page, 'test')
  expect(await faultsOf(page)).toEqual([])
  await save()

  await page.getByRole('button', { name: 'Change status' }).click()
  await page.getByRole('menuitem', { name: /^Go live/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click()
  await shown(page.getByText('The flow is live'))
  await page.reload()
  await step(page, /^A\/B test/)
    .first()
    .click()
  expect(await share(1).inputValue()).toBe('70 %')
  expect(await share(2).inputValue()).toBe('30 %')
  expect(await page.getByRole('combobox', { name: 'Compared by' }).inputValue()).toBe('opens')
  expect(await page.getByLabel('At the latest').inputValue()).toBe('2099-12-01T09:00')

  const german = await owner(new URL(page.url()).pathname, {
    locale: 'de-DE',
    colorScheme: 'dark',
  })
  await step(german, /^Interner Hinweis/)
    .first()
    .click()
  await shown(german.getByText('bestätigt', { exact: true }))
  expect(await faultsOf(german)).toEqual([])
  await keep(german, 'alert dark German')
  await step(german, /^A\/B-Test/)
    .first()
    .click()
  await shown(german.getByRole('group', { name: 'Variante 2' }))
  expect(await faultsOf(german)).toEqual([])
  await keep(german, 'test dark German')
  await german.setViewportSize(PHONE)
  const width = () => german.evaluate(() => document.documentElement.scrollWidth)
  await eventually(width).toBeLessThanOrEqual(PHONE.width)
  await keep(german, 'test phone dark German')

  // Switched off, it is over: nobody did anything, so the first is the best.
  await choose(page, 'Status of this step', 'Draft')
  await save()
  await shown(page.getByText('The test is over: everybody gets the best variation.'))
  const subject = main.getByRole('textbox', { name: 'Subject' })
  await eventually(() => subject.inputValue()).toBe('Still cold?')
  await keep(page, 'test over')
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Test again' }).click()
  await gone(page.getByText('The test is over: everybody gets the best variation.'))
})

declare global {
  interface Window {
    axe: typeof axe
  }
}
