import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { httpTwin } from '../../test/http-twin.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import { insertOptOut } from '../consent/opt-outs.sql.ts'
import { accountClock } from '../platform/clock.ts'
import { createVault } from '../platform/encryption.ts'
import { drainJobs } from '../platform/job.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { enqueueMail, type MailToSend } from './enqueue-mail.action.ts'
import { enqueueText, type TextToSend } from './enqueue-text.action.ts'
import { smtpGateway } from './mail.gateway.ts'
import { type MailServices, mailOutbox } from './mail-outbox.action.ts'
import { leaseMails, MAILS, type MailRow } from './outbox-mails.sql.ts'
import { findRow } from './outbox-rows.sql.ts'
import { TEXTS, type TextRow } from './outbox-texts.sql.ts'
import { type OnOutboxEnd, sendDue } from './send-due.action.ts'
import { sendMailsJob } from './send-mails.job.ts'
import { twilioGateway } from './text.gateway.ts'
import { type TextServices, textOutbox } from './text-outbox.action.ts'
import { authTokenPurpose } from './text-sender.ts'
import { saveTextSender } from './text-senders.sql.ts'

const SHOP = 'Sh0p42'
const now = new Date('2026-05-04T09:00:00Z')
const { sql, url } = await testDatabase()
await bootstrap(sql, { companyId: SHOP })
const clock = accountClock(sql)
const deps = { sql, clock }
const smtp = await smtpTwin()
const provider = await httpTwin(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }))
const vault = createVault(randomBytes(32))

const ended: string[] = []
const note: OnOutboxEnd = async (_tx, _accountId, { dedupeKey, end }) => {
  ended.push(`${dedupeKey}: ${end.state}`)
}
const mailServices: MailServices = {
  mail: smtpGateway(smtp.url),
  senderHost: 'talk.shop.test',
  onMailEnd: [note],
}
const textServices: TextServices = {
  texts: twilioGateway(new Set([provider.host])),
  vault,
  publicUrl: 'https://talk.shop.test',
  onTextEnd: [note],
}

beforeEach(async () => {
  ended.length = 0
  smtp.taken.length = 0
  smtp.answer = () => undefined
  provider.requests.length = 0
  provider.answer = () => ({ status: 201, body: { sid: 'SM1', status: 'queued' } })
  await inEveryAccount(sql, async (tx) => {
    await tx`delete from outbox_mails`
    await tx`delete from outbox_texts`
    await tx`delete from number_opt_outs`
  })
})

const inShop = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, SHOP, work)

function mail(more: Partial<MailToSend> = {}) {
  const given = {
    to: 'ada@shopper.test',
    subject: 'Your order',
    text: 'It is on its way.',
    dedupeKey: 'order 1',
    now,
    ...more,
  }
  return inShop((tx) => enqueueMail(tx, SHOP, given))
}

const sendMails = () => sendDue(mailOutbox(mailServices, sql), deps)
const mailOf = async (mailId: string) => {
  const row = await inShop((tx) => findRow<MailRow>(tx, MAILS, SHOP, mailId))
  return row!
}
const makeDue = () =>
  inEveryAccount(sql, async (tx) => {
    await tx`update outbox_mails set due_at = 'epoch'`
    await tx`update outbox_texts set due_at = 'epoch'`
  })

