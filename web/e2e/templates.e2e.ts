import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { consolePages, DESKTOP, eventually, gone, PHONE, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { newManager, owner, stranger } = consolePages()

const RECOMMENDED = 'Received Product Recommendation from Customer Agent'

let shop: Awaited<ReturnType<typeof ownShop>>

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  shop = await ownShop('Templates')
  await shop.sendEvent({
    metric: RECOMMENDED,
    service: 'customer-agent',
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
  const navigation = page.getByRole('navigation', { name: 'Main navigation' })
  await navigation.getByRole('link', { name: 'Templates' }).click()
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
  const page = await owner(shop.home)
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
  const page = await owner(shop.home)
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

/** Drag with the mouse, as a hand does: not in one leap. */
async function drag(page: Page, from: Locator, to: Locator, where: 'above' | 'on' | 'below') {
  const start = await from.boundingBox()
  const end = await to.boundingBox()
  if (!start || !end) throw new Error('nothing to drag, or nowhere to drag it')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  const y = { above: end.y + 8, on: end.y + end.height / 2, below: end.y + end.height - 8 }[where]
  await page.mouse.move(end.x + end.width / 2, y - 60, { steps: 6 })
  await page.mouse.move(end.x + end.width / 2, y, { steps: 6 })
  await shown(page.locator('.canvas-drop[data-over] > div'))
  await page.mouse.up()
}

/** Names of the blocks on the canvas, from top to bottom. */
function blocks(page: Page) {
  return page
    .locator('.canvas-cover')
    .evaluateAll((covers) => covers.map((cover) => cover.ariaLabel?.split(':')[0]))
}

test('the mail about recommended items is built with the mouse', async () => {
  // As high as the mail: a hand would scroll on the way, which is another test.
  const page = await owner(shop.home, { viewport: { width: 1360, height: 1500 } })
  await newTemplate(page, /^Empty, with blocks/, 'Recommended by mouse')
  const palette = page.getByRole('complementary', { name: 'Blocks to add' })
  const canvas = page.getByRole('region', { name: 'The mail' })
  const item = (name: string) => palette.getByRole('button', { name, exact: true })
  await drag(page, item('Text'), canvas.getByText('Empty column'), 'on')
  await eventually(() => blocks(page)).toEqual(['Text'])
  await drag(page, item('Products'), canvas.getByRole('button', { name: /^Text/ }), 'below')
  await eventually(() => blocks(page)).toEqual(['Text', 'Products'])
  await drag(page, item('Button'), canvas.getByRole('button', { name: /^Products/ }), 'above')
  await eventually(() => blocks(page)).toEqual(['Text', 'Button', 'Products'])
  expect(await page.locator('.canvas-section').count()).toBe(1)
  await keep(page, 'blocks built')

  // A block that is there is moved the same way.
  await drag(
    page,
    canvas.getByRole('button', { name: /^Button/ }),
    canvas.getByRole('button', { name: /^Products/ }),
    'below',
  )
  await eventually(() => blocks(page)).toEqual(['Text', 'Products', 'Button'])

  await canvas.getByRole('button', { name: /^Text/ }).click()
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  await text.fill('Look what we found, ')
  await page.keyboard.press('End')
  await page.getByRole('button', { name: 'Insert a variable' }).first().click()
  await page.getByRole('menuitem', { name: /First name/ }).click()
  await shown(canvas.getByText(/Look what we found, {{ person.first_name }}/))
  await keep(page, 'blocks text')

  await page.getByRole('tab', { name: 'Preview' }).click()
  await shown(preview(page).getByText('Look what we found, Mila'))
  await shown(preview(page).getByRole('link', { name: 'Wool scarf' }))
  await shown(preview(page).getByText('Felt slippers'))
  await keep(page, 'blocks preview')

  await page.getByRole('tab', { name: /Checks/ }).click()
  await shown(page.getByText('Nobody can unsubscribe'))
  await keep(page, 'blocks checks')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await gone(page.getByText('Not saved'))
  await page.reload()
  await eventually(() => blocks(page)).toEqual(['Text', 'Products', 'Button'])
})

test('the same mail is built with the keyboard, and steps are taken back', async () => {
  const page = await owner(shop.home)
  await newTemplate(page, /^Empty, with blocks/, 'Recommended by keys')
  const palette = page.getByRole('complementary', { name: 'Blocks to add' })
  const canvas = page.getByRole('region', { name: 'The mail' })
  const add = (name: string) => palette.getByRole('button', { name, exact: true }).press('Enter')
  /** Which place of the only column it would be dropped on. */
  const atSpot = (index: number) =>
    eventually(() =>
      page
        .locator('.canvas-column .canvas-drop')
        .evaluateAll((drops) => drops.findIndex((drop) => drop.hasAttribute('data-over'))),
    ).toBe(index)
  await add('Products')
  await add('Text')
  await eventually(() => blocks(page)).toEqual(['Products', 'Text'])

  // Picked up, moved one gap up and dropped.
  await canvas.getByRole('button', { name: /^Move Text/ }).focus()
  await page.keyboard.press('Space')
  await shown(page.locator('.canvas-drop[data-over] > div'))
  await atSpot(2)
  await page.keyboard.press('ArrowUp')
  await atSpot(1)
  await page.keyboard.press('ArrowUp')
  await atSpot(0)
  await page.keyboard.press('Space')
  await eventually(() => blocks(page)).toEqual(['Text', 'Products'])
  await eventually(() => page.evaluate(() => document.activeElement?.ariaLabel)).toMatch(/^Move Te/)
  await canvas.getByRole('button', { name: 'Move down' }).press('Enter')
  await eventually(() => blocks(page)).toEqual(['Products', 'Text'])
  await page.keyboard.press('Control+z')
  await eventually(() => blocks(page)).toEqual(['Text', 'Products'])
  await page.getByRole('button', { name: 'Redo' }).press('Enter')
  await eventually(() => blocks(page)).toEqual(['Products', 'Text'])
  await page.getByRole('button', { name: 'Undo' }).press('Enter')

  await add('3 columns')
  await shown(page.getByRole('heading', { name: 'Section 2' }))
  await add('Button')
  await eventually(() => blocks(page)).toEqual(['Text', 'Products', 'Button'])
  await canvas.getByRole('button', { name: /^Button/ }).press('Enter')
  await page.getByRole('textbox', { name: 'Label' }).fill('Come and see')
  await canvas.getByRole('button', { name: 'Copy' }).press('Enter')
  await eventually(() => canvas.getByText('Come and see').count()).toBe(2)
  await keep(page, 'blocks columns')
  await page.getByText('Phone', { exact: true }).click()
  await keep(page, 'blocks columns as phone')
  await page.setViewportSize(PHONE)
  await keep(page, 'blocks on a phone')
  await page.setViewportSize(DESKTOP)

  await page.getByRole('tab', { name: 'JSON' }).click()
  const json = page.getByRole('textbox', { name: 'Definition as JSON' })
  const text = await json.inputValue()
  await json.fill(text.replace('"type": "product"', '"type": "prodct"'))
  await shown(page.getByText(/body\/sections\/0\/rows\/0\/columns\/0\/blocks\/1/))
  await json.fill(text.replace('"body": {', '"made_elsewhere": { "kept": true },\n  "body": {'))
  await page.getByRole('tab', { name: 'Design' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await gone(page.getByText('Not saved'))
  await page.reload()
  await page.getByRole('tab', { name: 'JSON' }).click()
  expect(await json.inputValue()).toContain('"made_elsewhere"')
})

test('a ready-made mail shows what was recommended; a block is shared with another', async () => {
  const page = await owner(shop.home)
  await newTemplate(page, /^Recommended items/, 'Ready-made')
  const canvas = page.getByRole('region', { name: 'The mail' })
  await keep(page, 'ready-made')
  await page.getByRole('tab', { name: 'Preview' }).click()
  await shown(preview(page).getByText('Wool scarf'))
  await shown(preview(page).getByText(/39[.,]90/))
  await shown(preview(page).getByRole('link', { name: 'Unsubscribe' }))
  await keep(page, 'ready-made preview')
  await page.getByText('Phone', { exact: true }).click()
  await keep(page, 'ready-made preview as phone')
  await page.getByRole('tab', { name: 'Checks' }).click()
  await keep(page, 'ready-made checks')
  await page.getByRole('tab', { name: 'Design' }).click()

  await canvas.getByRole('button', { name: /^Text: .*organization.*organiza/ }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Our footer')
  await page.getByRole('dialog').getByRole('button', { name: 'Share' }).click()
  await shown(canvas.getByText('Shared'))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await gone(page.getByText('Not saved'))

  await newTemplate(page, /^Empty, with blocks/, 'With our footer')
  await page.getByRole('button', { name: 'Our footer' }).click()
  await shown(canvas.getByText('Shared'))
  await page.getByRole('tab', { name: 'Preview' }).click()
  await shown(preview(page).getByRole('link', { name: 'Unsubscribe' }))
})

test('nothing that a template holds runs in the console', async () => {
  const page = await owner(shop.home)
  await newTemplate(page, /^Empty, with blocks/, 'Hostile')
  await page.getByRole('button', { name: 'HTML', exact: true }).click()
  const hostile =
    '<img src="x" onerror="window.broken=1"><script>window.broken=1</script><a href="javascript:window.broken=1">go</a><iframe srcdoc="x"></iframe>'
  await page.getByRole('textbox', { name: 'HTML source' }).fill(hostile)
  await shown(page.getByRole('region', { name: 'The mail' }).getByText('go'))
  expect(
    await page
      .locator(
        '.canvas-copy [onerror], .canvas-copy script, .canvas-copy iframe, .canvas-copy [href]',
      )
      .count(),
  ).toBe(0)
  expect(await page.evaluate(() => 'broken' in window)).toBe(false)
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
