import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { createSnippet } from '../knowledge/create-snippet.action.ts'
import { connectSql, inAccount } from '../platform/sql.ts'

const server = await runningServer()
const admin = connectSql(server.adminUrl, { max: 1 })
afterAll(() => admin.end())

const PATH = '/api/customer-agent-responses'

interface Said {
  role: 'user' | 'agent'
  content: string
}

function ask(
  mode: 'preview' | 'live',
  messages: Said[] | string,
  more: Record<string, unknown> = {},
) {
  const { conversation, ...attributes } = more
  return call(server, 'POST', PATH, {
    data: {
      type: 'customer-agent-response',
      attributes: {
        mode,
        messages: typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages,
        ...attributes,
      },
      ...(conversation === undefined
        ? {}
        : {
            relationships: {
              conversation: { data: { type: 'customer-agent-conversation', id: conversation } },
            },
          }),
    },
  })
}

type Event = { type: string; content?: string; mode?: string; category?: string | null }

function eventsOf(answer: Awaited<ReturnType<typeof ask>>): Event[] {
  return answer.body.data.attributes['events'] as Event[]
}

function metaOf(answer: Awaited<ReturnType<typeof ask>>) {
  return (answer.body as unknown as { meta: Record<string, unknown> }).meta
}

/** Rows of every table, so that a preview that leaves a trace is found out. */
async function counts(): Promise<Record<string, number>> {
  const tables = await admin<{ name: string }[]>`
    select relname as name
    from pg_class
    join pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and n.nspname = 'public'`
  const found: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await admin<{ count: number }[]>`select count(*) from ${admin(name)}`
    found[name] = Number(row?.count)
  }
  return found
}

beforeAll(async () => {
  await inAccount(server.sql, COMPANY, (tx) =>
    createSnippet(tx, COMPANY, {
      title: 'Shipping costs',
      content: 'Standard shipping within Germany costs 4.90 €.',
      now: new Date(),
    }),
  )
  await call(server, 'POST', '/api/profiles', {
    data: { type: 'profile', attributes: { email: 'ada@shop.test', first_name: 'Ada' } },
  })
})

describe('preview', () => {
  test('answers with a trace, and leaves none in the database', async () => {
    const before = await counts()
    const answer = await ask('preview', 'How much is shipping?')
    expect(answer.status).toBe(201)
    expect(eventsOf(answer)).toEqual([
      { type: 'message', role: 'agent', content: expect.stringContaining('4.90 €') },
    ])
    expect(answer.body.data.id).toBe(answer.body.data.attributes['conversation_id'])
    expect(answer.body.data.relationships?.['conversation']?.data).toEqual({
      type: 'customer-agent-conversation',
      id: answer.body.data.id,
    })
    expect(metaOf(answer)).toMatchObject({
      skill: 'general_qa',
      text: eventsOf(answer)[0]?.content,
      trace: {
        brain: 'offline',
        skill: { skill: 'general_qa', score: expect.any(Number) },
        runner_up: { skill: expect.any(String), score: expect.any(Number) },
        tools: [{ tool: 'search_knowledge' }],
        passages: [{ title: 'Shipping costs' }],
      },
    })
    await ask('preview', 'where is my order? my email is ada@shop.test')
    await ask('preview', 'I want a human', { channel: 'sms' })
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await counts()).toEqual(before)
  })

  test('goes on under its own id, with the history that is sent', async () => {
    const first = await ask('preview', 'I want to talk to a human')
    expect(eventsOf(first)).toMatchObject([
      { type: 'message' },
      { type: 'handoff', mode: 'soft', category: 'explicit-ask' },
    ])
    const second = await ask(
      'preview',
      [
        { role: 'user', content: 'I want to talk to a human' },
        { role: 'agent', content: eventsOf(first)[0]?.content ?? '' },
        { role: 'user', content: 'yes please' },
      ],
      { conversation: first.body.data.id },
    )
    expect(second.body.data.id).toBe(first.body.data.id)
    expect(eventsOf(second)).toMatchObject([
      { type: 'message' },
      { type: 'handoff', mode: 'soft', category: 'explicit-ask' },
    ])
    expect(metaOf(second)).toMatchObject({ action: 'hand-off' })
  })

  test('asks strangers to prove who they are, and takes the word of the key for a customer', async () => {
    await call(server, 'POST', '/api/events', {
      data: {
        type: 'event',
        attributes: {
          properties: { OrderId: '77' },
          metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } },
          profile: { data: { type: 'profile', attributes: { email: 'ada@shop.test' } } },
        },
      },
    })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const stranger = await ask('preview', 'where is my order?')
    expect(eventsOf(stranger).at(-1)).toEqual({ type: 'require-authentication' })
    const ada = await ask('preview', 'where is my order?', { customer: { email: 'ada@shop.test' } })
    expect(eventsOf(ada).map((event) => event.type)).not.toContain('require-authentication')
  })

  test('speaks as its channel does', async () => {
    const mail = await ask('preview', 'How much is shipping?', {
      channel: 'email',
      customer: { email: 'ada@shop.test' },
    })
    expect(eventsOf(mail)[0]?.content).toMatch(/^Hi Ada,\n\n.*4\.90 €.*Best wishes,\n/s)
    const text = await ask('preview', 'How much is shipping?', { channel: 'sms' })
    expect(eventsOf(text)[0]?.content).not.toContain('Source')
  })
})

