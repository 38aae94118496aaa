import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  allLines,
  inboundSms,
  postAsProvider,
  setTextSender,
  switchChannel,
} from '../../test/channel-fixtures.ts'
import { httpTwin } from '../../test/http-twin.ts'
import { COMPANY, runningServer } from '../../test/running-server.ts'
import { inEveryAccount } from '../platform/sql.ts'

let sent = 0
const provider = await httpTwin(() => {
  sent += 1
  return { status: 201, body: { sid: `SM${sent}`, status: 'queued' } }
})
const server = await runningServer({ outboundHosts: [provider.host] })
const { sql } = server
const SMS = `/webhooks/twilio/${COMPANY}/sms`
const WHATSAPP = `/webhooks/twilio/${COMPANY}/whatsapp`
let number = 0
/** Somebody who has not written before. */
const stranger = () => {
  number += 1
  return `+4915112340${String(number).padStart(3, '0')}`
}

beforeAll(async () => {
  await setTextSender(sql, 'sms', provider.url)
  await setTextSender(sql, 'whatsapp', provider.url)
})

beforeEach(async () => {
  await switchChannel(sql, 'sms', true)
  await switchChannel(sql, 'whatsapp', true)
  provider.requests.length = 0
})

const bodiesTo = (to: string) =>
  provider.requests
    .map(({ body }) => new URLSearchParams(body))
    .filter((form) => form.get('To')?.endsWith(to))
    .map((form) => form.get('Body') ?? '')
const rows = (table: string, from: string) =>
  inEveryAccount(
    sql,
    (tx) => tx`select * from ${tx(table)} where phone_number = ${from} order by 1`,
  )
const conversationsWith = (from: string) =>
  inEveryAccount(
    sql,
    (tx) => tx<{ id: string; verifiedBy: string; profileId: string; phone: string }[]>`
      select c.conversation_id as id, c.verified_by as "verifiedBy",
             c.profile_id as "profileId", p.phone_number as phone
      from conversations c
      join profiles p using (account_id, profile_id)
      where c.address = ${from}`,
  )

describe('a signed message', () => {
  test('is answered on the same channel, by a number that is proved', async () => {
    const from = stranger()
    const answer = await postAsProvider(server, SMS, inboundSms(from, 'Hello there'))
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('<Response/>')
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(1), 10_000)
    expect(await conversationsWith(from)).toMatchObject([{ verifiedBy: 'number', phone: from }])
    const whatsapp = { ...inboundSms(`whatsapp:${from}`, 'Hi'), To: 'whatsapp:+15550002222' }
    expect((await postAsProvider(server, WHATSAPP, whatsapp)).status).toBe(200)
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(2), 10_000)
    const to = provider.requests.map(({ body }) => new URLSearchParams(body).get('To'))
    expect(to).toEqual([from, `whatsapp:${from}`])
    const both = await conversationsWith(from)
    expect(new Set(both.map((one) => one.profileId)).size).toBe(1)
    expect(both).toHaveLength(2)
  })

  test('that is delivered five times at once is one message with one answer', async () => {
    const from = stranger()
    const message = inboundSms(from, 'Is anybody there?')
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => postAsProvider(server, SMS, message)),
    )
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200])
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(1), 10_000)
    const [conversation] = await conversationsWith(from)
    const said = (await allLines(sql)).filter(
      (line) => line.conversationId === conversation?.id && line.author === 'shopper',
    )
    expect(said).toHaveLength(1)
  })

  test('with pictures says so and opens none', async () => {
    const from = stranger()
    const media = { NumMedia: '2', MediaUrl0: 'https://evil.test/a.png', MediaContentType0: 'x/y' }
    await postAsProvider(server, SMS, inboundSms(from, '', media))
    const [conversation] = await conversationsWith(from)
    const [line] = (await allLines(sql)).filter((one) => one.conversationId === conversation?.id)
    expect(line?.text).toBe('[2 attachments, not read]')
  })
})

