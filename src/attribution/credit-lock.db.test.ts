import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { waitsForLock } from '../../test/lock-waits.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import { connectSql, inAccount, type Tx } from '../platform/sql.ts'
import { lockAllShards } from '../profile/shard-lock.sql.ts'
import { attribute } from './attribute.action.ts'
import { ATTRIBUTION_METRICS, attributionShop } from './attribution-fixtures.ts'

const { sql, url } = await testDatabase()
const other = connectSql(url, { max: 3 })
afterAll(() => other.end({ timeout: 1 })) // a failed test leaves transactions open

const NOON = new Date('2026-06-01T12:00:00Z')
const ONE = new Date('2026-06-01T13:00:00Z')
const ACCOUNT = 'CredAc'
const [ada, bo] = [randomUUID(), randomUUID()]
await createRawAccount(sql, { id: ACCOUNT, createdAt: NOON }, ATTRIBUTION_METRICS, [ada, bo])
const shop = attributionShop(sql, ACCOUNT)

/** A transaction that stays open after `work`. */
async function open(work: (tx: Tx) => Promise<unknown>) {
  let commit = () => {}
  const committed = new Promise<void>((resolve) => {
    commit = resolve
  })
  let ready = () => {}
  const isReady = new Promise<void>((resolve) => {
    ready = resolve
  })
  const ended = inAccount(other, ACCOUNT, async (tx) => {
    await work(tx)
    ready()
    await committed
  })
  await Promise.race([isReady, ended])
  return async () => {
    commit()
    await ended
  }
}

test('an order is credited to a touch that is being taken in while it is read', async () => {
  const messageId = await shop.message(ada, NOON)
  const touch = {
    source: 'answer' as const,
    nth: 1,
    profileId: ada,
    kind: 'email-click' as const,
    rank: 0,
    at: NOON,
    isBot: false,
    isProxy: false,
    messageId,
    conversationId: null,
  }
  let eventId = 0
  // The order is older than the touch, but not to be seen when the touch looks for what it brought about.
  const commitOrder = await open(async (tx) => {
    const [row] = await tx<{ id: number }[]>`
      insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
                          unique_id, properties)
      values (${ACCOUNT}, ${Number.parseInt(ada.slice(-1), 16)}, ${ada}, 'ORDER', ${ONE}, ${ONE},
              'order', '{}')
      returning event_id as id`
    eventId = row?.id ?? 0
  })
  const commitTouch = await open(async (tx) => {
    await lockAllShards(tx, 'credits', ACCOUNT)
    await attribute(tx, ACCOUNT, { touches: [touch], eventIds: [] })
  })
  await commitOrder()
  const settled = shop.settle().then(() => 'settled')
  expect(await Promise.race([settled, waitsForLock(other, 'advisory')])).toBe('waits')
  await commitTouch()
  await settled
  expect(await shop.credits()).toEqual(new Map([[eventId, 'answer 1']]))
})

test('who was never touched is not waited for, whatever else is done to them', async () => {
  await insertRawEvents(sql, ACCOUNT, [{ metricId: 'VIEW', profileId: bo, occurredAt: ONE }])
  const commitChange = await open(
    (tx) => tx`
      select from profiles where account_id = ${ACCOUNT} and profile_id = ${bo} for update`,
  )
  const settled = shop.settle().then(() => 'settled')
  expect(await Promise.race([settled, waitsForLock(other, 'transactionid')])).toBe('settled')
  await commitChange()
})
