import { expect, test } from 'vitest'
import { consolePages, findInPalette, home, shown } from './console.ts'
import { look, testPages } from './every-page.ts'

testPages('what the agent and its team work with, and all settings', [
  { name: 'inbox', path: () => `${home}/conversations`, heading: 'Conversations' },
  { name: 'agent', path: () => `${home}/agent/overview`, heading: 'Customer Agent' },
  { name: 'performance', path: () => `${home}/agent/performance`, heading: 'Customer Agent' },
  { name: 'playground', path: () => `${home}/agent/playground`, heading: 'Customer Agent' },
  { name: 'skills', path: () => `${home}/agent/skills`, heading: 'Customer Agent' },
  { name: 'tools', path: () => `${home}/agent/tools`, heading: 'Customer Agent' },
  {
    name: 'new tool',
    path: () => `${home}/agent/tools/new`,
    heading: 'Customer Agent',
    open: async (page) => {
      await page.getByRole('button', { name: 'Add a variable' }).click()
      await shown(page.getByText('What it is for'))
    },
  },
  {
    name: 'prepared answers',
    path: () => `${home}/conversations/macros`,
    heading: 'Prepared answers',
  },
  { name: 'guidance', path: () => `${home}/agent/guidance`, heading: 'Customer Agent' },
  { name: 'knowledge', path: () => `${home}/agent/knowledge`, heading: 'Customer Agent' },
  { name: 'channels', path: () => `${home}/agent/channels`, heading: 'Customer Agent' },
  { name: 'account', path: () => `${home}/settings/account`, heading: 'Settings' },
  { name: 'consent', path: () => `${home}/settings/consent`, heading: 'Settings' },
  { name: 'sending', path: () => `${home}/settings/sending`, heading: 'Settings' },
  { name: 'outbox', path: () => `${home}/settings/outbox`, heading: 'Settings' },
  { name: 'me', path: () => `${home}/settings/me`, heading: 'Settings' },
  { name: 'people', path: () => `${home}/settings/people`, heading: 'Settings' },
  { name: 'api keys', path: () => `${home}/settings/api-keys`, heading: 'Settings' },
  {
    name: 'new api key',
    path: () => `${home}/settings/api-keys`,
    heading: 'Settings',
    open: async (page) => {
      await page.getByRole('button', { name: 'New API key' }).click()
      await shown(page.getByRole('dialog').getByText('conversations'))
    },
  },
  { name: 'audit log', path: () => `${home}/settings/audit-log`, heading: 'Settings' },
  { name: 'nothing', path: () => `${home}/nowhere`, heading: 'There is nothing here' },
  {
    name: 'palette',
    path: () => `${home}/analytics/metrics`,
    heading: 'Metrics',
    open: async (page) => shown((await findInPalette(page, 'order')).getByText('Placed Order')),
  },
])

const { owner, stranger } = consolePages()

test('the agent and its tools speak German', async () => {
  const page = await owner(`${home}/agent/skills`, { locale: 'de-DE' })
  await shown(page.getByText('Werkzeuge: Im Katalog suchen'))
  await shown(page.getByText('Kein Profil hat Daten zum Treueprogramm'))
  await page.goto(`${home}/agent/tools`)
  await shown(page.getByRole('link', { name: 'Im Katalog suchen' }))
  await page.goto(`${home}/settings/me`)
  await shown(page.getByLabel('Zeigen, was eingegeben wurde'))
})

test('so can the door', async () => {
  const page = await stranger()
  await page.goto('/sign-in')
  await shown(page.getByRole('heading', { name: 'Sign in' }))
  expect(await look(page, 'sign-in')).toEqual([])
})
