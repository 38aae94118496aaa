import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { bootstrap } from '../../test/account-app.ts'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { systemActor } from '../account/audit.sql.ts'
import { attributionShop } from '../attribution/attribution-fixtures.ts'
import { createCampaign } from '../campaign/save-campaign.action.ts'
import { MESSAGE_STATISTICS, type MessageStatistic } from '../contract/reports.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { inAccount, readInAccount } from '../platform/sql.ts'
import { shardOf } from '../profile/shard.ts'
import { createDefaultTagGroup, lockTags } from '../tag/save-tag.action.ts'
import { insertTaggings } from '../tag/taggings.sql.ts'
import { insertTag } from '../tag/tags.sql.ts'
import { type Grouping, reportMessages, seriesOf, statisticsOf } from './message-report.action.ts'
import { NO_SUMS } from './message-statistics.ts'

/** Events of the generated shop. */
const EVENTS = Number(process.env.REPORT_EVENTS ?? 4_000)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SHOP = 'REPORT'
const ZONE = 'Europe/Berlin'
const { sql } = await testDatabase()
await bootstrap(sql, { companyId: 'Sh0p42' })

/** The same shop each time: numbers from a seed. */
function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return {
    next,
    below: (max: number) => Math.floor(next() * max),
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
  }
}

interface Raw {
  metric: string
  person: string
  at: number
  value: number | null
  properties: Record<string, unknown>
}

interface Sent {
  id: string
  person: string
  at: number
  flow: string | null
  campaign: string | null
  content: string
  channel: 'email' | 'sms'
  state: string
}

const METRICS = {
  RECEIVED: 'Received Email',
  OPENED: 'Opened Email',
  CLICKED: 'Clicked Email',
  BOUNCED: 'Bounced Email',
  DROPPED: 'Dropped Email',
  SPAM: 'Marked Email as Spam',
  SENTSMS: 'Sent SMS',
  GOTSMS: 'Received SMS',
  CLICKSMS: 'Clicked SMS',
  FAILSMS: 'Failed to Deliver SMS',
} as const

/** A year of a shop around both changes of the clocks: what was sent, and everything people did. */
function generate(count: number): { sent: Sent[]; events: Raw[]; people: string[] } {
  const random = randomFrom(42)
  const people = Array.from({ length: Math.max(20, count / 40) }, () => randomUUID())
  const sent: Sent[] = []
  const events: Raw[] = []
  // Nights in which clocks change get more than their share.
  const days = [
    ...Array.from({ length: 60 }, (_, day) => Date.UTC(2026, 1, 20) + day * DAY),
    ...Array.from({ length: 12 }, () => Date.UTC(2026, 2, 28, 12)),
    ...Array.from({ length: 12 }, () => Date.UTC(2026, 9, 24, 12)),
    ...Array.from({ length: 30 }, (_, day) => Date.UTC(2026, 9, 10) + day * DAY),
  ]
  while (events.length < count) {
    const person = random.pick(people)
    const at = random.pick(days) + random.below(86_400) * 1_000
    if (random.next() < 0.35) {
      events.push({
        metric: 'ORDER',
        person,
        at,
        value: random.below(20_000) / 4,
        properties: {},
      })
      continue
    }
    const isText = random.next() < 0.3
    const id = newUlidUuid(new Date(at))
    const isFlow = random.next() < 0.6
    const nth = random.below(3)
    const message: Sent = {
      id,
      person,
      at,
      flow: isFlow ? `FLOW${nth % 2}` : null,
      campaign: isFlow ? null : `CAMP${nth}`,
      content: `${isFlow ? 'F' : 'C'}${isText ? 'SMS' : 'MAIL'}${nth}`,
      channel: isText ? 'sms' : 'email',
      state: 'sent',
    }
    const happened = (metric: string, time: number, properties: object = {}) =>
      events.push({
        metric,
        person,
        at: time,
        value: null,
        properties: { 'Message ID': ulidOf(id), $message: message.content, ...properties },
      })
    const chance = random.next()
    if (isText) {
      happened('SENTSMS', at)
      if (chance < 0.1) {
        message.state = 'failed'
        happened('FAILSMS', at + 60_000)
      } else if (chance < 0.9) {
        message.state = 'delivered'
        happened('GOTSMS', at + 30_000)
        if (random.next() < 0.3) happened('CLICKSMS', at + random.below(50) * HOUR)
      }
    } else if (chance < 0.04) {
      message.state = 'failed'
      happened('DROPPED', at)
    } else {
      happened('RECEIVED', at)
      if (chance < 0.1) {
        message.state = 'bounced'
        happened('BOUNCED', at + 90_000)
      }
      for (let opens = random.below(4); opens > 0; opens -= 1) {
        const isProxy = random.next() < 0.3
        happened(
          'OPENED',
          at + random.below(90) * HOUR,
          isProxy
            ? { 'Machine Open': true, 'Client Name': 'Apple Mail Privacy Protection' }
            : { 'Machine Open': random.next() < 0.1 },
        )
      }
      for (let clicks = random.below(3); clicks > 0; clicks -= 1) {
        happened('CLICKED', at + random.below(120) * HOUR, { 'Bot Click': random.next() < 0.2 })
      }
      if (random.next() < 0.02) happened('SPAM', at + 2 * HOUR)
    }
    sent.push(message)
    if (random.next() < 0.3) {
      events.push({
        metric: 'ORDER',
        person,
        at: at + random.below(7 * 24) * HOUR + random.below(3_600) * 1_000,
        value: random.below(20_000) / 4,
        properties: {},
      })
    }
  }
  return { sent, events, people }
}

