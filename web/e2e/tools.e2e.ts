import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { httpTwin } from '../../test/http-twin.ts'
import { consolePages, eventually, gone, RESULTS, shown } from './console.ts'

const { ownerOfNewAccount } = consolePages()
const TIMEOUT_MS = 120_000
const KEY = 'sk_live_5f2a9c77d1'

/** The shop's own service: what a branch has in stock, for whoever has the key. */
const service = await httpTwin(({ headers, path }) => {
  if (headers.authorization !== `Bearer ${KEY}`) return { status: 401, body: { error: 'key' } }
  return { status: 200, body: { path, stock: 4 } }
}, inject('servicePort'))

test('a tool is written, tried, bound to a skill, loses its secret, and goes', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Tools of one’s own' })
  const tools = `/a/${account}/agent/tools`
  await page.goto(tools)
  await shown(page.getByText('No tools of your own yet'))
  await shown(page.getByRole('cell', { name: /^Get orders/i }))

  await page.getByRole('button', { name: 'New secret' }).click()
  const secret = page.getByRole('dialog', { name: 'New secret' })
  await secret.getByRole('textbox', { name: 'Name' }).fill('Stock service')
  await secret.getByLabel('Value').fill(KEY)
  await secret.getByRole('button', { name: 'Save' }).click()
  await shown(page.getByText('••••7d1'))
  await gone(secret)
  expect(await page.content()).not.toContain(KEY)

  await page.getByRole('button', { name: 'New tool' }).first().click()
  const form = page.getByRole('form', { name: 'Tool' })
  const create = form.getByRole('button', { name: 'Create tool' })
  expect(await create.getAttribute('aria-description')).toContain('A tool needs a name')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Stock of a branch')
  await form
    .getByRole('textbox', { name: 'What it is for' })
    .fill('Says how many pieces of a product a branch has.')
  await form.getByRole('textbox', { name: 'Address' }).fill('http://shop.test/{{branch}}')
  await create.click()
  // What is wrong stands at its field, in the server's words.
  await shown(form.getByText(/does not begin with https:\/\//))
  await shown(form.getByText(/uses \{\{branch\}\}, which is not among the variables/))

  await form.getByRole('textbox', { name: 'Address' }).fill(`${service.url}/branches/{{branch}}`)
  await form.getByRole('button', { name: 'Add a header' }).click()
  await form.getByRole('textbox', { name: 'Headers, name 1' }).fill('Authorization')
  await form.getByRole('textbox', { name: 'Headers, value 1' }).fill('Bearer {{key}}')
  await form.getByRole('button', { name: 'Declare branch' }).click()
  await form.getByRole('button', { name: 'Declare key' }).click()
  await form.getByRole('textbox', { name: 'What branch means' }).fill('The town of the branch')
  const key = form.getByRole('group', { name: 'Variable key' })
  await key.getByRole('combobox', { name: 'Comes from' }).click()
  await page.getByRole('option', { name: 'A secret' }).click()
  await key.getByRole('combobox', { name: 'Secret' }).click()
  await page.getByRole('option', { name: 'Stock service' }).click()
  await picture(page, 'tool being written')
  await create.click()

  const trial = page.getByRole('form', { name: 'Try it now' })
  await trial.getByRole('textbox', { name: /^branch/ }).fill('Kiel/Nord')
  await trial.getByRole('button', { name: 'Call it now' }).click()
  const outcome = page.getByRole('status', { name: 'What came of it' })
  await shown(outcome.getByText('Worked'))
  await shown(outcome.getByText('"Bearer ***"'))
  await shown(outcome.getByText(`"${service.url}/branches/Kiel%2FNord"`))
  await shown(outcome.getByText('"stock"'))
  expect(service.requests.at(-1)).toMatchObject({
    method: 'GET',
    path: '/branches/Kiel%2FNord',
    headers: { authorization: `Bearer ${KEY}` },
  })
  expect(await page.content()).not.toContain(KEY)
  await picture(page, 'tool tried')

  await page.getByRole('link', { name: 'Skills', exact: true }).click()
  await page.getByRole('button', { name: 'New skill' }).click()
  const skill = page.getByRole('dialog', { name: 'New skill' })
  await skill.getByRole('textbox', { name: 'Name' }).fill('Branch stock')
  await skill
    .getByRole('textbox', { name: 'When to use it' })
    .fill('Questions whether a branch has something in stock.')
  await skill
    .getByRole('textbox', { name: 'How to respond' })
    .fill('Say: There are {{stock}} left.')
  await skill.getByRole('combobox', { name: 'Tools' }).click()
  await page.getByRole('option', { name: 'Stock of a branch' }).click()
  await page.keyboard.press('Tab')
  await skill.getByRole('button', { name: 'Create' }).click()
  await gone(skill)
  await shown(page.getByText('Tools: Stock of a branch'))
  await page.getByRole('button', { name: 'Edit Branch stock' }).click()
  const edit = page.getByRole('dialog', { name: 'Branch stock' })
  await edit.getByRole('textbox', { name: 'Name' }).fill('Stock in town')
  await edit.getByRole('button', { name: 'Save' }).click()
  await gone(edit)
  await shown(page.getByText('Stock in town'))
  await shown(page.getByText('Tools: Stock of a branch'))

  await page.getByRole('link', { name: 'Tools and secrets' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Stock of a branch' }).first()
  await shown(row.getByText('Stock in town'))
  await eventually(() => row.getByRole('cell').nth(2).innerText()).toBe('1')
  await page.getByRole('button', { name: 'Rename “Stock service”' }).click()
  const rename = page.getByRole('dialog', { name: 'Rename “Stock service”' })
  await rename.getByRole('textbox', { name: 'Name' }).fill('Stock key')
  await rename.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'New value for “Stock key”' }).click()
  const rotate = page.getByRole('dialog', { name: 'New value for “Stock key”' })
  await rotate.getByLabel('New value').fill('another-value-xyz')
  await rotate.getByRole('button', { name: 'Save' }).click()
  await shown(page.getByText('••••xyz'))
  await picture(page, 'tools')

  await page.getByRole('link', { name: 'Stock of a branch' }).first().click()
  await trial.getByRole('textbox', { name: /^branch/ }).fill('Kiel')
  await trial.getByRole('button', { name: 'Call it now' }).click()
  await shown(outcome.getByText('The service answered 401.'))
  await page.getByRole('link', { name: 'All tools' }).click()
  await page.getByRole('button', { name: 'Delete “Stock key”' }).click()
  const confirm = page.getByRole('dialog', { name: 'Delete the secret “Stock key”?' })
  await shown(confirm.getByText('1 tool uses it.'))
  await confirm.getByRole('button', { name: 'Delete' }).click()
  await shown(row.getByText('Secret missing'))
  await page.getByRole('link', { name: 'Stock of a branch' }).first().click()
  await shown(page.getByText('This secret was deleted. Choose another.'))
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const last = page.getByRole('dialog', { name: 'Delete “Stock of a branch”?' })
  await shown(last.getByText('1 skill uses it, and loses it.'))
  await last.getByRole('button', { name: 'Delete' }).click()
  await shown(page.getByText('No tools of your own yet'))
})

test('prepared answers are written, changed and thrown away', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Answers at hand' })
  await page.goto(`/a/${account}/conversations`)
  await page.getByRole('link', { name: 'Prepared answers' }).click()
  await shown(page.getByText('No prepared answers yet'))
  await page.getByRole('button', { name: 'New prepared answer' }).click()
  const form = page.getByRole('dialog', { name: 'New prepared answer' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Where is it?')
  await form.getByRole('textbox', { name: 'Text' }).fill('It left our house yesterday.')
  await form.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'English' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await gone(form)
  await shown(page.getByText('It left our house yesterday.'))

  await page.getByRole('button', { name: 'Edit “Where is it?”' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Where is it?”' })
  await edit.getByRole('textbox', { name: 'Text' }).fill('It left our house today.')
  await edit.getByRole('button', { name: 'Save' }).click()
  await gone(edit)
  await shown(page.getByText('It left our house today.'))
  await picture(page, 'prepared answers')

  await page.getByRole('button', { name: 'Delete “Where is it?”' }).click()
  const confirm = page.getByRole('dialog', { name: 'Delete “Where is it?”?' })
  await confirm.getByRole('button', { name: 'Delete' }).click()
  await shown(page.getByText('No prepared answers yet'))
})

/** As it looks in both sets of colours. */
async function picture(page: Page, name: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = join(RESULTS, `${name} ${colorScheme}.png`)
    await page.screenshot({ path, fullPage: true, animations: 'disabled' })
  }
}
