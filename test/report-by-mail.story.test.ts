import { expect, test, vi } from 'vitest'
import { inEveryAccount } from '../src/platform/sql.ts'
import { sendCustomReports } from '../src/report/send-custom-reports.action.ts'
import { COMPANY, call, newEvent, OWNER, runningServer } from './running-server.ts'
import { smtpTwin } from './smtp-twin.ts'

/**
 * A report that a teammate put together comes by mail at eight by the shop's clocks, once, with its
 * numbers in a file.
 */
const smtp = await smtpTwin()
const server = await runningServer({
  isSandbox: true,
  smtpUrl: smtp.url,
  publicUrl: 'https://talk.shop.test',
})

async function ask(method: string, path: string, data?: unknown) {
  const answer = await call(server, method, path, data === undefined ? {} : { data })
  expect([method, path, answer.status < 300, answer.body.errors]).toEqual([
    method,
    path,
    true,
    undefined,
  ])
  return answer.body.data
}

async function moveTo(time: string): Promise<void> {
  await ask('PATCH', '/api/x/test-clock', {
    type: 'test-clock',
    id: COMPANY,
    attributes: { now: time },
  })
}

/** The shop's owner, whom a report is mailed to. */
async function ownerId(): Promise<string> {
  await inEveryAccount(
    server.sql,
    (tx) => tx`update accounts set timezone = 'Europe/Berlin' where account_id = ${COMPANY}`,
  )
  const [member] = await inEveryAccount(
    server.sql,
    (tx) => tx<{ id: string }[]>`select user_id as id from members`,
  )
  return member?.id ?? ''
}

const order = (email: string, time: string, value: number, channel: string) =>
  call(server, 'POST', '/api/events', {
    data: newEvent('Placed Order', email, { time, value, properties: { Channel: channel } }),
  })

