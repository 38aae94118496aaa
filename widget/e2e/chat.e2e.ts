import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { PHONE } from '../../web/e2e/console.ts'
import {
  answered,
  bubbles,
  eventually,
  focused,
  launcher,
  openChat,
  shop,
  shown,
  write,
} from './shop-page.ts'

const HOSTILE = '<img src=x onerror=window.__pwned=1>'
const { visit, line, change, api } = shop()
afterEach(() => line.mend())

test('a shopper asks on a page of another origin, is answered, and finds it again', async () => {
  const page = await visit()
  await openChat(page)
  await write(page, 'Hello')
  await answered(page, 1)
  const said = await bubbles(page)
  expect(said.slice(0, 2)).toEqual(['Hello! How can I help you today?', 'Hello'])

  await visit({ page })
  const panel = page.locator('parley-chat .panel')
  await shown(panel)
  await eventually(() => bubbles(page)).toEqual(said)
})

test('what was written while the line was cut is sent once it is back, and no answer is lost', async () => {
  const page = await visit()
  await openChat(page)
  await write(page, 'Hello')
  await answered(page, 1)

  line.cut()
  await shown(page.getByText('No connection. Trying again …'))
  await write(page, 'Where is my order?')
  await shown(page.getByText('Not sent yet: waiting for a connection.'))
  const answer = await teammateSays('Bo is here for you')
  expect(answer).toBe(201)
  expect(await bubbles(page, 'shopper')).toEqual(['Hello', 'Where is my order?'])

  line.mend()
  await eventually(() => page.getByText('Not sent yet').count()).toBe(0)
  await shown(page.getByText('Bo is here for you'))
  await eventually(() => bubbles(page, 'shopper')).toEqual(['Hello', 'Where is my order?'])
  expect(await page.getByText('No connection').isVisible()).toBe(false)
})

test('a message survives the page that was left before it was sent', async () => {
  const page = await visit()
  await openChat(page)
  await write(page, 'Hello')
  await answered(page, 1)
  line.cut()
  await write(page, 'Do you ship to Norway?')
  await shown(page.getByText('Not sent yet: waiting for a connection.'))
  line.mend()
  await visit({ page })
  await eventually(async () => (await bubbles(page, 'shopper')).at(-1)).toBe(
    'Do you ship to Norway?',
  )
  await eventually(() => page.getByText('Not sent yet').count()).toBe(0)
  await answered(page, 2)
})

test('recommended products are cards, and a click on one is counted', async () => {
  await api('POST', '/api/catalog-items', item('throw', 'Wool throw', 39.9))
  await api('POST', '/api/catalog-items', item('socks', 'Wool socks', 14.5))
  await api('POST', '/api/catalog-items', item('coat', 'Wool coat', 240))
  const page = await visit()
  await openChat(page)
  await write(page, 'Can you recommend something made of wool under 50 euros?')
  const card = page.getByRole('link', { name: 'Wool throw' })
  await shown(card)
  expect(await card.textContent()).toContain('39.90')
  expect(await card.getAttribute('href')).toBe('https://shop.example/throw')
  expect(await page.getByRole('link', { name: 'Wool coat' }).count()).toBe(0)
  const noted = page.waitForResponse(/product-click/)
  await card.click()
  expect((await noted).status()).toBe(204)
})

test('an offered person is accepted, a teammate answers, the shopper sees who', async () => {
  const page = await visit()
  await openChat(page)
  await write(page, 'I want to talk to a human')
  await page.getByRole('button', { name: 'Yes, connect me' }).click()
  await shown(page.getByText('Passed on to our team'))
  expect(await teammateSays('Bo is here for you')).toBe(201)
  await shown(page.locator('parley-chat .line.teammate').getByText('Bo is here for you'))
  await page.keyboard.press('Escape')
  expect(await teammateSays('Are you still there?')).toBe(201)
  await shown(page.getByRole('button', { name: 'Chat with us, 1 new' }))
})

