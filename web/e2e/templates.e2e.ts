import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import {
  consolePages,
  DESKTOP,
  eventually,
  gone,
  PHONE,
  RESULTS,
  sendEvent,
  shown,
} from './console.ts'

const { newManager, owner, stranger } = consolePages()

const RECOMMENDED = 'Received Product Recommendation from Customer Agent'

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  await sendEvent({
    metric: RECOMMENDED,
    profile: { email: 'mila@shopper.test', first_name: 'Mila' },
    properties: {
      'Conversation ID': 'talk-1',
      $extra: {
        items: [
          { title: 'Wool scarf', url: 'https://shop.test/scarf', price: 39.9, image_url: '' },
          { title: 'Felt slippers', url: 'https://shop.test/slippers', price: 24, image_url: '' },
        ],
      },
    },
  })
})

function preview(page: Page) {
  return page.frameLocator('iframe[title="Preview of the mail"]')
}

async function newTemplate(page: Page, start: RegExp, name: string) {
  await page.getByRole('link', { name: 'Templates' }).click()
  await page.getByRole('button', { name: 'New template' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: start }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('button', { name: 'Create template' }).click()
  await shown(page.getByRole('heading', { name, exact: true }))
}

async function keep(page: Page, name: string) {
  await page.screenshot({ path: join(RESULTS, `${name}.png`), fullPage: true })
}

test('HTML is written beside its preview, and a mistake is named with its line', async () => {
  const page = await owner('/')
  await newTemplate(page, /^HTML/, 'Winter greeting')
  await shown(preview(page).getByText('Hello there,'))
  await page.getByRole('combobox', { name: 'Person' }).fill('mila')
  await page.getByRole('option', { name: 'Mila' }).click()
  await shown(preview(page).getByText('Hello Mila,'))

  const source = page.getByRole('textbox', { name: 'HTML source' })
  const text = await source.inputValue()
  await source.fill(text.replace('<p>Hello', '<p>{% if person.city %}Hello'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await shown(page.getByRole('alert').getByText(/line 8/))
  await keep(page, 'template code mistake')
  await source.fill(
    text.replace(
      '<p>Hello',
      '<p style="color:#cccccc">Pale <img src="https://shop.test/a.png"></p><p>{{ person.shoe_size }} Hello',
    ),
  )
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await gone(page.getByText('Not saved'))

  await page.getByRole('tab', { name: /Checks/ }).click()
  await shown(page.getByText('A text is hard to read'))
  await shown(page.getByText('A picture has no alternative text'))
  await shown(page.getByText('A variable is not known'))
  await keep(page, 'template code checks')
  await page
    .getByRole('button', { name: /^Line 8/ })
    .first()
    .click()
  await eventually(() =>
    source.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    ),
  ).toMatch(/shoe_size|Pale|img/)
  await page.getByRole('tab', { name: 'Preview' }).click()
  await page.getByText('Phone', { exact: true }).click()
  await page.getByRole('switch', { name: 'Dark' }).click()
  await shown(preview(page).getByText('Pale'))
  await keep(page, 'template code')
  await page.setViewportSize(PHONE)
  await keep(page, 'template code phone')
  await page.setViewportSize(DESKTOP)

  // Leaving with something unsaved is asked about.
  await source.fill(text)
  await page.getByRole('link', { name: 'Metrics' }).click()
  await shown(page.getByRole('dialog').getByText('Leave without saving?'))
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
  await shown(page.getByRole('heading', { name: 'Metrics' }))
})

test('MJML shows what it becomes; templates are found, copied and deleted', async () => {
  const page = await owner('/')
  await newTemplate(page, /^MJML/, 'Short tags')
  await shown(preview(page).getByText('Hello there,'))
  await page
    .getByRole('textbox', { name: 'MJML source' })
    .fill('<mjml><mj-body><mj-nothing /></mj-body></mjml>')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await shown(page.getByRole('alert').getByText(/mj-nothing/))
  await page.getByRole('link', { name: 'Templates' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()

  await page.getByRole('searchbox', { name: 'Search templates' }).fill('short')
  await page.getByRole('button', { name: 'Actions for Short tags' }).click()
  await page.getByRole('menuitem', { name: 'Copy' }).click()
  await shown(page.getByRole('heading', { name: 'Copy of Short tags' }))
  await page.getByRole('link', { name: 'Templates' }).first().click()
  await shown(page.getByRole('link', { name: 'Copy of Short tags' }))
  await keep(page, 'templates list')
  await page.getByRole('button', { name: 'Actions for Copy of Short tags' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await gone(page.getByRole('link', { name: 'Copy of Short tags' }))
})

test('templates speak German', async () => {
  const lena = await newManager('lena.vorlage')
  const page = await stranger({ locale: 'de-DE' })
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-Mail' }).fill(lena.email)
  await page.getByLabel('Passwort', { exact: true }).fill(lena.password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.getByRole('link', { name: 'Vorlagen' }).click()
  await page.getByRole('button', { name: 'Neue Vorlage' }).first().click()
  await shown(page.getByRole('dialog').getByText('Empfohlene Produkte').first())
  await keep(page, 'template new german')
  expect(await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).inputValue()).toBe(
    'Empfohlene Produkte',
  )
})
