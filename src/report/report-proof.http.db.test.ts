import { beforeAll, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { insertRawEvents } from '../../test/raw-events.ts'
import { COMPANY, call, newEvent, runningServer } from '../../test/running-server.ts'
import { attributionShop } from '../attribution/attribution-fixtures.ts'
import { MESSAGE_STATISTICS } from '../contract/reports.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { inAccount } from '../platform/sql.ts'

const server = await runningServer({ isSandbox: true })
const { sql } = server
const shop = attributionShop(sql, COMPANY)
const NOON = new Date('2026-05-04T12:00:00Z')
const hours = (count: number) => new Date(NOON.getTime() + count * 3_600_000)
const people = Array.from({ length: 12 }, () => newUlidUuid(NOON))
let order = ''
let orderEvent = ''

/** Twelve people got a mail of a flow; some opened, clicked and bought. */
beforeAll(async () => {
  await call(server, 'POST', '/api/events', { data: newEvent('Placed Order', 'zoe@shop.test') })
  const metrics = await call(server, 'GET', '/api/metrics')
  order = metrics.body.data.find((one) => one.attributes.name === 'Placed Order')?.id ?? ''
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${COMPANY}, p, ${NOON}, ${NOON} from unnest(${people}::uuid[]) as p`
    for (const [id, name] of [
      ['OPENED', 'Opened Email'],
      ['CLICKD', 'Clicked Email'],
    ]) {
      await tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values (${COMPANY}, ${id ?? ''}, ${name ?? ''}, 'parley', ${NOON}, ${NOON})`
    }
  })
  for (const [nth, profileId] of people.entries()) {
    const messageId = await shop.message(profileId, NOON, { flowId: 'FLOW01' })
    const touch = (metricId: string, at: Date) =>
      insertRawEvents(sql, COMPANY, [
        { metricId, profileId, occurredAt: at, properties: { 'Message ID': ulidOf(messageId) } },
      ])
    if (nth < 8) await touch('OPENED', hours(1))
    if (nth < 2) await touch('OPENED', hours(2))
    if (nth < 5) await touch('CLICKD', hours(3))
    if (nth < 3) {
      await insertRawEvents(sql, COMPANY, [
        { metricId: order, profileId, occurredAt: hours(4), value: 20 + nth },
      ])
    }
  }
  await shop.settle()
  const events = await call(
    server,
    'GET',
    `/api/events?filter=equals(metric_id,"${order}")&sort=datetime&include=attributions`,
  )
  const credited = events.body.data.find((one) => {
    const relation = one.relationships?.attributions?.data as unknown
    return Array.isArray(relation) && relation.length === 1
  })
  orderEvent = credited?.id ?? ''
})

const link = (statistic: string) =>
  `report=flow&start=2026-05-04&end=2026-05-05&conversion_metric_id=${order}&statistic=${statistic}`

test('a number says how it comes about, and its link brings it back', async () => {
  const proof = await call(server, 'GET', `/api/x/report-proof?${link('open_rate')}`)
  expect(proof.body.data.attributes).toMatchObject({
    value: 8 / 12,
    formula: 'opensUnique ÷ delivered',
    numerator: { value: 8 },
    denominator: { value: 12 },
    window: { from_at: '2026-05-04T00:00:00+00:00', until_at: '2026-05-05T00:00:00+00:00' },
  })
  const again = new URL(String(proof.body.data.attributes.link))
  const same = await call(server, 'GET', `${again.pathname}${again.search}`)
  expect(same.body.data.attributes).toEqual(proof.body.data.attributes)
})

test('the rows behind every statistic add up to it, page by page', async () => {
  for (const statistic of MESSAGE_STATISTICS) {
    await proven(server, 'report', { question: link(statistic), pageSize: 5 })
  }
})

test('points of the chart are the numbers of their days', async () => {
  const week = `report=flow&start=2026-05-02&end=2026-05-07&conversion_metric_id=${order}`
  const { body } = await call(server, 'GET', `/api/x/message-report?${week}&interval=daily`)
  const { date_times: dates, series } = body.data.attributes as {
    date_times: string[]
    series: Record<string, number[]>
  }
  expect(dates.length).toBe(5)
  for (const [nth, date] of dates.entries()) {
    for (const statistic of ['recipients', 'open_rate', 'conversion_value']) {
      const [start, end] = [date, dates[nth + 1] ?? '2026-05-07'].map((at) => at.slice(0, 10))
      const question = `report=flow&start=${start}&end=${end}&conversion_metric_id=${order}&statistic=${statistic}`
      const proof = await proven(server, 'report', { question, pageSize: 50 })
      expect([date, statistic, proof.value]).toEqual([date, statistic, series[statistic]?.[nth]])
    }
  }
})

test('an order says why it was credited and to what it was not', async () => {
  const why = await call(server, 'GET', `/api/x/events/${orderEvent}/attribution`)
  const { credited, touches } = why.body.data.attributes as {
    credited: Record<string, unknown>
    touches: { kind: string; verdict: string }[]
  }
  expect(credited).toMatchObject({ kind: 'email-click', flow_id: 'FLOW01', verdict: 'credited' })
  expect(touches.map(({ kind, verdict }) => `${kind} ${verdict}`).slice(0, 2)).toEqual([
    'email-click credited',
    'email-open later-touch',
  ])
})

test('events name the flow and the message that they are credited to', async () => {
  const event = await call(server, 'GET', `/api/events/${orderEvent}?include=attributions`)
  expect(event.body.included).toEqual([
    expect.objectContaining({
      type: 'attribution',
      relationships: expect.objectContaining({
        flow: expect.objectContaining({ data: { type: 'flow', id: 'FLOW01' } }),
        'flow-message': expect.objectContaining({ data: { type: 'flow-message', id: 'CONTENT' } }),
        'attributed-event': expect.objectContaining({
          data: expect.objectContaining({ type: 'event' }),
        }),
      }),
    }),
  ])
})

test('a shorter window takes credit back, in the background', async () => {
  const changed = await call(server, 'PATCH', '/api/x/attribution-settings', {
    data: {
      type: 'attribution-settings',
      attributes: { window_hours: { 'email-click': 1, 'email-open': 1 } },
    },
  })
  expect(changed.body.data.attributes).toMatchObject({ window_hours: { 'email-click': 1 } })
  await expect
    .poll(
      async () => {
        const settings = await call(server, 'GET', '/api/x/attribution-settings')
        return settings.body.data.attributes.recompute
      },
      { timeout: 20_000 },
    )
    .toMatchObject({ state: 'done' })
  const proof = await call(server, 'GET', `/api/x/report-proof?${link('conversions')}`)
  expect(proof.body.data.attributes.value).toBe(0)
})
