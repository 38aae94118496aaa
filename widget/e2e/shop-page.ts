import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { TEST_COMPANY } from '../../test/server-process.ts'
import { consolePages, eventually, shown } from '../../web/e2e/console.ts'
import { shopApi } from '../../web/e2e/shop-api.ts'

export { eventually, shown } from '../../web/e2e/console.ts'

/** Between the shop's page and the server, so that a test can cut it. */
export interface Line {
  origin: () => string
  /** Break every connection, and refuse new ones until it is mended. */
  cut: () => void
  mend: () => void
}

export interface Shop {
  /** A page of a shop on another origin than the server's, with the widget on it. */
  visit: (options?: VisitOptions) => Promise<Page>
  line: Line
  api: ReturnType<typeof shopApi>['api']
  /** Change the settings of the widget. */
  change: (attributes: object) => Promise<void>
}

interface VisitOptions {
  language?: 'en' | 'de'
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number }
  /** Of a page that was there before: the same browser comes again. */
  page?: Page
}

/** A shop with a strict content policy, for the tests of one file. */
export function shop(): Shop {
  const { stranger } = consolePages()
  const { api } = shopApi(inject('consoleUrl'))
  const serverPort = Number(new URL(inject('consoleUrl')).port)
  const sockets = new Set<Socket>()
  let isCut = false
  let origin = ''
  let pageOrigin = ''

  const proxy = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(serverPort, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const pages = createHttpServer((request, response) => {
    const language = new URL(request.url ?? '/', 'http://shop').searchParams.get('language') ?? 'en'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', policyFor(origin))
    response.end(html(origin, language))
  })

  async function change(attributes: object): Promise<void> {
    const data = { type: 'web-chat-settings', attributes }
    const answer = await api('PATCH', '/api/x/web-chat-settings', data)
    expect(answer).toMatchObject({ status: 200 })
  }

  beforeAll(async () => {
    origin = `http://localhost:${await listening(proxy)}`
    pageOrigin = `http://localhost:${await listening(pages)}`
    await change({ allowed_origins: [pageOrigin] })
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    pages.close()
  })

  return {
    api,
    change,
    line: {
      origin: () => origin,
      cut: () => {
        isCut = true
        for (const socket of sockets) socket.destroy()
      },
      mend: () => {
        isCut = false
      },
    },
    visit: async ({ language = 'en', page: known, ...options } = {}) => {
      const page = known ?? (await stranger({ locale: `${language}-DE`, ...options }))
      await page.goto(`${pageOrigin}/?language=${language}`)
      await shown(launcher(page))
      return page
    },
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

/** Nothing but the widget may do anything: no inline styles, no evaluation, no markup from text. */
function policyFor(origin: string): string {
  return [
    "default-src 'none'",
    `script-src ${origin}`,
    `connect-src ${origin}`,
    'img-src https: data:',
    "require-trusted-types-for 'script'",
  ].join('; ')
}

function html(origin: string, language: string): string {
  return `<!doctype html>
<html lang="${language}">
<head><title>Wool shop</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Wool shop</h1><p>Scarves and hats.</p></main>
<script src="${origin}/widget.js" data-company="${TEST_COMPANY}" async></script></body>
</html>`
}

export function launcher(page: Page): Locator {
  return page.locator('parley-chat .launcher')
}

export async function openChat(page: Page): Promise<Locator> {
  await launcher(page).click()
  const panel = page.locator('parley-chat .panel')
  await shown(panel)
  return panel
}

/** Write into the field that has the focus, and send. */
export async function write(page: Page, text: string): Promise<void> {
  await eventually(() => focused(page)).toBe('TEXTAREA')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Enter')
}

/** What has the focus inside the chat: its label, or the name of its element. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const inside = document.querySelector('parley-chat')?.shadowRoot?.activeElement
    return inside?.tagName === 'TEXTAREA'
      ? 'TEXTAREA'
      : (inside?.ariaLabel ?? inside?.textContent ?? '')
  })
}

/** Texts of the bubbles, oldest first, of one side or both. */
export function bubbles(page: Page, author?: 'shopper' | 'agent' | 'teammate'): Promise<string[]> {
  const of = author === undefined ? '.line' : `.line.${author}`
  return page.locator(`parley-chat .log ${of} .bubble`).allTextContents()
}

/** Wait for the agent's next answer after `count` of its bubbles, the greeting among them. */
export async function answered(page: Page, count: number): Promise<string> {
  await eventually(async () => (await bubbles(page, 'agent')).length).toBeGreaterThan(count)
  return (await bubbles(page, 'agent')).at(-1) ?? ''
}
