import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { selfSigned } from '../../test/self-signed.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import type { MailProvider } from '../contract/sending.ts'
import type { RawRequest } from '../platform/raw-routes.ts'
import { changeMailReportKeys } from './change-mail-report-keys.action.ts'
import { smtpGateway } from './mail.gateway.ts'
import { mailReportRoute } from './mail-report-webhooks.http.ts'

const SHOP = 'Sh0p42'
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:parley'
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: SHOP })
const smtp = await smtpTwin()
const services = messageServices({ mail: smtpGateway(smtp.url) })
const shop = messageShop(sql, SHOP, () => services)
const day = (days: number) => new Date(Date.now() + days * 86_400_000)
const amazon = selfSigned({ from: day(-1), until: day(1) })
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const KEYS = {
  ses: TOPIC,
  sendgrid: elliptic.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  postmark: 'a password of their own',
  mailgun: 'key-0123456789abcdef',
}
/** Amazon SNS, as it would answer. */
const asked: string[] = []
let certificate = amazon.certificate
const route = mailReportRoute({
  sql,
  vault: services.vault,
  secret: services.secret,
  sns: {
    certificate: async (url) => {
      asked.push(url)
      return certificate
    },
    confirm: async (url) => {
      asked.push(url)
    },
  },
})
const actor = { kind: 'user', accountId: SHOP, actorId: null, actorName: 'Ada' } as const
await changeMailReportKeys({ sql, vault: services.vault }, actor, KEYS, {
  now: new Date(),
  wallNow: new Date(),
})

beforeEach(async () => {
  asked.length = 0
  certificate = amazon.certificate
  smtp.taken.length = 0
  smtp.senders.length = 0
  await shop.forget()
})

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

async function sent(more: object = {}) {
  const profileId = await shop.person()
  const messageId = await shop.queue(profileId, await shop.content(more))
  await shop.send()
  const mail = (await smtp.mails()).at(-1)
  return {
    profileId,
    messageId,
    to: mail?.to && 'value' in mail.to ? (mail.to.value[0]?.address ?? '') : '',
    headerId: mail?.messageId ?? '',
    reference: textOf(mail?.headers.get('x-parley-message')),
    bounceTo: smtp.senders.at(-1) ?? '',
  }
}

interface Call {
  headers?: RawRequest['headers']
  body: string
  companyId?: string
}

async function post(provider: MailProvider, { headers = {}, body, companyId = SHOP }: Call) {
  const answer = await route.handle({
    params: { provider, companyId },
    headers,
    body: Buffer.from(body),
    url: `https://talk.shop.test/webhooks/mail-reports/${provider}/${companyId}`,
    ip: '203.0.113.9',
  })
  return answer.status
}

const metrics = async () => (await shop.events()).map((event) => event.metric)
const reasonsOf = async (profileId: string) => {
  const [row] = await shop.inShop(
    (tx) => tx<{ marketing: { suppression?: { reason: string }[] } | null }[]>`
      select subscriptions #> '{email,marketing}' as marketing
      from profiles
      where account_id = ${SHOP}
        and profile_id = ${profileId}`,
  )
  return (row?.marketing?.suppression ?? []).map((one) => one.reason)
}

