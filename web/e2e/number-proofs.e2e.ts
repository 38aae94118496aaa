import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { consolePages, RESULTS, shown } from './console.ts'
import { ownShop } from './own-shop.ts'

const { owner } = consolePages()
const TIMEOUT_MS = 180_000
const GERMAN = { locale: 'de-DE', colorScheme: 'dark' } as const
let shop: Awaited<ReturnType<typeof ownShop>>

beforeAll(async () => {
  await mkdir(RESULTS, { recursive: true })
  shop = await ownShop('Number proofs')
  await shop.sendEvents(
    Array.from({ length: 4 }, (_, nth) => ({
      metric: 'Asked for a catalogue',
      profile: { email: `c${nth}@shopper.test` },
      properties: {},
    })),
  )
})

function picture(page: Page, name: string) {
  return page.screenshot({ path: join(RESULTS, `${name}.png`), fullPage: true })
}

test('the size and the growth of a segment open their proofs', {
  timeout: TIMEOUT_MS,
}, async () => {
  const page = await owner(`${shop.home}/audience/groups`)
  await page.getByRole('button', { name: 'New segment' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Catalogue people')
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('option', { name: 'What someone did, or did not do' }).click()
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Asked for a catalogue' }).click()
  await shown(page.getByText('people fit'))
  await page.getByRole('button', { name: 'Create segment' }).click()
  await page.getByRole('button', { name: /: Members, 4 members/ }).click()
  const proof = page.getByRole('dialog', { name: 'Proof: Catalogue people: Members' })
  await shown(proof.getByText('membersAtStart + membersJoined − membersLeft = 0 + 4 − 0 = 4'))
  await shown(proof.getByText('Catalogue people'))
  await expect.poll(() => proof.getByRole('row').count()).toBe(1 + 4)
  await shown(proof.getByRole('cell', { name: 'edit' }).first())
  await picture(page, 'segment size proof')
  await page.keyboard.press('Escape')

  await page.getByText('Joined and left', { exact: true }).click()
  await page.getByRole('button', { name: 'Show as table' }).click()
  await page.getByRole('button', { name: /: Joined, .*, 4$/ }).click()
  await shown(page.getByRole('dialog').getByText('membersJoined = 4'))
  await page.keyboard.press('Escape')
  await picture(page, 'segment growth')

  const german = await owner(new URL(page.url()).pathname, GERMAN)
  await german.getByRole('button', { name: /^Eintritte weniger Austritte/ }).click()
  const beweis = german.getByRole('dialog', { name: /Eintritte weniger Austritte/ })
  await shown(beweis.getByText('membersJoined − membersLeft = 4 − 0 = 4'))
  await shown(beweis.getByText('Eintritte im Zeitraum zählen 1, Austritte −1.'))
  await expect.poll(() => beweis.getByRole('row').count()).toBe(1 + 4)
  await picture(german, 'segment net proof de dark')
})