describe('live', () => {
  test('starts a conversation, records its start, and goes on in it', async () => {
    const first = await ask('live', 'How much is shipping?', {
      customer: { email: 'cy@shop.test', first_name: 'Cy' },
    })
    expect(first.status).toBe(201)
    expect(eventsOf(first)[0]?.content).toContain('4.90 €')
    const id = first.body.data.id
    const second = await ask('live', 'I want to talk to a human', { conversation: id })
    expect(second.body.data.id).toBe(id)
    const third = await ask('live', 'yes', { conversation: id })
    expect(eventsOf(third).at(-1)).toEqual({
      type: 'handoff',
      mode: 'soft',
      category: 'explicit-ask',
    })
    const after = await ask('live', 'are you still there?', { conversation: id })
    expect(eventsOf(after)).toEqual([{ type: 'handoff', mode: 'silent', category: null }])
    const names = await admin<{ name: string }[]>`
      select m.name
      from events e
      join metrics m using (account_id, metric_id)
      where e.properties ->> 'Conversation ID' = ${id}
      order by e.event_id`
    expect(names.map(({ name }) => name)).toEqual([
      'Started Conversation with Customer Agent',
      'Conversation with Customer Agent Escalated',
    ])
  })

  test('several at once in one conversation are answered without a mix-up', async () => {
    const first = await ask('live', 'hello')
    const conversation = first.body.data.id
    const answers = await Promise.all(
      ['How much is shipping?', 'what does shipping cost', 'shipping price?'].map((text) =>
        ask('live', text, { conversation }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  })
})

describe('what cannot be answered is named', () => {
  const unknown = '01950000-0000-7000-8000-000000000009'
  test.each<[string, Parameters<typeof ask>[1], Record<string, unknown>, number, string]>([
    [
      'nobody asked',
      [{ role: 'agent', content: 'hi' }],
      {},
      400,
      '/data/attributes/messages/0/role',
    ],
    ['nothing said', '  ', {}, 400, '/data/attributes/messages/0/content'],
    ['no history', [], {}, 400, '/data/attributes/messages'],
    [
      'an unknown conversation',
      'hi',
      { conversation: unknown },
      404,
      '/data/relationships/conversation/data/id',
    ],
    [
      'an id that is none',
      'hi',
      { conversation: 'x' },
      404,
      '/data/relationships/conversation/data/id',
    ],
    ['another channel', 'hi', { channel: 'fax' }, 400, '/data/attributes/channel'],
    [
      'a wrong address',
      'hi',
      { customer: { email: 'nobody' } },
      400,
      '/data/attributes/customer/email',
    ],
    [
      'an unknown profile',
      'hi',
      { customer: { profile_id: '01GDDKASAP8TKDDA2GRZDSVP4H' } },
      400,
      '/data/attributes/customer/profile_id',
    ],
  ])('%s', async (_, messages, more, status, pointer) => {
    for (const mode of ['preview', 'live'] as const) {
      const answer = await ask(mode, messages, more)
      expect(answer.status).toBe(status)
      const [error] = (answer.body as unknown as { errors: { source: object }[] }).errors
      expect(error?.source).toEqual({ pointer })
    }
  })

  test('a channel that is off takes no live messages', async () => {
    const answer = await ask('live', 'hi', { channel: 'whatsapp' })
    expect(answer.status).toBe(409)
    expect((await ask('preview', 'hi', { channel: 'whatsapp' })).status).toBe(201)
  })
})
