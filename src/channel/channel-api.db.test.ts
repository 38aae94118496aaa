import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { inboundSms, postAsProvider, switchChannel, TOKEN } from '../../test/channel-fixtures.ts'
import { httpTwin } from '../../test/http-twin.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { webhookSignature } from '../platform/webhook-signature.ts'

const outside = await httpTwin(() => ({ status: 201, body: { sid: `SM${randomUUID()}` } }))
const server = await runningServer({ outboundHosts: [outside.host] })
const { sql } = server

beforeEach(() => {
  outside.requests.length = 0
  outside.answer = () => ({ status: 201, body: { sid: `SM${randomUUID()}` } })
})

const change = (type: 'channel-settings' | 'handoff-settings', attributes: object) =>
  call(server, 'PATCH', `/api/x/${type}`, { data: { type, attributes } })
const lastAudit = async () => {
  const rows = await inEveryAccount(
    sql,
    (tx) => tx<{ action: string; detail: unknown }[]>`
      select action, detail from audit_entries order by entry_id desc limit 1`,
  )
  return rows[0]
}

describe('settings of the channels', () => {
  test('begin empty, and say what is missing', async () => {
    const { body } = await call(server, 'GET', '/api/x/channel-settings')
    expect(body.data.attributes).toMatchObject({
      sms: {
        is_on: false,
        auth_token_hint: null,
        webhook_url: `${server.url}/webhooks/twilio/${COMPANY}/sms`,
        missing: ['account_sid', 'auth_token', 'sender'],
      },
      email: {
        support_address: null,
        outgoing: 'kept',
        inbound_smtp_port: null,
        missing: ['support_address', 'way_in'],
      },
    })
  })

  test('keep the token sealed, and out of answers and the audit log', async () => {
    const answer = await change('channel-settings', {
      sms: {
        is_on: true,
        account_sid: 'AC0123456789',
        auth_token: TOKEN,
        sender: '+15550001111',
        api_base_url: `${outside.url}/`,
      },
    })
    expect(answer.status).toBe(200)
    expect(answer.body.data.attributes['sms']).toMatchObject({
      is_on: true,
      auth_token_hint: 'ken',
      api_base_url: outside.url,
      missing: [],
    })
    const audit = await lastAudit()
    expect(audit).toMatchObject({ action: 'channel.changed' })
    const stored = await inEveryAccount(sql, (tx) => tx`select * from text_senders`)
    expect(stored[0]?.['auth_token_sealed'].toString('latin1')).not.toContain(TOKEN)
    expect(JSON.stringify([answer.body, audit])).not.toContain(TOKEN)
    const again = await change('channel-settings', { sms: { is_on: true } })
    expect(again.body.data.attributes['sms']).toMatchObject({ auth_token_hint: 'ken' })
    const from = '+4915199900001'
    expect(
      (await postAsProvider(server, `/webhooks/twilio/${COMPANY}/sms`, inboundSms(from, 'Hi')))
        .status,
    ).toBe(200)
  })

  test.each([
    ['sms', { api_base_url: 'http://169.254.169.254' }, /PARLEY_OUTBOUND_HOSTS/],
    ['sms', { sender: 'not a sender at all' }, /sender/],
    ['whatsapp', { sender: 'Wool' }, /number/],
    ['email', { support_address: 'nowhere' }, /email/i],
    ['email', { trusted_authserv_id: 'mx wool' }, /mx.example.com/],
    ['sms', { auth_tokn: 'x' }, /auth_tokn/],
  ])('%s refuses %j', async (channel, attributes, text) => {
    const answer = await change('channel-settings', { [channel]: attributes })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body.errors)).toMatch(text)
  })

  test('an address leads to one account', async () => {
    const email = { support_address: 'Help@Wool.test', aliases: ['hilfe@wool.test'], is_on: true }
    const answer = await change('channel-settings', { email })
    expect(answer.body.data.attributes['email']).toMatchObject({
      support_address: 'Help@Wool.test',
      aliases: ['hilfe@wool.test'],
    })
    await inEveryAccount(
      sql,
      (tx) => tx`
        with other as (
          insert into accounts (account_id, name, timezone, currency, created_at)
          values ('Zz99Zz', 'Other', 'UTC', 'EUR', ${new Date()})
          returning account_id
        ),
        channel as (
          insert into email_channels (account_id, updated_at)
          select account_id, ${new Date()} from other
          returning account_id
        )
        insert into mail_addresses (account_id, address)
        select account_id, 'taken@wool.test' from channel`,
    )
    const taken = await change('channel-settings', { email: { aliases: ['taken@wool.test'] } })
    expect(taken.status).toBe(409)
    expect(taken.body.errors[0]).toMatchObject({ code: 'address_taken' })
    const { body } = await call(server, 'GET', '/api/x/channel-settings')
    expect(body.data.attributes['email']).toMatchObject({ aliases: ['hilfe@wool.test'] })
  })

  test('the URL of the mail webhook is shown once, and a new one ends the old', async () => {
    const make = async () => {
      const answer = await call(server, 'POST', '/api/x/mail-webhook-tokens')
      return String(answer.body.data.attributes['url'])
    }
    const mail = 'From: ada@shopper.test\r\nTo: help@wool.test\r\n\r\nHello'
    const post = async (url: string) => (await fetch(url, { method: 'POST', body: mail })).status
    const first = await make()
    expect(await post(first)).toBe(200)
    expect(await post(await make())).toBe(200)
    expect(await post(first)).toBe(404)
    const list = await call(server, 'GET', '/api/x/inbound-mails')
    expect(list.body.data.map((one) => one.attributes['outcome'])).toEqual(['accepted'])
  })
})

