import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe from 'axe-core'
import { beforeAll, expect, test } from 'vitest'
import { consolePages, eventually, RESULTS, shown } from './console.ts'

const { ownerOfNewAccount } = consolePages()

beforeAll(() => mkdir(RESULTS, { recursive: true }))

test('a tag is typed on a list, is offered as a filter, and is taken off', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Tagged shop' })
  // Its name alone is also among the tags that are offered.
  const chip = (name: string) => page.locator('.mantine-Pill-root', { hasText: name })
  await page.getByRole('link', { name: 'Lists & segments' }).click()
  for (const name of ['Readers', 'Others']) {
    await page.getByRole('button', { name: 'New list' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('button', { name: 'Create' }).click()
    await shown(page.getByRole('heading', { name }))
    if (name === 'Others') break
    const tags = page.getByRole('combobox', { name: 'Tags' })
    await tags.fill('Autumn')
    await tags.press('Enter')
    await shown(chip('Autumn'))
    await tags.fill('VIP')
    await tags.press('Enter')
    await shown(chip('VIP'))
    await page.screenshot({ path: join(RESULTS, 'tags list light.png') })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: join(RESULTS, 'tags list dark.png') })
    await page.emulateMedia({ colorScheme: 'light' })
    const here = page.getByRole('navigation').getByRole('link', { name: 'Lists & segments' })
    await expect.poll(() => here.getAttribute('aria-current')).toBe('page')
    await here.click()
  }
  await page.goto(`/a/${account}/audience/groups`)
  await page.getByRole('combobox', { name: 'With the tag' }).click()
  await page.getByRole('option', { name: 'Autumn' }).click()
  await shown(page.getByRole('link', { name: 'Readers' }))
  await eventually(() => page.getByRole('link', { name: 'Others' }).count()).toBe(0)
  await page.screenshot({ path: join(RESULTS, 'tags filter.png') })

  await page.getByRole('link', { name: 'Readers' }).click()
  await shown(page.getByRole('heading', { name: 'Readers' }))
  await page.reload()
  await shown(chip('VIP'))
  await page.evaluate(axe.source)
  const faults = await page.evaluate(async () => {
    const found = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] })
    return found.violations.map((one: { id: string }) => one.id)
  })
  expect(faults).toEqual([])
  await page.getByRole('combobox', { name: 'Tags' }).press('Backspace')
  await eventually(() => chip('VIP').count()).toBe(0)
  await page.reload()
  await shown(chip('Autumn'))
  await eventually(() => chip('VIP').count()).toBe(0)
})

test('groups of tags are made, renamed and deleted; of an exclusive one a list bears one tag', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Grouped tags' })
  await page.goto(`/a/${account}/settings/tags`)
  await shown(page.getByRole('heading', { name: 'default' }))
  await page.getByRole('button', { name: 'New group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Season')
  await dialog.getByRole('checkbox', { name: 'Exclusive' }).check()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await shown(page.getByRole('heading', { name: 'Season' }))
  for (const name of ['Spring', 'Winter']) {
    await page.getByRole('button', { name: 'New tag in “Season”' }).click()
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await shown(page.getByRole('cell', { name, exact: true }))
  }
  await page.getByRole('button', { name: 'Rename “Winter”' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Cold season')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await shown(page.getByRole('cell', { name: 'Cold season' }))
  await page.screenshot({ path: join(RESULTS, 'tag groups light.png') })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: join(RESULTS, 'tag groups dark.png') })
  await page.evaluate(axe.source)
  const faults = await page.evaluate(async () => {
    const found = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] })
    return found.violations.map((one: { id: string }) => one.id)
  })
  expect(faults).toEqual([])
  await page.getByRole('button', { name: 'Delete “Season”' }).click()
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await eventually(() => page.getByRole('heading', { name: 'Season' }).count()).toBe(0)
  // The default group stays.
  expect(await page.getByRole('button', { name: 'Delete “default”' }).count()).toBe(0)
})
