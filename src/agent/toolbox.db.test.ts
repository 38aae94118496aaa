import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import type { AgentToolVariable } from '../contract/agents.ts'
import type { ClaimedTurn, ShopperFacts } from '../conversation/turn-outcome.ts'
import type { EventToRecord } from '../event/new-event.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { createVault } from '../platform/encryption.ts'
import type { PublicRequest } from '../platform/public-fetch.ts'
import { inAccount } from '../platform/sql.ts'
import { saveSecretRow, secretPurpose } from './agent-secrets.sql.ts'
import type { CustomTool, TurnSkill } from './brain.ts'
import type { ToolServices } from './call-custom-tool.action.ts'
import { TOOL_ANSWER_BYTES_MAX } from './call-custom-tool.action.ts'
import type { RenderedRequest } from './render-request.ts'
import { createToolCallLog } from './tool-call-log.action.ts'
import { IDENTICAL_CALLS_MAX, TOOL_CALLS_MAX, toolboxFor } from './toolbox.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'Sh0p42'
const PERSONAL = ['get_orders', 'get_loyalty', 'get_subscriptions']
const SECRET = 'sk_live_5f2a9c77d1'
const now = new Date('2026-03-01T12:00:00Z')
const log = pino({ level: 'silent' })
const vault = createVault(Buffer.alloc(32, 7))
const toolCalls = createToolCallLog(sql, log)

/** A service of the shop: what it was asked, and what it answers. */
const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
  []
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const service = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    asked.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body,
    })
    answer(request, response, body)
  })
})
let port = 0

beforeAll(async () => {
  await bootstrap(sql, { companyId: ACCOUNT })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  port = (service.address() as AddressInfo).port
  await inAccount(sql, ACCOUNT, (tx) =>
    saveSecretRow(tx, ACCOUNT, {
      secretId: 'key1',
      name: 'Key',
      mask: '7d1',
      sealed: vault.seal(SECRET, secretPurpose(ACCOUNT, 'key1')),
      createdAt: now,
      updatedAt: now,
    }),
  )
})
afterAll(() => service.close())
afterEach(() => {
  asked.length = 0
})

const ada: ShopperFacts = {
  profileId: '01890000-0000-7000-8000-000000000001',
  email: 'ada@shop.test',
  phoneNumber: null,
  firstName: 'Ada',
  lastName: null,
  isVerified: true,
}

function turn(shopper: Partial<ShopperFacts> = {}): ClaimedTurn {
  return {
    accountId: ACCOUNT,
    conversationId: '01890000-0000-7000-8000-0000000000aa',
    episode: 1,
    channel: 'web-chat',
    language: 'en',
    shopper: { ...ada, ...shopper },
    page: null,
    previousSkill: null,
    isHandoffOffered: false,
    transcript: [],
    unanswered: [],
    readUpTo: 0,
    turnsBefore: 0,
    memory: {},
  }
}

function skill(toolIds: string[], customTools: CustomTool[] = []): TurnSkill {
  return {
    id: 'custom:x',
    displayName: 'X',
    description: '',
    instructions: '',
    handoff: 'none',
    isAvailable: true,
    unavailableBecause: null,
    toolIds,
    customTools,
  }
}

const variable = (name: string, more: Partial<AgentToolVariable> = {}): AgentToolVariable => ({
  name,
  type: 'string',
  required: true,
  description: null,
  source: 'dynamic',
  value: null,
  ...more,
})
const key = variable('key', { source: 'secret', value: 'key1', required: false })

function tool(
  more: Partial<CustomTool> & { url?: string; method?: 'GET' | 'POST' | 'PUT' } = {},
): CustomTool {
  return {
    toolId: 'stock',
    name: 'Stock',
    description: 'Stock of a branch.',
    template: {
      url_template: more.url ?? `http://127.0.0.1:${port}/branches/{{branch}}`,
      http_method: more.method ?? 'GET',
      request_timeout_seconds: 1,
      query_parameters: [],
      headers: [{ name: 'Authorization', value: 'Bearer {{key}}' }],
      body_template: null,
    },
    variables: [variable('branch'), key],
    timeoutSeconds: 2,
    maxRetries: 2,
    ...more,
  }
}

/** As in production, apart from being allowed to reach the service of this test. */
const reachingService: NonNullable<ToolServices['outbound']> = {
  allowHttp: true,
  get extraPorts() {
    return [port]
  },
  isAllowed: (address) => address === '127.0.0.1',
}

function box(
  own: CustomTool,
  {
    outbound = reachingService,
    as = turn(),
  }: { outbound?: Partial<PublicRequest>; as?: ClaimedTurn } = {},
) {
  const services: ToolServices = { sql, vault, log, toolCalls, outbound }
  return toolboxFor(services, as, skill([own.toolId], [own]), { now })
}