const shop = generate(EVENTS)

async function store(): Promise<void> {
  await createRawAccount(
    sql,
    { id: SHOP, timezone: ZONE, createdAt: new Date('2026-01-01') },
    [
      ...Object.entries(METRICS).map(([id, name]) => ({ id, name, integrationKey: 'parley' })),
      { id: 'ORDER', name: 'Placed Order' },
    ],
    shop.people,
  )
  await inAccount(sql, SHOP, async (tx) => {
    await tx`
      insert into messages (
        account_id, message_id, dedupe_key, profile_id, content_id, channel, purpose, list_ids, source,
        flow_id, campaign_id, state, due_at, queued_at, attempted_at, sent_at, bounced_at)
      select ${SHOP}, r.id, r.id::text, r.person, r.content, r.channel, 'marketing', '{}',
             case when r.flow is null then 'campaign' else 'flow' end, r.flow, r.campaign, r.state,
             r.at, r.at, r.at, case when r.state <> 'failed' then r.at end,
             case when r.state = 'bounced' then r.at end
      from json_to_recordset(${JSON.stringify(shop.sent.map((one) => ({ ...one, at: new Date(one.at) })))}::text::json)
        as r (id uuid, person uuid, at timestamptz, flow text, campaign text, content text,
              channel text, state text)`
    const spam = shop.events
      .filter((one) => one.metric === 'SPAM')
      .map((one) => String(one.properties['Message ID']))
    const ids = shop.sent.filter((one) => spam.includes(ulidOf(one.id))).map((one) => one.id)
    await tx`update messages set complained_at = sent_at where message_id = any (${ids}::uuid[])`
  })
  for (let from = 0; from < shop.events.length; from += 5_000) {
    const rows = shop.events.slice(from, from + 5_000).map((one) => ({
      ...one,
      at: new Date(one.at),
      key: randomUUID(),
      shard: shardOf(one.person),
    }))
    await inAccount(
      sql,
      SHOP,
      (tx) => tx`
        insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                            unique_id, value, properties)
        select ${SHOP}, r.shard, r.person, r.metric, r.at, r.at, r.key, r.value, r.properties
        from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (
          shard smallint, person uuid, metric text, at timestamptz, key text, value numeric, properties jsonb)`,
    )
  }
  // The server of the tests gathers no statistics by itself, and credit is looked for in big joins.
  await sql`analyze`
  await attributionShop(sql, SHOP).settle()
}

await store()

/** Local wall time, by asking the calendar of the runtime. */
const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
})
const wall = (at: number) => clock.format(at)