describe('who cannot prove to be the provider', () => {
  test.each([
    ['another token', SMS, {}, { token: 'wrong' }],
    ['another URL', SMS, {}, { url: 'https://elsewhere.test/' }],
    ['another account of the provider', SMS, { AccountSid: 'AC999' }, {}],
    ['another company', '/webhooks/twilio/Zz99Zz/sms', {}, {}],
    ['a channel that is none', `/webhooks/twilio/${COMPANY}/fax`, {}, {}],
    ['the path of a status', `${SMS}/status`, { AccountSid: 'AC999' }, {}],
  ])('%s is refused', async (_name, path, fields, sign) => {
    const from = stranger()
    const form = inboundSms(from, 'Hello', fields)
    expect((await postAsProvider(server, path, form, sign)).status).toBe(403)
    expect(await conversationsWith(from)).toEqual([])
  })

  test('no signature at all, a changed body, and a huge one', async () => {
    const from = stranger()
    const post = (body: string) =>
      fetch(`${server.url}${SMS}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': 'bm90IGEgc2lnbmF0dXJl',
        },
        body,
      })
    expect((await post(`From=${encodeURIComponent(from)}&Body=hi&MessageSid=SM1`)).status).toBe(403)
    expect((await post('x'.repeat(70_000))).status).toBe(413)
    expect(await conversationsWith(from)).toEqual([])
  })
})

describe('a channel that is off', () => {
  test('records nothing, not even a keyword', async () => {
    await switchChannel(sql, 'sms', false)
    const from = stranger()
    expect((await postAsProvider(server, SMS, inboundSms(from, 'Hello'))).status).toBe(200)
    expect((await postAsProvider(server, SMS, inboundSms(from, 'STOP'))).status).toBe(200)
    expect(await conversationsWith(from)).toEqual([])
    expect(await rows('text_keywords', from)).toEqual([])
  })
})

describe('keywords', () => {
  test('STOP silences a number after one confirmation, START lets it speak again', async () => {
    const from = stranger()
    const stop = inboundSms(from, 'Stop')
    await Promise.all([1, 2, 3, 4, 5].map(() => postAsProvider(server, SMS, stop)))
    await postAsProvider(server, SMS, inboundSms(from, 'STOPALL'))
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(1), 10_000)
    expect(bodiesTo(from)[0]).toMatch(/no more messages/)
    expect(await rows('text_keywords', from)).toHaveLength(2)
    expect(await conversationsWith(from)).toEqual([])

    // What the agent says now does not leave, and the line shows it.
    await postAsProvider(server, SMS, inboundSms(from, 'HELP'))
    await postAsProvider(server, SMS, inboundSms(from, 'Where is my order?'))
    await vi.waitFor(async () => {
      const failed = await inEveryAccount(
        sql,
        (tx) =>
          tx`select error from conversation_deliveries where address = ${from} and state = 'failed'`,
      )
      expect(failed).toHaveLength(1)
      expect(failed[0]?.['error']).toMatch(/^stopped/)
    }, 10_000)
    expect(bodiesTo(from)).toHaveLength(1)

    const start = inboundSms(from, 'Yes')
    await Promise.all([1, 2, 3].map(() => postAsProvider(server, SMS, start)))
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(2), 10_000)
    expect(bodiesTo(from)[1]).toMatch(/messages again/)
    const lines = (await allLines(sql)).filter((line) => line.text === 'Yes')
    expect(lines).toEqual([])
  })

  test('German words are answered in German; one channel does not silence the other', async () => {
    const from = stranger()
    await postAsProvider(server, SMS, inboundSms(from, 'Stopp'))
    await postAsProvider(server, WHATSAPP, inboundSms(`whatsapp:${from}`, 'Hilfe'))
    await vi.waitFor(() => expect(bodiesTo(from)).toHaveLength(2), 10_000)
    expect(bodiesTo(from)[0]).toMatch(/keine Nachrichten mehr/)
    expect(bodiesTo(from)[1]).toMatch(/Schreiben Sie uns/)
  })

  test('that the provider answered itself are not answered twice', async () => {
    const from = stranger()
    await postAsProvider(server, SMS, inboundSms(from, 'stop', { OptOutType: 'STOP' }))
    expect(await rows('number_opt_outs', from)).toHaveLength(1)
    await postAsProvider(server, SMS, inboundSms(stranger(), 'Hello'))
    await vi.waitFor(() => expect(provider.requests.length).toBeGreaterThan(0), 10_000)
    expect(bodiesTo(from)).toEqual([])
  })
})

describe('what the provider reports', () => {
  test('moves forward only, and a failure shows at the line', async () => {
    const from = stranger()
    await postAsProvider(server, SMS, inboundSms(from, 'Hello again'))
    const stored = () =>
      inEveryAccount(
        sql,
        (tx) => tx<{ providerId: string; status: string; state: string }[]>`
          select provider_id as "providerId", provider_status as status, state
          from outbox_texts
          where to_number = ${from} and provider_id is not null`,
      )
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1), 10_000)
    const providerId = (await stored())[0]?.providerId ?? ''
    const report = (status: string, more: Record<string, string> = {}) =>
      postAsProvider(server, `${SMS}/status`, {
        MessageSid: providerId,
        MessageStatus: status,
        ...more,
      })
    await report('delivered')
    await report('sent')
    await report('nonsense')
    expect(await stored()).toMatchObject([{ status: 'delivered', state: 'sent' }])
    await report('undelivered', { ErrorCode: '30003' })
    expect(await stored()).toMatchObject([{ status: 'undelivered', state: 'failed' }])
    const [delivery] = await inEveryAccount(
      sql,
      (tx) => tx`select state, error from conversation_deliveries where address = ${from}`,
    )
    expect(delivery).toMatchObject({ state: 'failed', error: 'undelivered (error 30003)' })
    expect((await report('delivered')).status).toBe(200)
  })
})
