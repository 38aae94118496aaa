import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { followActivity } from './follow-activity.job.ts'

const { sql } = await testDatabase()
const ada = randomUUID()
const bo = randomUUID()
const day = (n: number) => new Date(Date.UTC(2026, 2, n))
await createRawAccount(
  sql,
  { id: 'AAAAAA', createdAt: day(1) },
  [
    { id: 'VIEWED', name: 'Viewed Product' },
    { id: 'MAILED', name: 'Received Email' },
    { id: 'BEGUN', name: 'Started Conversation with Customer Agent' },
    { id: 'ENDED', name: 'Conversation with Customer Agent Escalated' },
  ],
  [ada, bo],
)

function settle() {
  return settleFollowers(sql, [followActivity], {
    log: pino({ level: 'silent' }),
    telemetry: createTelemetry(),
  })
}

async function activityOf(profileId: string, accountId = 'AAAAAA') {
  const [row] = await inAccount(
    sql,
    accountId,
    (tx) => tx`
      select first_active_at as first, last_active_at as last, last_event_at as event
      from profile_activity where profile_id = ${profileId}`,
  )
  return row
}

test('what a person did counts as activity; what was sent to them is only an event', async () => {
  await insertRawEvents(sql, 'AAAAAA', [
    { metricId: 'MAILED', profileId: ada, occurredAt: day(9) },
    { metricId: 'VIEWED', profileId: ada, occurredAt: day(5) },
    { metricId: 'BEGUN', profileId: ada, occurredAt: day(3) },
    { metricId: 'ENDED', profileId: ada, occurredAt: day(4) },
    { metricId: 'ENDED', profileId: bo, occurredAt: day(4) },
  ])
  await settle()
  expect(await activityOf(ada)).toEqual({ first: day(3), last: day(5), event: day(9) })
  expect(await activityOf(bo)).toEqual({ first: null, last: null, event: day(4) })
})

test('an older event that arrives late moves the beginning only', async () => {
  await insertRawEvents(sql, 'AAAAAA', [
    { metricId: 'VIEWED', profileId: ada, occurredAt: day(2) },
    { metricId: 'VIEWED', profileId: bo, occurredAt: day(2) },
  ])
  await settle()
  expect(await activityOf(ada)).toEqual({ first: day(2), last: day(5), event: day(9) })
  expect(await activityOf(bo)).toEqual({ first: day(2), last: day(2), event: day(4) })
})

test('whether a metric is of what only happens to people is asked of its own account', async () => {
  const cy = randomUUID()
  await createRawAccount(
    sql,
    { id: 'BBBBBB', createdAt: day(1) },
    [
      { id: 'VIEWED', name: 'Received Email' },
      { id: 'MAILED', name: 'Viewed Product' },
    ],
    [cy],
  )
  await insertRawEvents(sql, 'BBBBBB', [
    { metricId: 'VIEWED', profileId: cy, occurredAt: day(9) },
    { metricId: 'MAILED', profileId: cy, occurredAt: day(5) },
  ])
  // In the same batch, with the same ids.
  await insertRawEvents(sql, 'AAAAAA', [
    { metricId: 'MAILED', profileId: bo, occurredAt: day(6) },
    { metricId: 'VIEWED', profileId: bo, occurredAt: day(7) },
  ])
  await settle()
  expect(await activityOf(cy, 'BBBBBB')).toEqual({ first: day(5), last: day(5), event: day(9) })
  expect(await activityOf(bo)).toEqual({ first: day(2), last: day(7), event: day(7) })
})