/** The statistics of some messages, from nothing but raw events. */
function recompute(ids: ReadonlySet<string>): Record<MessageStatistic, number> {
  const mine = shop.events.filter((one) => ids.has(String(one.properties['Message ID'])))
  const isMachine = (one: Raw) =>
    one.properties['Machine Open'] === true || one.properties['Bot Click'] === true
  const of = (...metrics: string[]) =>
    mine.filter((one) => metrics.includes(one.metric) && !isMachine(one))
  const distinct = (rows: Raw[]) => new Set(rows.map((one) => one.properties['Message ID'])).size
  const lost = new Set(of('BOUNCED').map((one) => one.properties['Message ID']))
  const recipients = distinct(of('RECEIVED', 'DROPPED', 'SENTSMS'))
  const delivered =
    of('RECEIVED').filter((one) => !lost.has(one.properties['Message ID'])).length +
    distinct(of('GOTSMS'))
  const bounced = lost.size
  const failed = distinct(of('DROPPED', 'FAILSMS'))
  const opens = of('OPENED')
  const clicks = of('CLICKED', 'CLICKSMS')
  const orders = conversions.filter((one) => ids.has(one.message))
  const value = orders.reduce((sum, one) => sum + one.value, 0)
  const spam = distinct(of('SPAM'))
  const over = (a: number, b: number) => (b === 0 ? 0 : a / b)
  const buyers = new Set(orders.map((one) => one.message)).size
  return {
    recipients,
    delivered,
    delivery_rate: over(delivered, recipients),
    bounced,
    bounce_rate: over(bounced, recipients),
    failed,
    failed_rate: over(failed, recipients),
    bounced_or_failed: bounced + failed,
    bounced_or_failed_rate: over(bounced + failed, recipients),
    opens: opens.length,
    opens_unique: distinct(opens),
    open_rate: over(distinct(opens), delivered),
    clicks: clicks.length,
    clicks_unique: distinct(clicks),
    click_rate: over(distinct(clicks), delivered),
    click_to_open_rate: over(distinct(clicks), distinct(opens)),
    conversions: orders.length,
    conversion_uniques: buyers,
    conversion_rate: over(buyers, delivered),
    conversion_value: value,
    average_order_value: over(value, orders.length),
    revenue_per_recipient: over(value, delivered),
    unsubscribes: 0,
    unsubscribe_uniques: 0,
    unsubscribe_rate: 0,
    spam_complaints: spam,
    spam_complaint_rate: over(spam, delivered),
    message_segment_count_sum: 0,
    text_message_credit_usage_amount: 0,
    text_message_spend: 0,
    text_message_roi: 0,
  }
}

const WINDOWS: Record<string, number> = { OPENED: 120, CLICKED: 120, CLICKSMS: 120, GOTSMS: 12 }
const RANK: Record<string, number> = { CLICKED: 0, CLICKSMS: 0, OPENED: 2, GOTSMS: 3 }

/** Which message each order is credited to: the last touch of its person, looked for by hand. */
function creditOrders(): { message: string; value: number }[] {
  const sentAt = new Map(shop.sent.map((one) => [ulidOf(one.id), one.at]))
  const byPerson = new Map<string, { at: number; metric: string; message: string; nth: number }[]>()
  shop.events.forEach((one, nth) => {
    const isMachine =
      one.properties['Machine Open'] === true || one.properties['Bot Click'] === true
    if (!(one.metric in WINDOWS) || isMachine) return
    const touches = byPerson.get(one.person) ?? []
    touches.push({
      at: one.at,
      metric: one.metric,
      message: String(one.properties['Message ID']),
      nth,
    })
    byPerson.set(one.person, touches)
  })
  return shop.events.flatMap((order) => {
    if (order.metric !== 'ORDER') return []
    const open = (byPerson.get(order.person) ?? []).filter(
      (touch) =>
        touch.at <= order.at &&
        order.at < (sentAt.get(touch.message) ?? 0) + (WINDOWS[touch.metric] ?? 0) * HOUR,
    )
    open.sort(
      (a, b) => b.at - a.at || (RANK[a.metric] ?? 0) - (RANK[b.metric] ?? 0) || b.nth - a.nth,
    )
    const [last] = open
    return last ? [{ message: last.message, value: order.value ?? 0 }] : []
  })
}

const conversions = creditOrders()

const ask = (
  report: 'flow' | 'campaign',
  timeframe: { start: string; end: string },
  by: Parameters<typeof reportMessages>[3],
  filter: string | null = null,
) =>
  readInAccount(sql, SHOP, (tx) =>
    reportMessages(
      tx,
      SHOP,
      { report, timeframe, conversionMetricId: 'ORDER', filter },
      by,
      new Date('2026-11-15T00:00:00Z'),
    ),
  )

/** Messages sent between two wall times, told apart by what they belong to. */
function sentIn(report: 'flow' | 'campaign', start: string, end: string) {
  return shop.sent.filter(
    (one) => one[report] !== null && wall(one.at) >= start && wall(one.at) < end,
  )
}

const rounded = (values: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(6))]),
  )

