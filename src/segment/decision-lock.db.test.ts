import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { waitsForLock } from '../../test/lock-waits.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { accountClock } from '../platform/clock.ts'
import { connectSql, inAccount } from '../platform/sql.ts'
import { lockAllShards, lockShardsOf } from '../profile/shard-lock.sql.ts'
import { buildSegment } from './build-segment.action.ts'

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
