import { expect, test } from 'vitest'
import { consolePages, eventually, sendEvent, shown } from './console.ts'

const { newManager, owner, stranger } = consolePages()

test('a segment is built from sentences, and says who is in it and why', async () => {
  const metric = 'Asked for a catalogue'
  await sendEvent({ metric, profile: { email: 'paper@shopper.test' } })
  const page = await owner('/')
  await page.getByRole('link', { name: 'Lists & segments' }).click()
  await page.getByRole('button', { name: 'New segment' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Paper people')
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('option', { name: 'What someone did, or did not do' }).click()
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: metric }).click()
  await shown(page.getByText('person fits'))
  await page.getByRole('button', { name: 'Create segment' }).click()

  await shown(page.getByRole('heading', { name: 'Paper people' }))
  await shown(page.getByRole('link', { name: 'paper@shopper.test' }))
  await shown(page.getByText('1 member'))
  await page.getByRole('button', { name: 'Why?' }).click()
  await shown(page.getByRole('dialog').getByText('Fits the conditions.'))
  await shown(page.getByRole('dialog').getByText('Counted: 1'))
  await page.keyboard.press('Escape')

  // Whoever does it later comes in without anybody building anything.
  await sendEvent({ metric, profile: { email: 'later@shopper.test' } })
  await shown(page.getByText(/later@shopper.test/))
})

test('sentences and JSON say the same, and a mistake in it is named', async () => {
  const page = await owner('/')
  await page.getByRole('link', { name: 'Lists & segments' }).click()
  await page.getByRole('button', { name: 'Ready-made' }).click()
  await page.getByRole('menuitem', { name: /Escalated in the last 7 days/ }).click()
  await shown(page.getByText('people fit'))
  await page.getByRole('button', { name: 'As JSON' }).click()
  const json = page.getByRole('textbox', { name: 'Definition as JSON' })
  const text = await json.inputValue()
  expect(JSON.parse(text)).toMatchObject({
    condition_groups: [{ conditions: [{ timeframe_filter: { quantity: 7, unit: 'day' } }] }],
  })
  await json.fill(text.replace('"in-the-last"', '"lately"'))
  await shown(page.getByText(/timeframe_filter\/operator/))
  await json.fill(text.replace('"quantity": 7', '"quantity": 3'))
  await page.getByRole('button', { name: 'As sentences' }).click()
  expect(await page.getByRole('textbox', { name: 'How many' }).inputValue()).toBe('3')
})

test('people are put on a list and taken off again', async () => {
  await sendEvent({ metric: 'Viewed Page', profile: { email: 'lister@shopper.test' } })
  const page = await owner('/')
  await page.getByRole('link', { name: 'Lists & segments' }).click()
  await page.getByRole('button', { name: 'New list' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Friends')
  await page.getByRole('button', { name: 'Create' }).click()
  await shown(page.getByRole('heading', { name: 'Friends' }))
  await page.getByRole('combobox', { name: 'Put a person on the list' }).fill('lister')
  await page.getByRole('option', { name: 'lister@shopper.test' }).click()
  await shown(page.getByRole('table').getByRole('link', { name: 'lister@shopper.test' }))
  await page.getByRole('button', { name: 'Take off' }).click()
  await shown(page.getByText('Nobody is in it'))
})

test('the new areas speak German', async () => {
  const lena = await newManager('lena.neu')
  const page = await stranger({ locale: 'de-DE' })
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-Mail' }).fill(lena.email)
  await page.getByLabel('Passwort', { exact: true }).fill(lena.password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.getByRole('link', { name: 'Listen & Segmente' }).click()
  await shown(page.getByRole('heading', { name: 'Listen und Segmente' }))
  await page.getByRole('link', { name: 'Unterhaltungen' }).click()
  await shown(page.getByRole('heading', { name: 'Unterhaltungen' }))
  await page.getByRole('link', { name: 'Customer Agent' }).click()
  await eventually(() => page.getByRole('link', { name: 'Wissen', exact: true }).count()).toBe(1)
})
