import { expect, test } from 'vitest'
import { messageServices, messageShop } from '../../test/message-fixtures.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { uuidOf } from '../platform/id.ts'

const server = await runningServer()
const shop = messageShop(server.sql, COMPANY, () => messageServices())
const change = (path: string, type: string, attributes: object, id?: string) =>
  call(server, 'PATCH', path, { data: { type, attributes, ...(id ? { id } : {}) } })

test('settings keep what is not sent, and a key shows its public half alone', async () => {
  const path = '/api/x/sending-settings'
  const quiet_hours = { from: '22:00', until: '07:00' }
  expect((await change(path, 'sending-settings', { quiet_hours })).status).toBe(200)
  const key = await call(server, 'POST', '/api/x/dkim-keys', {
    data: { type: 'dkim-key', attributes: { domain: 'shop.test' } },
  })
  expect(key.status).toBe(201)
  const { attributes } = (await call(server, 'GET', path)).body.data
  expect(attributes).toMatchObject({
    quiet_hours,
    smart_sending_hours: { email: 16, sms: 24, whatsapp: 24 },
    dkim: { record_name: 'parley._domainkey.shop.test' },
  })
  expect(JSON.stringify(attributes)).not.toContain('PRIVATE')
  const wrong = await change(path, 'sending-settings', {
    quiet_hours: { from: '25:00', until: '' },
  })
  expect(wrong.status).toBe(400)
})

test('link parameters are read and changed as in the public API', async () => {
  const path = `/api/tracking-settings/${COMPANY}`
  const utm_term = { flow: { type: 'static', value: 'wool' }, campaign: null }
  const changed = await change(path, 'tracking-setting', { utm_term }, COMPANY)
  expect(changed.status).toBe(200)
  const list = await call(server, 'GET', '/api/tracking-settings')
  expect(list.body.data[0]?.attributes).toMatchObject({ auto_add_parameters: false, utm_term })
  expect((await call(server, 'GET', '/api/tracking-settings/Other1')).status).toBe(404)
})

test('messages are listed with what became of them, and counted by reason', async () => {
  const created = await call(server, 'POST', '/api/profiles', {
    data: { type: 'profile', attributes: { email: 'ada@shopper.test' } },
  })
  const ada = uuidOf(created.body.data.id) ?? ''
  const content = await shop.content({ subject: 'Hello {{ email }}', fromEmail: 'a@shop.test' })
  const sent = await shop.queue(ada, content)
  await shop.send()
  await shop.queue(ada, content)
  await shop.send()
  const id = shop.ulidOf(sent)
  const one = await call(server, 'GET', `/api/x/messages/${id}?additional-fields[message]=html`)
  expect(one.body.data.attributes).toMatchObject({
    state: 'kept',
    subject: 'Hello ada@shopper.test',
    html: expect.stringContaining('Hello'),
  })
  const filter = encodeURIComponent(`equals(profile_id,"${shop.ulidOf(ada)}")`)
  const list = await call(server, 'GET', `/api/x/messages?filter=${filter}&page[size]=1`)
  expect(list.body.data).toHaveLength(1)
  expect(list.body.links.next).not.toBeNull()
  const to = async (address: string) => {
    const path = `/api/x/messages?filter=${encodeURIComponent(`equals(to,"${address}")`)}`
    return (await call(server, 'GET', path)).body.data.length
  }
  expect(await to('Ada@Shopper.test')).toBe(2)
  expect(await to('bo@shopper.test')).toBe(0)
  const counts = await call(server, 'GET', '/api/x/message-counts')
  expect(counts.body.data.map((row) => row.attributes)).toContainEqual({
    state: 'skipped',
    skip_reason: 'Smart Sending',
    count: 1,
  })
})

test('a template is tried out by sending it, as one person would get it or as told', async () => {
  const template = await call(server, 'POST', '/api/templates', {
    data: {
      type: 'template',
      attributes: { name: 'Wool {{ x', editor_type: 'CODE', html: '<p>Hi {{ first_name }}!</p>' },
    },
  })
  const person = await call(server, 'POST', '/api/profiles', {
    data: { type: 'profile', attributes: { email: 'tim@shopper.test', first_name: 'Tim' } },
  })
  const send = (recipients: string[], more: { context?: object; profile?: string } = {}) =>
    call(server, 'POST', '/api/template-preview-send-jobs', {
      data: {
        type: 'template-preview-send-job',
        attributes: { recipients, ...(more.context ? { context: more.context } : {}) },
        relationships: {
          template: { data: { type: 'template', id: template.body.data.id } },
          ...(more.profile ? { profile: { data: { type: 'profile', id: more.profile } } } : {}),
        },
      },
      headers: { revision: '2026-07-15.pre' },
    })
  const answer = await send(['a@shop.test', 'b@shop.test', 'a@shop.test'], {
    profile: person.body.data.id,
  })
  expect([answer.status, answer.body.data.attributes['status']]).toEqual([202, 'queued'])
  expect((await send(['c@shop.test'], { context: { first_name: 'Kim' } })).status).toBe(202)
  const { body } = await call(server, 'GET', '/api/x/outbox-mails')
  const mails = body.data.map(({ attributes }) => attributes)
  expect(mails).toHaveLength(3)
  expect(new Set(mails.map((mail) => mail['to']))).toEqual(
    new Set(['a@shop.test', 'b@shop.test', 'c@shop.test']),
  )
  expect(new Set(mails.map((mail) => mail['subject']))).toEqual(new Set(['[Test] Wool x']))
  const htmlTo = (to: string) => mails.find((mail) => mail['to'] === to)?.['html']
  expect(htmlTo('a@shop.test')).toContain('Hi Tim!')
  expect(htmlTo('c@shop.test')).toContain('Hi Kim!')
  const six = Array.from({ length: 6 }, (_, at) => `p${at}@shop.test`)
  expect((await send(six)).status).toBe(400)
  expect((await send(['a@shop.test'], { profile: shop.ulidOf(crypto.randomUUID()) })).status).toBe(
    404,
  )
})
