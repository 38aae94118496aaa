import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AGENT_METRIC_NAMES } from '../../src/contract/metric-names.ts'
import { type ServerProcess, serverProcess, TEST_COMPANY } from '../../test/server-process.ts'
import { consolePages, OWNER, signIn } from '../../web/e2e/console.ts'
import { shopApi } from '../../web/e2e/shop-api.ts'
import { answered, bubbles, eventually, openChat, shown, write } from './shop-page.ts'

const START_MS = 180_000
const STORY_MS = 180_000
const MINUTE_MS = 60_000
const MARA = 'mara.lindt@mail.example'

const { stranger } = consolePages()
let server: ServerProcess
const at = (path: string) => `http://localhost:${server.port}${path}`
const api = (method: string, path: string, data?: unknown) =>
  shopApi(at('')).api(method, path, data)

beforeAll(async () => {
  server = await serverProcess({ PARLEY_SANDBOX: '1', PARLEY_RATE_LIMITS: 'off' })
  await server.start()
  const page = await stranger()
  await page.goto(at(`/demo/${TEST_COMPANY}`))
  await page.getByRole('button', { name: 'Fill the demo shop' }).click()
  await shown(page.locator('.tile'))
}, START_MS)
afterAll(() => server.dispose())

/** A shopper of their own on the demo shop, with the chat open. */
async function shopper(): Promise<Page> {
  const page = await stranger()
  await page.goto(at(`/demo/${TEST_COMPANY}`))
  await openChat(page)
  return page
}

/** Write, and wait for what the agent says next. */
async function ask(page: Page, text: string): Promise<string> {
  const before = (await bubbles(page, 'agent')).length
  await write(page, text)
  return answered(page, before)
}

interface Recorded {
  name: string
  properties: Record<string, unknown>
}

interface EventsAnswer {
  data: {
    attributes: { event_properties: Record<string, unknown> }
    relationships: { metric: { data: { id: string } } }
  }[]
  included: { id: string; attributes: { name: string } }[]
}

/** Every event of the agent's four metrics, oldest first. */
async function agentEvents(): Promise<Recorded[]> {
  const { body } = await api('GET', '/api/events?page[size]=100&include=metric&sort=datetime')
  const { data, included } = body as EventsAnswer
  const names = new Map(included.map((metric) => [metric.id, metric.attributes.name]))
  const four: string[] = Object.values(AGENT_METRIC_NAMES).map(({ en }) => en)
  return data
    .map((event) => ({
      name: names.get(event.relationships.metric.data.id) ?? '',
      properties: event.attributes.event_properties,
    }))
    .filter((event) => four.includes(event.name))
}

async function count(metric: keyof typeof AGENT_METRIC_NAMES): Promise<number> {
  const { en } = AGENT_METRIC_NAMES[metric]
  return (await agentEvents()).filter((event) => event.name === en).length
}

/** The newest one-time code that was mailed to an address. */
async function codeFor(email: string): Promise<string | undefined> {
  const { body } = await api('GET', '/api/x/outbox-mails')
  const mails = body as { data: { id: string; attributes: { to: unknown; subject: string } }[] }
  const mail = mails.data.find((one) => JSON.stringify(one.attributes.to).includes(email))
  if (!mail) return undefined
  const opened = await api('GET', `/api/x/outbox-mails/${mail.id}`)
  return /\b\d{6}\b/.exec(JSON.stringify(opened.body))?.[0]
}

async function passTime(ms: number): Promise<void> {
  const { body } = await api('GET', '/api/x/test-clock')
  const { data } = body as { data: { id: string; attributes: { now: string } } }
  const now = new Date(Date.parse(data.attributes.now) + ms).toISOString()
  const moved = await api('PATCH', '/api/x/test-clock', {
    type: 'test-clock',
    id: data.id,
    attributes: { now },
  })
  expect(moved.status).toBe(200)
}