const json =
  (value: unknown, status = 200) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(value))

describe('a tool of the shop', () => {
  test('sends what the template says, with the secret, and answers JSON', async () => {
    answer = json({ stock: 4 })
    const use = await box(tool()).call('stock', { branch: 'Kiel/Nord' })
    expect(use).toMatchObject({ isError: false, output: { status: 200, body: { stock: 4 } } })
    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: '/branches/Kiel%2FNord',
        headers: { authorization: `Bearer ${SECRET}` },
      },
    ])
  })

  test('whoever watches sees each request, and no secret in it', async () => {
    answer = json({ stock: 4 })
    const sent: RenderedRequest[] = []
    const own = tool({
      template: {
        ...tool().template,
        http_method: 'POST',
        url_template: `http://127.0.0.1:${port}/{{key}}/{{branch}}?k={{key}}`,
        body_template: { key: '{{key}}', branch: '{{branch}}' },
      },
    })
    const services: ToolServices = {
      sql,
      vault,
      log,
      toolCalls,
      outbound: reachingService,
      onRequest: (request) => sent.push(request),
    }
    await toolboxFor(services, turn(), skill([own.toolId], [own]), { now }).call('stock', {
      branch: `echo ${SECRET}`,
    })
    expect(asked[0]?.url).toContain(SECRET)
    expect(sent).toMatchObject([
      {
        method: 'POST',
        url: `http://127.0.0.1:${port}/***/echo%20[secret]?k=***`,
        headers: { authorization: 'Bearer ***' },
        body: JSON.stringify({ key: '***', branch: 'echo [secret]' }),
      },
    ])
  })

  test('its schema has only what the brain fills in', () => {
    expect(box(tool()).tools).toEqual([
      {
        id: 'stock',
        name: 'Stock',
        description: 'Stock of a branch.',
        inputSchema: {
          type: 'object',
          properties: { branch: { type: 'string' } },
          required: ['branch'],
          additionalProperties: false,
        },
      },
    ])
  })

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no branch', {}],
    ['a secret of its own', { branch: 'a', key: 'mine' }],
    ['an object', { branch: { a: 1 } }],
    ['a long text', { branch: 'x'.repeat(2_001) }],
    ['a step up', { branch: '..' }],
    ['a NUL', { branch: 'a\u0000' }],
  ])('%s is refused, and nothing is sent', async (_name, input) => {
    const use = await box(tool()).call('stock', input)
    expect(use).toMatchObject({ isError: true, output: { error: 'invalid-input' } })
    expect(asked).toEqual([])
  })

  test('facts of the shopper are used when they are proved, and asked for when not', async () => {
    answer = json({})
    const own = tool({
      url: `http://127.0.0.1:${port}/points?email={{email}}`,
      variables: [variable('email', { source: 'klaviyo', value: 'email' }), key],
    })
    expect((await box(own).call('stock', {})).isError).toBe(false)
    expect(asked[0]?.url).toBe('/points?email=ada%40shop.test')
    const stranger = await box(own, { as: turn({ isVerified: false }) }).call('stock', {})
    expect(stranger.output).toMatchObject({ error: 'not-verified' })
    const unknown = await box(own, { as: turn({ email: null }) }).call('stock', {})
    expect(unknown.output).toMatchObject({ error: 'missing-value' })
    expect(asked).toHaveLength(1)
  })

  test('an echoed secret is masked: in JSON, in text, in errors, when it is cut', async () => {
    const echoes: [string, (response: ServerResponse) => void][] = [
      ['json', (r) => r.end(JSON.stringify({ headers: { a: `Bearer ${SECRET}` }, [SECRET]: 1 }))],
      ['escaped', (r) => r.end(`{"a":"\\u0073${SECRET.slice(1)}"}`)],
      ['text', (r) => r.end(`your key ${SECRET} is wrong`)],
      ['base64', (r) => r.end(Buffer.from(SECRET).toString('base64'))],
      ['error', (r) => r.writeHead(401).end(`no ${SECRET}`)],
      ['cut', (r) => r.writeHead(401).end(`${'x'.repeat(990)}${SECRET}`)],
      ['redirect', (r) => r.writeHead(302, { location: `https://evil.test/?k=${SECRET}` }).end()],
    ]
    for (const [name, echo] of echoes) {
      answer = (_request, response) => echo(response)
      const use = await box(tool()).call('stock', { branch: name })
      const text = JSON.stringify(use)
      expect([name, text]).toEqual([name, expect.not.stringContaining(SECRET.slice(0, 8))])
      expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 10))
    }
  })

  test('an address with a secret in it is told to nobody, whatever goes wrong', async () => {
    const own = (url: string) => tool({ url, variables: [key] })
    for (const url of [
      `http://127.0.0.1:1/?k={{key}}`,
      `http://10.0.0.1:${port}/?k={{key}}`,
      `ftp://127.0.0.1/{{key}}`,
      `http://no-such-host.invalid:${port}/{{key}}`,
    ]) {
      const use = await box(own(url), {
        outbound: { ...reachingService, lookup: async () => [] },
      }).call('stock', {})
      expect(use.isError).toBe(true)
      expect(JSON.stringify(use)).not.toContain(SECRET.slice(0, 8))
    }
  })

  test('a secret sealed for another account, or with another key, is not opened', async () => {
    const services: ToolServices = {
      sql,
      vault: createVault(Buffer.alloc(32, 8)),
      log,
      toolCalls,
      outbound: reachingService,
    }
    const other = toolboxFor(services, turn(), skill(['stock'], [tool()]), { now })
    const use = await other.call('stock', { branch: 'Kiel' })
    expect(use.output).toMatchObject({ error: 'missing-secret' })
    expect(asked).toEqual([])
  })

  test('errors of the service are repeated only where that is harmless', async () => {
    answer = json({ no: 1 }, 503)
    const read = await box(tool()).call('stock', { branch: 'a' })
    expect([asked.length, read.output]).toEqual([
      3,
      expect.objectContaining({ error: 'http-error', status: 503 }),
    ])
    asked.length = 0
    await box(tool({ method: 'POST' })).call('stock', { branch: 'a' })
    expect(asked).toHaveLength(1)
    asked.length = 0
    answer = json({}, 404)
    await box(tool()).call('stock', { branch: 'a' })
    expect(asked).toHaveLength(1)
    asked.length = 0
    answer = (request, response) => json({ ok: 1 }, asked.length < 2 ? 429 : 200)(request, response)
    const second = await box(tool({ method: 'PUT' })).call('stock', { branch: 'a' })
    expect([asked.length, second.isError]).toEqual([2, false])
  })

  test('a broken connection is repeated, a silent service ends in time', async () => {
    answer = (request) => void request.socket.destroy()
    const broken = await box(tool({ maxRetries: 1 })).call('stock', { branch: 'a' })
    expect([asked.length, broken.output]).toEqual([
      2,
      expect.objectContaining({ error: 'unreachable' }),
    ])
    asked.length = 0
    answer = () => {}
    const started = performance.now()
    const silent = await box(tool({ maxRetries: 3 })).call('stock', { branch: 'a' })
    expect(silent.output).toMatchObject({ error: 'timeout' })
    expect(performance.now() - started).toBeLessThan(2_700)
    expect(asked.length).toBeLessThan(4)
  })

  test('an answer without end is given up', async () => {
    answer = (_request, response) => {
      const chunk = 'x'.repeat(TOOL_ANSWER_BYTES_MAX / 4)
      const more = () => {
        if (response.writable && !response.destroyed) response.write(chunk, more)
      }
      more()
    }
    const use = await box(tool()).call('stock', { branch: 'a' })
    expect(use.output).toMatchObject({ error: 'unusable-answer' })
  })

  test('a long answer is cut, an odd one is text', async () => {
    answer = (_request, response) => void response.end(JSON.stringify(['x'.repeat(30_000)]))
    const long = await box(tool()).call('stock', { branch: 'a' })
    expect(long.output).toMatchObject({ is_truncated: true })
    answer = (_request, response) => void response.end('[[[[')
    const odd = await box(tool()).call('stock', { branch: 'a' })
    expect(odd.output).toEqual({ status: 200, body: '[[[[' })
    answer = (_request, response) => void response.end(`${'['.repeat(7_000)}${']'.repeat(7_000)}`)
    expect((await box(tool()).call('stock', { branch: 'a' })).isError).toBe(false)
  })
})

