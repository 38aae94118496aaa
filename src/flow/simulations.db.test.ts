import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { messageServices } from '../../test/message-fixtures.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { FlowDefinition } from '../contract/flows.ts'
import { sendMessages } from '../message/send-messages.action.ts'
import { settleFollowers } from '../platform/follower.ts'
import { newUlidUuid } from '../platform/id.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/time.ts'
import { addPastProfiles, type PastProfilesResult } from './add-past-profiles.action.ts'
import { advanceRound } from './advance.action.ts'
import { backtest } from './backtest.action.ts'
import type { BacktestResult } from './backtest-tally.ts'
import { movePassage, noteFailure, retryPassage } from './enrolments.sql.ts'
import { type FlowJobKind, findFlowJob, insertFlowJob } from './flow-jobs.sql.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { guardFlowSends } from './guard-sends.action.ts'
import { previewPassage } from './preview-passage.action.ts'
import { createFlow, setStatus } from './save-flow.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const BEGIN = new Date('2026-11-02T10:00:00Z')
const RECOMMENDED = 'MetRec'
const ORDERED = 'MetOrd'
const people = Array.from({ length: 12 }, () => randomUUID())
const [ada = '', bo = ''] = people
await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: 'Europe/Berlin', isSandbox: true, createdAt: BEGIN },
  [
    { id: RECOMMENDED, name: 'Recommended' },
    { id: ORDERED, name: 'Ordered' },
  ],
  people,
)
await inAccount(
  sql,
  ACCOUNT,
  (tx) => tx`
    update profiles set email = 'p' || profile_id || '@shop.test' where account_id = ${ACCOUNT}`,
)
let now = BEGIN
const deps = {
  sql,
  clock: { now: () => Promise.resolve(now) },
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const services = messageServices({ guards: [guardFlowSends] })

function editing() {
  const actor = { kind: 'user' as const, accountId: ACCOUNT, actorId: null, actorName: 'Ada' }
  return { actor, now, wallNow: now }
}

async function at(time: Date): Promise<void> {
  now = time
  await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx`update accounts set clock_at = ${time} where account_id = ${ACCOUNT}`,
  )
  await settleFollowers(sql, [followFlowEvents], deps)
  while ((await advanceRound(deps)) > 0) {
    await sendMessages({ sql, services })
    await settleFollowers(sql, [followFlowEvents], deps)
  }
}

const later = (ms: number) => new Date(BEGIN.getTime() + ms)
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
const definition = (delay: object = { unit: 'hours', value: 2 }, more: object = {}) =>
  FlowDefinition.parse({
    triggers: [{ type: 'metric', id: RECOMMENDED, trigger_filter: null }],
    profile_filter: noOrderSince,
    entry_action_id: 'delay',
    reentry_criteria: { duration: 0, unit: 'alltime' },
    actions: [
      { temporary_id: 'delay', type: 'time-delay', links: { next: 'email' }, data: delay },
      email('email'),
    ],
    ...more,
  })

async function liveFlow(of = definition()): Promise<string> {
  const { flowId } = await createFlow(sql, ACCOUNT, { name: 'A flow', definition: of }, editing())
  await setStatus(sql, ACCOUNT, flowId, 'live', editing())
  return flowId
}

const record = (metricId: string, profileId: string, occurredAt: Date) =>
  insertRawEvents(sql, ACCOUNT, [{ metricId, profileId, occurredAt }])

async function ran<Result>(kind: FlowJobKind, flowId: string, settings: object): Promise<Result> {
  const jobId = newUlidUuid(now)
  const row = await inAccount(sql, ACCOUNT, async (tx) => {
    await insertFlowJob(tx, ACCOUNT, { jobId, flowId, kind, settings }, { now, wallNow: now })
    return findFlowJob(tx, ACCOUNT, jobId)
  })
  if (!row) throw new Error('no job')
  await (kind === 'backtest' ? backtest : addPastProfiles)(sql, ACCOUNT, row)
  const done = await inAccount(sql, ACCOUNT, (tx) => findFlowJob(tx, ACCOUNT, jobId))
  expect(done).toMatchObject({ state: 'complete' })
  return done?.result as Result
}

