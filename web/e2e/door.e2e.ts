import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../test/server-process.ts'
import { consolePages, eventually, OWNER, shown, signIn } from './console.ts'

const { at, owner, stranger } = consolePages()

test('a wrong password is said plainly, and does not tell who has an account', async () => {
  const page = await stranger()
  await page.goto('/sign-in')
  const said: string[] = []
  for (const email of [OWNER.email, 'nobody@shop.test']) {
    await page.reload()
    await signIn(page, { email, password: 'not the right one at all' })
    await shown(page.getByRole('alert'))
    said.push(await page.getByRole('alert').innerText())
  }
  expect(said[0]).toMatch(/password/i)
  expect(said[1]).toBe(said[0])
})

test('scripts cannot read the session cookie, and no other host can plant it', async () => {
  const page = await owner('/')
  await shown(page.getByRole('heading', { name: 'Home', exact: true }))
  const cookies = await page.context().cookies()
  expect(cookies).toMatchObject([
    { name: '__Host-parley_session', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
  ])
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('a page of another origin cannot act with the session of its visitor', async () => {
  const page = await owner('/')
  await shown(page.getByRole('heading', { name: 'Home', exact: true }))
  const elsewhere = await otherSite()
  await page.goto(elsewhere)
  expect(await forge(page, {})).toBe(403)
  // As a form could send it: refused for what it is, before anybody asks who sent it.
  const account = {
    type: 'account',
    attributes: { name: 'Forged', timezone: 'UTC', currency: 'EUR' },
  }
  const form = {
    body: JSON.stringify({ data: account }),
    headers: { 'content-type': 'text/plain' },
  }
  expect(await forge(page, form)).toBe(415)
  // As the console sends it: the browser asks first, and is not allowed to.
  const json = { ...form, mode: 'cors', headers: { 'content-type': 'application/json' } } as const
  expect(await forge(page, json)).toBe('not sent')

  await page.goto('/')
  await page.getByRole('button', { name: 'Switch account' }).click()
  await shown(page.getByRole('menuitem', { name: 'New account' }))
  expect(await page.getByRole('menuitem', { name: 'Forged' }).count()).toBe(0)

  // The session did go along above: without one, the answer is another.
  const nobody = await stranger()
  await nobody.goto(elsewhere)
  expect(await forge(nobody, {})).toBe(401)
})

interface Forged {
  mode?: 'cors' | 'no-cors'
  headers?: Record<string, string>
  body?: string
}

/** Send a write from this page to the console. The status that the browser saw. */
async function forge(page: Page, request: Forged): Promise<number | 'not sent'> {
  const target = at('/api/x/accounts')
  const statuses: number[] = []
  page.on('response', (response) => {
    if (response.url() === target && response.request().method() === 'POST') {
      statuses.push(response.status())
    }
  })
  const wasSent = await page.evaluate(
    ([url, init]) =>
      fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', ...init }).then(
        () => true,
        () => false,
      ),
    [target, request] as const,
  )
  if (!wasSent) return 'not sent'
  await eventually(() => statuses.length).toBe(1)
  return statuses[0] ?? 'not sent'
}

/** Another origin on this machine. Browsers count it as the same site, so cookies go along. */
async function otherSite(): Promise<string> {
  const port = await freePort()
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<title>Elsewhere</title>')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://localhost:${port}/`
}
