import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { FlowDefinition } from '../contract/flows.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { advanceFlows } from './advance.action.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { followFlowGroups } from './follow-groups.job.ts'
import { guardFlowSends } from './guard-sends.action.ts'
import { createFlow, replaceDefinition, setStatus } from './save-flow.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const TEN = new Date('2026-11-22T10:00:00Z')
const RECOMMENDED = 'MetRec'
const ORDERED = 'MetOrd'
const [ada = '', bo = ''] = [randomUUID(), randomUUID()]

await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: 'Europe/Berlin', isSandbox: true, createdAt: TEN },
  [
    {
      id: RECOMMENDED,
      name: 'Received Product Recommendation from Customer Agent',
      integrationKey: 'customer-agent',
    },
    { id: ORDERED, name: 'Placed Order' },
  ],
  [ada, bo],
)

const clock = {
  now: () =>
    inAccount(sql, ACCOUNT, async (tx) => {
      const [row] = await tx<{ clockAt: Date }[]>`
        select clock_at as "clockAt" from accounts where account_id = ${ACCOUNT}`
      return row?.clockAt ?? TEN
    }),
}
const telemetry = createTelemetry()
const deps = { sql, clock, log: pino({ level: 'silent' }), telemetry }
const editing = {
  actor: { kind: 'user' as const, accountId: ACCOUNT, actorId: null, actorName: 'Ada' },
  now: TEN,
  wallNow: TEN,
}

async function at(now: Date): Promise<void> {
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`update accounts set clock_at = ${now} where account_id = ${ACCOUNT}`
  })
  for (let done = 1; done > 0; ) {
    await settleFollowers(sql, [followFlowEvents, followFlowGroups], deps)
    done = await advanceFlows(deps)
  }
}

function later(ms: number): Date {
  return new Date(TEN.getTime() + ms)
}

const noOrderSince = {
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-metric',
          metric_id: ORDERED,
          measurement: 'count',
          measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
          timeframe_filter: { type: 'date', operator: 'flow-start' },
          metric_filters: null,
        },
      ],
    },
  ],
}

const email = (name: string, next: string | null = null) => ({
  temporary_id: name,
  type: 'send-email',
  links: { next },
  data: { status: 'live', message: { name, subject_line: name, from_email: 'shop@shop.test' } },
})
const delay = (name: string, data: object, next: string | null) => ({
  temporary_id: name,
  type: 'time-delay',
  links: { next },
  data,
})

/** The flow of the shop: two hours after a recommendation, if nothing was ordered since. */
const RECOMMENDATION = {
  triggers: [{ type: 'metric', id: RECOMMENDED, trigger_filter: null }],
  profile_filter: noOrderSince,
  entry_action_id: 'delay-2h',
  reentry_criteria: { duration: 0, unit: 'alltime' },
  actions: [delay('delay-2h', { unit: 'hours', value: 2 }, 'email-1'), email('email-1')],
}

async function liveFlow(definition: object): Promise<string> {
  const parsed = FlowDefinition.parse(definition)
  const row = await createFlow(sql, ACCOUNT, { name: 'A flow', definition: parsed }, editing)
  await setStatus(sql, ACCOUNT, row.flowId, 'live', editing)
  return row.flowId
}

function recommend(profileId: string, occurredAt: Date): Promise<number[]> {
  const properties = { Products: ['SKU-1'], Tags: ['billing'] }
  return insertRawEvents(sql, ACCOUNT, [
    { metricId: RECOMMENDED, profileId, occurredAt, properties },
  ])
}

function order(profileId: string, occurredAt: Date): Promise<number[]> {
  return insertRawEvents(sql, ACCOUNT, [{ metricId: ORDERED, profileId, occurredAt, value: 20 }])
}

function passages(flowId: string) {
  return inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ profileId: string; dueAt: Date | null; endReason: string | null }[]>`
      select profile_id as "profileId", due_at as "dueAt", end_reason as "endReason"
      from flow_enrolments
      where account_id = ${ACCOUNT} and flow_id = ${flowId}
      order by flow_start, enrolment_id`,
  )
}

