import { beforeEach, describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { freePort } from '../../test/server-process.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import { insertCouponCodes } from '../content/coupon-codes.sql.ts'
import { createCoupon } from '../content/save-coupon.action.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { smtpGateway } from './mail.gateway.ts'
import type { SendGuard } from './message.ts'
import { deleteContent, updateContent } from './message-contents.sql.ts'
import type { MessageServices } from './message-services.ts'
import { cancelMessages } from './messages.sql.ts'
import type { OutgoingMail } from './outgoing-mail.ts'
import { sendMessages, UNDER_WAY_PER_CONNECTION } from './send-messages.action.ts'

const SHOP = 'Sh0p42'
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: SHOP, isSandbox: true })
const smtp = await smtpTwin()
const gateway = smtpGateway(smtp.url)
let services: MessageServices = messageServices({ mail: gateway })
const shop = messageShop(sql, SHOP, () => services)
const { inShop } = shop

beforeEach(async () => {
  services = messageServices({ mail: gateway })
  smtp.taken.length = 0
  smtp.answer = () => undefined
  smtp.refuses = () => undefined
  smtp.slowMs = 0
  await shop.forget()
})

const retryNow = () =>
  inEveryAccount(sql, (tx) => tx`update messages set retry_at = 'epoch' where retry_at is not null`)
const reasonOf = async (messageId: string) => (await shop.row(messageId)).skipReason

describe('a message', () => {
  test('is sent once, with what its content says at that moment, and recorded', async () => {
    const ada = await shop.person({ email: 'ada@shopper.test' })
    const content = await shop.content({ fromEmail: 'shop@shop.test', fromLabel: 'Ärzte <b>&' })
    const messageId = await shop.queue(ada, content, { dedupeKey: 'once' })
    expect(await shop.queue(ada, content, { dedupeKey: 'once' })).toBe(messageId)
    await inShop((tx) =>
      updateContent(tx, SHOP, content, { subject: 'Grüße 🎉 zurück', now: new Date() }),
    )
    await shop.send()
    await shop.send()
    const [mail] = await smtp.mails()
    expect(smtp.taken).toHaveLength(1)
    expect(mail).toMatchObject({
      subject: 'Grüße 🎉 zurück',
      from: { value: [{ address: 'shop@shop.test', name: 'Ärzte <b>&' }] },
      to: { value: [{ address: 'ada@shopper.test' }] },
      html: expect.stringMatching(/^<p>Hello<\/p><img /),
      messageId: `<${shop.ulidOf(messageId)}@shop.test>`,
    })
    expect(mail?.text?.trim()).toBe('Hello')
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent', attempts: 1 })
    expect(await shop.events()).toEqual([
      {
        metric: 'Received Email',
        uniqueId: `${shop.ulidOf(messageId)}:received`,
        properties: expect.objectContaining({
          $message: content,
          Subject: 'Grüße 🎉 zurück',
          'Email Domain': 'shopper.test',
        }),
      },
    ])
  })

  test('is not sent before it is due, by the clock of its account', async () => {
    const due = new Date(Date.now() + 3_600_000)
    const messageId = await shop.queue(await shop.person(), await shop.content(), { dueAt: due })
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'queued' })
    await inEveryAccount(sql, (tx) => tx`update accounts set clock_at = ${due}`)
    await shop.send()
    await inEveryAccount(sql, (tx) => tx`update accounts set clock_at = null`)
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
  })

  test('is kept where there is no mail server', async () => {
    services = messageServices()
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'kept' })
  })

  test('can be taken back while it waits', async () => {
    const due = new Date(Date.now() + 3_600_000)
    const source = { kind: 'flow', flowId: 'F1', actionId: 'A1', enrolmentId: 'E1' } as const
    const messageId = await shop.queue(await shop.person(), await shop.content(), {
      source,
      dueAt: due,
    })
    expect(await inShop((tx) => cancelMessages(tx, SHOP, { flowId: 'F1' }, new Date()))).toBe(1)
    expect(await shop.row(messageId)).toMatchObject({ state: 'cancelled' })
  })
})