function passages(flowId: string) {
  return inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ id: string; profileId: string; dueAt: Date | null; endReason: string | null }[]>`
      select enrolment_id as id, profile_id as "profileId", due_at as "dueAt",
             end_reason as "endReason"
      from flow_enrolments where flow_id = ${flowId} order by flow_start, enrolment_id`,
  )
}

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate events, flows, messages, group_members, group_changes cascade`
    await tx`delete from follower_cursors`
  })
  await at(BEGIN)
})

describe('a backtest', () => {
  test('of a flow that was live finds what it did, to the last message and skip', async () => {
    const flowId = await liveFlow()
    // Twelve people, some with several recommendations, some of whom order at awkward moments.
    const happened = people.flatMap((who, nth) => [
      { metric: RECOMMENDED, who, hours: nth * 7 },
      ...(nth % 3 === 0 ? [{ metric: RECOMMENDED, who, hours: nth * 7 + 0.5 }] : []),
      ...(nth % 4 === 1 ? [{ metric: ORDERED, who, hours: nth * 7 + 1 }] : []),
      ...(nth % 4 === 2 ? [{ metric: ORDERED, who, hours: nth * 7 + 3 }] : []),
    ])
    for (const { metric, who, hours } of happened.toSorted((a, b) => a.hours - b.hours)) {
      await at(later(hours * HOUR_MS))
      await record(metric, who, now)
    }
    await at(later(96 * HOUR_MS))
    const found = await ran<BacktestResult>('backtest', flowId, {
      days: 30,
      definition: await savedDefinition(flowId),
    })
    expect(found.entered).toBe(16)
    expect(found.live).toEqual({
      entered: found.entered,
      mailed: found.mailed,
      skips: found.skips,
    })
    expect(found.skips).toEqual({ 'Fails Flow Filters': 4, 'Smart Sending': 3 })
    for (const day of found.days) {
      expect([day.day, day.entered, day.mailed]).toEqual([day.day, day.liveEntered, day.liveMailed])
    }
    expect(found.passages.every((one) => one.liveMails !== null)).toBe(true)
  }, 60_000)

  test('of an edited definition tells what it would have done instead, and sends nothing', async () => {
    const flowId = await liveFlow()
    for (const who of people) await record(RECOMMENDED, who, BEGIN)
    await at(later(3 * HOUR_MS))
    await record(ORDERED, ada, later(3 * HOUR_MS))
    const before = await inAccount(sql, ACCOUNT, (tx) => tx`select count(*) from messages`)
    await at(later(2 * DAY_MS))
    const found = await ran<BacktestResult>('backtest', flowId, {
      days: 7,
      definition: definition({ unit: 'hours', value: 4 }),
    })
    expect(found).toMatchObject({ entered: 12, mailed: 11, skips: { 'Fails Flow Filters': 1 } })
    expect(found.live).toMatchObject({ entered: 12, mailed: 12 })
    expect(await inAccount(sql, ACCOUNT, (tx) => tx`select count(*) from messages`)).toEqual(before)
  })

  test('counts whom a filter or re-entry would have kept out', async () => {
    const flowId = await liveFlow()
    for (const minutes of [0, 5, 10]) {
      await record(RECOMMENDED, ada, later(minutes * MINUTE_MS))
    }
    await record(RECOMMENDED, bo, BEGIN)
    await at(later(DAY_MS))
    const found = await ran<BacktestResult>('backtest', flowId, {
      days: 7,
      definition: definition(undefined, { reentry_criteria: { duration: 1, unit: 'day' } }),
    })
    expect(found).toMatchObject({ entered: 2, refusals: { 're-entry': 2 }, mailed: 2 })
  })
})

async function savedDefinition(flowId: string): Promise<FlowDefinition> {
  const [row] = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ definition: unknown }[]>`
      select definition from flow_versions where flow_id = ${flowId}
      order by version desc limit 1`,
  )
  return FlowDefinition.parse(row?.definition)
}

test('a preview shows what would happen to somebody who does nothing more', async () => {
  const flowId = await liveFlow()
  await record(RECOMMENDED, bo, BEGIN)
  const preview = await inAccount(sql, ACCOUNT, (tx) =>
    previewPassage(tx, ACCOUNT, flowId, definition(), { profileId: ada, now }),
  )
  expect(preview?.passages).toMatchObject([
    {
      steps: [
        { actionId: 'delay', outcome: 'waited', at: later(2 * HOUR_MS) },
        { actionId: 'email', outcome: 'queued', skipped: null, at: later(2 * HOUR_MS) },
      ],
      end: { reason: 'completed' },
    },
  ])
})

describe('people of the past', () => {
  test('are put where they would be by now', async () => {
    await record(RECOMMENDED, ada, BEGIN)
    await record(RECOMMENDED, bo, later(-70 * DAY_MS))
    await record(RECOMMENDED, people[2] ?? '', later(-5 * DAY_MS))
    await record(ORDERED, people[2] ?? '', later(-4 * DAY_MS))
    await at(later(10 * DAY_MS))
    const flowId = await liveFlow(definition({ unit: 'days', value: 75 }))
    const settings = { days: 365, place: 'where-they-would-be' }
    const found = await ran<PastProfilesResult>('past-profiles', flowId, settings)
    // Ten days ago: 65 more. 80 days ago is past the end; who ordered fails the filter.
    expect(found).toEqual({
      added: 1,
      refusals: { 'too-old': 1, 'profile-filter': 1 },
      isLimited: false,
    })
    expect(await passages(flowId)).toMatchObject([{ profileId: ada, dueAt: later(75 * DAY_MS) }])
    // Once more adds nobody twice, and in time the mail goes.
    const again = await ran<PastProfilesResult>('past-profiles', flowId, settings)
    expect(again.added).toBe(0)
    await at(later(75 * DAY_MS))
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
  })
})

describe('one passage', () => {
  test('is moved to another action, whose turn comes at once', async () => {
    const flowId = await liveFlow()
    await record(RECOMMENDED, ada, BEGIN)
    await at(BEGIN)
    const [passage] = await passages(flowId)
    const [mail] = await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx<{ id: string }[]>`
        select action_id as id from flow_actions where flow_id = ${flowId} and place = 1`,
    )
    await inAccount(sql, ACCOUNT, (tx) =>
      movePassage(tx, ACCOUNT, passage?.id ?? '', { actionId: mail?.id ?? '', now }),
    )
    await at(later(MINUTE_MS))
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
  })

  test('that was given up is tried again where it stood', async () => {
    const flowId = await liveFlow()
    await record(RECOMMENDED, ada, BEGIN)
    await at(BEGIN)
    const [passage] = await passages(flowId)
    const id = passage?.id ?? ''
    await inAccount(sql, ACCOUNT, (tx) => noteFailure(tx, ACCOUNT, id, { dueAt: null, now }))
    expect(await passages(flowId)).toMatchObject([{ endReason: 'step-failed', dueAt: null }])
    const retry = () => inAccount(sql, ACCOUNT, (tx) => retryPassage(tx, ACCOUNT, id, now))
    expect(await retry()).toBe(true)
    expect(await retry()).toBe(false)
    await at(later(MINUTE_MS))
    const [row] = await inAccount(sql, ACCOUNT, (tx) => tx`select count(*)::int as n from messages`)
    expect(row).toEqual({ n: 1 })
  })
})