describe('a mail', () => {
  test('leaves with what was asked for, and the cause has one only', async () => {
    const asked = {
      html: '<p>It is on its way.</p>',
      replyTo: 'support@shop.test',
      headers: { 'In-Reply-To': '<a@b.test>', 'X-Note': 'one\r\nBcc: eve@evil.test' },
      subject: 'Your order\r\nBcc: eve@evil.test',
      from: { address: 'support@shop.test', name: 'Ärzte <b>&' },
    }
    const first = await mail(asked)
    expect(await mail(asked)).toEqual(first)
    await sendMails()
    await sendMails()
    expect(smtp.taken).toHaveLength(1)
    const [got] = await smtp.mails()
    expect(got).toMatchObject({
      subject: 'Your order Bcc: eve@evil.test',
      inReplyTo: '<a@b.test>',
      messageId: first.messageId,
      html: '<p>It is on its way.</p>',
      from: { value: [{ address: 'support@shop.test', name: 'Ärzte <b>&' }] },
      replyTo: { value: [{ address: 'support@shop.test' }] },
    })
    expect(first.messageId).toMatch(/^<[0-9A-Z]{26}@shop\.test>$/)
    expect(got?.text?.trim()).toBe('It is on its way.')
    expect(got?.bcc).toBeUndefined()
    expect(await mailOf(first.mailId)).toMatchObject({ state: 'sent', attempts: 1, failure: null })
    expect(ended).toEqual(['order 1: sent'])
  })

  test('is from the account, and else from this host', async () => {
    const { mailId } = await mail()
    await sendMails()
    expect((await smtp.mails())[0]?.from?.value[0]?.address).toBe('no-reply@talk.shop.test')
    expect((await mailOf(mailId)).from).toMatchObject({ address: 'no-reply@talk.shop.test' })
  })

  test('is kept where there is no server', async () => {
    const { mailId } = await mail()
    await sendDue(mailOutbox({ ...mailServices, mail: null }, sql), deps)
    expect(await mailOf(mailId)).toMatchObject({ state: 'kept', text: 'It is on its way.' })
    expect(smtp.taken).toHaveLength(0)
  })

  test('is sent by the job that its transaction queued', async () => {
    await mail()
    await drainJobs(url, [sendMailsJob(mailServices)], { ...deps, log: pino({ level: 'silent' }) })
    expect(smtp.taken).toHaveLength(1)
  })

  test('waits after a passing refusal, and is given up after a final one', async () => {
    const { mailId } = await mail()
    smtp.answer = () => ({ code: 451, text: 'Greylisted, come back' })
    await sendMails()
    const waiting = await mailOf(mailId)
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1 })
    expect(waiting.failureDetail).toContain('Greylisted')
    await sendMails()
    expect((await mailOf(mailId)).attempts).toBe(1)
    await makeDue()
    smtp.answer = () => ({ code: 550, text: 'No such user' })
    await sendMails()
    const end = await mailOf(mailId)
    expect(end).toMatchObject({ state: 'failed', failure: 'refused', attempts: 2 })
    expect(end.failureDetail).toContain('No such user')
    expect(ended).toEqual(['order 1: failed'])
  })

  test('is given up when nobody answers, after a bounded number of tries', async () => {
    const nobody = { ...mailServices, mail: smtpGateway('smtp://127.0.0.1:1') }
    const { mailId } = await mail()
    for (let at = 0; at < 20; at += 1) {
      await makeDue()
      await sendDue(mailOutbox(nobody, sql), deps)
    }
    expect(await mailOf(mailId)).toMatchObject({
      state: 'failed',
      failure: 'unreachable',
      attempts: 9,
    })
  })

  test('is sent again under the same Message-ID when the answer was lost', async () => {
    smtp.answer = () => 'take-and-drop'
    const { mailId, messageId } = await mail()
    await sendMails()
    expect(await mailOf(mailId)).toMatchObject({ state: 'queued', attempts: 1 })
    smtp.answer = () => undefined
    await makeDue()
    await sendMails()
    expect((await smtp.mails()).map((one) => one.messageId)).toEqual([messageId, messageId])
    expect(await mailOf(mailId)).toMatchObject({ state: 'sent', attempts: 2 })
  })

  test('of marketing is not: it stays uncertain', async () => {
    smtp.answer = () => 'take-and-drop'
    const { mailId } = await mail({ purpose: 'marketing' })
    await sendMails()
    smtp.answer = () => undefined
    await makeDue()
    await sendMails()
    expect(smtp.taken).toHaveLength(1)
    expect(await mailOf(mailId)).toMatchObject({ state: 'uncertain', failure: 'answer-lost' })
  })
})