describe('a test', () => {
  const send = (attributes: object) =>
    call(server, 'POST', '/api/x/channel-tests', { data: { type: 'channel-test', attributes } })
  const result = async (answer: Awaited<ReturnType<typeof send>>) => {
    const path = new URL(String(answer.body.data.attributes['result_url'])).pathname
    return (await call(server, 'GET', path)).body.data.attributes
  }

  test('goes the way of everything else', async () => {
    const sms = await send({ channel: 'sms', to: '+4915112345678' })
    expect(sms.status).toBe(202)
    await vi.waitFor(async () => expect(await result(sms)).toMatchObject({ state: 'sent' }), 10_000)
    const mail = await send({ channel: 'email', to: 'tester@wool.test' })
    await vi.waitFor(
      async () =>
        expect(await result(mail)).toMatchObject({ state: 'kept', to: 'tester@wool.test' }),
      10_000,
    )
    const list = await call(
      server,
      'GET',
      '/api/x/outbox-mails?filter=equals(to,"tester@wool.test")',
    )
    expect(list.body.data[0]?.attributes).toMatchObject({
      from: 'Help@Wool.test',
      subject: 'Test message from My shop',
      headers: {},
    })
    const none = await call(server, 'GET', '/api/x/outbox-mails?filter=equals(state,"sent")')
    expect(none.body.data).toEqual([])
  })

  test('needs a recipient that suits, and a destination', async () => {
    expect((await send({ channel: 'sms', to: 'ada@shopper.test' })).status).toBe(400)
    expect((await send({ channel: 'email' })).status).toBe(400)
    expect((await send({ channel: 'handoff-webhook' })).status).toBe(409)
  })
})

