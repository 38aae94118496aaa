import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { httpTwin } from '../../test/http-twin.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { type FlowAction, FlowDefinition } from '../contract/flows.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { logChanges } from '../segment/members.sql.ts'
import { addMembers } from '../segment/members-list.sql.ts'
import { advanceFlows } from './advance.action.ts'
import { decideReviews } from './decide-reviews.action.ts'
import { actionsOfFlows } from './flows.sql.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { followFlowGroups } from './follow-groups.job.ts'
import { guardFlowSends } from './guard-sends.action.ts'
import { planDates } from './plan-dates.action.ts'
import { createFlow, replaceDefinition, setStatus } from './save-flow.action.ts'
import { sendWebhooks } from './send-webhooks.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const TEN = new Date('2026-11-22T10:00:00Z')
const RECOMMENDED = 'MetRec'
const ORDERED = 'MetOrd'
const [ada, bo] = [randomUUID(), randomUUID()]

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
  await planDates(deps)
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

/** Three hours for an order: thanks when it comes, else a reminder. */
const WAIT_FOR_ORDER = [
  {
    temporary_id: 'wait',
    type: 'wait-until-event',
    links: { next_if_true: 'thanks', next_if_false: 'remind' },
    data: { metric_id: ORDERED, unit: 'hours', value: 3 },
  },
  email('thanks'),
  email('remind'),
]

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
    (tx) => tx<
      { type: string; outcome: string; reason: string | null; detail: string | null; at: Date }[]
    >`
      select a.definition ->> 'type' as type, s.outcome, s.reason, s.detail, s.taken_at as at
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
      { type: 'time-delay', outcome: 'waited', reason: null, at: later(2 * HOUR_MS), detail: null },
      {
        type: 'send-email',
        outcome: 'skipped',
        reason: 'Fails Flow Filters',
        detail: null,
        at: later(2 * HOUR_MS),
      },
    ])
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
  })

  test('what happened before the flow went live begins nothing, heard of however late', async () => {
    await recommend(ada, later(-1_000))
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(bo, TEN)
    await at(later(1_000))
    expect(await passages(flowId)).toMatchObject([{ profileId: bo }])
    expect(await refusals(flowId)).toEqual([])

    await setStatus(sql, ACCOUNT, flowId, 'draft', editing)
    await recommend(ada, later(2_000))
    await setStatus(sql, ACCOUNT, flowId, 'live', { ...editing, now: later(3_000) })
    await setStatus(sql, ACCOUNT, flowId, 'paused', { ...editing, now: later(5_000) })
    await recommend(ada, later(4_000))
    await at(later(6_000))
    expect(await passages(flowId)).toMatchObject([{ profileId: bo }, { profileId: ada }])
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

const split = (name: string, data: object, yes: string | null, no: string | null) => ({
  temporary_id: name,
  type: 'conditional-split',
  links: { next_if_true: yes, next_if_false: no },
  data,
})
const hasTier = {
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-property',
          property: 'Tier',
          filter: { type: 'string', operator: 'equals', value: 'gold' },
        },
      ],
    },
  ],
}

describe('a date of the profile', () => {
  const birthday = {
    triggers: [
      {
        type: 'date',
        date_field_type: 'profile-property',
        date_profile_property: 'Birthday',
        timedelta_unit_before_date: 'days',
        timedelta_value_before_date: 3,
        recurrence_frequency: 'annually',
        timezone: 'profile',
        trigger_time: '09:00:00',
      },
    ],
    profile_filter: null,
    entry_action_id: 'soon',
    actions: [
      email('soon', 'day'),
      {
        temporary_id: 'day',
        type: 'target-date',
        links: { next: 'today' },
        data: { target_time: '08:00:00' },
      },
      email('today'),
    ],
  }
  const setBirthday = (profileId: string, date: string | null) =>
    inAccount(sql, ACCOUNT, async (tx) => {
      const properties = JSON.stringify(date === null ? {} : { Birthday: date })
      await tx`
        update profiles set properties = ${properties}::text::jsonb
        where account_id = ${ACCOUNT} and profile_id = ${profileId}`
    })

  test('starts its flow days before, every year, and once', async () => {
    await setBirthday(ada, '1990-11-28')
    await setBirthday(bo, '1985-11-28')
    const flowId = await liveFlow(birthday)
    await at(TEN)
    expect(await passages(flowId)).toEqual([])
    await at(later(2 * 24 * HOUR_MS))
    await at(later(3 * 24 * HOUR_MS))
    // Nine o'clock in Berlin on the 25th.
    const nine = new Date('2026-11-25T08:00:00Z')
    expect(await messages()).toMatchObject([{ dueAt: nine }, { dueAt: nine }])
    await setBirthday(bo, '1985-12-24')
    await at(later(10 * 24 * HOUR_MS))
    expect(await messages()).toMatchObject([
      {},
      {},
      { profileId: ada, dueAt: new Date('2026-11-28T07:00:00Z') },
    ])
    expect(await passages(flowId)).toHaveLength(2)
    await setBirthday(ada, null)
    await setBirthday(bo, null)
  })
})

describe('who comes into a segment', () => {
  const join = (profileId: string, cause: 'time' | 'definition' | 'merge', at: Date) =>
    inAccount(sql, ACCOUNT, async (tx) => {
      await addMembers(tx, ACCOUNT, 'SegmAA', [profileId], at)
      const change = { groupId: 'SegmAA', profileId, kind: 'joined' as const, at }
      await logChanges(tx, ACCOUNT, [change], cause)
    })

  test('by the passing of time enters its flow, by an edit or a merge does not', async () => {
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`
        insert into groups (account_id, group_id, kind, name, created_at, updated_at)
        values (${ACCOUNT}, 'SegmAA', 'segment', 'Escalated lately', ${TEN}, ${TEN})
        on conflict do nothing`
    })
    const flowId = await liveFlow({
      triggers: [{ type: 'segment', id: 'SegmAA' }],
      profile_filter: null,
      entry_action_id: 'hello',
      actions: [email('hello')],
    })
    await join(ada, 'time', TEN)
    await join(bo, 'definition', TEN)
    await at(later(MINUTE_MS))
    expect(await passages(flowId)).toMatchObject([{ profileId: ada, endReason: 'completed' }])
    expect(await refusals(flowId)).toEqual([])
  })
})

describe('actions', () => {
  test('whoever passes the exit filter leaves before the next action', async () => {
    const ordered = structuredClone(noOrderSince)
    const [condition] = ordered.condition_groups[0]?.conditions ?? []
    if (condition) condition.measurement_filter.operator = 'greater-than'
    const flowId = await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      exit_filter: ordered,
      actions: [
        delay('delay-2h', { unit: 'hours', value: 2 }, 'first'),
        email('first', 'again'),
        delay('again', { unit: 'hours', value: 2 }, 'second'),
        email('second'),
      ],
    })
    await recommend(ada, TEN)
    await at(later(2 * HOUR_MS))
    await order(ada, later(3 * HOUR_MS))
    await at(later(9 * HOUR_MS))
    expect(await messages()).toHaveLength(1)
    expect(await passages(flowId)).toMatchObject([{ endReason: 'exit-filter' }])
  })

  test('an alert goes to addresses that said yes; the others are told, and nobody is a reason', async () => {
    const alert = (to_emails: string[]) => ({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'alert',
      actions: [
        {
          temporary_id: 'alert',
          type: 'send-internal-alert',
          links: { next: null },
          data: {
            status: 'live',
            message: {
              from_email: null,
              from_label: null,
              to_emails,
              subject_line: 'Look at {{ event.Products.0 }}',
            },
          },
        },
      ],
    })
    const flowId = await liveFlow(alert(['team@shop.test', 'nobody', 'late@shop.test']))
    const without = await liveFlow(alert(['late@shop.test']))
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`
        update alert_recipients set confirmed_at = ${TEN}
        where account_id = ${ACCOUNT} and email_key = 'team@shop.test'`
    })
    await recommend(ada, TEN)
    await at(TEN)
    const mails = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`select to_address as "to", subject from outbox_mails order by to_address`,
    )
    expect(mails).toEqual([{ to: 'team@shop.test', subject: 'Look at SKU-1' }])
    expect(await steps(flowId)).toMatchObject([
      { outcome: 'queued', detail: 'not confirmed: nobody, late@shop.test' },
    ])
    expect(await steps(without)).toMatchObject([
      { outcome: 'skipped', reason: 'No Confirmed Recipients' },
    ])
  })

  test('what an update writes, the split behind it sees', async () => {
    const flowId = await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'set',
      actions: [
        {
          temporary_id: 'set',
          type: 'update-profile',
          links: { next: 'ask' },
          data: {
            status: 'live',
            profile_operations: [
              {
                operator: 'create',
                property_type: 'string',
                property_key: 'Tier',
                property_value: 'gold',
              },
              {
                operator: 'update',
                property_type: 'date',
                property_key: 'Since',
                property_value: 'today',
              },
            ],
          },
        },
        split('ask', { profile_filter: hasTier }, 'yes', 'no'),
        email('yes'),
        email('no'),
      ],
    })
    await recommend(ada, TEN)
    await at(TEN)
    expect((await steps(flowId)).map((step) => step.outcome)).toEqual(['done', 'yes', 'queued'])
    const [row] = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<{ properties: object }[]>`
        select properties from profiles where profile_id = ${ada}`,
    )
    expect(row?.properties).toMatchObject({ Tier: 'gold', Since: '2026-11-22' })
  })

  test('a list that a flow puts somebody on starts its own flows, once; who left gets nothing', async () => {
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`
        insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
        values (${ACCOUNT}, 'ListAA', 'list', 'VIP', 'single_opt_in', ${TEN}, ${TEN})
        on conflict do nothing`
    })
    await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'add',
      actions: [
        {
          temporary_id: 'add',
          type: 'list-update',
          links: { next: null },
          data: { name: 'Add', on_execution: true, list_id: 'ListAA', status: 'live' },
        },
      ],
    })
    const welcome = await liveFlow({
      triggers: [{ type: 'list', id: 'ListAA' }],
      profile_filter: null,
      entry_action_id: 'hello',
      actions: [
        email('hello', 'wait'),
        delay('wait', { unit: 'hours', value: 1 }, 'again'),
        email('again'),
      ],
    })
    await recommend(ada, TEN)
    await at(TEN)
    expect(await messages()).toHaveLength(1)
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`delete from group_members where account_id = ${ACCOUNT}`
    })
    await at(later(2 * HOUR_MS))
    expect(await messages()).toHaveLength(1)
    expect((await steps(welcome)).at(-1)).toMatchObject({ reason: 'Person No Longer in List' })
  })

  test('a wait for an event ends when it happens, or when the time is over', async () => {
    const flowId = await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'wait',
      actions: [...WAIT_FOR_ORDER],
    })
    await recommend(ada, TEN)
    await recommend(bo, TEN)
    await at(TEN)
    await order(ada, later(HOUR_MS))
    await at(later(HOUR_MS))
    expect(await messages()).toMatchObject([{ profileId: ada, dueAt: later(HOUR_MS) }])
    await at(later(9 * HOUR_MS))
    expect(await messages()).toMatchObject([
      { profileId: ada },
      { profileId: bo, dueAt: later(3 * HOUR_MS) },
    ])
    expect((await steps(flowId)).filter((step) => step.type === 'wait-until-event')).toMatchObject([
      { outcome: 'yes' },
      { outcome: 'no' },
    ])
  })

  test('a wait that begins late ends when the event happened, which was followed before', async () => {
    await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'delay',
      actions: [delay('delay', { unit: 'hours', value: 1 }, 'wait'), ...WAIT_FOR_ORDER],
    })
    await recommend(ada, TEN)
    await recommend(bo, TEN)
    await at(TEN)
    await order(ada, later(2 * HOUR_MS))
    // Nobody waits for it yet: the delay was not looked at since.
    await at(later(3 * HOUR_MS))
    expect(await messages()).toMatchObject([{ profileId: ada, dueAt: later(2 * HOUR_MS) }])
    await at(later(9 * HOUR_MS))
    expect(await messages()).toMatchObject([
      { profileId: ada },
      { profileId: bo, dueAt: later(4 * HOUR_MS) },
    ])
  })

  test('manual messages wait for review while the passage goes on; a review sends once', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await setStatus(sql, ACCOUNT, flowId, 'manual', editing)
    await recommend(ada, TEN)
    await at(later(2 * HOUR_MS))
    expect(await messages()).toEqual([])
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
    const all = { decision: 'send' as const, reviews: null, actionId: null }
    await decideReviews(sql, ACCOUNT, flowId, all, later(3 * HOUR_MS))
    await decideReviews(sql, ACCOUNT, flowId, all, later(4 * HOUR_MS))
    expect(await messages()).toMatchObject([{ profileId: ada, dueAt: later(3 * HOUR_MS) }])
  })

  test('drafts are passed as if they were not there, and nobody waits for nothing', async () => {
    const flowId = await liveFlow(RECOMMENDATION)
    await recommend(ada, TEN)
    await at(TEN)
    await setStatus(sql, ACCOUNT, flowId, 'draft', editing)
    await recommend(bo, TEN)
    await at(later(2 * HOUR_MS))
    expect(await messages()).toEqual([])
    expect(await passages(flowId)).toMatchObject([{ profileId: ada, endReason: 'completed' }])
  })

  test('a test whose step is set to draft is over: everybody gets the best by then', async () => {
    const tested = (name: string) => {
      const { links: _, ...message } = email(name)
      return message
    }
    const flowId = await liveFlow({
      ...RECOMMENDATION,
      entry_action_id: 'test',
      actions: [
        {
          temporary_id: 'test',
          type: 'ab-test',
          links: { next: null },
          data: {
            status: 'draft',
            experiment_status: 'live',
            main_action: tested('main'),
            current_experiment: {
              variations: [tested('first'), tested('second')],
              winner_metric: 'unique-clicks',
            },
          },
        },
      ],
    })
    const saved = () =>
      inAccount(sql, ACCOUNT, async (tx) => {
        const [own] = await actionsOfFlows(tx, ACCOUNT, [flowId])
        if (own?.action.type !== 'ab-test') throw new Error('the flow has a test')
        return own.action
      })
    const put = (action: FlowAction) => {
      const definition = FlowDefinition.parse({
        ...RECOMMENDATION,
        entry_action_id: action.id,
        actions: [action],
      })
      return replaceDefinition(sql, ACCOUNT, flowId, { definition }, editing)
    }
    const running = await saved()
    expect(running.data).toMatchObject({ status: 'live', experiment_status: 'live' })
    await put(running)
    expect((await saved()).data.experiment_status).toBe('live')

    await put({ ...running, data: { ...running.data, status: 'draft' as const } })
    expect((await saved()).data).toMatchObject({
      status: 'draft',
      experiment_status: 'completed',
      main_action: { data: { message: { subject_line: 'first' } } },
    })
  })

  test('a call is signed, carries what began the flow, and is made again after a failure', async () => {
    let status = 500
    const twin = await httpTwin(() => ({ status, body: { ok: true } }))
    await liveFlow({
      ...RECOMMENDATION,
      profile_filter: null,
      entry_action_id: 'call',
      actions: [
        {
          temporary_id: 'call',
          type: 'send-webhook',
          links: { next: null },
          data: {
            status: 'live',
            message: { url: `${twin.url}/hook`, body: '{"sku":"{{ event.Products.0 }}"}' },
          },
        },
      ],
    })
    await recommend(ada, TEN)
    await at(TEN)
    const calling = { sql, trustedHosts: new Set([twin.host]), secret: Buffer.from('secret') }
    expect(await sendWebhooks(calling)).toBe(1)
    expect(await sendWebhooks(calling)).toBe(0)
    status = 200
    await inAccount(sql, ACCOUNT, async (tx) => {
      await tx`update flow_webhooks set due_at = ${TEN}`
    })
    expect(await sendWebhooks(calling)).toBe(1)
    const [row] = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`select state, attempts, status, answer from flow_webhooks`,
    )
    expect(row).toEqual({ state: 'sent', attempts: 2, status: 200, answer: '{"ok":true}' })
    expect(twin.requests.at(-1)).toMatchObject({
      headers: { 'parley-signature': expect.stringMatching(/^v1=[0-9a-f]{64}$/) },
    })
    expect(JSON.stringify(twin.requests.at(-1))).toContain('SKU-1')
  })
})
