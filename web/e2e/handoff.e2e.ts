import { join } from 'node:path'
import { expect, test } from 'vitest'
import { consolePages, RESULTS, shown } from './console.ts'
import { look } from './every-page.ts'

const { ownerOfNewAccount } = consolePages()

test('handoffs go to another desk, signed; a test shows what became of it and is sent again', async () => {
  const { page, account } = await ownerOfNewAccount({ name: 'Two desks' })
  await page.goto(`/a/${account}/agent/channels`)
  const panel = page.locator('section', {
    has: page.getByRole('heading', { name: 'Handoff', exact: true }),
  })
  await panel.getByRole('textbox', { name: 'Mail address of the desk' }).fill('desk@other.test')
  await panel.getByRole('button', { name: 'Save' }).click()

  await page.getByRole('button', { name: 'Make a signing secret' }).click()
  const once = page.getByRole('dialog', { name: 'Signing secret' })
  const secret = await once.getByRole('textbox', { name: 'Signing secret' }).inputValue()
  await once.getByRole('button', { name: 'Done' }).click()
  await shown(page.getByRole('button', { name: `Signing secret …${secret.slice(-3)}: change` }))

  await page.getByRole('button', { name: 'Test the desk’s address' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Test' })
  await shown(row.getByText('Arrived'))
  const [replayed] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith('/replay')),
    row.getByRole('button', { name: 'Send again' }).click(),
  ])
  expect(replayed.status()).toBe(202)
  expect(await look(page, 'handoffs')).toEqual([])
  await page.screenshot({ path: join(RESULTS, 'handoffs.png'), fullPage: true })
})