describe('SendGrid', () => {
  const now = () => String(Math.floor(Date.now() / 1_000))
  const signed = (events: object[], time = now(), key = elliptic.privateKey): Call => {
    const body = JSON.stringify(events)
    return {
      body,
      headers: {
        'x-twilio-email-event-webhook-timestamp': time,
        'x-twilio-email-event-webhook-signature': sign(
          'sha256',
          Buffer.from(time + body),
          key,
        ).toString('base64'),
      },
    }
  }

  test('reports a bounce, once however often it comes', async () => {
    const { profileId, messageId, headerId, to } = await sent()
    const bounce = { event: 'bounce', type: 'bounce', email: to, 'smtp-id': headerId }
    const call = signed([{ ...bounce, status: '5.1.1', reason: '550 5.1.1 no such user' }])
    expect(await post('sendgrid', call)).toBe(200)
    expect(await post('sendgrid', call)).toBe(200)
    expect(await shop.row(messageId)).toMatchObject({ state: 'bounced' })
    expect((await metrics()).filter((name) => name === 'Bounced Email')).toHaveLength(1)
    expect(await reasonsOf(profileId)).toEqual(['HARD_BOUNCE'])
  })

  test('names the message by our reference, and is heard about complaints and wishes to leave', async () => {
    const one = await sent()
    const other = await sent()
    const blocked = await sent()
    const events = [
      { event: 'spamreport', email: one.to, parley: one.reference },
      { event: 'unsubscribe', email: other.to, parley: other.reference },
      { event: 'bounce', type: 'blocked', email: blocked.to, parley: blocked.reference },
      { event: 'open', email: one.to, parley: one.reference },
    ]
    expect(await post('sendgrid', signed(events))).toBe(200)
    expect(await reasonsOf(one.profileId)).toEqual(['SPAM_COMPLAINT'])
    expect(await reasonsOf(other.profileId)).toEqual(['UNSUBSCRIBE'])
    expect(await reasonsOf(blocked.profileId)).toEqual([])
    expect(await shop.row(blocked.messageId)).toMatchObject({ state: 'bounced' })
  })

  test('is not heard with a signature of another key, of other bytes, of yesterday, or without', async () => {
    const { messageId, headerId, to } = await sent()
    const events = [{ event: 'bounce', type: 'bounce', email: to, 'smtp-id': headerId }]
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const good = signed(events)
    const twoDays = String(Math.floor(Date.now() / 1_000) - 2 * 86_400)
    const ahead = String(Math.floor(Date.now() / 1_000) + 3_600)
    expect(await post('sendgrid', signed(events, now(), stranger))).toBe(403)
    expect(await post('sendgrid', { ...good, body: `${good.body} ` })).toBe(403)
    expect(await post('sendgrid', signed(events, twoDays))).toBe(403)
    expect(await post('sendgrid', signed(events, ahead))).toBe(403)
    expect(await post('sendgrid', { body: good.body })).toBe(403)
    expect(await post('sendgrid', { ...good, companyId: 'Other1' })).toBe(403)
    expect(await post('sendgrid', { ...good, companyId: "';drop" })).toBe(403)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
    expect(await metrics()).toEqual(['Received Email'])
  })

  test('has no say about messages of others, nor about who only got a copy', async () => {
    const { messageId, headerId, reference } = await sent()
    const events = [
      { event: 'bounce', email: 'copy@else.test', 'smtp-id': headerId },
      { event: 'bounce', parley: reference.replace(SHOP, 'Other1') },
      { event: 'bounce', 'smtp-id': '<01ARZ3NDEKTSV4RRFFQ69G5FAV@shop.test>' },
      { event: 'bounce', 'smtp-id': 'no id at all' },
    ]
    expect(await post('sendgrid', signed(events))).toBe(200)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
  })

  test('that posts something else is told so', async () => {
    const time = now()
    const signature = sign('sha256', Buffer.from(`${time}{}`), elliptic.privateKey)
    const headers = {
      'x-twilio-email-event-webhook-timestamp': time,
      'x-twilio-email-event-webhook-signature': signature.toString('base64'),
    }
    expect(await post('sendgrid', { body: '{}', headers })).toBe(422)
  })
})

