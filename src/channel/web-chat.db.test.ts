import { beforeAll, describe, expect, test } from 'vitest'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { loadInstallation } from '../account/bootstrap-installation.action.ts'
import { addLines } from '../conversation/add-lines.ts'
import { applyDecision } from '../conversation/apply-decision.action.ts'
import { line } from '../conversation/conversation.ts'
import { findConversation, lockConversation } from '../conversation/conversations.sql.ts'
import { insertLines } from '../conversation/lines.sql.ts'
import { postTeammateMessage } from '../conversation/team.action.ts'
import { uuidOf } from '../platform/id.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { exchangeToken } from '../profile/exchange-token.ts'
import { signStorefrontToken } from './storefront-token.ts'

const server = await runningServer()
const SHOP = 'https://shop.example'
const now = () => new Date()

interface Answer {
  status: number
  headers: Headers
  body: {
    data: { id: string; attributes: Record<string, unknown> }
    errors: { code: string; detail: string; meta: { fix?: string } }[]
    links: { next: string | null }
  }
}

/** A call as the widget on a page of the shop makes it. */
async function widget(
  method: 'GET' | 'POST',
  path: string,
  token: string | null,
  sent?: { type: string; attributes: object },
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/client/web-chat/${path}company_id=${COMPANY}`, {
    method,
    headers: {
      origin: SHOP,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(sent ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(sent ? { body: JSON.stringify({ data: sent }) } : {}),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') }
}

async function begin(): Promise<{ token: string; visitorId: string }> {
  const answer = await widget('POST', 'session?', null, {
    type: 'web-chat-session',
    attributes: {},
  })
  expect(answer.status).toBe(201)
  return { token: String(answer.body.data.attributes['token']), visitorId: answer.body.data.id }
}

let messages = 0
function say(token: string, text: string, more: object = {}): Promise<Answer> {
  messages += 1
  return widget('POST', 'messages?', token, {
    type: 'web-chat-message',
    attributes: { client_id: `message-${messages}`, text, ...more },
  })
}

async function sessionOf(token: string): Promise<Record<string, unknown>> {
  return (await widget('GET', 'session?', token)).body.data.attributes
}

async function change(attributes: object): Promise<void> {
  const answer = await call(server, 'PATCH', '/api/x/web-chat-settings', {
    data: { type: 'web-chat-settings', attributes },
    headers: { authorization: `Klaviyo-API-Key pk_contract_0123456789abcdefghij` },
  })
  expect([answer.status, answer.body.errors]).toEqual([200, undefined])
}

beforeAll(() => change({ allowed_origins: [SHOP] }))

describe('the page', () => {
  test('of an origin that the shop allows sees how the widget looks', async () => {
    const answer = await widget('GET', 'look?', null)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.body.data.attributes).toMatchObject({ is_on: true, consent_note: null })
  })

  test.each([
    'https://shop.example.evil.test',
    'http://shop.example',
    'https://shop.example:8443',
    'null',
  ])('of %s is refused', async (origin) => {
    const answer = await widget('GET', 'look?', null, undefined, { origin })
    expect(answer.status).toBe(403)
    expect(answer.body.errors[0]).toMatchObject({ code: 'origin_not_allowed' })
    expect(answer.body.errors[0]?.detail).toContain(origin)
  })

  test('of this server itself may always', async () => {
    const own = await widget('GET', 'look?', null, undefined, { origin: server.url })
    expect(own.status).toBe(200)
  })

  test('is refused when the settings name something else than an origin', async () => {
    for (const origin of ['shop.example', 'https://shop.example/', 'javascript:alert(1)', '*']) {
      const answer = await call(server, 'PATCH', '/api/x/web-chat-settings', {
        data: { type: 'web-chat-settings', attributes: { allowed_origins: [origin] } },
      })
      expect(answer.status).toBe(400)
    }
  })
})

describe('a visitor', () => {
  test('leaves nothing behind by looking', async () => {
    const { token } = await begin()
    expect(await sessionOf(token)).toMatchObject({ conversation_id: null, status: null })
    const rows = await inAccount(server.sql, COMPANY, (tx) => tx`select from web_chat_visitors`)
    expect(rows.count).toBe(0)
  })

  test('who comes from a mail is the one it was for, without any proof', async () => {
    const { secret } = await loadInstallation(server.sql)
    const person = await call(server, 'POST', '/api/profiles', {
      data: { type: 'profile', attributes: { email: 'mailed@shop.example' } },
    })
    const profileId = uuidOf(person.body.data.id) ?? ''
    const from = async (kx: string) => {
      const { token } = await begin()
      const page = { url: `${SHOP}/scarf?utm_source=parley&_kx=${kx}`, title: 'Scarf' }
      expect((await say(token, 'Is it warm?', { page })).status).toBeLessThan(300)
      const id = String((await sessionOf(token))['conversation_id'])
      const found = await inAccount(server.sql, COMPANY, (tx) => findConversation(tx, COMPANY, id))
      return found?.conversation
    }
    const kx = exchangeToken(secret, COMPANY, profileId)
    expect(await from(kx)).toMatchObject({ profileId, verifiedBy: null })
    const forged = `${kx[0] === 'A' ? 'B' : 'A'}${kx.slice(1)}`
    expect((await from(forged))?.profileId).not.toBe(profileId)
    const stranger = exchangeToken(secret, COMPANY, '01890000-0000-7000-8000-000000000000')
    expect((await from(stranger))?.profileId).not.toBe(profileId)
  })

  test('resumes with the token, and not with one of another shop or a forged one', async () => {
    const { token, visitorId } = await begin()
    const again = await widget('POST', 'session?', token, {
      type: 'web-chat-session',
      attributes: {},
    })
    expect(again.body.data.id).toBe(visitorId)
    const [head, payload, signature] = token.split('.')
    const forged = Buffer.from(
      Buffer.from(payload ?? '', 'base64url')
        .toString()
        .replace(
          visitorId,
          visitorId.replace(/^./, (first) => (first === '0' ? '1' : '0')),
        ),
    ).toString('base64url')
    for (const bad of [`${head}.${forged}.${signature}`, `${token}x`, 'none', '']) {
      const answer = await widget('GET', 'session?', bad)
      expect(answer.status).toBe(401)
    }
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    expect((await widget('GET', 'session?', unsigned)).status).toBe(401)
  })

  test('is received once, however often a message is sent', async () => {
    const { token } = await begin()
    const sent = {
      type: 'web-chat-message',
      attributes: { client_id: 'same-same', text: 'Hello?' },
    }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => widget('POST', 'messages?', token, sent)),
    )
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(answers.map((one) => one.body.data.attributes['position'])).size).toBe(1)
    const lines = await widget('GET', 'lines?', token)
    const own = (lines.body.data as unknown as { attributes: Record<string, unknown> }[]).filter(
      (one) => one.attributes['author'] === 'shopper',
    )
    expect(own).toHaveLength(1)
    expect(own[0]?.attributes).toMatchObject({ text: 'Hello?', client_id: 'same-same' })
  })

  test('cannot write more than a message holds, nor an empty one', async () => {
    const { token } = await begin()
    expect((await say(token, 'x'.repeat(4_001))).status).toBe(400)
    expect((await say(token, ' \n ')).status).toBe(400)
    expect(
      (await say(token, 'ok', { page: { url: 'javascript:alert(1)', title: '' } })).status,
    ).toBe(400)
    expect((await say(token, 'x'.repeat(4_000))).status).toBe(201)
  })

  test('sees nothing of another visitor', async () => {
    const [ada, bo] = [await begin(), await begin()]
    await say(ada.token, 'My number is 4711')
    await say(bo.token, 'Hello')
    const lines = await widget('GET', 'lines?', bo.token)
    expect(JSON.stringify(lines.body)).not.toContain('4711')
    const adas = (await sessionOf(ada.token))['conversation_id']
    expect((await sessionOf(bo.token))['conversation_id']).not.toBe(adas)
  })

  test('does not get into the conversation of a profile by naming its anonymous id', async () => {
    const [ada, mallory] = [await begin(), await begin()]
    const anonymous_id = 'browser-of-ada-1234'
    await say(ada.token, 'My number is 4711', { anonymous_id })
    await say(mallory.token, 'Hello', { anonymous_id })
    const lines = await widget('GET', 'lines?', mallory.token)
    expect(JSON.stringify(lines.body)).not.toContain('4711')
  })

  test('pages through what was said, without the notes of the team', async () => {
    const { token } = await begin()
    await say(token, 'one')
    const conversationId = String((await sessionOf(token))['conversation_id'])
    await inAccount(server.sql, COMPANY, async (tx) => {
      const found = await lockConversation(tx, COMPANY, conversationId)
      const by = { userId: null, name: 'Bo' }
      expect(found).toBeDefined()
      await postTeammateMessage(tx, COMPANY, conversationId, { by, text: 'I help', now: now() })
      await postTeammateMessage(tx, COMPANY, conversationId, {
        by,
        text: 'a secret between us',
        isNote: true,
        now: now(),
      })
    })
    await say(token, 'two')
    const seen: string[] = []
    let path: string = 'lines?page[size]=2&'
    for (let pages = 0; pages < 10 && path; pages += 1) {
      const answer = await widget('GET', path, token)
      const rows = answer.body.data as unknown as { attributes: { text: string; author: string } }[]
      seen.push(...rows.map((one) => one.attributes.text))
      const next = URL.parse(answer.body.links.next ?? '')?.searchParams.get('page[cursor]')
      path = next ? `lines?page[size]=2&page[cursor]=${encodeURIComponent(next)}&` : ''
    }
    expect(seen[0]).toBe('two')
    expect(seen.at(-1)).toBe('one')
    expect(seen).toContain('I help')
    expect(seen.join()).not.toContain('secret')
    expect(await sessionOf(token)).toMatchObject({ status: 'routed-to-team', teammate_name: 'Bo' })
  })
})

describe('when web chat is off', () => {
  test('nothing is recorded', async () => {
    await change({ is_on: false })
    const { token } = await begin()
    const count = () =>
      inAccount(server.sql, COMPANY, async (tx) => {
        const [row] = await tx<{ profiles: number; visitors: number; lines: number }[]>`
          select (select count(*) from profiles) as profiles,
                 (select count(*) from web_chat_visitors) as visitors,
                 (select count(*) from conversation_lines) as lines`
        return row
      })
    const before = await count()
    const answer = await say(token, 'Hello')
    expect(answer.status).toBe(409)
    expect(answer.body.errors[0]?.code).toBe('channel_off')
    expect(await count()).toEqual(before)
    await change({ is_on: true })
  })
})

describe('a consent note', () => {
  test('has to be agreed to before the first message, and again when it changes', async () => {
    await change({ consent_note: { en: 'We store this chat.', de: '' } })
    const { token } = await begin()
    expect(await sessionOf(token)).toMatchObject({ is_consent_needed: true })
    const refused = await say(token, 'Hello')
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([403, 'consent_required'])

    const agreed = await widget('POST', 'consent?', token, {
      type: 'web-chat-consent',
      attributes: { language: 'en' },
    })
    expect(agreed.body.data.attributes).toMatchObject({ is_consent_needed: false })
    expect((await say(token, 'Hello')).status).toBe(201)

    await change({ consent_note: { en: 'We store this chat for a year.', de: '' } })
    expect(await sessionOf(token)).toMatchObject({ is_consent_needed: true })
    expect((await say(token, 'Hello')).status).toBe(403)
    await change({ consent_note: null })
  })
})

describe('a storefront', () => {
  let secret = ''
  const inAnHour = () => new Date(Date.now() + 3_600_000)

  async function rotate(): Promise<string> {
    const answer = await call(server, 'POST', '/api/x/web-chat-secret')
    expect(answer.status).toBe(201)
    return String(answer.body.data.attributes['secret'])
  }

  function signIn(token: string, storefront: string): Promise<Answer> {
    return widget('POST', 'sign-in?', token, {
      type: 'web-chat-sign-in',
      attributes: { storefront_token: storefront },
    })
  }

  beforeAll(async () => {
    secret = await rotate()
  })

  test('signs a shopper in, whose conversation and earlier events become theirs', async () => {
    const { token } = await begin()
    await say(token, 'Where is my order?')
    expect(await sessionOf(token)).toMatchObject({ is_verified: false, first_name: null })
    const storefront = await signStorefrontToken(
      secret,
      COMPANY,
      { externalId: 'customer-1', email: 'Ada@Shopper.test', firstName: 'Ada' },
      inAnHour(),
    )
    const answer = await signIn(token, storefront)
    expect(answer.body.data.attributes).toMatchObject({ is_verified: true, first_name: 'Ada' })
    const conversationId = String(answer.body.data.attributes['conversation_id'])
    const profile = await readInAccount(server.sql, COMPANY, async (tx) => {
      const found = await findConversation(tx, COMPANY, conversationId)
      const [row] = await tx<{ email: string; externalId: string }[]>`
        select email, external_id as "externalId" from profiles
        where account_id = ${COMPANY} and profile_id = ${found?.conversation.profileId ?? null}`
      return { ...row, verifiedBy: found?.conversation.verifiedBy }
    })
    expect(profile).toEqual({
      email: 'Ada@Shopper.test',
      externalId: 'customer-1',
      verifiedBy: 'sign-in',
    })
  })

  test('before the first message touches no profile', async () => {
    const { token } = await begin()
    const storefront = await signStorefrontToken(
      secret,
      COMPANY,
      { externalId: 'customer-2', firstName: 'Bo' },
      inAnHour(),
    )
    const known = () =>
      inAccount(
        server.sql,
        COMPANY,
        (tx) => tx`select from profiles where external_id = 'customer-2'`,
      )
    const answer = await signIn(token, storefront)
    expect(answer.body.data.attributes).toMatchObject({ is_verified: true, first_name: 'Bo' })
    expect((await known()).count).toBe(0)
    await say(token, 'Hello')
    expect((await known()).count).toBe(1)
    expect(await sessionOf(token)).toMatchObject({ is_verified: true, first_name: 'Bo' })
  })

  test('that signs in somebody else gets a visitor who sees nothing of the first', async () => {
    const { token, visitorId } = await begin()
    const person = (externalId: string) =>
      signStorefrontToken(secret, COMPANY, { externalId }, inAnHour())
    await signIn(token, await person('customer-3'))
    await say(token, 'My number is 4711')
    const other = await signIn(token, await person('customer-4'))
    expect(other.body.data.id).not.toBe(visitorId)
    const otherToken = String(other.body.data.attributes['token'])
    expect(await sessionOf(otherToken)).toMatchObject({ conversation_id: null, is_verified: true })
    await say(otherToken, 'Hello')
    const lines = await widget('GET', 'lines?', otherToken)
    expect(JSON.stringify(lines.body)).not.toContain('4711')
  })

  test.each([
    [
      'another secret',
      () => signStorefrontToken('wcs_other', COMPANY, { externalId: '5' }, inAnHour()),
    ],
    ['another shop', () => signStorefrontToken(secret, 'Oth3r1', { externalId: '5' }, inAnHour())],
    [
      'an hour ago',
      () =>
        signStorefrontToken(secret, COMPANY, { externalId: '5' }, new Date(Date.now() - 3_600_000)),
    ],
    [
      'for a month',
      () =>
        signStorefrontToken(
          secret,
          COMPANY,
          { externalId: '5' },
          new Date(Date.now() + 30 * 86_400_000),
        ),
    ],
    ['about nobody', () => signStorefrontToken(secret, COMPANY, { firstName: 'Ada' }, inAnHour())],
  ])('with a token of %s signs nobody in', async (_what, make) => {
    const { token } = await begin()
    const answer = await signIn(token, await make())
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([403, 'storefront_token_refused'])
    expect(answer.body.errors[0]?.meta.fix).toBeTruthy()
  })

  test('has to sign with the new secret once it was rotated', async () => {
    const { token } = await begin()
    const old = await signStorefrontToken(secret, COMPANY, { externalId: '6' }, inAnHour())
    secret = await rotate()
    expect((await signIn(token, old)).status).toBe(403)
    const settings = await call(server, 'GET', '/api/x/web-chat-settings')
    expect(settings.body.data.attributes['storefront_secret_hint']).toBe(secret.slice(-3))
    expect(JSON.stringify(settings.body)).not.toContain(secret)
  })
})

/** The messages of a stream until `enough` says so. */
async function listen(
  token: string,
  after: number,
  enough: (text: string) => boolean,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<string> {
  const closing = new AbortController()
  const response = await fetch(`${server.url}/client/web-chat/stream?company_id=${COMPANY}`, {
    headers: {
      origin: SHOP,
      authorization: `Bearer ${token}`,
      'last-event-id': String(after),
    },
    signal: AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)]),
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  let text = ''
  const doing = meanwhile()
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk)
    if (enough(text)) break
  }
  closing.abort()
  await doing
  return text
}

describe('the stream', () => {
  test('may be opened before something was said, and tells what is said then', async () => {
    const { token } = await begin()
    const enough = (all: string) => /"first words"[\s\S]*event: state/.test(all)
    const text = await listen(token, 0, enough, () => say(token, 'first words'))
    const { conversation_id: conversationId } = await sessionOf(token)
    expect(text).toContain(`"conversation_id":"${String(conversationId)}"`)
  })

  test('tells lines as they come, from where the visitor is, and where things stand', async () => {
    const { token } = await begin()
    const first = await say(token, 'one')
    const position = Number(first.body.data.attributes['position'])
    const conversationId = String((await sessionOf(token))['conversation_id'])
    const answered = () =>
      inAccount(server.sql, COMPANY, (tx) =>
        postTeammateMessage(tx, COMPANY, conversationId, {
          by: { userId: null, name: 'Bo' },
          text: 'Bo is here',
          now: now(),
        }),
      )
    const text = await listen(
      token,
      position,
      (all) => /Bo is here[\s\S]*routed-to-team/.test(all),
      answered,
    )
    expect(text).not.toContain('"one"')
    expect(text).toMatch(/event: state\ndata: .*"teammate_name":"Bo"/)
    const id = Number(/id: (\d+)\nevent: line\ndata: [^\n]*Bo is here/.exec(text)?.[1])
    expect(id).toBeGreaterThan(position)

    const missed = await listen(token, position, (all) => all.includes('Bo is here'))
    expect(missed).toContain(`id: ${id}\n`)
    const nothing = await listen(token, id, (all) => all.includes('event: state'))
    expect(nothing).not.toContain('event: line')
  })
})

describe('a request that browsers send without asking first', () => {
  const send = (path: string, data: object) =>
    fetch(`${server.url}${path}?company_id=${COMPANY}`, {
      method: 'POST',
      headers: { origin: SHOP, 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ data }),
    })
  const message = (token: string) => ({
    type: 'web-chat-message',
    attributes: { client_id: 'in-plain-text', text: 'Hello', token },
  })

  test('begins a visit and says something, for who has the token', async () => {
    const begun = await send('/client/web-chat/session', { type: 'web-chat-session' })
    expect(begun.status).toBe(201)
    const body = (await begun.json()) as Answer['body']
    const token = String(body.data.attributes['token'])
    const said = await send('/client/web-chat/messages', message(token))
    expect(said.status).toBe(201)
    expect(await sessionOf(token)).toMatchObject({ status: 'open' })
  })

  test('says nothing for a stranger', async () => {
    const answer = await send('/client/web-chat/messages', message('made.up.token'))
    expect(answer.status).toBe(401)
  })

  test('is refused where a cookie could count', async () => {
    const answer = await send('/api/profiles', { type: 'profile', attributes: {} })
    expect(answer.status).toBe(415)
  })
})

describe('an offered handoff', () => {
  async function offered(): Promise<{ token: string; conversationId: string }> {
    const { token } = await begin()
    await say(token, 'I need help')
    const conversationId = String((await sessionOf(token))['conversation_id'])
    await inAccount(server.sql, COMPANY, async (tx) => {
      const found = await lockConversation(tx, COMPANY, conversationId)
      if (!found) throw new Error('no conversation')
      const lines = [line('agent', 'offer', 'Shall a person take over?')]
      const conversation = {
        ...addLines(found.conversation, lines, now()),
        answeredPosition: found.conversation.lastPosition,
        offer: { reason: 'knowledge_gap', category: null, skill: 'general_qa' },
      }
      await applyDecision(tx, COMPANY, { ...found, conversation, lines, events: [] }, now())
    })
    return { token, conversationId }
  }

  function answer(token: string, isAccepted: boolean): Promise<Answer> {
    return widget('POST', 'handoff-answer?', token, {
      type: 'web-chat-handoff-answer',
      attributes: { is_accepted: isAccepted },
    })
  }

  test('goes to the team when it is accepted, once', async () => {
    const { token } = await offered()
    expect(await sessionOf(token)).toMatchObject({ status: 'open', is_handoff_offered: true })
    const [first, second] = await Promise.all([answer(token, true), answer(token, true)])
    expect([first?.status, second?.status]).toEqual([200, 200])
    expect(await sessionOf(token)).toMatchObject({
      status: 'routed-to-team',
      is_handoff_offered: false,
    })
    const lines = await widget('GET', 'lines?', token)
    const all = lines.body.data as unknown as { attributes: Record<string, unknown> }[]
    expect(all.filter((one) => one.attributes['notice'] === 'handed-off')).toHaveLength(1)
    const asking = all.find((one) => one.attributes['asks'] === 'handoff')
    expect(asking?.attributes['text']).toBe('Shall a person take over?')
  })

  test('leaves the conversation with the agent when it is declined', async () => {
    const { token } = await offered()
    await answer(token, false)
    expect(await sessionOf(token)).toMatchObject({ status: 'open' })
  })
})

test('a click on a product is noted where a line shows it, and nowhere else', async () => {
  const { token } = await begin()
  await say(token, 'Something warm?')
  const conversationId = String((await sessionOf(token))['conversation_id'])
  const position = await inAccount(server.sql, COMPANY, async (tx) => {
    const found = await lockConversation(tx, COMPANY, conversationId)
    if (!found) throw new Error('no conversation')
    const product = {
      productId: 'scarf',
      variantId: null,
      sku: null,
      title: 'Scarf',
      url: 'https://shop.example/scarf',
      imageUrl: null,
      price: 39.9,
      currency: 'EUR',
      rank: 1,
      reason: null,
    }
    const lines = [{ ...line('agent', 'message', 'Look:'), payload: { products: [product] } }]
    const conversation = addLines(found.conversation, lines, now())
    await insertLines(tx, COMPANY, conversation, lines, now())
    await tx`
      update conversations set last_position = ${conversation.lastPosition}
      where account_id = ${COMPANY} and conversation_id = ${conversationId}`
    return conversation.lastPosition
  })
  const click = (product_id: string, at = position) =>
    widget('POST', 'product-click?', token, {
      type: 'web-chat-product-click',
      attributes: { position: at, product_id },
    })
  expect((await click('scarf')).status).toBe(204)
  expect((await click('scarf')).status).toBe(204)
  expect((await click('hat')).status).toBe(404)
  expect((await click('scarf', 1)).status).toBe(404)
  const rows = await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx`select product_id, clicks from web_chat_product_clicks`,
  )
  expect([...rows]).toEqual([{ product_id: 'scarf', clicks: 2 }])
})

test('settings are changed, shown and written down', async () => {
  await change({ greeting: { en: 'Hi', de: 'Moin' }, colour: '#aa3311', position: 'left' })
  const look = await widget('GET', 'look?', null)
  expect(look.body.data.attributes).toMatchObject({
    greeting: { en: 'Hi', de: 'Moin' },
    colour: '#aa3311',
    position: 'left',
  })
  const entries = await inAccount(
    server.sql,
    COMPANY,
    (tx) => tx<{ detail: { after: object } }[]>`
      select detail from audit_entries where action = 'web-chat.changed' order by at desc limit 1`,
  )
  expect(entries[0]?.detail.after).toMatchObject({ colour: '#aa3311' })
})