describe('from inside, nothing is reached', () => {
  // As in production: no address is allowed beside public ones. Only plain HTTP and the port of the
  // service are, so that a refusal is for the address and for nothing else.
  const asInProduction = (): Partial<PublicRequest> => ({ allowHttp: true, extraPorts: [port] })

  test.each([
    '127.0.0.1',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '0.0.0.0',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::7f00:1]',
    '10.1.2.3',
    '192.168.0.1',
  ])('%s', async (host) => {
    answer = json({ reached: true })
    const own = tool({ url: `http://${host}:${port}/latest/{{branch}}` })
    const use = await box(own, { outbound: asInProduction() }).call('stock', { branch: 'a' })
    expect(use.output).toMatchObject({ error: 'refused-address' })
    expect(asked).toEqual([])
  })

  test.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1'])(
    'a name that resolves to %s',
    async (address) => {
      const outbound = { ...asInProduction(), lookup: async () => ['93.184.216.34', address] }
      const own = tool({ url: `http://api.example.com:${port}/{{branch}}` })
      const use = await box(own, { outbound }).call('stock', { branch: 'a' })
      expect(use.output).toMatchObject({ error: 'refused-address' })
      expect(asked).toEqual([])
    },
  )

  test('a redirect is not followed, neither inside nor with the secret', async () => {
    for (const location of [`http://127.0.0.1:${port}/inside`, 'http://169.254.169.254/latest']) {
      asked.length = 0
      answer = (_request, response) => void response.writeHead(307, { location }).end()
      const use = await box(tool()).call('stock', { branch: 'a' })
      expect(use.output).toEqual({
        error: 'redirected',
        message: expect.any(String),
        status: 307,
      })
      expect(asked).toHaveLength(1)
    }
  })
})