describe('Mailgun', () => {
  const signed = (
    data: object,
    more: { token?: string; age?: number; key?: string } = {},
  ): Call => {
    const { token = `t${Math.random()}`, age = 0, key = KEYS.mailgun } = more
    const timestamp = String(Math.floor(Date.now() / 1_000) - age)
    const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex')
    const body = { signature: { timestamp, token, signature }, 'event-data': data }
    return { body: JSON.stringify(body) }
  }
  const failed = (recipient: string, headerId: string, message: string) => ({
    event: 'failed',
    severity: 'permanent',
    reason: 'generic',
    recipient,
    'delivery-status': { code: 550, message },
    message: { headers: { 'message-id': headerId.slice(1, -1) } },
  })

  test('reports a bounce; one that it will try again is none', async () => {
    const { profileId, messageId, headerId, to } = await sent()
    const failure = failed(to, headerId, '5.1.1 no such user')
    expect(await post('mailgun', signed({ ...failure, severity: 'temporary' }))).toBe(200)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
    expect(await post('mailgun', signed(failure))).toBe(200)
    expect(await reasonsOf(profileId)).toEqual(['HARD_BOUNCE'])
  })

  test('knows the difference between an address and a policy, and what it did not try', async () => {
    const policy = await sent()
    const call = signed(failed(policy.to, policy.headerId, '5.7.1 blocked by policy'))
    expect(await post('mailgun', call)).toBe(200)
    expect(await reasonsOf(policy.profileId)).toEqual([])
    const dropped = await sent()
    const suppressed = {
      event: 'failed',
      severity: 'permanent',
      reason: 'suppress-bounce',
      'user-variables': { parley: dropped.reference },
    }
    expect(await post('mailgun', signed(suppressed))).toBe(200)
    expect(await shop.row(dropped.messageId)).toMatchObject({ state: 'failed' })
    expect(await metrics()).toContain('Dropped Email')
  })

  test('a token is good for one body, and for a day', async () => {
    const { messageId, headerId, to } = await sent()
    const token = 'overheard'
    const first = signed({ event: 'opened' }, { token })
    expect(await post('mailgun', first)).toBe(200)
    expect(await post('mailgun', first)).toBe(200)
    const failure = failed(to, headerId, '5.1.1 no such user')
    expect(await post('mailgun', signed(failure, { token }))).toBe(403)
    expect(await post('mailgun', signed(failure, { age: 2 * 86_400 }))).toBe(403)
    expect(await post('mailgun', signed(failure, { key: 'key-of-somebody-else' }))).toBe(403)
    expect(await post('mailgun', { body: 'no JSON' })).toBe(403)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
  })
})

describe('Postmark', () => {
  const withPassword = (report: object, password = KEYS.postmark, user = 'parley'): Call => ({
    body: JSON.stringify(report),
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
  })

  test('reports bounces, complaints and deliveries', async () => {
    const gone = await sent()
    const cross = await sent()
    const read = await sent()
    const metadata = (reference: string) => ({ Metadata: { parley: reference } })
    const bounce = {
      RecordType: 'Bounce',
      Type: 'HardBounce',
      Email: gone.to,
      Details: 'smtp;550 5.1.1 unknown',
      ...metadata(gone.reference),
    }
    const complaint = { RecordType: 'SpamComplaint', Email: cross.to }
    expect(await post('postmark', withPassword(bounce))).toBe(200)
    expect(
      await post('postmark', withPassword({ ...complaint, ...metadata(cross.reference) })),
    ).toBe(200)
    const delivery = { RecordType: 'Delivery', Recipient: read.to, ...metadata(read.reference) }
    expect(await post('postmark', withPassword(delivery))).toBe(200)
    expect(await reasonsOf(gone.profileId)).toEqual(['HARD_BOUNCE'])
    expect(await reasonsOf(cross.profileId)).toEqual(['SPAM_COMPLAINT'])
    expect(await shop.row(read.messageId)).toMatchObject({ state: 'delivered' })
  })

  test('is not heard without the password', async () => {
    const { messageId, reference } = await sent()
    const bounce = { RecordType: 'Bounce', Type: 'HardBounce', Metadata: { parley: reference } }
    expect(await post('postmark', withPassword(bounce, 'a password of others'))).toBe(403)
    expect(await post('postmark', withPassword(bounce, KEYS.postmark, 'eve'))).toBe(403)
    expect(await post('postmark', { body: JSON.stringify(bounce) })).toBe(403)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
  })
})

