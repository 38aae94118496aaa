import { join } from 'node:path'
import { expect, test } from 'vitest'
import { consolePages, eventually, gone, shown } from './console.ts'

const { ownerOfNewAccount } = consolePages()
const ORDERS = join(import.meta.dirname, '../../test/data/orders-sample.csv')

test('a file of order lines becomes orders whose value the chart shows', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Teapot Ltd', currency: 'GBP' })
  await page.getByRole('link', { name: 'Profiles' }).click()
  await page.getByRole('button', { name: 'Import' }).first().click()
  await page.getByLabel('Drop a file here or choose one').setInputFiles(ORDERS)
  await shown(page.getByText('orders-sample.csv'))
  await page.getByRole('radio', { name: 'Orders' }).click()
  await page.getByRole('button', { name: 'Upload and check columns' }).click()

  const becomes = (column: string) => page.getByRole('combobox', { name: `What ${column} becomes` })
  await eventually(() => becomes('InvoiceNo').inputValue()).toBe('Order number')
  expect(await becomes('StockCode').inputValue()).toBe('SKU')
  expect(await becomes('CustomerID').inputValue()).toBe('External id')
  await becomes('Country').click()
  await page.getByRole('option', { name: 'Property of the event' }).click()
  expect(await becomes('Country').inputValue()).toBe('Property of the event')
  await shown(page.getByRole('tab', { name: /\d+ events/ }))
  await page.getByRole('button', { name: 'Start import' }).click()

  // A few dozen rows may be done before anybody can watch.
  const progress = page.getByRole('progressbar', { name: 'Progress' })
  const report = page.getByRole('heading', { name: 'Refused rows' })
  await shown(progress.or(report))
  await shown(report)
  await gone(progress)
  await shown(page.getByText('Complete', { exact: true }))
  await shown(page.getByText('15 events', { exact: true }))

  await page.goto(`/a/${account}/analytics/metrics`)
  await page.getByRole('link', { name: 'Placed Order' }).click()
  await page.getByText('Value', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Period' }).click()
  await page.getByRole('option', { name: 'Last 365 days' }).click()
  await shown(page.getByText('£795.49'))
  await page.getByRole('combobox', { name: 'Grouped by' }).click()
  await page.getByRole('option', { name: 'Country' }).click()
  await page.getByRole('button', { name: 'Show as table' }).click()
  await shown(page.getByRole('columnheader', { name: 'Österreich' }))
})