describe('the last checks name why a message is not sent', () => {
  const suppressed = (more: object) => ({ email: { marketing: more } })

  test('a person who unsubscribed, and transactional all the same', async () => {
    const subscriptions = suppressed({ consent: 'UNSUBSCRIBED' })
    const ada = await shop.person({ subscriptions })
    const marketing = await shop.queue(ada, await shop.content())
    const order = await shop.queue(ada, await shop.content({ isTransactional: true }))
    await shop.send()
    expect(await shop.row(marketing)).toMatchObject({ skipReason: 'Person Suppressed' })
    expect(await shop.row(order)).toMatchObject({ state: 'sent', purpose: 'transactional' })
  })

  test('no address, one that cannot be written to, no consent to texts', async () => {
    const content = await shop.content()
    const nobody = await shop.queue(await shop.person({ email: null }), content)
    const broken = await shop.queue(await shop.person({ email: 'no at all' }), content)
    const text = await shop.content({ channel: 'sms', body: 'Hi' })
    const unasked = await shop.queue(await shop.person({ phone: '+4915112345678' }), text)
    await shop.send()
    expect(await reasonOf(nobody)).toBe('Missing Email')
    expect(await reasonOf(broken)).toBe('Unable to Send Email')
    expect(await reasonOf(unasked)).toBe('Missing SMS Consent')
  })

  test('a person that was deleted, a content that was deleted', async () => {
    const ada = await shop.person()
    const gone = await shop.content()
    const deleted = await shop.queue(ada, gone)
    await inShop((tx) => deleteContent(tx, SHOP, gone))
    const bob = await shop.person()
    const ofBob = await shop.queue(bob, await shop.content())
    await inShop((tx) => tx`update profiles set redacted_at = now() where profile_id = ${bob}`)
    await shop.send()
    expect(await reasonOf(deleted)).toBe('Action Deleted')
    expect(await reasonOf(ofBob)).toBe('Person Deleted')
  })

  test('a guard, and no other message', async () => {
    const content = await shop.content()
    const ada = await shop.queue(await shop.person(), content)
    const bob = await shop.queue(await shop.person(), content)
    const guard: SendGuard = async (_tx, _accountId, due) =>
      new Map(due.flatMap((one) => (one.messageId === ada ? [[ada, 'Fails Flow Filters']] : [])))
    services = messageServices({ mail: gateway, guards: [guard] })
    await shop.send()
    expect(await reasonOf(ada)).toBe('Fails Flow Filters')
    expect((await shop.row(bob)).state).toBe('sent')
  })

  test('additional filters; those that cannot be read let nobody through', async () => {
    const filter = (value: string) => ({
      condition_groups: [
        {
          conditions: [
            {
              type: 'profile-property',
              property: "properties['Tier']",
              filter: { type: 'string', operator: 'equals', value },
            },
          ],
        },
      ],
    })
    const ada = await shop.person({ properties: { Tier: 'gold' } })
    const passes = await shop.queue(ada, await shop.content({ additionalFilters: filter('gold') }))
    const fails = await shop.queue(ada, await shop.content({ additionalFilters: filter('tin') }))
    const unread = await shop.queue(ada, await shop.content({ additionalFilters: { wrong: 1 } }))
    await shop.send()
    expect(await reasonOf(fails)).toBe('Fails Additional Filters')
    expect(await reasonOf(unread)).toBe('Fails Additional Filters')
    expect((await shop.row(passes)).state).toBe('sent')
  })

  test('Smart Sending: also within one batch, not for what is without it', async () => {
    const ada = await shop.person()
    // One after the other: what is due in the same millisecond has no order.
    const due = (ago: number) => ({ dueAt: new Date(Date.now() - ago) })
    const first = await shop.queue(ada, await shop.content(), due(3_000))
    const second = await shop.queue(ada, await shop.content(), due(2_000))
    const loud = await shop.content({ hasSmartSending: false })
    const always = await shop.queue(ada, loud, due(1_000))
    await shop.send()
    expect((await shop.row(first)).state).toBe('sent')
    expect(await reasonOf(second)).toBe('Smart Sending')
    expect((await shop.row(always)).state).toBe('sent')
    const later = await shop.queue(ada, await shop.content())
    await inEveryAccount(
      sql,
      (tx) => tx`update messages set smart_until = smart_until - interval '16 hours'`,
    )
    await shop.send()
    expect((await shop.row(later)).state).toBe('sent')
  })
})

