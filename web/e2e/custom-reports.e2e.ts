import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { consolePages, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner } = consolePages()
const DAY_MS = 86_400_000
const TIMEOUT_MS = 180_000
let home = ''

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  const shop = await ownShop('Own reports')
  home = shop.home
  await shop.sendEvents(
    Array.from({ length: 20 }, (_, nth) => ({
      metric: nth % 2 ? 'Placed Order' : 'Viewed Product',
      profile: { email: `p${nth % 5}@shopper.test` },
      time: new Date(Date.now() - (nth % 10) * DAY_MS),
      value: 10,
      properties: { Channel: nth % 3 ? 'web' : 'app' },
    })),
  )
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

test('a report is put together, shown, saved, and mailed every week', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(home)
  await page.getByRole('link', { name: 'Custom reports' }).click()
  await shown(page.getByText('No report yet'))
  await page.getByRole('button', { name: 'New report' }).first().click()
  await page.getByRole('combobox', { name: 'Metric 1', exact: true }).click()
  await page.getByRole('option', { name: 'Placed Order' }).click()
  await page.getByRole('combobox', { name: 'Metric 1 measured as' }).click()
  await page.getByRole('option', { name: 'Value' }).click()
  await page.getByRole('button', { name: 'Add a metric' }).click()
  await page.getByRole('combobox', { name: 'Metric 2', exact: true }).click()
  await page.getByRole('option', { name: 'Viewed Product' }).click()
  await page.getByRole('button', { name: 'Show the numbers' }).click()
  await shown(page.getByRole('row', { name: /^Placed Order \(Value\) .* 100$/ }))
  await shown(page.getByRole('row', { name: /^Viewed Product \(Events\) .* 10$/ }))

  await page.getByRole('combobox', { name: 'Grouped by' }).click()
  await page.getByRole('option', { name: 'Channel' }).click()
  await page.getByRole('button', { name: 'Add a filter' }).click()
  await page.getByRole('combobox', { name: 'Property of filter 1' }).click()
  await page.getByRole('option', { name: 'Channel' }).click()
  await page.getByRole('textbox', { name: 'Value of filter 1' }).fill('web')
  await page.getByRole('button', { name: 'Show the numbers' }).click()
  await shown(page.getByRole('row', { name: /^Placed Order \(Value\): web .* \d+$/ }))
  expect(await page.getByRole('row', { name: /app/ }).count()).toBe(0)
  await page.screenshot({ path: join(RESULTS, 'custom report light.png'), fullPage: true })

  await page.getByRole('button', { name: 'Save the report' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Web shop')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await shown(page.getByRole('heading', { name: 'Web shop' }))
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const path = join(RESULTS, 'custom report.csv')
  await (await downloading).saveAs(path)
  expect(await readFile(path, 'utf8')).toMatch(/^Date,Placed Order \(Value\): web,/)

  await page.getByRole('switch', { name: 'Mail this report' }).check()
  await page.getByRole('combobox', { name: 'To' }).click()
  await page.getByRole('option', { name: 'ada' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await shown(page.getByText(/^Next: /))
  expect(await faultsOf(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: join(RESULTS, 'custom report dark.png'), fullPage: true })
  await page.getByRole('link', { name: 'Custom reports' }).first().click()
  await shown(page.getByRole('cell', { name: 'Every week, 8:00' }))
  await page.screenshot({ path: join(RESULTS, 'custom reports dark.png') })
  expect(await faultsOf(page)).toEqual([])
})

test('cells, points and totals open their proof, with the events behind it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${home}/analytics/reports/new`)
  await page.getByRole('combobox', { name: 'Metric 1', exact: true }).click()
  await page.getByRole('option', { name: 'Placed Order' }).click()
  await page.getByRole('combobox', { name: 'Metric 1 measured as' }).click()
  await page.getByRole('option', { name: 'Value' }).click()
  await page.getByRole('combobox', { name: 'Grouped by' }).click()
  await page.getByRole('option', { name: 'Channel' }).click()
  await page.getByRole('button', { name: 'Show the numbers' }).click()

  const total = page.getByRole('button', {
    name: /comes about: Placed Order \(Value\): web, Total/,
  })
  const shownTotal = Number(await total.textContent())
  await total.click()
  const proof = page.getByRole('dialog', { name: 'Proof: Placed Order (Value): web' })
  await shown(proof.getByText(`metricValue = ${shownTotal}`))
  await shown(proof.getByText('Channel: web'))
  await expect.poll(() => proof.getByRole('row').count()).toBe(1 + shownTotal / 10)
  await page.screenshot({ path: join(RESULTS, 'custom report proof.png') })
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('Escape')

  // A press in the chart means the interval at which it is, as a cell of its table does.
  const picture = page.locator('.chart-openable')
  const box = await picture.boundingBox()
  await picture.click({ position: { x: (box?.width ?? 0) - 24, y: (box?.height ?? 0) / 2 } })
  const point = page.getByRole('dialog', { name: /^Proof: Placed Order \(Value\): (web|app), / })
  await shown(point.getByText(/^metricValue = \d+/))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Show as table' }).click()
  await page
    .getByRole('button', { name: /comes about: Placed Order \(Value\): web, .*, 10$/ })
    .first()
    .click()
  const cell = page.getByRole('dialog', { name: /^Proof: Placed Order \(Value\): web, / })
  await shown(cell.getByText('metricValue = 10'))
  await expect.poll(() => cell.getByRole('row').count()).toBe(1 + 1)
  await page.keyboard.press('Escape')

  await page.getByText('Table', { exact: true }).click()
  await page.getByRole('button', { name: 'Show the numbers' }).click()
  await page
    .getByRole('row', { name: /^Total/ })
    .getByRole('button', { name: /: app, Total/ })
    .click()
  await shown(page.getByRole('dialog').getByText('Channel: app'))
})