test.each(['flow', 'campaign'] as const)(
  'every statistic of %s messages is what the events say',
  async (report) => {
    const timeframe = { start: '2026-02-20T00:00:00+09:00', end: '2026-11-20T00:00:00+00:00' }
    const groupings =
      report === 'flow'
        ? (['flow_id', 'flow_message_id', 'send_channel'] as const)
        : (['campaign_id', 'campaign_message_id', 'send_channel'] as const)
    const { groups } = await ask(report, timeframe, { groupings, interval: null })
    const expected = Map.groupBy(
      sentIn(report, '2026-02-20 00:00:00', '2026-11-20 00:00:00'),
      (one) => [one[report], one.content, one.channel].join(),
    )
    expect(groups.map((one) => Object.values(one.groupings).join()).toSorted()).toEqual(
      [...expected.keys()].toSorted(),
    )
    for (const { groupings: of, sums } of groups) {
      const own = expected.get(Object.values(of).join()) ?? []
      expect(rounded(statisticsOf(MESSAGE_STATISTICS, sums[0] ?? NO_SUMS))).toEqual(
        rounded(recompute(new Set(own.map((one) => ulidOf(one.id))))),
      )
    }
  },
)

/** The wall time at which the interval of a wall time begins. */
const INTERVALS = {
  hourly: (at: string) => `${at.slice(0, 13)}:00:00`,
  daily: (at: string) => `${at.slice(0, 10)} 00:00:00`,
  weekly: (at: string) => {
    const day = Date.parse(`${at.slice(0, 10)}T00:00:00Z`)
    const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY
    return `${new Date(monday).toISOString().slice(0, 10)} 00:00:00`
  },
  monthly: (at: string) => `${at.slice(0, 7)}-01 00:00:00`,
}

test.each([
  ['hourly', '2026-03-28T00:00:00', '2026-03-31T00:00:00', 71],
  ['hourly', '2026-10-24T00:00:00', '2026-10-27T00:00:00', 73],
  ['daily', '2026-03-20T00:00:00', '2026-04-05T00:00:00', 16],
  ['daily', '2026-10-20T00:00:00', '2026-11-02T00:00:00', 13],
  ['weekly', '2026-03-02T00:00:00', '2026-11-02T00:00:00', 35],
  ['monthly', '2026-02-01T00:00:00', '2026-11-01T00:00:00', 9],
] as const)(
  '%s from %s to %s adds up, days of 23 and 25 hours included',
  async (interval, start, end, count) => {
    const { groups, dates } = await ask('flow', { start, end }, { groupings: [], interval })
    expect(dates).toHaveLength(count)
    const own = sentIn('flow', start.replace('T', ' '), end.replace('T', ' '))
    // Of the hour that comes twice each has its own place: told apart by the instant.
    const keyOf = (at: number) =>
      interval === 'hourly' ? String(Math.floor(at / HOUR) * HOUR) : INTERVALS[interval](wall(at))
    const byInterval = Map.groupBy(own, (one) => keyOf(one.at))
    const sums = groups[0]?.sums ?? []
    const series = seriesOf(MESSAGE_STATISTICS, sums)
    dates.forEach((date, at) => {
      const ids = (byInterval.get(keyOf(date.getTime())) ?? []).map((one) => ulidOf(one.id))
      const got = Object.fromEntries(
        Object.entries(series).map(([name, values]) => [name, values[at] ?? Number.NaN]),
      )
      expect(rounded(got)).toEqual(rounded(recompute(new Set(ids))))
    })
    expect(sums.reduce((sum, one) => sum + one.recipients, 0)).toBe(own.length)
  },
)

test('filters narrow to exact messages and channels', async () => {
  const timeframe = { start: '2026-02-20', end: '2026-11-20' }
  const filter = 'equals(flow_id,"FLOW1"),contains-any(send_channel,["sms"])'
  const by = { groupings: ['flow_id', 'flow_message_id', 'send_channel'] as const, interval: null }
  const { groups } = await ask('flow', timeframe, by, filter)
  expect(groups.map((one) => one.groupings)).toEqual([
    { flow_id: 'FLOW1', flow_message_id: 'FSMS1', send_channel: 'sms' },
  ])
  await expect(
    ask('flow', timeframe, by, 'equals(flow_id,"a"),equals(flow_id,"b")'),
  ).rejects.toThrow(/twice/)
  await expect(ask('flow', timeframe, by, 'greater-than(flow_id,"a")')).rejects.toThrow(/flow_id/)
})

