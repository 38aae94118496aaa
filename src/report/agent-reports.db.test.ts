import { beforeAll, describe, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { insertToolCalls } from '../agent/tool-calls.sql.ts'
import { attributionShop } from '../attribution/attribution-fixtures.ts'
import type { Channel } from '../contract/agent-words.ts'
import { PERFORMANCE_GROUPINGS } from '../contract/agents.ts'
import {
  ANSWER,
  answer,
  HAND_OFF,
  MUG,
  minutesLater,
  NOON,
  newShopper,
  outcome,
  RECOMMENDATION,
  type Shop,
  THANKS,
  write,
} from '../conversation/conversation-fixtures.ts'
import { recordEvents } from '../event/record-events.action.ts'
import { newUlidUuid } from '../platform/id.ts'
import { inAccount } from '../platform/sql.ts'

const server = await runningServer({ isSandbox: true })
const { sql } = server

/** NOON is 2 March 2026, 12:00 UTC; the account lives in UTC. */
const march = { start: '2026-03-02T00:00:00Z', end: '2026-03-03T00:00:00Z' }
const days = 'start=2026-03-01&end=2026-03-03'

async function shopWith(): Promise<Shop> {
  return { sql, accountId: COMPANY, profileId: await newShopper(sql, COMPANY) }
}

async function begin(shop: Shop, text: string, now: Date, channel: Channel = 'web-chat') {
  const receipt = await write(shop, text, { now, channel })
  if (!('conversationId' in receipt)) throw new Error(JSON.stringify(receipt))
  return receipt.conversationId
}

async function say(shop: Shop, conversationId: string, text: string, now: Date): Promise<void> {
  await write(shop, text, { conversationId, now })
}

async function order(
  shop: Shop,
  metricName: string,
  at: Date,
  value: number | null,
  currency: string | null,
) {
  const event = {
    metricName,
    integrationKey: 'api',
    occurredAt: at,
    uniqueId: `${metricName} ${at.toISOString()}`,
    value: value === null ? null : String(value),
    valueCurrency: currency,
    properties: {},
    isBackfill: false,
    profile: {
      id: shop.profileId,
      identifiers: {},
      fields: {},
      identifierRule: 'add' as const,
      onConflict: 'prefer-first' as const,
    },
  }
  await inAccount(sql, COMPANY, (tx) => recordEvents(tx, COMPANY, [event as never], at))
}

beforeAll(async () => {
  await inAccount(sql, COMPANY, async (tx) => {
    // Silence is judged by the account's clock: before half an hour is over, nothing is.
    await tx`update accounts set clock_at = ${minutesLater(10)} where account_id = ${COMPANY}`
    await tx`
      insert into conversation_channels
        (account_id, channel, is_on, inactivity_minutes, reopen_hours, follows_up, updated_at)
      values (${COMPANY}, 'sms', true, 60, 24, false, ${NOON})`
  })
  // Resolved: the shopper says that all is well. She buys before and after, in two currencies.
  const ada = await shopWith()
  await order(ada, 'Placed Order', minutesLater(-60), 99, 'USD')
  const resolved = await begin(ada, 'Where is my parcel?', NOON)
  await answer(ada, resolved, ANSWER)
  await say(ada, resolved, 'Thanks!', minutesLater(5))
  await answer(ada, resolved, THANKS, minutesLater(5))
  await order(ada, 'Placed Order', minutesLater(60), 40, 'USD')
  await order(ada, 'Placed Order', minutesLater(90), 20, null)
  await order(ada, 'Placed Order', minutesLater(95), 500, 'EUR')
  await order(ada, 'Added to Cart', minutesLater(50), null, null)
  await order(ada, 'Placed Order', minutesLater(26 * 60), 70, 'USD')

  // Recommended, then nothing more: it is open.
  const bo = await shopWith()
  const open = await begin(bo, 'Something warm', minutesLater(1))
  await answer(bo, open, RECOMMENDATION, minutesLater(1))
  await inAccount(
    sql,
    COMPANY,
    (tx) => tx`
    insert into web_chat_product_clicks
      (account_id, conversation_id, position, product_id, clicks, first_clicked_at, last_clicked_at)
    select account_id, conversation_id, position, ${MUG.productId}, 3, ${minutesLater(2)}, ${minutesLater(9)}
    from conversation_lines
    where account_id = ${COMPANY} and conversation_id = ${open} and author = 'agent'`,
  )

  // Escalated by a rule, on SMS, the day after in Auckland.
  const cy = await shopWith()
  const escalated = await begin(cy, 'I will sue you', minutesLater(60), 'sms')
  const rule = { title: 'Legal threats', score: 0.9 }
  await answer(
    cy,
    escalated,
    outcome(HAND_OFF.action, { ...HAND_OFF, trace: { ...HAND_OFF.trace, rule } }),
    minutesLater(60),
  )

  // Another day, and nobody's: small talk has no skill.
  const dee = await shopWith()
  const later = await begin(dee, 'Where is my parcel?', minutesLater(24 * 60))
  await answer(dee, later, ANSWER, minutesLater(24 * 60))
  await attributionShop(sql, COMPANY).settle()
}, 60_000)

const query = async (path: string, type: string, attributes: object) => {
  const { status, body } = await call(server, 'POST', path, { data: { type, attributes } })
  return { status, body, results: status < 300 ? body.data.attributes['results'] : undefined }
}
const values = (attributes: object) =>
  query('/api/customer-agent-values-reports', 'customer-agent-values-report', attributes)
const skills = (attributes: object) =>
  query('/api/customer-agent-skill-values-reports', 'customer-agent-skill-values-report', {
    statistics: ['volume'],
    groupings: ['skill'],
    ...attributes,
  })

describe('the values report', () => {
  test('counts conversations that began in the window, end exclusive', async () => {
    const both = ['volume', 'resolution-rate']
    expect((await values({ statistics: both, timeframe: march })).results).toEqual([
      { groupings: {}, statistics: { volume: 3, 'resolution-rate': 1 / 3 } },
    ])
    const two = { start: march.start, end: '2026-03-03T12:00:00Z' }
    expect((await values({ statistics: ['volume'], timeframe: two })).results).toEqual([
      { groupings: {}, statistics: { volume: 3 } },
    ])
    const more = { start: march.start, end: '2026-03-03T12:00:01Z' }
    expect((await values({ statistics: ['volume'], timeframe: more })).results).toEqual([
      { groupings: {}, statistics: { volume: 4 } },
    ])
    const none = { start: '2020-01-01T00:00:00Z', end: '2020-01-02T00:00:00Z' }
    expect((await values({ statistics: both, timeframe: none })).results).toEqual([
      { groupings: {}, statistics: { volume: 0, 'resolution-rate': null } },
    ])
  })

  test('by channel and by status', async () => {
    const by = async (grouping: string) =>
      (
        await values({
          statistics: ['volume', 'resolution-rate'],
          groupings: [grouping],
          timeframe: march,
        })
      ).results
    expect(await by('channel')).toEqual([
      { groupings: { channel: 'web-chat' }, statistics: { volume: 2, 'resolution-rate': 0.5 } },
      { groupings: { channel: 'sms' }, statistics: { volume: 1, 'resolution-rate': 0 } },
    ])
    expect(await by('status')).toEqual(
      ['open', 'resolved-by-ai', 'routed-to-team'].map((status) => ({
        groupings: { status },
        statistics: { volume: 1, 'resolution-rate': status === 'resolved-by-ai' ? 1 : 0 },
      })),
    )
  })

  test.each([
    ['no statistics', { statistics: [], timeframe: march }],
    [
      'two groupings',
      { statistics: ['volume'], groupings: ['channel', 'status'], timeframe: march },
    ],
    ['no window', { statistics: ['volume'], timeframe: {} }],
    ['key and start', { statistics: ['volume'], timeframe: { key: 'today', start: march.start } }],
    ['an unknown key', { statistics: ['volume'], timeframe: { key: 'last_year' } }],
    ['backwards', { statistics: ['volume'], timeframe: { start: march.end, end: march.start } }],
  ])('%s is refused', async (_name, attributes) => {
    const { status, body } = await values(attributes)
    expect([status, body.errors[0]?.source.pointer]).toEqual([
      400,
      expect.stringMatching(/^\/data/),
    ])
  })
})

describe('the skill report', () => {
  test('counts turns, so a conversation counts for every skill it used', async () => {
    const volumes = (rows: unknown) =>
      (rows as { groupings: { skill: string }; statistics: { volume: number } }[]).map((one) => [
        one.groupings.skill,
        one.statistics.volume,
      ])
    expect(volumes((await skills({ timeframe: march })).results)).toEqual([
      ['order_tracking', 1],
      ['product_recommendations', 1],
    ])
    const filtered = await skills({
      timeframe: march,
      filter: 'any(skill,["order_tracking","x"]),any(channel,["web-chat"])',
    })
    expect(volumes(filtered.results)).toEqual([['order_tracking', 1]])
    expect((await skills({ timeframe: march, filter: 'any(channel,["sms"])' })).results).toEqual([])
    expect((await skills({ timeframe: march, filter: 'any(nope,["x"])' })).status).toBe(400)
    expect((await skills({ timeframe: march, groupings: [] })).status).toBe(400)
  })
})

test('the six figures with numerator and denominator; outcomes kept apart', async () => {
  const { body } = await call(server, 'GET', `/api/x/customer-agent-performance?${days}`)
  const {
    figures,
    outcomes,
    window,
    series,
    skills: table,
  } = body.data.attributes as never as {
    figures: {
      name: string
      value: number
      numerator: number
      denominator: number
      formula: string
    }[]
    outcomes: object
    window: object
    series: { days: string[]; groups: { key: string; counts: number[] }[] }
    skills: object[]
  }
  expect(window).toEqual({
    start: '2026-03-01',
    end: '2026-03-03',
    timezone: 'UTC',
    from_at: '2026-03-01T00:00:00+00:00',
    until_at: '2026-03-04T00:00:00+00:00',
  })
  expect(
    figures.map(({ name, value, numerator, denominator }) => [name, value, numerator, denominator]),
  ).toEqual([
    ['resolved_by_ai', 1, null, null],
    ['resolution_rate', 0.25, 1, 4],
    // Bought before the agent answered, in euros, or after its window had closed: not its doing.
    ['sales', 60, null, null],
    ['added_to_cart', 1, null, null],
    ['link_clicks', 3, null, null],
    ['average_order_value', 30, 60, 2],
  ])
  expect(figures.every((one) => one.formula.endsWith('.'))).toBe(true)
  expect(outcomes).toEqual({
    started: 4,
    confirmed: 1,
    assumed: 0,
    procedure_complete: 0,
    abandoned: 0,
    escalated: 1,
    closed: 0,
    open: 2,
  })
  expect(series.days).toEqual(['2026-03-01', '2026-03-02', '2026-03-03'])
  expect(series.groups).toEqual([
    { key: 'web-chat', counts: [0, 2, 1] },
    { key: 'sms', counts: [0, 1, 0] },
  ])
  expect(table).toContainEqual({
    skill: 'product_recommendations',
    volume: 1,
    conversations: 1,
    resolved: 0,
    resolution_rate: 0,
  })
})

test('one channel, other groupings, bad ranges', async () => {
  const ask = async (more: string) => {
    const { status, body } = await call(
      server,
      'GET',
      `/api/x/customer-agent-performance?${days}&${more}`,
    )
    return {
      status,
      attributes: body.data?.attributes as never as {
        series: { groups: { key: string }[] }
        outcomes: { started: number }
      },
    }
  }
  expect((await ask('channel=sms')).attributes.outcomes.started).toBe(1)
  const keys = async (by: string) =>
    (await ask(`group_by=${by}`)).attributes.series.groups.map((one) => one.key).toSorted()
  expect(await keys('tag')).toEqual(['legal', 'shipping', 'untagged'])
  expect(await keys('skill')).toEqual(['none', 'order_tracking', 'product_recommendations'])
  expect(await keys('status')).toEqual(['open', 'resolved-by-ai', 'routed-to-team'])
  expect((await ask('group_by=page')).status).toBe(400)
  expect((await ask('channel=fax')).status).toBe(400)
  for (const range of [
    'start=2026-03-05&end=2026-03-01',
    'start=yesterday',
    'start=0000-00-00',
    'end=9999-12-31',
    'start=2020-01-01&end=2026-01-01',
  ]) {
    const { status } = await call(server, 'GET', `/api/x/customer-agent-performance?${range}`)
    expect([range, status]).toEqual([range, 400])
  }
})

test('tools: how often, when last, how long, how well, by source', async () => {
  const at = (minutes: number) => minutesLater(minutes)
  const made = (
    minutes: number,
    tookMs: number,
    isError: boolean,
    source: 'conversation' | 'test',
  ) => ({
    accountId: COMPANY,
    callId: newUlidUuid(at(minutes)),
    toolId: 'search_catalog',
    source,
    conversationId: null,
    calledAt: at(minutes),
    tookMs,
    isError,
  })
  await inAccount(sql, COMPANY, (tx) =>
    insertToolCalls(tx, [
      made(0, 10, false, 'conversation'),
      made(1, 30, true, 'conversation'),
      made(2, 500, false, 'test'),
      { ...made(3, 1, false, 'test'), toolId: '01DELETED' },
      { ...made(4, 1, false, 'test'), accountId: 'gone11' },
    ]).catch(() => {}),
  )
  await inAccount(sql, COMPANY, (tx) =>
    insertToolCalls(tx, [
      made(0, 10, false, 'conversation'),
      made(1, 30, true, 'conversation'),
      made(2, 500, false, 'test'),
      { ...made(3, 1, false, 'test'), toolId: '01DELETED' },
    ]),
  )
  const report = async (more: string) => {
    const { body } = await call(server, 'GET', `/api/x/agent-tool-reports?${days}${more}`)
    return new Map(body.data.map((one) => [one.id, one.attributes]))
  }
  const all = await report('')
  expect(all.get('get_product')).toMatchObject({ count: 0, last_call_at: null, success_rate: null })
  expect(all.has('01DELETED')).toBe(true)
  const conversation = await report('&source=conversation')
  const count = Number(conversation.get('search_catalog')?.['count'])
  expect(conversation.get('search_catalog')).toMatchObject({
    last_call_at: '2026-03-02T12:01:00+00:00',
    avg_duration_ms: 20,
    success_rate: 0.5,
  })
  expect(all.get('search_catalog')?.['count']).toBeGreaterThan(count)
  expect((await report('&source=test')).get('search_catalog')).toMatchObject({
    avg_duration_ms: 500,
  })
})

describe('escalation rules', () => {
  test('which matched, which nearly did, which never', async () => {
    const rules = [
      { title: 'Legal threats', description: 'The shopper threatens to sue.', status: 'enabled' },
      { title: 'Aliens', description: 'Extraterrestrial zoology.', status: 'enabled' },
      { title: 'Old', description: 'Nothing.', status: 'disabled' },
    ]
    const agent = (escalation_rules: object[]) =>
      call(server, 'PATCH', `/api/customer-agents/${COMPANY}`, {
        data: { type: 'customer-agent', id: COMPANY, attributes: { escalation_rules } },
      })
    const coverage = async () => {
      const { body } = await call(server, 'GET', `/api/x/escalation-rule-coverages?${days}`)
      return body.data.map(({ attributes }) => [
        attributes['title'],
        attributes['status'],
        attributes['matched'],
        attributes['verdict'],
      ])
    }
    await agent(rules)
    expect(await coverage()).toEqual([
      ['Legal threats', 'enabled', 1, 'matches'],
      ['Aliens', 'enabled', 0, 'never-matched'],
      ['Old', 'disabled', 0, 'not-in-use'],
    ])
    await agent([])
    expect(await coverage()).toEqual([['Legal threats', 'deleted', 1, 'matches']])
  })
})

test('the checks name everything that is there and that is not', async () => {
  const { body } = await call(server, 'GET', '/api/x/agent-setup-checks')
  const states = Object.fromEntries(
    body.data.map(({ id, attributes }) => [id, attributes['state']]),
  )
  expect(states).toEqual({
    'agent-on': 'ok',
    'channel-live': 'ok',
    'knowledge-indexed': 'missing',
    'catalog-present': 'missing',
    'orders-present': 'ok',
    brain: 'ok',
    mail: 'warning',
    secrets: 'ok',
    'time-zone': 'ok',
    'last-message': 'ok',
    'last-event': 'ok',
    profiles: 'warning',
    handoffs: 'ok',
    lag: 'ok',
    jobs: 'ok',
  })
  for (const { attributes } of body.data) {
    expect(attributes['finding']).toMatch(/\.$/)
    const hasFix = attributes['fix'] !== null
    expect(hasFix).toBe(attributes['state'] !== 'ok')
  }
})

describe('the proof of a figure', () => {
  test.each(['', '&channel=sms', '&channel=web-chat'])(
    'comes to the same number as the dashboard%s, and so do the rows behind it',
    async (channel) => {
      const question = `${days}${channel}`
      const { body } = await call(server, 'GET', `/api/x/customer-agent-performance?${question}`)
      const { figures } = body.data.attributes as { figures: { name: string; value: number }[] }
      for (const { name, value } of figures) {
        const proof = await proven(server, 'figure', { question: `figure=${name}&${question}` })
        expect([name, proof.value]).toEqual([name, value])
      }
    },
  )

  test('comes to the same number as the home page', async () => {
    const { body } = await call(server, 'GET', '/api/x/home')
    const { happened } = body.data.attributes as { happened: Record<string, number> }
    const shown = Object.values(happened)
    expect(shown.filter((value) => value > 0).length).toBeGreaterThan(4)
    for (const [name, value] of Object.entries(happened)) {
      const question = `figure=${name}&start=2026-03-01&end=2026-03-02`
      const proof = await proven(server, 'figure', { question })
      expect([name, proof.value]).toEqual([name, value])
    }
  })

  test('comes to the same number as each point of the charts of the home page', async () => {
    const { body } = await call(server, 'GET', '/api/x/home')
    const home = body.data.attributes as unknown as Record<string, number[]> & { days: string[] }
    const at = (name: string, nth: number) => home[name]?.[nth] ?? 0
    let proofs = 0
    for (const [nth, day] of home.days.entries()) {
      const [begun, resolved] = [at('conversations', nth), at('resolved', nth)]
      const others =
        at('revenue', nth) - at('revenue_by_agent', nth) - at('revenue_by_messages', nth)
      if (begun + at('revenue', nth) === 0) continue
      for (const [figure, value] of [
        ['begun_resolved', resolved],
        ['begun_unresolved', begun - resolved],
        ['begun_resolution_rate', begun === 0 ? null : resolved / begun],
        ['revenue_by_others', others],
      ]) {
        const question = `figure=${figure}&start=${day}&end=${day}`
        const proof = await proven(server, 'figure', { question, pageSize: 10 })
        expect([day, figure, proof.value]).toEqual([day, figure, value])
        proofs += 1
      }
    }
    expect(proofs).toBeGreaterThan(3)
  })

  test.each(PERFORMANCE_GROUPINGS)('comes to the same number as each group by %s', async (by) => {
    const { body } = await call(
      server,
      'GET',
      `/api/x/customer-agent-performance?${days}&group_by=${by}`,
    )
    const { series } = body.data.attributes as {
      series: { days: string[]; groups: { key: string; counts: number[] }[] }
    }
    expect(series.groups.length).toBeGreaterThan(0)
    for (const { key, counts } of series.groups) {
      for (const [nth, day] of series.days.entries()) {
        const question = `figure=started&start=${day}&end=${day}&group_by=${by}&group=${key}`
        const proof = await proven(server, 'figure', { question, pageSize: 10 })
        expect([key, day, proof.value]).toEqual([key, day, counts[nth]])
      }
    }
  })

  test.each(['', '&channel=sms'])(
    'comes to the same number as outcomes and skills of the dashboard%s',
    async (channel) => {
      const question = `${days}${channel}`
      const { body } = await call(server, 'GET', `/api/x/customer-agent-performance?${question}`)
      const { outcomes, skills } = body.data.attributes as {
        outcomes: Record<string, number>
        skills: Record<string, unknown>[]
      }
      const { started: _, ...kinds } = outcomes
      for (const [name, value] of Object.entries(kinds)) {
        const of = { question: `figure=outcome_${name}&${question}`, pageSize: 10 }
        expect([name, (await proven(server, 'figure', of)).value]).toEqual([name, value])
      }
      for (const one of skills) {
        for (const [figure, name] of [
          ['skill_turns', 'volume'],
          ['skill_conversations', 'conversations'],
          ['skill_resolution_rate', 'resolution_rate'],
        ] as const) {
          const group = `group_by=skill&group=${String(one['skill'])}`
          const of = { question: `figure=${figure}&${question}&${group}`, pageSize: 10 }
          expect([one, (await proven(server, 'figure', of)).value]).toEqual([one, one[name]])
        }
      }
      expect(Object.values(kinds).some((value) => value > 0)).toBe(true)
    },
  )

  test.each([
    ['group', 'figure=started'],
    ['group', 'figure=sales&group_by=skill&group=returns'],
    ['group_by', 'figure=skill_turns&group_by=channel&group=sms'],
  ])('is refused with a pointer to %s for %s', async (parameter, question) => {
    const { status, body } = await call(server, 'GET', `/api/x/figure-proof?${question}&${days}`)
    expect([status, body.errors[0]?.source]).toEqual([400, { parameter }])
  })

  test('says the metric, and refuses a channel where there is none', async () => {
    const { body } = await call(server, 'GET', `/api/x/figure-proof?figure=revenue&${days}`)
    expect(body.data.attributes).toMatchObject({
      conditions: [{ name: 'metric', value: 'Placed Order' }],
      unit: 'money',
    })
    const refused = await call(server, 'GET', `/api/x/figure-proof?figure=revenue&channel=sms`)
    expect(refused.status).toBe(400)
  })
})

describe('a test conversation', () => {
  const hold = (text: string) =>
    call(server, 'POST', '/api/x/agent-test-conversations', {
      data: { type: 'agent-test-conversation', attributes: { text } },
    })

  test('is followed from the message to everything that works on events', async () => {
    const { status, body } = await hold('Where is my parcel?')
    expect(status).toBe(201)
    const { id, attributes } = body.data
    expect(attributes).toMatchObject({ skill: 'order_tracking', reply: expect.any(String) })
    const steps = attributes['steps'] as { step: string; follower: string; at_ms: number }[]
    expect(steps.slice(0, 3).map((one) => one.step)).toEqual([
      'message-stored',
      'answered',
      'event-recorded',
    ])
    expect(steps.map((one) => one.follower)).toEqual(
      expect.arrayContaining(['profile.last-active', 'segment.events', 'flow.events']),
    )
    expect(steps.every((one) => one.at_ms > 0)).toBe(true)
    expect(attributes['took_ms']).toBe(Math.max(...steps.map((one) => one.at_ms)))

    const event = attributes['event'] as { id: string }
    const recorded = await call(server, 'GET', `/api/events/${event.id}`)
    expect(recorded.body.data.attributes['event_properties']).toMatchObject({
      'Conversation ID': id,
      'Initial Skill': 'order_tracking',
      'First Message': 'Where is my parcel?',
    })
    const kept = await call(server, 'GET', `/api/x/conversations/${id}`)
    expect(kept.body.data.attributes).toMatchObject({ status: 'closed', outcome: 'closed' })
    expect(kept.body.data.attributes['tags']).toContainEqual(
      expect.objectContaining({ name: 'test', set_by: 'teammate' }),
    )
  })

  test('is refused while the agent is off', async () => {
    const turn = (is_on: boolean) =>
      call(server, 'PATCH', '/api/x/customer-agent', {
        data: { type: 'customer-agent-settings', id: COMPANY, attributes: { is_on } },
      })
    await turn(false)
    const { status, body } = await hold('Hello?')
    await turn(true)
    expect([status, body.errors[0]?.code]).toEqual([409, 'agent_off'])
  })
})
