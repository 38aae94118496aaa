import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { consolePages, DESKTOP, eventually, PHONE, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner } = consolePages()
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

declare global {
  interface Window {
    axe: typeof axe
  }
}
