import { generateKeyPairSync } from 'node:crypto'
import Fastify from 'fastify'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { smtpTwin } from '../../test/smtp-twin.ts'
import { readAnswerToken, readConsentToken } from '../consent/consent-links.ts'
import { inEveryAccount } from '../platform/sql.ts'
import { smtpGateway } from './mail.gateway.ts'
import type { MessageServices } from './message-services.ts'
import { saveSendingSettings } from './sending-settings.sql.ts'
import { DEFAULT_SETTINGS, dkimPurpose } from './sending-settings.ts'
import { serveTracking } from './serve-tracking.action.ts'

const SHOP = 'Sh0p42'
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15'
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: SHOP, isSandbox: true })
const smtp = await smtpTwin()
const gateway = smtpGateway(smtp.url)
const services: MessageServices = messageServices({ mail: gateway })
const shop = messageShop(sql, SHOP, () => services)
const { inShop } = shop
const app = Fastify()
serveTracking(app, { sql, secret: services.secret, log: pino({ level: 'silent' }) })

beforeEach(async () => {
  smtp.taken.length = 0
  await shop.forget()
  // A clock that stands still says nothing about how fast somebody clicked.
  await inEveryAccount(sql, (tx) => tx`update accounts set clock_at = '2026-05-04T09:00:00Z'`)
})

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers: { 'user-agent': PHONE, ...headers } })
const path = (url: string | undefined) => (url ?? '').replace('https://talk.shop.test', '')
const eventsNamed = async (metric: string) =>
  (await shop.events()).filter((event) => event.metric === metric)

async function sent(html: string, more: object = {}, person: object = {}) {
  const ada = await shop.person({ email: 'ada@shopper.test', firstName: 'Ada', ...person })
  const contentId = await shop.content({ html, fromEmail: 'shop@shop.test', ...more })
  const now = new Date('2026-05-04T09:00:00Z')
  const messageId = await shop.queue(ada, contentId, { now })
  await shop.send()
  const mails = await smtp.mails()
  const mail = mails.at(-1)
  const html2 = typeof mail?.html === 'string' ? mail.html : ''
  const links = [...html2.matchAll(/href="([^"]+)"/g)].map(([, url = '']) =>
    url.replaceAll('&amp;', '&'),
  )
  const pixel = /src="([^"]+\/o\/[^"]+)"/.exec(html2)?.[1]
  await inEveryAccount(sql, (tx) => tx`delete from profiles where email is null`)
  return { ada, contentId, messageId, mail, html: html2, links, pixel }
}

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`delete from messages`
    await tx`delete from profiles`
  })
})

