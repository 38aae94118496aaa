import { beforeAll, describe, expect, test } from 'vitest'
import { type Body, COMPANY, call, KEY, OWNER, runningServer } from '../../test/running-server.ts'
import { inAccount } from '../platform/sql.ts'
import {
  ANSWER,
  answer,
  GAP,
  HAND_OFF,
  minutesLater,
  newShopper,
  OFFER,
  RECOMMENDATION,
  recordedEvents,
  type Shop,
  write,
} from './conversation-fixtures.ts'
import { saveChannelSettings } from './settings.sql.ts'

const server = await runningServer()
const { sql } = server
let cookie = ''
const now = new Date()

beforeAll(async () => {
  const response = await fetch(`${server.url}/api/x/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ data: { type: 'session', attributes: OWNER } }),
  })
  cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
})

async function newShop(): Promise<Shop> {
  return { sql, accountId: COMPANY, profileId: await newShopper(sql, COMPANY) }
}

async function asPerson(method: string, path: string, data?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      cookie,
      origin: server.url,
      'parley-account': COMPANY,
      ...(data ? { 'content-type': 'application/json' } : {}),
    },
    ...(data ? { body: JSON.stringify({ data }) } : {}),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('api+json') && text !== ''
  return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Body }
}

async function idsOf(query: string): Promise<string[]> {
  const { status, body, text } = await asPerson('GET', `/api/x/conversations?${query}`)
  expect([status, text]).toEqual([200, text])
  return body.data.map((one) => one.id)
}

const filtered = (filter: string) => idsOf(`filter=${encodeURIComponent(filter)}`)

describe('a conversation in the inbox', () => {
  test('is taken over, answered, given back, tagged, assigned, snoozed and closed', async () => {
    const shop = await newShop()
    const { conversationId } = await write(shop, 'Where is my parcel?', { now })
    await answer(shop, conversationId, ANSWER, now)
    const path = `/api/x/conversations/${conversationId}`
    const taken = await asPerson('POST', `${path}/take-over`)
    expect(taken.body.data.attributes).toMatchObject({
      status: 'routed-to-team',
      owner: 'team',
      escalation_reason: 'human_takeover',
      outcome: 'escalated',
      tags: [{ name: 'shipping', set_by: 'agent' }],
    })
    const message = { type: 'teammate-message', attributes: { text: 'Hello, Bo here.' } }
    const repeated = { ...message, attributes: { ...message.attributes, request_id: 'r1' } }
    await asPerson('POST', `${path}/messages`, repeated)
    const posted = await asPerson('POST', `${path}/messages`, repeated)
    expect(posted.status).toBe(201)
    expect(posted.body.data.attributes).toMatchObject({
      last_text: 'Hello, Bo here.',
      last_author: 'teammate',
      first_text: 'Where is my parcel?',
      is_unread: false,
    })
    const note = { type: 'teammate-message', attributes: { text: 'A regular', is_note: true } }
    await asPerson('POST', `${path}/messages`, note)
    const lines = await asPerson('GET', `${path}/lines`)
    expect(lines.body.data.map((one) => one.attributes['kind'])).toEqual([
      'message',
      'message',
      'notice',
      'message',
      'note',
    ])
    const members = await asPerson('GET', '/api/x/members')
    const ada = members.body.data[0]?.id
    const change = (attributes: object) =>
      asPerson('PATCH', path, { type: 'inbox-conversation', id: conversationId, attributes })
    const changed = await change({
      tags: ['vip'],
      assignee_id: ada,
      snoozed_until: new Date(Date.now() + 3_600_000).toISOString(),
      read_position: 0,
    })
    expect(changed.body.data.attributes).toMatchObject({
      tags: [{ name: 'vip', set_by: 'teammate' }],
      assignee: { id: ada },
      is_unread: true,
    })
    expect(await filtered('equals(assignee,"me"),equals(is_snoozed,true)')).toEqual([
      conversationId,
    ])
    expect((await change({ assignee_id: 'nobody-we-know' })).status).toBe(400)
    expect((await change({ snoozed_until: '2020-01-01T00:00:00Z' })).status).toBe(400)
    const returned = await asPerson('POST', `${path}/return-to-agent`)
    expect(returned.body.data.attributes).toMatchObject({ status: 'open', owner: 'agent' })
    const closed = await change({ status: 'closed' })
    expect(closed.body.data.attributes).toMatchObject({ status: 'closed', outcome: 'escalated' })
    const audit = await asPerson('GET', '/api/x/audit-entries')
    const actions = audit.body.data
      .filter((one) => one.attributes['subject'] === conversationId)
      .map((one) => one.attributes['action'])
    expect(actions).toEqual([
      'conversation.closed',
      'conversation.returned',
      'conversation.taken-over',
    ])
  })

  test('has a trace of every turn, and its episodes', async () => {
    const shop = await newShop()
    const { conversationId } = await write(shop, 'Something blue', { now })
    await answer(shop, conversationId, RECOMMENDATION, now)
    const turns = await asPerson('GET', `/api/x/conversations/${conversationId}/turns`)
    expect(turns.body.data[0]?.attributes).toMatchObject({
      turn: 1,
      action: 'reply',
      skill: 'product_recommendations',
      products: ['mug-blue', 'scarf'],
      trace: { brain: 'offline', runner_up: null },
    })
    const lines = await asPerson('GET', `/api/x/conversations/${conversationId}/lines?after=1`)
    expect(lines.body.data[0]?.attributes).toMatchObject({
      products: [{ product_id: 'mug-blue', price: 14.5 }, { product_id: 'scarf' }],
      quick_replies: ['Show more'],
    })
    const one = await asPerson(
      'GET',
      `/api/x/conversations/${conversationId}?additional-fields[inbox-conversation]=episodes&include=profile`,
    )
    expect(one.body.data.attributes['episodes']).toMatchObject([
      { episode: 1, initial_skill: 'product_recommendations', outcome: null },
    ])
    expect(one.body.included).toHaveLength(1)
  })
})

describe('the list', () => {
  test('is filtered by what happened and searched by what was said', async () => {
    const shop = await newShop()
    const { conversationId } = await write(shop, 'Grüße! Do you ship Quarzkaffee to Zürich?', {
      now,
    })
    await answer(shop, conversationId, GAP, now)
    const other = await newShop()
    const second = await write(other, 'I will sue you over order ZX-99817', { now })
    await answer(other, second.conversationId, HAND_OFF, now)
    const both = [second.conversationId, conversationId]

    expect(await filtered('equals(has_knowledge_gap,true)')).toContain(conversationId)
    expect(await filtered('equals(tag,"legal")')).toEqual([second.conversationId])
    expect(await filtered('equals(escalation_reason,"rule:Legal threats")')).toEqual([
      second.conversationId,
    ])
    expect(await filtered('any(skill,["general_qa"]),equals(owner,"agent")')).toEqual([
      conversationId,
    ])
    expect(await filtered('equals(product,"no such product")')).toEqual([])
    expect(await filtered('equals(outcome,"escalated"),equals(language,"en")')).toContain(
      second.conversationId,
    )
    expect(await idsOf('search=quarz zurich')).toEqual([conversationId])
    expect(await idsOf('search=quarz london')).toEqual([])
    expect(await idsOf(`search=${encodeURIComponent('ZX-99817')}`)).toEqual([second.conversationId])
    const oldest = await idsOf('page[size]=100&sort=created_at')
    const newest = await idsOf('page[size]=100&sort=-created_at')
    expect(newest).toEqual(oldest.toReversed())
    expect(newest).toEqual(expect.arrayContaining(both))
    const gone = await filtered('less-than(created_at,2020-01-01)')
    expect(gone).toEqual([])
  })

  test('finds a shopper by email', async () => {
    const created = await call(server, 'POST', '/api/profiles', {
      data: { type: 'profile', attributes: { email: 'zoe@finds.test', first_name: 'Zoe' } },
    })
    await write(
      { ...(await newShop()), profileId: await profileUuid(created.body.data.id) },
      'Hello there',
      { now },
    )
    expect(await idsOf('search=zoe@finds')).toHaveLength(1)
  })

  test('pages do not overlap and leave nothing out', async () => {
    const all = await idsOf('page[size]=100')
    const seen: string[] = []
    let next: string | null = '/api/x/conversations?page[size]=2'
    while (next) {
      const { body }: { body: Body } = await asPerson('GET', next.replace(server.url, ''))
      seen.push(...body.data.map((one) => one.id))
      next = body.links.next
    }
    expect(seen).toEqual(all)
  })
})

async function profileUuid(ulid: string): Promise<string> {
  const { uuidOf } = await import('../platform/id.ts')
  return uuidOf(ulid) ?? ''
}

test('views are counted with their filters, macros are kept', async () => {
  const view = await asPerson('POST', '/api/x/conversation-views', {
    type: 'conversation-view',
    attributes: { name: 'Legal', filter: 'equals(tag,"legal")' },
  })
  expect(view.status).toBe(201)
  expect(view.body.data.attributes).toMatchObject({ count: 1, sort: '-last_line_at' })
  const wrong = await asPerson('POST', '/api/x/conversation-views', {
    type: 'conversation-view',
    attributes: { name: 'Wrong', filter: 'equals(colour,"red")' },
  })
  expect(wrong.status).toBe(400)
  const views = await asPerson('GET', '/api/x/conversation-views')
  expect(views.body.data.map((one) => one.id)).toContain('unassigned')
  const renamed = await asPerson('PATCH', `/api/x/conversation-views/${view.body.data.id}`, {
    type: 'conversation-view',
    id: view.body.data.id,
    attributes: { name: 'Law' },
  })
  expect(renamed.body.data.attributes['name']).toBe('Law')
  const deleted = await asPerson('DELETE', `/api/x/conversation-views/${view.body.data.id}`)
  expect(deleted.status).toBe(204)

  const macro = await asPerson('POST', '/api/x/conversation-macros', {
    type: 'conversation-macro',
    attributes: { name: 'Greeting', text: 'Hello!', language: 'en' },
  })
  const changed = await asPerson('PATCH', `/api/x/conversation-macros/${macro.body.data.id}`, {
    type: 'conversation-macro',
    id: macro.body.data.id,
    attributes: { text: 'Hi!', language: null },
  })
  expect(changed.body.data.attributes).toMatchObject({ text: 'Hi!', language: null })
  await asPerson('DELETE', `/api/x/conversation-macros/${macro.body.data.id}`)
  expect((await asPerson('GET', '/api/x/conversation-macros')).body.data).toEqual([])
})

test('an export is redacted unless asked otherwise, and written down', async () => {
  const shop = await newShop()
  const text = 'Mail me at ada@secret.test about order #44556'
  const { conversationId } = await write(shop, text, { now })
  const exported = (attributes: object) =>
    asPerson('POST', '/api/x/conversation-exports', { type: 'conversation-export', attributes })
  const jsonl = await exported({ format: 'jsonl', search: '44556' })
  expect(jsonl.status).toBe(200)
  const [line] = jsonl.text.trim().split('\n')
  expect(JSON.parse(line ?? '')).toMatchObject({
    id: conversationId,
    lines: [{ author: 'shopper', text: 'Mail me at [email] about order [order]' }],
  })
  expect(jsonl.text).not.toContain('ada@secret.test')
  expect((await exported({ format: 'jsonl', search: '44556', is_redacted: false })).text).toContain(
    text,
  )
  const csv = await exported({ format: 'csv' })
  expect(csv.text.split('\n')[0]).toContain('Conversation ID')
  expect(csv.text).not.toContain('ada@secret.test')
  const audit = await asPerson(
    'GET',
    '/api/x/audit-entries?filter=equals(action,"conversation.exported")',
  )
  expect(audit.body.data).toHaveLength(3)
})

describe('the public contract', () => {
  test('lists, reads and closes conversations and reads their messages', async () => {
    const shop = await newShop()
    const { conversationId } = await write(shop, 'Do you ship to the moon?', { now })
    await answer(shop, conversationId, OFFER, now)
    const path = `/api/customer-agent-conversations/${conversationId}`
    const open = await call(
      server,
      'GET',
      `/api/customer-agent-conversations?filter=equals(status,"open")&page[size]=1`,
    )
    expect(open.body.data[0]?.attributes).toEqual({
      status: 'open',
      created_at: expect.any(String),
      updated_at: expect.any(String),
    })
    expect(open.body.links.next).not.toBeNull()
    const messages = await call(server, 'GET', `${path}/customer-agent-messages`)
    expect(messages.body.data.map((one) => one.attributes['role'])).toEqual(['user', 'agent'])
    const ids = await call(server, 'GET', `${path}/relationships/customer-agent-messages`)
    expect(ids.body.data.map((one) => one.id)).toEqual(messages.body.data.map((one) => one.id))
    const patch = (status: string) =>
      call(server, 'PATCH', path, {
        data: { type: 'customer-agent-conversation', id: conversationId, attributes: { status } },
      })
    expect((await patch('open')).status).toBe(400)
    expect((await patch('closed')).body.data.attributes['status']).toBe('closed')
    const events = await recordedEvents(shop)
    expect(events.filter((one) => one.uniqueId.startsWith(conversationId))).toHaveLength(1)
  })

  test('another help desk writes by SMS, which silences the agent', async () => {
    const shop = await newShop()
    await inAccount(sql, COMPANY, (tx) =>
      saveChannelSettings(
        tx,
        COMPANY,
        { channel: 'sms', isOn: true, inactivityMinutes: 60, reopenHours: 24, followsUp: true },
        now,
      ),
    )
    const shopper = {
      profileId: shop.profileId,
      address: '+4930901820',
      verifiedBy: 'number' as const,
    }
    const { conversationId } = await write(shop, 'Hello', { channel: 'sms', shopper, now })
    const sent = await call(server, 'POST', '/api/conversation-messages', {
      data: {
        type: 'conversation-message',
        attributes: { body: 'We call you.' },
        relationships: { conversation: { data: { type: 'conversation', id: conversationId } } },
      },
    })
    expect(sent.status).toBe(202)
    expect(await answer(shop, conversationId, ANSWER, minutesLater(1, now))).toBe('nothing-due')
    const waiting = await inAccount(
      sql,
      COMPANY,
      (tx) => tx`
        select address, state
        from conversation_deliveries
        where conversation_id = ${conversationId}`,
    )
    expect(waiting).toEqual([{ address: '+4930901820', state: 'waiting' }])
    const { ulidOf } = await import('../platform/id.ts')
    const profile = `/api/profiles/${ulidOf(shop.profileId)}`
    expect((await call(server, 'GET', `${profile}/conversation`)).body.data).toMatchObject({
      type: 'conversation',
      id: conversationId,
      attributes: { channel: 'sms' },
    })
    const nobody = `/api/profiles/${ulidOf(await newShopper(sql, COMPANY))}`
    expect((await call(server, 'GET', `${nobody}/conversation`)).body.data).toBeNull()
    expect((await call(server, 'GET', `${nobody}/conversations`)).body.data).toEqual([])
  })
})

test('settings are read and changed, within bounds', async () => {
  const before = await asPerson('GET', '/api/x/conversation-settings')
  expect(before.body.data.attributes).toMatchObject({
    first_message: 'full',
    channels: {
      'web-chat': { is_on: true, inactivity_minutes: 30, reopen_hours: 24, follows_up: true },
      email: { is_on: false, inactivity_minutes: 4_320, reopen_hours: 168 },
      whatsapp: { follows_up: false },
    },
  })
  const change = (attributes: object) =>
    asPerson('PATCH', '/api/x/conversation-settings', {
      type: 'conversation-settings',
      id: COMPANY,
      attributes,
    })
  const after = await change({
    first_message: 'redacted',
    channels: { 'web-chat': { inactivity_minutes: 5 } },
  })
  expect(after.body.data.attributes).toMatchObject({
    first_message: 'redacted',
    channels: { 'web-chat': { is_on: true, inactivity_minutes: 5 } },
  })
  expect((await change({ channels: { sms: { inactivity_minutes: 0 } } })).status).toBe(400)
  const shop = await newShop()
  const { conversationId } = await write(shop, 'I am ada@secret.test', { now })
  await answer(shop, conversationId, ANSWER, now)
  const event = (await recordedEvents(shop)).find((one) => one.uniqueId.startsWith(conversationId))
  expect(event?.properties['First Message']).toBe('I am [email]')
})

test('the stream tells of a new line within a second, without its text', async () => {
  const shop = await newShop()
  const closing = new AbortController()
  const response = await fetch(`${server.url}/api/x/conversation-stream`, {
    headers: { authorization: `Klaviyo-API-Key ${KEY}` },
    signal: closing.signal,
  })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let heard = ''
  const until = async (text: string) => {
    while (!heard.includes(text)) {
      const chunk = await reader?.read()
      if (!chunk || chunk.done) throw new Error(`the stream ended after ${heard}`)
      heard += decoder.decode(chunk.value)
    }
  }
  await until('event: open')
  const { conversationId } = await write(shop, 'A secret wish', { now })
  const began = performance.now()
  await until(conversationId)
  expect(performance.now() - began).toBeLessThan(1_000)
  expect(heard).toContain('event: changed')
  expect(heard).not.toContain('secret wish')
  closing.abort()
})
