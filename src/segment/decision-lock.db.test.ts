import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { waitsForLock } from '../../test/lock-waits.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { Definition } from '../contract/conditions.ts'
import { accountClock } from '../platform/clock.ts'
import { settleFollowers } from '../platform/follower.ts'
import { connectSql, inAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { lockAllShards, lockShardsOf } from '../profile/shard-lock.sql.ts'
import { buildSegment } from './build-segment.action.ts'
import { followSegmentEvents } from './follow-events.job.ts'
import { createSegment } from './save-segment.action.ts'

const { sql, url } = await testDatabase()
const other = connectSql(url, { max: 2 })
afterAll(() => other.end())

const ACCOUNT = 'LockAc'
const NOON = new Date('2026-06-01T12:00:00Z')
const [ada, bo] = [`${randomUUID().slice(0, -1)}1`, `${randomUUID().slice(0, -1)}2`]
await createRawAccount(sql, { id: ACCOUNT, createdAt: NOON }, [], [ada, bo])

const about = (profileId: string) => [{ accountId: ACCOUNT, profileId }]

/** What ends first: the work, or a transaction that is open until `release` is called. */
async function whileHeld(profileId: string, work: () => Promise<unknown>): Promise<string[]> {
  const order: string[] = []
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let locked = () => {}
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve
  })
  const holder = inAccount(sql, ACCOUNT, async (tx) => {
    await lockShardsOf(tx, 'decisions', about(profileId))
    locked()
    await released
    order.push('released')
  })
  await isLocked
  const worker = work().then(() => order.push('worked'))
  await Promise.race([worker, waitsForLock(other, 'advisory')])
  release()
  await Promise.all([holder, worker])
  return order
}

test('who decides about somebody waits for others who do', async () => {
  const lock = () => inAccount(other, ACCOUNT, (tx) => lockShardsOf(tx, 'decisions', about(ada)))
  expect(await whileHeld(ada, lock)).toEqual(['released', 'worked'])
})

test('people of other parts are not waited for, nor is who only changes a profile', async () => {
  const lock = () => inAccount(other, ACCOUNT, (tx) => lockShardsOf(tx, 'decisions', about(bo)))
  expect(await whileHeld(ada, lock)).toEqual(['worked', 'released'])
  const change = () =>
    inAccount(
      other,
      ACCOUNT,
      (tx) => tx`
        update profiles set first_name = 'Ada'
        where account_id = ${ACCOUNT} and profile_id = ${ada}`,
    )
  expect(await whileHeld(ada, change)).toEqual(['worked', 'released'])
})

test('a build waits for whoever may decide by the definition of before', async () => {
  const build = () => buildSegment(other, accountClock(other), ACCOUNT, 'NoSeg1')
  expect(await whileHeld(ada, build)).toEqual(['released', 'worked'])
  const all = () => inAccount(other, ACCOUNT, (tx) => lockAllShards(tx, 'decisions', ACCOUNT))
  expect(await whileHeld(bo, all)).toEqual(['released', 'worked'])
})

test('events of who was merged since are decided under the lock of the profile that was kept', async () => {
  const [cy, di] = [`${randomUUID().slice(0, -1)}3`, `${randomUUID().slice(0, -1)}4`]
  const definition = Definition.parse({
    condition_groups: [
      {
        conditions: [
          {
            type: 'profile-metric',
            metric_id: 'Viewed',
            measurement: 'count',
            measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
            timeframe_filter: { type: 'date', operator: 'alltime' },
            metric_filters: null,
          },
        ],
      },
    ],
  })
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${ACCOUNT}, p, ${NOON}, ${NOON} from unnest(${[cy, di]}::uuid[]) as p`
    await tx`
      insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
      values (${ACCOUNT}, 'Viewed', 'Viewed Product', 'api', ${NOON}, ${NOON})`
  })
  const segment = { name: 'Looked at something', definition, isStarred: false }
  const { groupId: segmentId } = await createSegment(sql, ACCOUNT, segment, NOON)
  await buildSegment(sql, accountClock(sql), ACCOUNT, segmentId)
  await insertRawEvents(sql, ACCOUNT, [{ metricId: 'Viewed', profileId: cy, occurredAt: NOON }])
  const merge = { source: cy, destination: di, mergedBy: '' }
  await inAccount(sql, ACCOUNT, (tx) => mergeProfiles(tx, ACCOUNT, merge, NOON))

  const deps = { log: pino({ level: 'silent' }), telemetry: createTelemetry() }
  const follow = () => settleFollowers(other, [followSegmentEvents], deps)
  expect(await whileHeld(di, follow)).toEqual(['released', 'worked'])
  const members = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx`select profile_id as id from group_members where group_id = ${segmentId}`,
  )
  expect(members).toEqual([{ id: di }])
})
