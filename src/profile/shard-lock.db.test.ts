import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { connectSql, inEveryAccount } from '../platform/sql.ts'
import { lockAllShards, lockShards } from './shard-lock.sql.ts'

const { sql, url } = await testDatabase()

/** Of a batch of answers; the database keeps some 6,400 locks, of all transactions together. */
const ACCOUNTS = 1_000

test('whoever locks everybody of very many accounts leaves room for the locks of others', async () => {
  await inEveryAccount(sql, async (tx) => {
    for (let nth = 0; nth < ACCOUNTS; nth += 1) await lockAllShards(tx, 'credits', `A${nth}`)
    const [held] = await tx<{ locks: number }[]>`
      select count(*) as locks from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'`
    expect(held?.locks).toBe(ACCOUNTS)
  })
})

test('everybody of an account is locked apart from each of its shards, and from no other account', async () => {
  const other = connectSql(url, { max: 1 })
  const isFree = (accountId: string, shard: number | 'all') =>
    inEveryAccount(other, async (tx) => {
      await tx`set local lock_timeout = '50ms'`
      await (shard === 'all'
        ? lockAllShards(tx, 'credits', accountId)
        : lockShards(tx, 'credits', [{ accountId, shard }]))
      return true
    }).catch(() => false)

  await inEveryAccount(sql, async (tx) => {
    await lockShards(tx, 'credits', [{ accountId: 'AAAAAA', shard: 3 }])
    expect(await isFree('AAAAAA', 3)).toBe(false)
    expect(await isFree('AAAAAA', 4)).toBe(true)
    expect(await isFree('AAAAAA', 'all')).toBe(false)
    expect(await isFree('BBBBBB', 'all')).toBe(true)
    // Whoever holds some may come for the rest.
    await lockAllShards(tx, 'credits', 'AAAAAA')
    expect(await isFree('AAAAAA', 4)).toBe(false)
    expect(await isFree('BBBBBB', 4)).toBe(true)
  })
  expect(await isFree('AAAAAA', 'all')).toBe(true)
  await other.end()
})
