import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { Definition } from '../contract/conditions.ts'
import { accountClock } from '../platform/clock.ts'
import { type FollowerDeps, settleFollowers } from '../platform/follower.ts'
import { inAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { DAY_MS } from '../platform/time.ts'
import { auditSegments } from './audit-segments.action.ts'
import { buildSegment } from './build-segment.action.ts'
import { followSegmentEvents } from './follow-events.job.ts'
import { followSegmentGroups } from './follow-groups.job.ts'
import { followSegmentProfiles } from './follow-profiles.job.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AuditC'
const SEGMENT = 'SegAud'
const NOON = new Date('2026-06-01T12:00:00Z')
const [ada = '', bo = '', cy = ''] = [randomUUID(), randomUUID(), randomUUID()].toSorted()
const escalatedLately = Definition.parse({
  condition_groups: [
    {
      conditions: [
        {
          type: 'profile-metric',
          metric_id: 'MetEsc',
          measurement: 'count',
          measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
          timeframe_filter: { type: 'date', operator: 'in-the-last', quantity: 7, unit: 'day' },
          metric_filters: null,
        },
      ],
    },
  ],
})

const clock = accountClock(sql)
let telemetry = createTelemetry()
const log = pino({ level: 'silent' })
const deps = (): FollowerDeps => ({ log, telemetry })

await createRawAccount(
  sql,
  { id: ACCOUNT, isSandbox: true, createdAt: NOON },
  [{ id: 'MetEsc', name: 'Escalated' }],
  [ada, bo, cy],
)
await insertRawEvents(sql, ACCOUNT, [{ metricId: 'MetEsc', profileId: ada, occurredAt: NOON }])
await inAccount(sql, ACCOUNT, async (tx) => {
  await tx`
    insert into groups (account_id, group_id, kind, name, created_at, updated_at)
    values (${ACCOUNT}, ${SEGMENT}, 'segment', 'Escalated lately', ${NOON}, ${NOON})`
  await tx`
    insert into segments (account_id, group_id, definition)
    values (${ACCOUNT}, ${SEGMENT}, ${JSON.stringify(escalatedLately)}::text::jsonb)`
})

beforeEach(async () => {
  await moveTo(NOON)
  telemetry = createTelemetry()
  await settle()
  await buildSegment(sql, clock, ACCOUNT, SEGMENT)
})

function settle(): Promise<void> {
  return settleFollowers(
    sql,
    [followSegmentEvents, followSegmentProfiles, followSegmentGroups],
    deps(),
  )
}

const audit = () => auditSegments(sql, { log, telemetry })

async function moveTo(now: Date): Promise<void> {
  await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx`update accounts set clock_at = ${now} where account_id = ${ACCOUNT}`,
  )
}

async function counted(): Promise<number | undefined> {
  const { values } = await telemetry.segmentDifferences.get()
  return values[0]?.value
}

async function members(): Promise<string[]> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ id: string }[]>`
      select profile_id as id from group_members
      where account_id = ${ACCOUNT} and group_id = ${SEGMENT}`,
  )
  return rows.map((row) => row.id)
}

test('a night without faults counts none', async () => {
  expect(await audit()).toEqual({ segments: 1, profiles: 3, differences: 0 })
  expect(await counted()).toBe(0)
})

test('who is wrongly in or out is counted, and mended by the build that follows', async () => {
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`delete from group_members where account_id = ${ACCOUNT} and group_id = ${SEGMENT}`
    await tx`
      insert into group_members (account_id, group_id, profile_id, joined_at)
      values (${ACCOUNT}, ${SEGMENT}, ${bo}, ${NOON})`
  })
  expect(await audit()).toEqual({ segments: 1, profiles: 3, differences: 2 })
  expect(await counted()).toBe(2)
  await buildSegment(sql, clock, ACCOUNT, SEGMENT)
  expect(await members()).toEqual([ada])
  await settle()
  expect(await audit()).toMatchObject({ differences: 0 })
})

test('a flip that was dropped is found once it is late', async () => {
  await inAccount(sql, ACCOUNT, (tx) => tx`delete from segment_flips`)
  await moveTo(new Date(NOON.getTime() + 7 * DAY_MS))
  expect(await audit()).toMatchObject({ differences: 1 })
})

test('what has not been followed yet, or is just due, is no fault', async () => {
  await insertRawEvents(sql, ACCOUNT, [{ metricId: 'MetEsc', profileId: cy, occurredAt: NOON }])
  expect(await audit()).toMatchObject({ profiles: 2, differences: 0 })
  await settle()
  await moveTo(new Date(NOON.getTime() + 7 * DAY_MS + 1_000))
  expect(await audit()).toMatchObject({ differences: 0 })
})