function steps(flowId: string) {
  return inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ type: string; outcome: string; reason: string | null; at: Date }[]>`
      select a.definition ->> 'type' as type, s.outcome, s.reason, s.taken_at as at
      from flow_steps s
      join flow_actions a using (account_id, action_id)
      where s.account_id = ${ACCOUNT} and s.flow_id = ${flowId}
      order by s.taken_at, a.place, s.enrolment_id`,
  )
}

function messages() {
  return inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ profileId: string; dueAt: Date; eventId: string; flowStart: Date }[]>`
      select profile_id as "profileId", due_at as "dueAt", event_id as "eventId",
             flow_start as "flowStart"
      from messages
      where account_id = ${ACCOUNT}
      order by due_at, message_id`,
  )
}

async function refusals(flowId: string): Promise<string[]> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ reason: string }[]>`
      select reason from flow_refusals
      where account_id = ${ACCOUNT} and flow_id = ${flowId}
      order by refusal_id`,
  )
  return rows.map((row) => row.reason)
}

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate events, flows, messages, group_members, group_changes cascade`
    await tx`delete from follower_cursors`
  })
  await at(TEN)
})

describe('two hours after a recommendation', () => {
  test('who ordered nothing since gets the items, at the second', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    const [eventId] = await recommend(ada, TEN)
    await at(later(1_000))
    expect(await passages(flowId)).toMatchObject([{ dueAt: later(2 * HOUR_MS) }])
    await at(later(2 * HOUR_MS - 1))
    expect(await messages()).toEqual([])
    await at(later(2 * HOUR_MS))
    expect(await messages()).toEqual([
      {
        profileId: ada,
        dueAt: later(2 * HOUR_MS),
        eventId: String(eventId),
        flowStart: TEN,
      },
    ])
    expect(await passages(flowId)).toMatchObject([{ dueAt: null, endReason: 'completed' }])
  })

  test('who ordered meanwhile still waits, is then skipped, and the passage ends', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(TEN)
    await order(ada, later(HOUR_MS))
    await at(later(HOUR_MS))
    expect(await passages(flowId)).toMatchObject([{ dueAt: later(2 * HOUR_MS) }])
    await at(later(24 * HOUR_MS))
    expect(await messages()).toEqual([])
    expect(await steps(flowId)).toEqual([
      { type: 'time-delay', outcome: 'waited', reason: null, at: later(2 * HOUR_MS) },
      {
        type: 'send-email',
        outcome: 'skipped',
        reason: 'Fails Flow Filters',
        at: later(2 * HOUR_MS),
      },
    ])
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
  })

  test('an order before the recommendation does not count', async () => {
    await liveFlow(RECOMMENDATION)
    await order(ada, later(-HOUR_MS))
    await recommend(ada, TEN)
    await at(later(3 * HOUR_MS))
    expect(await messages()).toHaveLength(1)
  })

  test('who orders after it was queued is stopped right before it is sent', async () => {
    await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(later(2 * HOUR_MS))
    const due = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<Parameters<typeof guardFlowSends>[2][number][]>`
        select m.message_id as "messageId", m.profile_id as "profileId",
               m.event_id as "eventId", m.flow_start as "flowStart",
               json_build_object('kind', 'flow', 'flowId', m.flow_id, 'actionId', m.action_id,
                                 'enrolmentId', m.enrolment_id) as source
        from messages m where m.account_id = ${ACCOUNT}`,
    )
    const ask = () =>
      inAccount(sql, ACCOUNT, (tx) =>
        guardFlowSends(tx, ACCOUNT, due, later(2 * HOUR_MS + MINUTE_MS)),
      )
    expect([...(await ask()).values()]).toEqual([])
    await order(ada, later(2 * HOUR_MS + 1_000))
    expect([...(await ask()).values()]).toEqual(['Fails Flow Filters'])
  })

  test('three recommendations are three passages, unless re-entry takes a day', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    const once = await liveFlow({
      ...RECOMMENDATION,
      reentry_criteria: { duration: 1, unit: 'day' },
    })
    for (const minutes of [0, 5, 10]) await recommend(ada, later(minutes * MINUTE_MS))
    await recommend(ada, later(25 * HOUR_MS))
    await at(later(30 * HOUR_MS))
    expect(await passages(flowId)).toHaveLength(4)
    expect(await passages(once)).toHaveLength(2)
    expect(await refusals(once)).toEqual(['re-entry', 're-entry'])
  })
})

describe('events that come late', () => {
  test('start nothing after six hours or with backfill, and it is said', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, later(-7 * HOUR_MS))
    await recommend(bo, later(-HOUR_MS))
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`update events set recorded_at = ${TEN} where account_id = ${ACCOUNT}`
    })
    await recommend(ada, TEN)
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`
        update events set is_backfill = true
        where account_id = ${ACCOUNT} and occurred_at = ${TEN}`
    })
    await at(TEN)
    expect(await refusals(flowId)).toEqual(expect.arrayContaining(['late', 'backfill']))
    // Two hours after it happened, not after we heard of it.
    expect(await passages(flowId)).toMatchObject([{ profileId: bo, dueAt: later(HOUR_MS) }])
  })
})

describe('edits while somebody is inside', () => {
  test('a longer delay moves nobody who waits; what comes after it is as it is now', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(TEN)
    const [first, second] = await actionIds(flowId)
    const definition = FlowDefinition.parse({
      ...RECOMMENDATION,
      entry_action_id: first,
      actions: [
        {
          id: first,
          ...delay('', { unit: 'hours', value: 9 }, 'again'),
          temporary_id: null,
        },
        { id: second, ...email('', null), temporary_id: null },
        email('again', second),
      ],
    })
    await replaceDefinition(sql, ACCOUNT, flowId, { definition }, editing)
    await at(later(2 * HOUR_MS))
    expect(await messages()).toHaveLength(2)
  })

  test('who waits in a delay that is deleted goes on when it would have ended', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(TEN)
    const [, second] = await actionIds(flowId)
    const definition = FlowDefinition.parse({
      ...RECOMMENDATION,
      entry_action_id: second,
      actions: [{ id: second, ...email('', null), temporary_id: null }],
    })
    await replaceDefinition(sql, ACCOUNT, flowId, { definition }, editing)
    await at(later(HOUR_MS))
    expect(await messages()).toEqual([])
    await at(later(2 * HOUR_MS))
    expect(await messages()).toHaveLength(1)
  })

  test('a paused flow keeps its queue; what came due meanwhile is due when it goes on', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(TEN)
    await setStatus(sql, ACCOUNT, flowId, 'paused', editing)
    await at(later(5 * HOUR_MS))
    expect(await messages()).toEqual([])
    await setStatus(sql, ACCOUNT, flowId, 'resume', { ...editing, now: later(5 * HOUR_MS) })
    await at(later(5 * HOUR_MS))
    expect(await messages()).toMatchObject([{ dueAt: later(5 * HOUR_MS) }])
  })
})

async function actionIds(flowId: string): Promise<string[]> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ id: string }[]>`
      select action_id as id from flow_actions
      where account_id = ${ACCOUNT} and flow_id = ${flowId} order by place`,
  )
  return rows.map((row) => row.id)
}

test('several workers at once act once', async () => {
  await liveFlow(RECOMMENDATION)
  const many = Array.from({ length: 600 }, (_, second) => ({
    metricId: RECOMMENDED,
    profileId: second % 2 ? ada : bo,
    occurredAt: later(second * 1_000),
  }))
  await insertRawEvents(sql, ACCOUNT, many)
  await at(later(HOUR_MS))
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`update accounts set clock_at = ${later(4 * HOUR_MS)} where account_id = ${ACCOUNT}`
  })
  await Promise.all([1, 2, 3].map(() => advanceFlows(deps)))
  expect(await messages()).toHaveLength(600)
  const [row] = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ duplicates: number }[]>`select duplicates from flows`,
  )
  expect(row?.duplicates).toBe(0)
})