describe('a handoff', () => {
  let secret = ''
  beforeAll(async () => {
    await switchChannel(sql, 'sms', true)
  })

  const handOff = async (from: string) => {
    await postAsProvider(
      server,
      `/webhooks/twilio/${COMPANY}/sms`,
      inboundSms(from, 'I want to talk to a human <script>alert(1)</script>'),
    )
  }
  const posts = () => outside.requests.filter(({ path }) => path === '/desk')
  /** Events that have not been looked at for handoffs. */
  const unread = async () => {
    const [row] = await inEveryAccount(
      sql,
      (tx) => tx<{ count: number }[]>`
        select count(*)::int as count
        from events e
        join follower_cursors c using (shard)
        where c.follower = 'channel.handoffs'
          and (e.written_by, e.event_id) > (c.xid, c.position)`,
    )
    return row?.count
  }
  const deliveries = async () => {
    const answer = await call(
      server,
      'GET',
      '/api/x/handoff-deliveries?additional-fields[handoff-delivery]=payload',
    )
    return answer.body.data
  }

  test('goes nowhere while no destination is set', async () => {
    await handOff('+4915199900010')
    await vi.waitFor(() => expect(outside.requests.length).toBeGreaterThan(0), 10_000)
    await vi.waitFor(async () => expect(await unread()).toBe(0), 10_000)
    expect(await deliveries()).toEqual([])
  })

  test('hours and destinations are checked', async () => {
    const hours = [[['09:00', '17:00']], [], [], [], [], [], []]
    const good = await change('handoff-settings', {
      webhook_url: `${outside.url}/desk`,
      desk_email: 'desk@wool.test',
      office_hours: hours,
      closed_message: { de: 'Wir sind morgen wieder da.' },
    })
    expect(good.body.data.attributes).toMatchObject({
      webhook_url: `${outside.url}/desk`,
      office_hours: hours,
      closed_message: { en: null, de: 'Wir sind morgen wieder da.' },
      timezone: 'UTC',
    })
    const closed = [[['17:00', '09:00']], [], [], [], [], [], []]
    expect((await change('handoff-settings', { office_hours: closed })).status).toBe(400)
    expect((await change('handoff-settings', { office_hours: [[]] })).status).toBe(400)
    expect((await change('handoff-settings', { webhook_url: 'http://10.0.0.1/' })).status).toBe(400)
    await change('handoff-settings', { office_hours: null })
    const answer = await call(server, 'POST', '/api/x/handoff-webhook-secrets')
    secret = String(answer.body.data.attributes['secret'])
    expect(JSON.stringify(await lastAudit())).not.toContain(secret)
  })

  test('is posted signed and mailed with the transcript, once', async () => {
    await handOff('+4915199900011')
    await vi.waitFor(() => expect(posts()).toHaveLength(1), 15_000)
    const [post] = posts()
    const body = post?.body ?? ''
    const id = String(post?.headers['parley-webhook-id'])
    const timestamp = String(post?.headers['parley-timestamp'])
    expect(post?.headers['parley-signature']).toBe(
      webhookSignature(secret, { id, timestamp, body }),
    )
    expect(Math.abs(Date.now() / 1_000 - Number(timestamp))).toBeLessThan(30)
    const told = JSON.parse(body)
    expect(told).toMatchObject({
      type: 'conversation.handed-off',
      is_test: false,
      account_id: COMPANY,
      conversation: { channel: 'sms' },
      escalation: { reason: 'shopper_requested', category: 'explicit-ask' },
      shopper: { phone_number: '+4915199900011', verified_by: 'number' },
    })
    expect(told.transcript[0].text).toContain('<script>')
    await vi.waitFor(async () => {
      const states = (await deliveries()).map(({ attributes }) => attributes['state'])
      expect(states).toEqual(['sent', 'sent'])
    }, 10_000)
    const filter = encodeURIComponent('equals(to,"desk@wool.test")')
    await vi.waitFor(async () => {
      const mails = await call(server, 'GET', `/api/x/outbox-mails?filter=${filter}`)
      expect(mails.body.data).toHaveLength(1)
      const { text, html, subject } = mails.body.data[0]?.attributes ?? {}
      expect(subject).toContain('+4915199900011')
      expect(text).toContain('I want to talk to a human <script>')
      expect(html).toContain('&lt;script&gt;')
      expect(html).not.toContain('<script>')
    }, 10_000)
  })

  test('is tried again when the desk is away, and can be replayed', async () => {
    outside.answer = ({ path }) =>
      path === '/desk' ? { status: 503 } : { status: 201, body: { sid: 'SM9' } }
    await handOff('+4915199900012')
    const newest = async () => {
      const all = await deliveries()
      return all.find(
        ({ attributes }) =>
          attributes['destination'] === 'webhook' &&
          JSON.stringify(attributes['payload']).includes('+4915199900012'),
      )
    }
    await vi.waitFor(async () => {
      expect((await newest())?.attributes).toMatchObject({
        state: 'queued',
        attempts: 1,
        last_status: 503,
      })
    }, 15_000)
    outside.answer = () => ({ status: 200 })
    const id = (await newest())?.id
    const replay = await call(server, 'POST', `/api/x/handoff-deliveries/${id}/replay`)
    expect(replay.status).toBe(202)
    await vi.waitFor(
      async () => expect((await newest())?.attributes).toMatchObject({ state: 'sent' }),
      10_000,
    )
    const ids = posts().map(({ headers }) => headers['parley-webhook-id'])
    expect(new Set(ids).size).toBe(1)
    expect(ids.length).toBeGreaterThan(1)
  })

  test('can be tried with a test, which says that it is one', async () => {
    const answer = await call(server, 'POST', '/api/x/channel-tests', {
      data: { type: 'channel-test', attributes: { channel: 'handoff-webhook' } },
    })
    expect(answer.status).toBe(202)
    await vi.waitFor(() => expect(posts()).toHaveLength(1), 10_000)
    expect(JSON.parse(posts()[0]?.body ?? '{}')).toMatchObject({ is_test: true })
  })
})