describe('Amazon SES', () => {
  const CERTIFICATE =
    'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem'

  function signed(more: Record<string, string>, version = '2', key = amazon.key): Call {
    const fields: Record<string, string> = {
      Type: 'Notification',
      MessageId: 'a1',
      TopicArn: TOPIC,
      Message: 'hello',
      Timestamp: new Date().toISOString(),
      ...more,
    }
    const text = Object.keys(fields)
      .toSorted()
      .map((name) => `${name}\n${fields[name]}\n`)
      .join('')
    return {
      body: JSON.stringify({
        ...fields,
        SignatureVersion: version,
        Signature: sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), key).toString(
          'base64',
        ),
        SigningCertURL: CERTIFICATE,
      }),
    }
  }
  const bounceOf = (mail: object, emailAddress: string, bounceType = 'Permanent') =>
    JSON.stringify({
      notificationType: 'Bounce',
      mail,
      bounce: { bounceType, bouncedRecipients: [{ emailAddress, status: '5.1.1' }] },
    })

  test.each(['1', '2'])('reports a bounce under signature version %s', async (version) => {
    const { profileId, messageId, reference, to } = await sent()
    const headers = [{ name: 'X-Parley-Message', value: reference }]
    const Message = bounceOf({ messageId: '0100', headers }, to)
    expect(await post('ses', signed({ Message, Subject: 'Bounce' }, version))).toBe(200)
    expect(asked).toEqual([CERTIFICATE])
    expect(await shop.row(messageId)).toMatchObject({ state: 'bounced' })
    expect(await reasonsOf(profileId)).toEqual(['HARD_BOUNCE'])
  })

  test('names the message by the address of its envelope, or by its own id', async () => {
    const soft = await sent()
    const Message = bounceOf({ source: soft.bounceTo }, soft.to, 'Transient')
    expect(await post('ses', signed({ Message }))).toBe(200)
    expect(await shop.row(soft.messageId)).toMatchObject({ state: 'bounced' })
    expect(await reasonsOf(soft.profileId)).toEqual([])
    const cross = await sent()
    await shop.inShop(
      (tx) => tx`
        update messages
        set provider_id = '0102018e-a1b2'
        where account_id = ${SHOP}
          and message_id = ${cross.messageId}`,
    )
    const complaint = JSON.stringify({
      eventType: 'Complaint',
      mail: { messageId: '0102018e-a1b2' },
      complaint: { complainedRecipients: [{ emailAddress: cross.to }] },
    })
    expect(await post('ses', signed({ Message: complaint }))).toBe(200)
    expect(await reasonsOf(cross.profileId)).toEqual(['SPAM_COMPLAINT'])
  })

  test('is told that its posts are wanted, at its own door only', async () => {
    const link = (host: string) =>
      `https://${host}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=abc`
    const wish = (SubscribeURL: string) =>
      signed({ Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL })
    const own = link('sns.eu-central-1.amazonaws.com')
    expect(await post('ses', wish(own))).toBe(200)
    expect(asked).toEqual([CERTIFICATE, own])
    for (const host of [
      'sns.us-east-1.amazonaws.com',
      'sns.eu-central-1.amazonaws.com.evil.test',
      'sns.eu-central-1.amazonaws.com@127.0.0.1',
      '169.254.169.254',
    ]) {
      expect(await post('ses', wish(link(host)))).toBe(403)
    }
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([own])
  })

  test('is not believed with another topic, key, time or certificate', async () => {
    const { messageId, reference, to } = await sent()
    const headers = [{ name: 'x-parley-message', value: reference }]
    const Message = bounceOf({ headers }, to)
    const stranger = selfSigned({ from: day(-1), until: day(1) }).key
    expect(await post('ses', signed({ Message, TopicArn: `${TOPIC}2` }))).toBe(403)
    expect(await post('ses', signed({ Message }, '2', stranger))).toBe(403)
    expect(await post('ses', signed({ Message, Timestamp: day(-2).toISOString() }))).toBe(403)
    const changed = signed({ Message }).body.replace('Permanent', 'Transient')
    expect(await post('ses', { body: changed })).toBe(403)
    const elsewhere = signed({ Message }).body.replace('amazonaws.com', 'amazonaws.com.evil.test')
    expect(await post('ses', { body: elsewhere })).toBe(403)
    const old = selfSigned({ from: day(-9), until: day(-1) })
    certificate = old.certificate
    expect(await post('ses', signed({ Message }, '2', old.key))).toBe(403)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
  })

  test('tries again when its certificate cannot be had', async () => {
    certificate = 'not a certificate'
    expect(await post('ses', signed({}))).toBe(403)
    const away = mailReportRoute({
      sql,
      vault: services.vault,
      secret: services.secret,
      sns: {
        certificate: () => Promise.reject(new Error('timeout')),
        confirm: () => Promise.reject(new Error('timeout')),
      },
    })
    const answer = await away.handle({
      params: { provider: 'ses', companyId: SHOP },
      headers: {},
      body: Buffer.from(signed({}).body),
      url: '',
      ip: '',
    })
    expect(answer.status).toBe(503)
  })
})