test('a report comes once a day at eight by the shop’s clocks, with its numbers in a file', async () => {
  const memberId = await ownerId()
  await moveTo('2027-03-26T12:00:00Z')
  await order('ada@shopper.test', '2027-03-26T09:00:00Z', 10, 'web')
  await order('ada@shopper.test', '2027-03-26T10:00:00Z', 2.5, '=cmd()')
  await order('bo@shopper.test', '2027-03-27T09:00:00Z', 7, 'web')
  // Before the day of the report, and after it.
  await order('bo@shopper.test', '2027-03-25T22:59:59Z', 1_000, 'web')
  await order('bo@shopper.test', '2027-03-27T23:00:00Z', 1_000, 'web')
  const path = '/api/metrics?filter=equals(integration.name,"API")'
  const metrics = (await ask('GET', path)) as unknown as { id: string }[]
  const metricId = metrics[0]?.id
  const definition = {
    metrics: [
      { metric_id: metricId, measurement: 'sum_value' },
      { metric_id: metricId, measurement: 'unique' },
    ],
    interval: 'day',
    timeframe: { start: '2027-03-26T00:00:00', end: '2027-03-28T00:00:00' },
    group_by: 'Channel',
    filters: [],
    shown_as: 'line',
  }
  const schedule = { every: 'day', on: 1, hour: 8, member_ids: [memberId] }
  const report = (name: string, format: string) =>
    ask('POST', '/api/x/custom-reports', {
      type: 'custom-report',
      attributes: { name, definition, schedule: { ...schedule, format } },
    })
  const made = await report('Orders: by channel', 'csv')
  await report('Bestellungen für Łódź und 東京', 'pdf')
  // At eight in the shop it is seven in UTC; two days later, after clocks went forward, six.
  expect(made.attributes['next_send_at']).toBe('2027-03-27T07:00:00+00:00')

  await moveTo('2027-03-27T06:59:59Z')
  expect(smtp.envelopes).toHaveLength(0)
  await moveTo('2027-03-27T07:00:00Z')
  await vi.waitFor(() => expect(smtp.envelopes).toHaveLength(2), 10_000)
  await moveTo('2027-03-28T05:59:59Z')
  expect(smtp.envelopes).toHaveLength(2)
  await moveTo('2027-03-28T06:00:00Z')
  await vi.waitFor(() => expect(smtp.envelopes).toHaveLength(4), 10_000)
  // Whoever looks again, however many at once, sends nothing.
  const again = { sql: server.sql, publicUrl: 'https://talk.shop.test' }
  await Promise.all([1, 2, 3].map(() => sendCustomReports(again)))
  await moveTo('2027-03-28T07:00:00Z')
  expect(smtp.envelopes).toEqual(Array.from({ length: 4 }, () => [OWNER.email]))

  const mails = await smtp.mails()
  const csv = mails.find((one) => one.subject === 'Report: Orders: by channel')
  expect(csv?.text).toContain(`https://talk.shop.test/a/${COMPANY}/analytics/reports/${made.id}`)
  const [file] = csv?.attachments ?? []
  expect(file).toMatchObject({
    filename: 'orders-by-channel-2027-03-27.csv',
    contentType: 'text/csv',
  })
  const name = 'Placed Order'
  expect(file?.content.toString('utf8')).toBe(
    [
      `Date,${name} (value): web,${name} (value): =cmd(),${name} (people): web,${name} (people): =cmd()`,
      '2027-03-26,10,2.5,1,1',
      '2027-03-27,7,0,1,0',
      '',
    ].join('\r\n'),
  )
  const pdf = mails.find((one) => one.subject?.startsWith('Report: Bestellungen'))?.attachments[0]
  expect(pdf?.contentType).toBe('application/pdf')
  const { extractText, getDocumentProxy } = await import('unpdf')
  const { text } = await extractText(
    await getDocumentProxy(new Uint8Array(pdf?.content ?? Buffer.alloc(0))),
    { mergePages: true },
  )
  expect(text).toContain('Bestellungen für Łódź und 東京')
  expect(text).toContain('2027-03-26 – 2027-03-27 · Europe/Berlin')
  expect(text).toMatch(/Placed Order \(value\): web\s+17/)

  const changed = await ask('PATCH', `/api/x/custom-reports/${made.id}`, {
    type: 'custom-report',
    id: made.id,
    attributes: { schedule: null },
  })
  expect(changed.attributes).toMatchObject({ schedule: null, next_send_at: null })
  expect(changed.attributes['last_sent_at']).toBe('2027-03-28T06:00:00+00:00')
})

test('a report that cannot be read keeps no other from being mailed', async () => {
  const memberId = await ownerId()
  const [metric] = (await ask('GET', '/api/metrics')) as unknown as { id: string }[]
  const schedule = { every: 'day', on: 1, hour: 9, format: 'csv', member_ids: [memberId] }
  const made = async (name: string) => {
    const definition = {
      metrics: [{ metric_id: metric?.id, measurement: 'count' }],
      interval: 'day',
      timeframe: { key: 'last_7_days' },
      group_by: null,
      filters: [],
      shown_as: 'line',
    }
    const attributes = { name, definition, schedule }
    return ask('POST', '/api/x/custom-reports', { type: 'custom-report', attributes })
  }
  await made('Broken')
  await made('Whole')
  await inEveryAccount(server.sql, async (tx) => {
    await tx`update custom_reports set definition = '{}' where name = 'Broken'`
    await tx`
      update custom_reports
      set next_send_at = '2027-03-28T06:30:00Z'::timestamptz + (name = 'Whole')::int * interval '1 s'
      where name in ('Broken', 'Whole')`
  })
  const work = { sql: server.sql, publicUrl: 'https://talk.shop.test' }
  await sendCustomReports(work).catch(() => {})
  const sent = await inEveryAccount(
    server.sql,
    (tx) => tx<{ name: string }[]>`
      select name from custom_reports where schedule is not null and last_sent_at is not null`,
  )
  expect(sent.map((row) => row.name)).toContain('Whole')
  await expect(sendCustomReports(work)).rejects.toThrow(TypeError)
})