describe('a turn', () => {
  test('calls tools so often, and the same so often', async () => {
    answer = json({})
    const same = box(tool())
    for (let times = 0; times < IDENTICAL_CALLS_MAX; times += 1) {
      expect((await same.call('stock', { branch: 'a' })).isError).toBe(false)
    }
    expect((await same.call('stock', { branch: 'a' })).output).toMatchObject({
      error: 'limit-reached',
    })
    const many = box(tool())
    const uses = await Promise.all(
      Array.from({ length: TOOL_CALLS_MAX + 5 }, (_, n) => many.call('stock', { branch: `b${n}` })),
    )
    expect(uses.filter((use) => !use.isError)).toHaveLength(TOOL_CALLS_MAX)
  })

  test('has only the tools of its skill', async () => {
    const services: ToolServices = { sql, vault, log, toolCalls }
    const own = toolboxFor(services, turn(), skill(['search_knowledge']), { now })
    expect(own.tools.map((one) => one.id)).toEqual(['search_knowledge'])
    for (const id of ['get_loyalty', 'stock', 'toString', '__proto__']) {
      expect((await own.call(id, {})).output).toMatchObject({ error: 'unknown-tool' })
    }
  })

  test('personal tools answer nobody else', async () => {
    const services: ToolServices = { sql, vault, log, toolCalls }
    const own = (shopper: Partial<ShopperFacts>) =>
      toolboxFor(services, turn(shopper), skill(PERSONAL), { now })
    for (const id of PERSONAL) {
      const stranger = await own({ isVerified: false }).call(id, { nonsense: 1 })
      expect(stranger.output).toMatchObject({ error: 'not-verified' })
      expect((await own({}).call(id, { nonsense: 1 })).output).toMatchObject({
        error: 'invalid-input',
      })
      expect((await own({}).call(id, {})).isError).toBe(false)
    }
  })

  test('orders are those of this shopper alone, newest first', async () => {
    const services: ToolServices = { sql, vault, log, toolCalls }
    const placed = (externalId: string, number: string, daysAgo: number): EventToRecord => ({
      metricName: 'Placed Order',
      integrationKey: 'api',
      occurredAt: new Date(now.getTime() - daysAgo * 86_400_000),
      uniqueId: number,
      value: '12.5',
      valueCurrency: 'EUR',
      properties: { OrderId: number, Items: ['Scarf'] },
      isBackfill: false,
      profile: {
        identifiers: { external_id: externalId },
        fields: {},
        identifierRule: 'add',
        onConflict: 'prefer-first',
      },
    })
    const { profiles } = await inAccount(sql, ACCOUNT, (tx) =>
      recordEvents(
        tx,
        ACCOUNT,
        [placed('ada', '1001', 9), placed('ada', '1002', 2), placed('bo', '2001', 1)],
        now,
      ),
    )
    const first = profiles[0]
    const profileId = first && 'profileId' in first ? first.profileId : ''
    const own = toolboxFor(services, turn({ profileId }), skill(['get_orders']), { now })
    const numbers = async (input: object) => {
      const { output } = await own.call('get_orders', input)
      return (output as { orders: { number: string }[] }).orders.map((one) => one.number)
    }
    expect(await numbers({})).toEqual(['1002', '1001'])
    expect(await numbers({ order_number: '#1001' })).toEqual(['1001'])
    expect(await numbers({ order_number: '2001' })).toEqual([])
  })

  test('every call that was made is written down, without what was said', async () => {
    await toolCalls.drain()
    await inAccount(sql, ACCOUNT, (tx) => tx`delete from agent_tool_calls`)
    answer = json({}, 404)
    const one = box(tool())
    await one.call('stock', { branch: 'a' })
    await one.call('nope', {})
    await toolCalls.drain()
    const rows = await inAccount(sql, ACCOUNT, (tx) => tx`select * from agent_tool_calls`)
    expect(rows).toMatchObject([
      { tool_id: 'stock', source: 'conversation', called_at: now, is_error: true },
    ])
  })
})