describe('a server that', () => {
  test.each([
    [421, 'Closing', 'queued', null],
    [450, 'Mailbox busy', 'queued', null],
    [550, '5.7.1 Not wanted here', 'failed', 'Dropped Email'],
    [554, '5.7.1 Spam', 'failed', 'Dropped Email'],
  ])('answers %i leads to %s %s', async (code, text, state, metric) => {
    smtp.answer = () => ({ code, text })
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state, attempts: 1 })
    expect((await shop.events()).map((event) => event.metric)).toEqual(metric ? [metric] : [])
    smtp.answer = () => undefined
    await retryNow()
    await shop.send()
    expect(smtp.taken).toHaveLength(state === 'queued' ? 1 : 0)
  })

  test.each([
    [421, '4.3.2 Closing', 'queued', null],
    [450, '4.2.1 Greylisted', 'queued', null],
    [550, '5.1.1 No such user', 'bounced', 'Bounced Email'],
  ])('answers %i to the recipient leads to %s %s', async (code, text, state, metric) => {
    smtp.refuses = () => ({ code, text })
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state, attempts: 1 })
    expect((await shop.events()).map((event) => event.metric)).toEqual(metric ? [metric] : [])
  })

  test('is down for a while gets the mail when it is back', async () => {
    const port = await freePort()
    const nobody = smtpGateway(`smtp://127.0.0.1:${port}`)
    services = messageServices({ mail: nobody })
    const messageId = await shop.queue(await shop.person(), await shop.content())
    for (const attempts of [1, 2]) {
      await shop.send()
      expect(await shop.row(messageId)).toMatchObject({ state: 'queued', attempts })
      await shop.send()
      expect((await shop.row(messageId)).attempts).toBe(attempts)
      await retryNow()
    }
    services = messageServices({ mail: gateway })
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent', attempts: 3 })
    nobody.close()
  })

  test('is slow is waited for; one that never answers may have taken the mail', async () => {
    const impatient = smtpGateway(smtp.url, { silenceMaxMs: 400 })
    services = messageServices({ mail: impatient })
    smtp.slowMs = 100
    const slow = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(slow)).toMatchObject({ state: 'sent', attempts: 1 })
    smtp.slowMs = 2_000
    const silent = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(silent)).toMatchObject({ state: 'uncertain' })
    impatient.close()
  })

  test('closes before it asked for the mail certainly has not got it', async () => {
    smtp.refuses = () => 'drop'
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'queued', attempts: 1 })
    smtp.refuses = () => undefined
    await retryNow()
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(smtp.taken).toHaveLength(1)
  })

  test('closes while it is given the mail may have it', async () => {
    smtp.answer = () => 'drop'
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'uncertain' })
  })

  test('takes a few mails a second gets no more', async () => {
    const gentle = smtpGateway(smtp.url, { perSecond: 20, connections: 2 })
    services = messageServices({ mail: gentle })
    const content = await shop.content()
    for (let at = 0; at < 11; at += 1) await shop.queue(await shop.person(), content)
    const began = performance.now()
    await shop.send()
    // The first goes at once, each of the others 50 ms later.
    expect(performance.now() - began).toBeGreaterThan(10 * 50 - 20)
    expect(smtp.taken).toHaveLength(11)
    gentle.close()
  })

  test('hangs up after it took the mail: marketing is not sent again', async () => {
    smtp.answer = () => 'take-and-drop'
    const messageId = await shop.queue(await shop.person(), await shop.content())
    await shop.send()
    smtp.answer = () => undefined
    await retryNow()
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'uncertain' })
    expect(smtp.taken).toHaveLength(1)
  })

  test('does so with a transactional mail: it is sent again under the same Message-ID', async () => {
    smtp.answer = () => 'take-and-drop'
    const content = await shop.content({ isTransactional: true })
    const messageId = await shop.queue(await shop.person(), content)
    await shop.send()
    smtp.answer = () => undefined
    await inShop((tx) =>
      updateContent(tx, SHOP, content, { fromEmail: 'other@else.test', now: new Date() }),
    )
    await retryNow()
    await shop.send()
    expect(await shop.row(messageId)).toMatchObject({ state: 'sent', attempts: 2 })
    const ids = (await smtp.mails()).map((mail) => mail.messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('a coupon code', () => {
  const given = () =>
    inShop(
      (tx) => tx<{ code: string; status: string; messageId: string }[]>`
        select code, status, message_id as "messageId"
        from coupon_codes
        where account_id = ${SHOP}
        order by code`,
    )

  test('of a message that reached nobody goes to the next', async () => {
    const now = new Date()
    const expiresAt = new Date(now.getTime() + 86_400_000)
    await createCoupon(sql, SHOP, 'WOOL', {}, now)
    await createCoupon(sql, SHOP, 'NONE', {}, now)
    await inShop((tx) =>
      insertCouponCodes(tx, SHOP, [{ couponId: 'WOOL', code: 'ONE', expiresAt }], now),
    )
    const html = "<p>{% coupon_code 'WOOL' %}</p>"
    const both = await shop.content({ html: `${html}{% coupon_code 'NONE' %}` })
    const skipped = await shop.queue(await shop.person(), both)
    await shop.send()
    expect(await reasonOf(skipped)).toBe('No More Uploaded Coupons Remain')
    expect(await given()).toEqual([{ code: 'ONE', status: 'UNASSIGNED', messageId: '' }])

    const content = await shop.content({ html })
    smtp.refuses = () => ({ code: 550, text: '5.1.1 No such user' })
    const bounced = await shop.queue(await shop.person(), content)
    await shop.send()
    expect(await shop.row(bounced)).toMatchObject({ state: 'bounced' })
    expect(await given()).toEqual([{ code: 'ONE', status: 'UNASSIGNED', messageId: '' }])

    smtp.refuses = () => undefined
    smtp.answer = () => ({ code: 450, text: '4.2.1 Later' })
    const sent = await shop.queue(await shop.person(), content)
    await shop.send()
    const held = [{ code: 'ONE', status: 'ASSIGNED_TO_PROFILE', messageId: sent }]
    expect(await given()).toEqual(held)
    smtp.answer = () => undefined
    await retryNow()
    await shop.send()
    expect(await shop.row(sent)).toMatchObject({ state: 'sent' })
    expect(await given()).toEqual(held)
    expect((await smtp.mails())[0]?.html).toContain('ONE')
  })
})

describe('several workers', () => {
  test('send each message once', async () => {
    const content = await shop.content()
    for (let at = 0; at < 90; at += 1) await shop.queue(await shop.person(), content)
    await Promise.all([shop.send(), shop.send(), shop.send()])
    const ids = (await smtp.mails()).map((mail) => mail.messageId)
    expect(ids).toHaveLength(90)
    expect(new Set(ids).size).toBe(90)
  })

  test('one that died leaves marketing uncertain, and transactional to be sent again', async () => {
    const marketing = await shop.queue(await shop.person(), await shop.content())
    const order = await shop.queue(
      await shop.person(),
      await shop.content({ isTransactional: true }),
    )
    await inEveryAccount(
      sql,
      (tx) => tx`
        update messages
        set state = 'sending', attempts = 1, lease = gen_random_uuid(),
            leased_until = now() - interval '1 second',
            purpose = case when message_id = ${order} then 'transactional' else purpose end`,
    )
    await shop.send()
    expect(await shop.row(marketing)).toMatchObject({ state: 'uncertain' })
    expect(await shop.row(order)).toMatchObject({ state: 'sent', attempts: 2 })
    expect(smtp.taken).toHaveLength(1)
  })

  test('mark few messages, whatever waits', async () => {
    const content = await shop.content()
    for (let at = 0; at < 40; at += 1) await shop.queue(await shop.person(), content)
    const marked: number[] = []
    const watched = {
      ...gateway,
      atOnce: 2,
      async send(mail: OutgoingMail) {
        const [row] = await inEveryAccount(
          sql,
          (tx) => tx<{ count: number }[]>`
            select count(*)::int as count from messages where state = 'sending'`,
        )
        marked.push(row?.count ?? 0)
        return gateway.send(mail)
      },
    }
    await sendMessages({ sql, services: { ...services, mail: watched } })
    expect(marked).toHaveLength(40)
    expect(Math.max(...marked)).toBeLessThanOrEqual(2 * UNDER_WAY_PER_CONNECTION)
    expect(smtp.taken).toHaveLength(40)
  })

  test('look again right before each: who left meanwhile gets nothing', async () => {
    const content = await shop.content()
    const people = await Promise.all(Array.from({ length: 20 }, () => shop.person()))
    const last = people.at(-1) ?? ''
    const messages: string[] = []
    for (const person of people) messages.push(await shop.queue(person, content))
    let hasLeft = false
    const watched = {
      ...gateway,
      atOnce: 1,
      async send(mail: OutgoingMail) {
        if (!hasLeft) {
          hasLeft = true
          await inShop(
            (tx) => tx`
              update profiles
              set subscriptions = '{"email": {"marketing": {"consent": "UNSUBSCRIBED"}}}'
              where profile_id = ${last}`,
          )
        }
        return gateway.send(mail)
      },
    }
    await sendMessages({ sql, services: { ...services, mail: watched } })
    expect(await shop.row(messages.at(-1) ?? '')).toMatchObject({
      state: 'skipped',
      skipReason: 'Person Suppressed',
    })
    expect(smtp.taken).toHaveLength(19)
  })
})
