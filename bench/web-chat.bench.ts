import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import { cpus } from 'node:os'
import { chromium } from 'playwright-core'
import {
  API_HEADERS,
  freePort,
  type ServerProcess,
  serverProcess,
  TEST_COMPANY,
} from '../test/server-process.ts'
import { until } from '../test/until.ts'
import { launchBrowser } from '../web/e2e/browser.ts'

const STREAMS = 2_000
const OPENED_AT_ONCE = 50
const SAMPLES = 100
/** Streams keep their connections; the server's heartbeat is every 15 s. */
const QUIET_MS = 20_000
/** For an answer. */
const WAIT = { secondsMax: 20, pollMs: 1 }

/** Memory of many open chats, and how soon an answer begins: over HTTP and in the widget. */
export async function bench(): Promise<void> {
  const server = await serverProcess({ PARLEY_RATE_LIMITS: 'off' })
  print(`machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load generator on it`)
  try {
    await server.start()
    const idle = await residentMb(server)
    print(`idle memory: ${idle} MB`)
    const chats = await openChats(server)
    print(`${STREAMS} visitors who said something: ${await residentMb(server)} MB`)
    const closings = await openStreams(server, chats)
    print(`${STREAMS} open streams: ${await residentMb(server)} MB`)
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    print(`the same after ${QUIET_MS / 1_000} s and a heartbeat: ${await residentMb(server)} MB`)
    report('message to first byte of the answer, HTTP', await answerDelays(server))
    report(
      'message to first character of the answer, widget in Chromium',
      await widgetDelays(server),
    )
    for (const close of closings) close()
  } finally {
    if (server.output().includes('"level":50')) print(server.output())
    await server.dispose()
  }
}

interface Chat {
  token: string
}

async function openChats(server: ServerProcess): Promise<Chat[]> {
  const chats: Chat[] = []
  for (let from = 0; from < STREAMS; from += OPENED_AT_ONCE) {
    chats.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => begin(server)))))
  }
  return chats
}

async function begin(server: ServerProcess): Promise<Chat> {
  const session = await post(server, 'session', null, 'web-chat-session', {})
  const token = String(session['token'])
  await say(server, token, 'Hello')
  return { token }
}

function say(server: ServerProcess, token: string, text: string): Promise<Record<string, unknown>> {
  const client_id = crypto.randomUUID()
  return post(server, 'messages', token, 'web-chat-message', { client_id, text })
}

async function post(
  server: ServerProcess,
  path: string,
  token: string | null,
  type: string,
  attributes: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/client/web-chat/${path}?company_id=${TEST_COMPANY}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ data: { type, attributes } }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  const body = (await response.json()) as { data: { attributes: Record<string, unknown> } }
  return body.data.attributes
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

async function openStreams(server: ServerProcess, chats: readonly Chat[]): Promise<(() => void)[]> {
  const closings: (() => void)[] = []
  for (let from = 0; from < chats.length; from += OPENED_AT_ONCE) {
    const some = chats.slice(from, from + OPENED_AT_ONCE)
    const answers = await Promise.all(some.map(({ token }) => stream(server, token, 0)))
    for (const answer of answers) {
      // Read, as browsers do.
      answer.resume()
      closings.push(() => answer.destroy())
    }
  }
  return closings
}

async function stream(
  server: ServerProcess,
  token: string,
  after: number,
): Promise<IncomingMessage> {
  const request = get(`${server.url}/client/web-chat/stream?company_id=${TEST_COMPANY}`, {
    agent,
    headers: { authorization: `Bearer ${token}`, 'last-event-id': String(after) },
  })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`a stream answered ${answer.statusCode}`)
  return answer
}

/** Few for each conversation: an agent that cannot help calls a person. */
const QUESTIONS = [
  'Where is my order?',
  'Do you ship to Norway?',
  'I need a present for my dad under 40',
]

async function answerDelays(server: ServerProcess): Promise<number[]> {
  const delays: number[] = []
  while (delays.length < SAMPLES) {
    const { token } = await begin(server)
    const answer = await stream(server, token, 0)
    let heard = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk
    })
    for (const question of QUESTIONS) {
      await settled(() => heard)
      heard = ''
      const began = performance.now()
      await say(server, token, question)
      const isAnswered = () => /event: text|"author":"agent"/.test(heard)
      if (!(await until(isAnswered, Boolean, WAIT))) throw new Error('no answer came')
      delays.push(performance.now() - began)
    }
    answer.destroy()
  }
  return delays
}

async function widgetDelays(server: ServerProcess): Promise<number[]> {
  const port = await freePort()
  const page = `<!doctype html><title>Shop</title><script src="${server.url}/widget.js" data-company="${TEST_COMPANY}" async></script>`
  const shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(page)
  }).listen(port, '127.0.0.1')
  await allow(server, `http://127.0.0.1:${port}`)
  const browserServer = await launchBrowser()
  const browser = await chromium.connect(browserServer.wsEndpoint())
  try {
    const delays: number[] = []
    while (delays.length < SAMPLES) {
      const context = await browser.newContext()
      const tab = await context.newPage()
      await tab.goto(`http://127.0.0.1:${port}`)
      await tab.locator('parley-chat .launcher').click()
      for (const question of QUESTIONS) {
        const text = JSON.stringify(question)
        delays.push(await tab.evaluate<number>(`(${MEASURE})(${text})`))
      }
      await context.close()
    }
    return delays
  } finally {
    await browser.close()
    await browserServer.close()
    shop.close()
  }
}

/** From the Enter key to the first text of the agent in the page. */
const MEASURE = `async (text) => {
  const root = document.querySelector('parley-chat').shadowRoot
  const field = root.querySelector('textarea')
  const texts = () => [...root.querySelectorAll('.line.agent .bubble')].filter((one) => one.textContent)
  // Whatever is written has to be over; the dots have no text.
  await new Promise((resolve) => setTimeout(resolve, 250))
  const before = texts().length
  field.value = text
  field.dispatchEvent(new Event('input'))
  const began = performance.now()
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (texts().length <= before) return
      observer.disconnect()
      resolve(performance.now() - began)
    })
    observer.observe(root, { childList: true, subtree: true, characterData: true })
  })
}`

async function allow(server: ServerProcess, origin: string): Promise<void> {
  const attributes = { allowed_origins: [origin] }
  const response = await fetch(`${server.url}/api/x/web-chat-settings`, {
    method: 'PATCH',
    headers: API_HEADERS,
    body: JSON.stringify({ data: { type: 'web-chat-settings', attributes } }),
  })
  if (!response.ok) throw new Error(`the origin was not allowed: ${await response.text()}`)
}

async function residentMb(server: ServerProcess): Promise<number> {
  const response = await fetch(`${server.url}/metrics`)
  const found = /^process_resident_memory_bytes (\d+)/m.exec(await response.text())
  return Math.round(Number(found?.[1]) / 1024 / 1024)
}

async function settled(read: () => string): Promise<void> {
  for (let before = ''; ; ) {
    const now = read()
    if (now === before && now !== '') return
    before = now
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

function report(what: string, delays: readonly number[]): void {
  const sorted = delays.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  print(
    `${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${delays.length} messages)`,
  )
}

function print(text: string): void {
  console.log(text)
}
