import { expect, test } from 'vitest'
import { consolePages, createProfile, eventually, gone, home, sendEvent, shown } from './console.ts'

const { owner } = consolePages()

test('a profile is created, followed, edited, merged and deleted', async () => {
  await createProfile({
    email: 'w.schaefer@shopper.test',
    first_name: 'Wilma',
    properties: { 'Shoe size': 39 },
  })
  const page = await owner(`${home}/audience/profiles`)
  await page.getByRole('button', { name: 'New profile' }).first().click()
  await page.getByRole('textbox', { name: 'Email' }).fill('wilma@shopper.test')
  await page.getByRole('textbox', { name: 'First name' }).fill('Wilma')
  await page.getByRole('textbox', { name: 'Last name' }).fill('Schäfer')
  await page.getByRole('button', { name: 'Create profile' }).click()
  await shown(page.getByRole('heading', { name: 'Wilma Schäfer' }))
  const address = page.url()

  await shown(page.getByRole('status').filter({ hasText: 'Live' }))
  await shown(page.getByText('Nothing has happened yet.'))
  await sendEvent({
    metric: 'Tried On Hat',
    profile: { email: 'wilma@shopper.test' },
    properties: { Colour: 'moosgrün' },
  })
  const line = page.getByRole('listitem').filter({ hasText: 'Tried On Hat' })
  await shown(line)
  await line.getByRole('button', { name: 'Show details' }).click()
  await eventually(() => line.getByLabel('Raw event').innerText()).toContain('"Colour": "moosgrün"')

  await page.getByRole('button', { name: 'Edit profile' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit profile' })
  await edit.getByRole('textbox', { name: 'City' }).fill('Köln')
  await edit.getByRole('button', { name: 'Save' }).click()
  await gone(edit)
  await shown(page.getByText('Köln'))

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Merge with another profile' }).click()
  const merge = page.getByRole('dialog', { name: 'Merge profiles' })
  await merge.getByRole('combobox', { name: 'The other profile' }).fill('w.schaefer')
  await page.getByRole('option', { name: /w\.schaefer@shopper\.test/ }).click()
  await shown(merge.getByText('1 property is added.'))
  await merge.getByRole('button', { name: 'Merge', exact: true }).click()
  await gone(merge)
  await shown(page.getByText('w.schaefer@shopper.test'))
  await shown(page.getByText('Shoe size'))

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete profile' }).click()
  const erase = page.getByRole('dialog', { name: 'Delete this person?' })
  const button = erase.getByRole('button', { name: 'Delete for good' })
  expect(await button.isDisabled()).toBe(true)
  await erase.getByRole('textbox').fill('wilma@shopper.test')
  await button.click()
  await shown(page.getByRole('heading', { name: 'Profiles', exact: true }))
  await eventually(async () => {
    await page.goto(address)
    return page.getByRole('heading').first().innerText()
  }).toBe('There is nothing here')
})