test(
  'four shoppers: one is told, one is shown, one gets a person, one asks what nobody wrote down',
  async () => {
    // One asks for an order, proves who they are by a code, and is told.
    const told = await shopper()
    await ask(told, 'Hi, where is my order?')
    await ask(told, `My email is ${MARA}`)
    await eventually(() => codeFor(MARA)).toMatch(/^\d{6}$/)
    const status = await ask(told, (await codeFor(MARA)) ?? '')
    expect(status).toMatch(/HP-\d+/)

    // One is shown warm things under 40, all of them in stock.
    const shownTo = await shopper()
    await ask(shownTo, 'something warm for my dad under 40')
    const cards = shownTo.locator('parley-chat .product-price')
    await shown(cards)
    const prices = (await cards.allTextContents()).map((text) =>
      Number(/(\d+)[.,](\d\d)/.exec(text)?.slice(1).join('.')),
    )
    expect(prices.length).toBeGreaterThan(0)
    expect(Math.max(...prices)).toBeLessThan(40)

    // One wants a person, confirms, and is answered by a teammate from the inbox.
    const passedOn = await shopper()
    await write(passedOn, 'I want to talk to a human')
    await passedOn.getByRole('button', { name: 'Yes, connect me' }).click()
    await shown(passedOn.getByText('Passed on to our team'))
    const teammate = await stranger()
    await teammate.goto(at('/sign-in'))
    await signIn(teammate, OWNER)
    await teammate.getByRole('link', { name: 'Conversations' }).click()
    await teammate.getByRole('combobox', { name: 'View' }).selectOption('waiting')
    await teammate
      .getByRole('link', { name: /I want to talk|Passed on|team/ })
      .first()
      .click()
    await shown(teammate.getByText('I want to talk to a human'))
    await teammate.getByRole('textbox', { name: 'Write to the shopper' }).fill('Ada here, gladly')
    await teammate.getByRole('button', { name: 'Send', exact: true }).click()
    await shown(passedOn.locator('parley-chat .line.teammate').getByText('Ada here, gladly'))

    // One asks what nobody wrote down: the agent says so, and a person takes it.
    const unknown = await shopper()
    await ask(unknown, 'Do you offer engraving workshops for school classes in your store?')
    await unknown.getByRole('button', { name: 'Yes, connect me' }).click()
    await shown(unknown.getByText('Passed on to our team'))
    await teammate.goto(at(`/a/${TEST_COMPANY}/agent/knowledge`))
    await shown(teammate.getByText(/engraving workshops/))

    expect(await count('started')).toBe(4)
    expect(await count('recommended')).toBe(1)
    expect(await count('escalated')).toBe(2)
    expect(await count('resolved')).toBe(0)

    // The playground answers, and records nothing.
    await teammate.goto(at(`/a/${TEST_COMPANY}/agent/playground`))
    await teammate.getByRole('textbox', { name: 'Message' }).fill('How long does shipping take?')
    await teammate.getByRole('button', { name: 'Send' }).click()
    await shown(teammate.locator('.line[data-author=agent]'))
    // On web chat it shows cards, and not their lines besides.
    await teammate.getByRole('textbox', { name: 'Message' }).fill('warm socks under 40')
    await teammate.getByRole('button', { name: 'Send' }).click()
    await shown(teammate.locator('.line-product').first())
    expect(await teammate.locator('.line-bubble').last().innerText()).not.toContain('http')

    // Half an hour of silence: whoever was helped is taken to be content.
    await passTime(31 * MINUTE_MS)
    await eventually(() => count('resolved')).toBe(2)
    const events = await agentEvents()
    expect(events).toHaveLength(9)
    expect(events.filter((one) => one.name === AGENT_METRIC_NAMES.resolved.en)).toMatchObject([
      { properties: { Channel: 'web-chat', 'Resolution Type': 'assumed' } },
      { properties: { Channel: 'web-chat', 'Resolution Type': 'assumed' } },
    ])
    const reasons = events
      .filter((one) => one.name === AGENT_METRIC_NAMES.escalated.en)
      .map((one) => one.properties['Escalation Reason'])
    expect(new Set(reasons)).toEqual(new Set(['knowledge_gap', 'shopper_requested']))
    const [recommendation] = events.filter((one) => one.name === AGENT_METRIC_NAMES.recommended.en)
    expect(recommendation?.properties).toMatchObject({
      Channel: 'web-chat',
      Products: expect.any(Array),
      'Product Names': expect.any(Array),
    })

    await teammate.goto(at(`/a/${TEST_COMPANY}/analytics/metrics`))
    await teammate.getByRole('searchbox', { name: 'Search metrics' }).fill('Customer Agent')
    await eventually(() => teammate.getByRole('table').getByRole('row').count()).toBe(5)
  },
  STORY_MS,
)
