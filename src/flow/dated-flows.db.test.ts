import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { FlowDefinition } from '../contract/flows.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DAY_MS } from '../platform/time.ts'
import { upsertProfiles } from '../profile/upsert-profiles.action.ts'
import { advanceFlows } from './advance.action.ts'
import { followFlowEvents } from './follow-events.job.ts'
import { followFlowProfiles } from './follow-profiles.job.ts'
import { planDates } from './plan-dates.action.ts'
import { createFlow, setStatus } from './save-flow.action.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const START = new Date('2027-02-01T10:00:00Z')
const VISITED = 'MetVis'
const [ada, bo] = [randomUUID(), randomUUID()]

await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: 'Europe/Berlin', isSandbox: true, createdAt: START },
  [{ id: VISITED, name: 'Visited' }],
  [ada, bo],
)
let now = START
const deps = {
  sql,
  clock: { now: () => Promise.resolve(now) },
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const within = <T>(work: Parameters<typeof inAccount<T>>[2]) => inAccount(sql, ACCOUNT, work)

/** Move the sandbox clock, and let all come due that lies before. */
async function at(time: string | Date): Promise<void> {
  now = new Date(time)
  await within((tx) => tx`update accounts set clock_at = ${now} where account_id = ${ACCOUNT}`)
  await planDates(deps)
  for (let done = 1; done > 0; ) {
    await settleFollowers(sql, [followFlowEvents, followFlowProfiles], deps)
    done = await advanceFlows(deps)
  }
}

/** As the API, imports and other flows tell it. */
async function tell(
  profileId: string,
  properties: Record<string, string>,
  timezone?: string,
): Promise<void> {
  await within((tx) =>
    upsertProfiles(
      tx,
      ACCOUNT,
      [
        {
          id: profileId,
          identifiers: {},
          fields: { properties, ...(timezone === undefined ? {} : { location: { timezone } }) },
          identifierRule: 'keep',
          onConflict: 'prefer-first',
        },
      ],
      now,
    ),
  )
}

const email = (name: string, next: string | null = null) => ({
  temporary_id: name,
  type: 'send-email',
  links: { next },
  data: { status: 'live', message: { name, subject_line: name, from_email: 'shop@shop.test' } },
})
const countdown = (data: object, next: string) => ({
  temporary_id: 'countdown',
  type: 'countdown-delay',
  links: { next },
  data,
})
const trigger = (more: object) => ({
  type: 'date',
  date_field_type: 'profile-property',
  date_profile_property: "properties['Renewal']",
  timedelta_unit_before_date: 'days',
  timedelta_value_before_date: 20,
  recurrence_frequency: 'never',
  timezone: 'profile',
  trigger_time: '09:00:00',
  ...more,
})

async function liveFlow(definition: object): Promise<string> {
  const actor = { kind: 'user' as const, accountId: ACCOUNT, actorId: null, actorName: 'Ada' }
  const editing = { actor, now, wallNow: now }
  const parsed = FlowDefinition.parse({ profile_filter: null, ...definition })
  const { flowId } = await createFlow(sql, ACCOUNT, { name: 'A', definition: parsed }, editing)
  await setStatus(sql, ACCOUNT, flowId, 'live', editing)
  return flowId
}

/** One mail in front of a countdown, one behind it. */
function countingDown(data: object, more: object = {}): Promise<string> {
  return liveFlow({
    triggers: [trigger(more)],
    entry_action_id: 'early',
    actions: [email('early', 'countdown'), countdown(data, 'late'), email('late')],
  })
}

/** Subjects and instants of what is queued, for one profile. */
async function mailsOf(profileId: string): Promise<string[]> {
  const rows = await within(
    (tx) => tx<{ name: string; dueAt: Date }[]>`
      select c.name, m.due_at as "dueAt"
      from messages m
      join message_contents c using (account_id, content_id)
      where m.account_id = ${ACCOUNT} and m.profile_id = ${profileId}
      order by m.due_at, c.name`,
  )
  return rows.map(({ name, dueAt }) => `${name} ${dueAt.toISOString()}`)
}

function passages(flowId: string) {
  return within(
    (tx) => tx<{ profileId: string; dueAt: Date | null; endReason: string | null }[]>`
      select profile_id as "profileId", due_at as "dueAt", end_reason as "endReason"
      from flow_enrolments
      where account_id = ${ACCOUNT} and flow_id = ${flowId}
      order by flow_start`,
  )
}

async function steps(flowId: string): Promise<string[]> {
  const rows = await within(
    (tx) => tx<{ step: string }[]>`
      select concat_ws(' ', a.definition ->> 'type', s.outcome, s.detail) as step
      from flow_steps s
      join flow_actions a using (account_id, action_id)
      where s.account_id = ${ACCOUNT} and s.flow_id = ${flowId}
      order by s.taken_at, a.place`,
  )
  return rows.map((row) => row.step)
}

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate events, flows, messages, profile_changes cascade`
    await tx`delete from follower_cursors`
    await tx`update profiles set properties = '{}', location = '{}' where account_id = ${ACCOUNT}`
  })
  now = START
  await at(START)
})

describe('a countdown to a date of the profile', () => {
  test('is over so many days before it, by the clock of the profile, to the second', async () => {
    await tell(ada, { Renewal: '2027-03-25' })
    await tell(bo, { Renewal: '2027-03-25' }, 'America/Los_Angeles')
    const flowId = await countingDown({ unit: 'days', value: 7, delay_until_time: '18:00:00' })
    // 18 March: California has turned its clocks by then, Berlin has not.
    await at('2027-03-18T16:59:59.999Z')
    expect(await mailsOf(ada)).toEqual(['early 2027-03-05T08:00:00.000Z'])
    await at('2027-03-18T17:00:00Z')
    expect(await mailsOf(ada)).toEqual([
      'early 2027-03-05T08:00:00.000Z',
      'late 2027-03-18T17:00:00.000Z',
    ])
    await at('2027-03-19T12:00:00Z')
    expect(await mailsOf(bo)).toEqual([
      'early 2027-03-05T17:00:00.000Z',
      'late 2027-03-19T01:00:00.000Z',
    ])
    expect(await steps(flowId)).toContain('countdown-delay waited')
  })

  test('holds up nobody for whom it lies in the past', async () => {
    await tell(ada, { Renewal: '2027-03-10' })
    await countingDown(
      { unit: 'weeks', value: 2, delay_until_time: '18:00:00' },
      { timedelta_value_before_date: 3 },
    )
    await at('2027-03-09T00:00:00Z')
    expect(await mailsOf(ada)).toEqual([
      'early 2027-03-07T08:00:00.000Z',
      'late 2027-03-07T08:00:00.000Z',
    ])
  })

  test('comes later by what the clocks skip, and at the first of two equal times', async () => {
    await tell(ada, { Renewal: '2027-03-28' })
    await tell(bo, { Renewal: '2027-10-31' })
    await countingDown({ value: 0, delay_until_time: '02:30:00', timezone: 'Europe/Berlin' })
    await at('2027-11-15T00:00:00Z')
    expect((await mailsOf(ada)).at(-1)).toBe('late 2027-03-28T01:30:00.000Z')
    expect((await mailsOf(bo)).at(-1)).toBe('late 2027-10-31T00:30:00.000Z')
  })

  test('counts months from the last day of a shorter one, and goes on to an allowed weekday', async () => {
    await tell(ada, { Renewal: '2027-03-31' })
    // 28 February is a Sunday.
    await countingDown(
      { unit: 'months', value: 1, delay_until_time: '09:00:00', delay_until_weekdays: ['monday'] },
      { timedelta_value_before_date: 40 },
    )
    await at('2027-04-15T00:00:00Z')
    expect(await mailsOf(ada)).toEqual([
      'early 2027-02-19T08:00:00.000Z',
      'late 2027-03-01T08:00:00.000Z',
    ])
  })

  test('reads the day of an instant by the clock of the profile, and begins anew every year', async () => {
    // In Auckland it is the 26th.
    await tell(ada, { Renewal: '2020-03-25T18:00:00Z' }, 'Pacific/Auckland')
    await countingDown(
      { value: 1, delay_until_time: '00:00:00' },
      { recurrence_frequency: 'annually', timedelta_value_before_date: 2 },
    )
    await at('2027-04-15T00:00:00Z')
    await at('2028-04-15T00:00:00Z')
    expect(await mailsOf(ada)).toEqual([
      'early 2027-03-23T20:00:00.000Z',
      'late 2027-03-24T11:00:00.000Z',
      'early 2028-03-23T20:00:00.000Z',
      'late 2028-03-24T11:00:00.000Z',
    ])
  })

  test('cannot run in a flow that something else began, and says so', async () => {
    const flowId = await liveFlow({
      triggers: [{ type: 'metric', id: VISITED, trigger_filter: null }],
      entry_action_id: 'countdown',
      actions: [countdown({ value: 3 }, 'late'), email('late')],
    })
    await insertRawEvents(sql, ACCOUNT, [{ metricId: VISITED, profileId: ada, occurredAt: START }])
    await at(START)
    expect(await steps(flowId)).toEqual([
      'countdown-delay not-run the flow did not begin with a date',
      'send-email queued',
    ])
  })
})

describe('a date that is told while its flow would be under way', () => {
  const days = (count: number) => new Date(START.getTime() + count * DAY_MS)

  test('puts the profile where it would be by now, and once', async () => {
    const flowId = await countingDown({ value: 5, delay_until_time: '18:00:00' })
    await at(days(1))
    await tell(ada, { Renewal: '2027-02-14' })
    await at(days(1))
    const due = new Date('2027-02-09T17:00:00Z')
    expect(await passages(flowId)).toEqual([{ profileId: ada, dueAt: due, endReason: null }])
    await tell(ada, { Colour: 'red' })
    await at(days(2))
    expect(await passages(flowId)).toHaveLength(1)
    await at(days(20))
    // What lay before is not caught up on.
    expect(await mailsOf(ada)).toEqual(['late 2027-02-09T17:00:00.000Z'])
    expect(await passages(flowId)).toMatchObject([{ endReason: 'completed' }])
  })

  test('takes the place of the date that it was', async () => {
    const flowId = await countingDown({ value: 5, delay_until_time: '18:00:00' })
    await tell(ada, { Renewal: '2027-02-22' })
    await at(days(3))
    expect(await mailsOf(ada)).toEqual(['early 2027-02-02T08:00:00.000Z'])
    await tell(ada, { Renewal: '2027-02-18' })
    await at(days(3))
    await at(days(30))
    expect(await mailsOf(ada)).toEqual([
      'early 2027-02-02T08:00:00.000Z',
      'late 2027-02-13T17:00:00.000Z',
    ])
    expect(await passages(flowId)).toMatchObject([
      { endReason: 'completed' },
      { endReason: 'date-changed' },
    ])
  })

  test('lets nobody in when the flow would be over, or without being told', async () => {
    await tell(bo, { Renewal: '2027-02-14' })
    await at(START)
    const flowId = await countingDown({ value: 5, delay_until_time: '18:00:00' })
    await at(days(1))
    await tell(ada, { Renewal: '2027-02-05' })
    // A change of something else tells no date.
    await tell(bo, { Colour: 'red' })
    await at(days(20))
    expect(await passages(flowId)).toEqual([])
  })
})