test('markup from shopper, team and settings is shown as text and never runs', async () => {
  await change({ greeting: { en: HOSTILE, de: HOSTILE } })
  const page = await visit()
  await openChat(page)
  await write(page, HOSTILE)
  await answered(page, 1)
  await teammateSays(`${HOSTILE} [click](javascript:alert(1)) [me](https://shop.example/a)`)
  await shown(page.locator('parley-chat .line.teammate'))
  expect((await bubbles(page)).slice(0, 2)).toEqual([HOSTILE, HOSTILE])
  const found = await page.evaluate(() => {
    const root = document.querySelector('parley-chat')?.shadowRoot
    return {
      ran: '__pwned' in window,
      pictures: root?.querySelectorAll('img').length,
      links: [...(root?.querySelectorAll('a') ?? [])].map((one) => one.href),
    }
  })
  expect(found).toEqual({ ran: false, pictures: 0, links: ['https://shop.example/a'] })
  await change({ greeting: { en: '', de: '' } })
})

test('a page in German has a German chat, and a German answer', async () => {
  const page = await visit({ language: 'de' })
  await shown(page.getByRole('button', { name: 'Chat öffnen' }))
  await openChat(page)
  await shown(page.getByText('Hallo! Womit kann ich helfen?'))
  await write(page, 'Ich möchte mit einem Menschen sprechen')
  await shown(page.getByRole('button', { name: 'Ja, bitte verbinden' }))
  expect(await page.locator('parley-chat').getAttribute('lang')).toBe('de')
})

test('everything can be done with the keyboard, and the focus is always somewhere', async () => {
  const page = await visit()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Chat with us')
  await page.keyboard.press('Enter')
  await write(page, 'I want to talk to a human')
  await shown(page.getByRole('button', { name: 'Yes, connect me' }))
  const way: string[] = []
  for (let steps = 0; steps < 3; steps += 1) {
    await page.keyboard.press('Shift+Tab')
    way.push(await focused(page))
  }
  expect(way.slice(0, 2)).toEqual(['No, thanks', 'Yes, connect me'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await shown(page.getByText('Passed on to our team'))
  await eventually(() => focused(page)).toBe('TEXTAREA')
  await page.keyboard.press('Escape')
  expect(await focused(page)).toBe('Chat with us')
  expect(await page.locator('parley-chat .panel').isVisible()).toBe(false)
})

test('on a phone the chat is the whole screen and keeps the focus', async () => {
  const page = await visit({ viewport: PHONE })
  const panel = await openChat(page)
  expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, ...PHONE })
  expect(await panel.getAttribute('aria-modal')).toBe('true')
  await eventually(() => focused(page)).toBe('TEXTAREA')
  for (let steps = 0; steps < 6; steps += 1) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('PARLEY-CHAT')
  }
  expect(await launcher(page).isVisible()).toBe(false)
})

test('a note has to be agreed to before anything is sent', async () => {
  await change({ consent_note: { en: 'We store what you write for a year.', de: '' } })
  const page = await visit()
  await openChat(page)
  await shown(page.getByText('We store what you write for a year.'))
  expect(await page.getByRole('textbox').isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Agree and start' }).click()
  await write(page, 'Hello')
  await answered(page, 1)
  await change({ consent_note: null })
})

test.each(['light', 'dark'] as const)('the chat is accessible in %s', async (colorScheme) => {
  const page = await visit({ colorScheme })
  await openChat(page)
  await write(page, 'I want to talk to a human')
  await shown(page.getByRole('button', { name: 'Yes, connect me' }))
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'No, thanks' }).click()
  await answered(page, 2)
  expect(await faults(page)).toEqual([])
})

/** What axe finds wrong with the whole page, the inside of the chat too. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<Violation[]>(
    `axe.run(document).then((result) => result.violations)`,
  )
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)
}

interface Violation {
  id: string
  nodes: { html: string }[]
}

function item(id: string, title: string, price: number) {
  return {
    type: 'catalog-item',
    attributes: {
      external_id: id,
      integration_type: '$custom',
      catalog_type: '$default',
      title,
      description: `${title}: warm and soft, made of pure wool.`,
      url: `https://shop.example/${id}`,
      price,
      published: true,
    },
  }
}

/** Of the newest conversation. @returns the status of the answer */
async function teammateSays(text: string): Promise<number> {
  const list = await api('GET', '/api/x/conversations?page[size]=1')
  const [newest] = (list.body as { data: { id: string }[] }).data
  const path = `/api/x/conversations/${newest?.id}/messages`
  const { status } = await api('POST', path, {
    type: 'teammate-message',
    attributes: { text },
  })
  return status
}