describe('a mail', () => {
  test('speaks to the person, with both parts, a preview, and ways out', async () => {
    const { mail, html, links, ada, messageId } = await sent(
      '<html><body><p>Hallo {{ first_name }} & Käthe</p><p>{% unsubscribe "Abmelden" %}</p></body></html>',
      { subject: 'Für {{ person.first_name }} 🎉', previewText: 'Nur heute, {{ first_name }}' },
    )
    expect(mail?.subject).toBe('Für Ada 🎉')
    expect(html).toContain('Hallo Ada')
    expect(html).toMatch(/display:none[^>]*>Nur heute, Ada/)
    expect(mail?.text).toContain('Hallo Ada & Käthe')
    expect(mail?.text).not.toContain('Nur heute')
    const unsubscribe = mail?.headers.get('list')
    expect(mail?.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line).toBe(
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    )
    const url = String((unsubscribe as unknown as { unsubscribe: { url: string } }).unsubscribe.url)
    expect(readConsentToken(services.secret, url.split('/').at(-1) ?? '')).toEqual({
      accountId: SHOP,
      profileId: ada,
      messageId,
      listId: undefined,
    })
    expect(path(links[0])).toMatch(/^\/unsubscribe\//)
    expect(mail?.headers.get('x-parley-message')).toBe(`${SHOP}.${shop.ulidOf(messageId)}`)
    expect(mail?.headers.has('feedback-id')).toBe(true)
  })

  test('that is transactional offers no way out in its headers', async () => {
    const { mail } = await sent('<p>Order</p>', { isTransactional: true })
    expect(mail?.headers.has('list')).toBe(false)
  })

  test('cannot be given headers by data or by names', async () => {
    const { mail } = await sent(
      '<p>Hi</p>',
      {
        subject: 'For {{ first_name }}\r\nBcc: eve@evil.test',
        fromLabel: `Ä${'x'.repeat(300)}\r\nBcc: eve@evil.test`,
        replyToEmail: 'a@b.test\r\nBcc: eve@evil.test',
      },
      { firstName: 'Ada\r\nBcc: eve@evil.test' },
    )
    expect(mail?.bcc).toBeUndefined()
    expect(mail?.replyTo).toBeUndefined()
    expect(mail?.subject).toBe('For Ada Bcc: eve@evil.test Bcc: eve@evil.test')
    expect(mail?.from?.value[0]?.name).toHaveLength(150)
  })

  test('with copies: the blind one is on the envelope alone', async () => {
    const { mail } = await sent('<p>Hi</p>', {
      ccEmail: 'team@shop.test',
      bccEmail: 'archive@shop.test',
    })
    expect(mail?.cc).toMatchObject({ value: [{ address: 'team@shop.test' }] })
    expect(JSON.stringify(mail?.headerLines)).not.toContain('archive@')
    expect(smtp.envelopes.at(-1)).toEqual([
      'ada@shopper.test',
      'team@shop.test',
      'archive@shop.test',
    ])
  })

  test('whose template is broken is skipped, and says where', async () => {
    const ada = await shop.person()
    const now = new Date('2026-05-04T09:00:00Z')
    const broken = await shop.queue(ada, await shop.content({ html: '<p>{% if %}</p>' }), { now })
    const missing = await shop.queue(
      ada,
      await shop.content({
        html: "{% catalog 'no-such' %}{{ catalog_item.title }}{% endcatalog %}",
      }),
      { now },
    )
    await shop.send()
    expect(await shop.row(broken)).toMatchObject({ skipReason: 'Email Syntax Error' })
    expect(await shop.row(missing)).toMatchObject({ skipReason: 'Catalog Item Unavailable' })
  })

  test('is signed with the key of the account, headers of unsubscribing included', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    await inShop((tx) =>
      saveSendingSettings(
        tx,
        SHOP,
        {
          settings: {
            ...DEFAULT_SETTINGS,
            dkim: { domain: 'shop.test', selector: 'parley', publicKey: '' },
          },
          dkimKeySealed: services.vault.seal(privateKey, dkimPurpose(SHOP)),
        },
        new Date(),
      ),
    )
    await sent('<p>Grüße</p>', { subject: 'Grüße 🎉' })
    const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`
    const verified = await dkimVerify(smtp.raws.at(-1) ?? Buffer.alloc(0), {
      resolver: async () => [[record]],
    })
    const [signature] = verified.results
    expect(signature?.status.result).toBe('pass')
    const header =
      /^DKIM-Signature:(?:.*\r\n)(?:[ \t].*\r\n)*/im.exec(String(smtp.raws.at(-1)))?.[0] ?? ''
    const signed = (/\bh=([^;]+);/.exec(header.replaceAll(/\s/g, ''))?.[1] ?? '')
      .toLowerCase()
      .split(':')
    expect(signed).toContain('list-unsubscribe')
    expect(signed).toContain('list-unsubscribe-post')
  })
})

describe('a click', () => {
  test('leads where the link led, with parameters and who it was, and is recorded', async () => {
    const { links, messageId, ada } = await sent(
      '<a href="https://shop.test/scarf?size={{ first_name }}">Scarf</a>',
      {
        addsTrackingParams: true,
        customTrackingParams: [{ param: 'utm_source', value: 'mail' }],
      },
    )
    expect(path(links[0])).toMatch(/^\/l\/[\w-]{43}$/)
    const answer = await get(path(links[0]))
    expect(answer.statusCode).toBe(302)
    const target = new URL(String(answer.headers.location))
    expect(target.origin + target.pathname).toBe('https://shop.test/scarf')
    expect(target.searchParams.get('size')).toBe('Ada')
    expect(target.searchParams.get('utm_source')).toBe('mail')
    expect(target.searchParams.get('_kx')).toMatch(new RegExp(`^[\\w-]{32}\\.${SHOP}$`))
    const [click] = await eventsNamed('Clicked Email')
    expect(click?.properties).toMatchObject({
      URL: 'https://shop.test/scarf?size=Ada&utm_source=mail',
      'Bot Click': false,
      'Client Type': 'mobile',
    })
    expect(await shop.times(messageId)).toMatchObject({ clickedAt: expect.any(Date) })
    expect(ada).toBeTruthy()
  })

  test('leads to addresses with letters of all languages', async () => {
    const { links } = await sent(
      '<a href="https://käse.test/größe/🧀?für={{ first_name }}">Cheese</a>',
      {},
      { firstName: 'Zoë ŁÓ' },
    )
    const answer = await get(path(links[0]))
    expect(answer.statusCode).toBe(302)
    expect(answer.headers.location).toMatch(
      /^https:\/\/xn--kse-qla\.test\/gr%C3%B6%C3%9Fe\/%F0%9F%A7%80\?f%C3%BCr=Zo%C3%AB/,
    )
    const [click] = await eventsNamed('Clicked Email')
    expect(click?.properties['URL']).toContain('https://käse.test/größe/🧀?für=Zoë')
  })

  test('on an answer leads to the page that writes it', async () => {
    const { links, ada } = await sent(
      "<a href=\"{% update_property_link 'Size' 'XL' 'https://shop.test/ä' %}\">XL</a>",
    )
    const { location } = (await get(path(links[0]))).headers
    const token = /\/answer\/([^?]+)/.exec(String(location))?.[1] ?? ''
    expect(readAnswerToken(services.secret, token)).toEqual({
      accountId: SHOP,
      profileId: ada,
      property: 'Size',
      value: 'XL',
      url: 'https://shop.test/ä',
    })
  })

  test('of a scanner is told apart, and a made-up link leads nowhere', async () => {
    const { links, messageId } = await sent('<a href="https://shop.test/">Shop</a>')
    await get(path(links[0]), { 'user-agent': 'Mimecast link scanner' })
    expect((await eventsNamed('Clicked Email'))[0]?.properties).toMatchObject({ 'Bot Click': true })
    expect(await shop.times(messageId)).toMatchObject({ clickedAt: null })
    const head = await app.inject({ method: 'HEAD', url: path(links[0]) })
    expect(head.statusCode).toBe(302)
    expect(await shop.times(messageId)).toMatchObject({ clickedAt: null })
    const token = path(links[0]).slice(3)
    const forged = token.slice(0, 10) + (token[10] === 'A' ? 'B' : 'A') + token.slice(11)
    expect((await get(`/l/${forged}`)).statusCode).toBe(404)
    expect((await get('/l/https:%2F%2Fevil.test')).statusCode).toBe(404)
    expect((await get(`/o/${token}`)).statusCode).toBe(200)
    expect(await eventsNamed('Opened Email')).toEqual([])
  })

  test('is not looked at when the message, or the account, says so', async () => {
    const { links } = await sent('<a href="https://shop.test/">Shop</a>', { tracksClicks: false })
    expect(links).toEqual(['https://shop.test/'])
  })
})

describe('an open', () => {
  test('is recorded; of a privacy proxy as such', async () => {
    const { pixel, messageId } = await sent('<p>Hi</p>')
    await get(path(pixel), { 'user-agent': 'Mozilla/5.0' })
    expect(await shop.times(messageId)).toMatchObject({ openedAt: null })
    await inEveryAccount(
      sql,
      (tx) => tx`update accounts set clock_at = clock_at + interval '1 hour'`,
    )
    const answer = await get(path(pixel))
    expect(answer.headers['content-type']).toBe('image/gif')
    expect(await shop.times(messageId)).toMatchObject({ openedAt: expect.any(Date) })
    expect(
      (await eventsNamed('Opened Email')).map((event) => event.properties['Machine Open']),
    ).toEqual([true, false])
  })

  test('is not looked for when the person said no, or the message', async () => {
    const no = { email: { open_tracking: { consent: 'UNSUBSCRIBED', can_receive: false } } }
    expect((await sent('<p>Hi</p>', {}, { subscriptions: no })).pixel).toBeUndefined()
    expect(
      (await sent('<p>Hi</p>', { tracksOpens: false }, { email: 'b@c.test' })).pixel,
    ).toBeUndefined()
  })
})

test('the web view shows the mail as it was sent, without counting', async () => {
  const { links } = await sent('<p>Hi {{ first_name }}</p>{% web_view "Open" %}')
  const answer = await get(path(links[0]))
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain('Hi Ada')
  expect(answer.body).not.toContain('/o/')
  expect(answer.headers['content-security-policy']).toContain('sandbox')
  expect(await eventsNamed('Opened Email')).toEqual([])
})
