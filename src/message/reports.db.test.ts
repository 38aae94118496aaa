import { beforeEach, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import { smtpGateway } from './mail.gateway.ts'
import { noteReport } from './note-report.action.ts'
import { reportDoor } from './report-door.action.ts'

const SHOP = 'Sh0p42'
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: SHOP })
const smtp = await smtpTwin()
const services = messageServices({ mail: smtpGateway(smtp.url) })
const shop = messageShop(sql, SHOP, () => services)
const door = reportDoor({ sql, secret: services.secret, inboundHost: 'talk.shop.test' })

beforeEach(async () => {
  smtp.taken.length = 0
  smtp.senders.length = 0
  smtp.refuses = () => undefined
  await shop.forget()
})

async function sent(more: object = {}) {
  const profileId = await shop.person()
  const messageId = await shop.queue(profileId, await shop.content(more))
  await shop.send()
  const mail = (await smtp.mails()).at(-1)
  return { profileId, messageId, mail, bounceTo: smtp.senders.at(-1) ?? '' }
}

const metrics = async () => (await shop.events()).map((event) => event.metric)
const consentOf = async (profileId: string) => {
  const [row] = await shop.inShop(
    (tx) => tx<{ marketing: { consent?: string; suppression?: { reason: string }[] } | null }[]>`
      select subscriptions #> '{email,marketing}' as marketing
      from profiles
      where account_id = ${SHOP}
        and profile_id = ${profileId}`,
  )
  return {
    consent: row?.marketing?.consent,
    reasons: (row?.marketing?.suppression ?? []).map((one) => one.reason),
  }
}
const failed = (status: string, text: string) =>
  Buffer.from(
    `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${text}\r\n--b--\r\n`,
  )

test('a recipient that the server does not know bounces at once, and is not written to again', async () => {
  smtp.refuses = () => ({ code: 550, text: '5.1.1 No such user' })
  const { profileId, messageId } = await sent()
  expect(await shop.row(messageId)).toMatchObject({ state: 'bounced', detail: 'hard' })
  expect(await metrics()).toContain('Bounced Email')
  expect((await consentOf(profileId)).reasons).toEqual(['HARD_BOUNCE'])
  smtp.refuses = () => undefined
  const again = await shop.queue(profileId, await shop.content({ isTransactional: true }))
  await shop.send()
  expect(await shop.row(again)).toMatchObject({ skipReason: 'Person Suppressed' })
})

test('a report of non-delivery reaches the message by its signed envelope address, once', async () => {
  const { profileId, messageId, bounceTo } = await sent()
  expect(door.isOurs(bounceTo)).toBe(true)
  await door.take(failed('5.1.1', '550 5.1.1 gone'), [bounceTo.toUpperCase()])
  await door.take(failed('5.1.1', '550 5.1.1 gone'), [bounceTo])
  expect(await shop.row(messageId)).toMatchObject({ state: 'bounced' })
  expect((await metrics()).filter((name) => name === 'Bounced Email')).toHaveLength(1)
  expect((await consentOf(profileId)).reasons).toEqual(['HARD_BOUNCE'])
})

test('a full mailbox is soft, and an address of somebody else is not ours', async () => {
  const { profileId, messageId, bounceTo } = await sent()
  await door.take(failed('5.2.2', '552 5.2.2 mailbox full'), [bounceTo])
  expect(await shop.row(messageId)).toMatchObject({ state: 'bounced' })
  expect((await consentOf(profileId)).reasons).toEqual([])
  const [local = '', host] = bounceTo.split('@')
  const forged = `${local.slice(0, 12)}${local[12] === '0' ? '1' : '0'}${local.slice(13)}@${host}`
  expect(door.isOurs(forged)).toBe(false)
  expect(door.isOurs('help@talk.shop.test')).toBe(false)
})

test('a complaint suppresses, when it brings the mail along', async () => {
  const { profileId, messageId, bounceTo } = await sent()
  const complaint = (within: string) =>
    Buffer.from(
      `Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n${within}\r\n`,
    )
  await door.take(complaint('Return-Path: <ada@else.test>'), ['complaints@talk.shop.test'])
  expect((await consentOf(profileId)).reasons).toEqual([])
  await door.take(complaint(`Return-Path: <${bounceTo}>`), ['complaints@talk.shop.test'])
  expect((await consentOf(profileId)).reasons).toEqual(['SPAM_COMPLAINT'])
  expect(await metrics()).toContain('Marked Email as Spam')
  expect(await shop.row(messageId)).toMatchObject({ state: 'sent' })
})

test('a mail to the address of List-Unsubscribe unsubscribes', async () => {
  const { profileId, mail } = await sent()
  const list = mail?.headers.get('list') as unknown as { unsubscribe: { mail: string } }
  await door.take(Buffer.from('Subject: unsubscribe\r\n\r\n'), [list.unsubscribe.mail])
  expect((await consentOf(profileId)).consent).toBe('UNSUBSCRIBED')
})

test('what a provider reports late takes nothing back', async () => {
  const { messageId } = await sent()
  const report = { accountId: SHOP, messageId, detail: null }
  await noteReport(sql, { ...report, kind: 'delivered' })
  expect(await shop.row(messageId)).toMatchObject({ state: 'delivered' })
  await noteReport(sql, { ...report, kind: 'bounced', isHard: false })
  await noteReport(sql, { ...report, kind: 'delivered' })
  expect(await shop.row(messageId)).toMatchObject({ state: 'bounced' })
})