test('by tags: what bears two counts under both, and a filter may ask for any of them or all', async () => {
  const season = randomUUID()
  const topic = randomUUID()
  await inAccount(sql, SHOP, async (tx) => {
    await createDefaultTagGroup(tx, SHOP)
    const { tagGroupId } = await lockTags(tx, SHOP)
    const flow = (flowId: string) => tx`
      insert into flows (account_id, flow_id, name, trigger_kind, definition, created_at, updated_at)
      values (${SHOP}, ${flowId}, ${flowId}, 'none', '{}', now(), now())`
    for (const flowId of ['FLOW0', 'FLOW1']) await flow(flowId)
    await insertTag(tx, SHOP, { tagId: season, tagGroupId, name: 'Autumn' })
    await insertTag(tx, SHOP, { tagId: topic, tagGroupId, name: 'Wool' })
    await insertTaggings(tx, SHOP, { tagId: season, kind: 'flow' }, ['FLOW0', 'FLOW1'])
    await insertTaggings(tx, SHOP, { tagId: topic, kind: 'flow' }, ['FLOW1'])
  })
  const timeframe = { start: '2026-02-20', end: '2026-11-20' }
  const counts = async (groupings: readonly Grouping[], filter: string | null) => {
    const { groups } = await ask('flow', timeframe, { groupings, interval: null }, filter)
    return Object.fromEntries(
      groups.map((one) => [Object.values(one.groupings).join(), one.sums[0]?.recipients]),
    )
  }
  const by = await counts(['flow_id'], null)
  const all = (by['FLOW0'] ?? 0) + (by['FLOW1'] ?? 0)
  expect(await counts(['tag_name'], null)).toEqual({ Autumn: all, Wool: by['FLOW1'] })
  expect(await counts(['tag_id'], null)).toEqual({ [season]: all, [topic]: by['FLOW1'] })
  const both = 'contains-all(tag_name,["Autumn","Wool"])'
  expect(await counts(['flow_id'], both)).toEqual({ FLOW1: by['FLOW1'] })
  expect(await counts(['flow_id'], 'contains-any(tag_name,["Autumn","Wool"])')).toEqual(by)
  expect(await counts(['flow_id'], `contains-any(tag_id,["${topic}"])`)).toEqual({
    FLOW1: by['FLOW1'],
  })
  expect(await counts(['flow_id'], 'contains-any(tag_name,["Nothing"])')).toEqual({})
})

test('by lists and segments: a message of a campaign counts under each that its audience includes', async () => {
  const now = new Date('2026-02-20T00:00:00Z')
  await inAccount(sql, SHOP, async (tx) => {
    for (const name of ['Readers', 'Buyers', 'Angry']) {
      await tx`
        insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
        values (${SHOP}, ${name.slice(0, 3)}, 'list', ${name}, 'single_opt_in', ${now}, ${now})`
    }
  })
  const id = await createCampaign(
    sql,
    SHOP,
    {
      name: 'Promo',
      audience: { included: ['Rea', 'Buy'], excluded: ['Ang'] },
      strategy: { method: 'immediate' },
      hasSmartSending: false,
      tracking: {},
      message: { channel: 'email', content: { subject: 'Hello' } },
      imageId: null,
    },
    { actor: systemActor(SHOP), now, wallNow: now, origin: 'https://talk.shop.test' },
  )
  await inAccount(
    sql,
    SHOP,
    (tx) => tx`
      update messages
      set campaign_id = ${id},
          campaign_message_id = (select message_id from campaign_messages where campaign_id = ${id})
      where campaign_id = 'CAMP1'`,
  )
  const timeframe = { start: '2026-02-20', end: '2026-11-20' }
  const counts = async (groupings: readonly Grouping[]) => {
    const filter = `equals(campaign_id,"${id}")`
    const { groups } = await ask('campaign', timeframe, { groupings, interval: null }, filter)
    return groups.map((one) => ({ ...one.groupings, recipients: one.sums[0]?.recipients }))
  }
  const [whole] = await counts(['campaign_id'])
  const recipients = whole?.recipients
  expect(recipients).toBeGreaterThan(0)
  expect(await counts(['group', 'group_name'])).toEqual([
    { group: 'Rea', group_name: 'Readers', recipients },
    { group: 'Buy', group_name: 'Buyers', recipients },
  ])
  await inAccount(sql, SHOP, (tx) => tx`delete from groups where group_id = 'Buy'`)
  expect(await counts(['group_name'])).toEqual([
    { group_name: 'Readers', recipients },
    { group_name: null, recipients },
  ])
})
