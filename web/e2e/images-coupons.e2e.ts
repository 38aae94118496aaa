import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { consolePages, eventually, PHONE, RESULTS, shown } from './console.ts'

const { ownerOfNewAccount } = consolePages()

async function picture(): Promise<Buffer> {
  const background = { r: 15, g: 107, b: 103 }
  return sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .png()
    .toBuffer()
}

test('a picture is uploaded, renamed, hidden, and put into a mail', async () => {
  const { page } = await ownerOfNewAccount({ name: 'Pictures' })
  await page.getByRole('link', { name: 'Images' }).click()
  await shown(page.getByText('No images yet'))
  const file = { name: 'scarf.png', mimeType: 'image/png', buffer: await picture() }
  await page.getByLabel(/Drop a picture here/).setInputFiles(file)
  const grid = page.getByRole('list', { name: 'Images' })
  await shown(grid.getByText('scarf.png'))
  await shown(grid.getByText(/640 × 480/))
  const shownWidth = () =>
    grid.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)
  await eventually(shownWidth).toBeGreaterThan(0)
  await page.screenshot({ path: join(RESULTS, 'images with one.png'), fullPage: true })

  await page.getByRole('button', { name: 'Actions for scarf.png' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Wool scarf')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await shown(grid.getByText('Wool scarf'))

  await page.getByRole('link', { name: 'Templates' }).click()
  await page.getByRole('button', { name: 'New template' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /^Empty, with blocks/ }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('With a picture')
  await dialog.getByRole('button', { name: 'Create template' }).click()
  await page.getByRole('button', { name: 'Picture', exact: true }).click()
  await page.getByRole('button', { name: 'Choose or upload' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Wool scarf' }).click()
  await eventually(() =>
    page.locator('.canvas-body img').evaluate((image: HTMLImageElement) => image.naturalWidth),
  ).toBe(640)
  await page.getByRole('tab', { name: /Checks/ }).click()
  await page.getByRole('button', { name: 'Show' }).first().click()
  await page.getByRole('textbox', { name: 'Alternative text' }).fill('A green scarf')
  await page.screenshot({ path: join(RESULTS, 'image block.png'), fullPage: true })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await shown(page.getByText('Saved', { exact: true }))

  await page.getByRole('link', { name: 'Images' }).click()
  await page.getByRole('button', { name: 'Actions for Wool scarf' }).click()
  await page.getByRole('menuitem', { name: 'Hide' }).click()
  await shown(page.getByText('No images yet'))
  await page.getByRole('switch', { name: 'Hidden ones too' }).click()
  await shown(grid.getByText('Wool scarf'))
})

test('a coupon is created, and codes are pasted into it', async () => {
  const { page } = await ownerOfNewAccount({ name: 'Coupons' })
  await page.getByRole('link', { name: 'Coupons' }).click()
  await page.getByRole('button', { name: 'New coupon' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('SPRING 10')
  await shown(dialog.getByText('Letters, digits and _ only.'))
  await dialog.getByRole('textbox', { name: 'Name' }).fill('SPRING10')
  await dialog.getByText('Uploaded', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Create coupon' }).click()
  await shown(page.getByRole('heading', { name: 'SPRING10', exact: true }))
  await page.getByRole('textbox', { name: 'Codes' }).fill('code\nAAA-111\nBBB-222\nAAA-111')
  await page.getByRole('button', { name: 'Add 2 codes' }).click()
  await shown(page.getByText('Added: 2.'))
  await shown(page.getByRole('cell', { name: 'BBB-222' }))
  await shown(page.getByText('2 codes not given yet'))
  await page.screenshot({ path: join(RESULTS, 'coupon with codes.png'), fullPage: true })
  await page.setViewportSize(PHONE)
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await eventually(width).toBeLessThanOrEqual(PHONE.width)
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await shown(page.getByText('No coupons yet'))
  expect(page.url()).toContain('/content/coupons')
})