describe('two workers', () => {
  test('send each mail once', async () => {
    for (let at = 0; at < 30; at += 1) await mail({ dedupeKey: `order ${at}` })
    await Promise.all([sendMails(), sendMails(), sendMails()])
    const subjects = (await smtp.mails()).map((one) => one.messageId)
    expect(subjects).toHaveLength(30)
    expect(new Set(subjects).size).toBe(30)
  })

  test('one that was frozen after its lease ran out does not send', async () => {
    const { mailId } = await mail()
    const wallNow = new Date()
    const frozen = await inEveryAccount(sql, (tx) =>
      leaseMails(tx, {
        lease: '00000000-0000-4000-8000-000000000001',
        until: new Date(wallNow.getTime() - 1),
        wallNow,
        limit: 5,
      }),
    )
    expect(frozen).toHaveLength(1)
    await sendMails()
    expect(smtp.taken).toHaveLength(1)
    const outbox = mailOutbox(mailServices, sql)
    const isOurs = await inShop((tx) =>
      outbox.begin(tx, frozen[0]!, '00000000-0000-4000-8000-000000000001', new Date()),
    )
    expect(isOurs).toBe(false)
    expect(await mailOf(mailId)).toMatchObject({ state: 'sent', attempts: 1 })
  })

  test('one that died while sending leaves a mail to be sent again and a text uncertain', async () => {
    const { mailId } = await mail()
    const { textId } = await text()
    await inEveryAccount(sql, async (tx) => {
      const dead = { lease: mailId, until: new Date(Date.now() - 1_000) }
      await tx`update outbox_mails set state = 'sending', attempts = 1, lease = ${dead.lease}, leased_until = ${dead.until}`
      await tx`update outbox_texts set state = 'sending', attempts = 1, lease = ${dead.lease}, leased_until = ${dead.until}`
    })
    await sendMails()
    await sendTexts()
    expect(await mailOf(mailId)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(await textOf(textId)).toMatchObject({ state: 'uncertain', failure: 'answer-lost' })
    expect(provider.requests).toHaveLength(0)
  })
})

function text(more: Partial<TextToSend> = {}) {
  const given = {
    channel: 'sms' as const,
    to: '+4915112345678',
    body: 'It is on its way.',
    dedupeKey: 'text 1',
    now,
    ...more,
  }
  return inShop(async (tx) => {
    for (const channel of ['sms', 'whatsapp'] as const) {
      await saveTextSender(
        tx,
        SHOP,
        {
          channel,
          providerAccount: 'AC123',
          authTokenSealed: vault.seal('s3cret', authTokenPurpose(SHOP, channel)),
          authTokenHint: 'ret',
          sender: channel === 'sms' ? '+15550001111' : '+15550002222',
          messagingService: null,
          apiUrl: provider.url,
        },
        now,
      )
    }
    return enqueueText(tx, SHOP, given)
  })
}

const sendTexts = () => sendDue(textOutbox(textServices, sql), deps)
const textOf = async (textId: string) => {
  const row = await inShop((tx) => findRow<TextRow>(tx, TEXTS, SHOP, textId))
  return row!
}

describe('a text', () => {
  test('is posted as Twilio wants it', async () => {
    const { textId } = await text()
    await text({ channel: 'whatsapp', dedupeKey: 'text 2' })
    await sendTexts()
    expect(provider.requests).toHaveLength(2)
    const [sms, whatsapp] = provider.requests
    expect(sms?.path).toBe('/2010-04-01/Accounts/AC123/Messages.json')
    expect(sms?.headers['authorization']).toBe(
      `Basic ${Buffer.from('AC123:s3cret').toString('base64')}`,
    )
    expect(Object.fromEntries(new URLSearchParams(sms?.body))).toEqual({
      To: '+4915112345678',
      From: '+15550001111',
      Body: 'It is on its way.',
      StatusCallback: 'https://talk.shop.test/webhooks/twilio/Sh0p42/sms/status',
    })
    expect(Object.fromEntries(new URLSearchParams(whatsapp?.body))).toMatchObject({
      To: 'whatsapp:+4915112345678',
      From: 'whatsapp:+15550002222',
    })
    expect(await textOf(textId)).toMatchObject({
      state: 'sent',
      providerId: 'SM1',
      providerStatus: 'queued',
    })
  })

  test('parts to one number leave one after the other, in order', async () => {
    for (const part of ['one', 'two', 'three', 'four']) {
      await text({ body: part, dedupeKey: part })
    }
    await sendTexts()
    const bodies = provider.requests.map(({ body }) => new URLSearchParams(body).get('Body'))
    expect(bodies).toEqual(['one', 'two', 'three', 'four'])
  })

  test('is not sent to a number that asked for silence, but its confirmation is', async () => {
    await inShop((tx) =>
      insertOptOut(tx, SHOP, { channel: 'sms', phoneNumber: '+4915112345678', now }),
    )
    const { textId } = await text()
    const confirmation = await text({ purpose: 'opt-out-notice', dedupeKey: 'stop 1' })
    await sendTexts()
    expect(await textOf(textId)).toMatchObject({ state: 'failed', failure: 'stopped' })
    expect(await textOf(confirmation.textId)).toMatchObject({ state: 'sent' })
    expect(provider.requests).toHaveLength(1)
  })

  test.each([
    [{ status: 400, body: { code: 21_610, message: 'unsubscribed' } }, 'failed', 'stopped'],
    [{ status: 401, body: { code: 20_003, message: 'Authenticate' } }, 'failed', 'bad-sender'],
    [{ status: 400, body: { code: 21_211, message: 'Invalid To' } }, 'failed', 'refused'],
    [{ status: 500, body: {} }, 'uncertain', 'answer-lost'],
    ['drop' as const, 'uncertain', 'answer-lost'],
    [{ status: 429, body: { code: 20_429, message: 'Too many' } }, 'queued', null],
  ])('%j leads to %s', async (answer, state, failure) => {
    provider.answer = () => answer
    const { textId } = await text()
    await sendTexts()
    expect(await textOf(textId)).toMatchObject({ state, failure, attempts: 1 })
  })

  test('waits when the provider cannot be reached, and goes nowhere that is private', async () => {
    const { textId } = await text()
    const untrusted = { ...textServices, texts: twilioGateway(new Set<string>()) }
    await sendDue(textOutbox(untrusted, sql), deps)
    expect(await textOf(textId)).toMatchObject({ state: 'failed', failure: 'bad-sender' })
    const away = await text({ dedupeKey: 'text 2' })
    await inShop((tx) => tx`update text_senders set api_url = 'http://127.0.0.1:1'`)
    const trusting = { ...textServices, texts: twilioGateway(new Set(['127.0.0.1:1'])) }
    await sendDue(textOutbox(trusting, sql), deps)
    expect(await textOf(away.textId)).toMatchObject({ state: 'queued', attempts: 1 })
    expect(provider.requests).toHaveLength(0)
  })
})
