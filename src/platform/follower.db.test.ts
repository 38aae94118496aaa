import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import {
  type FollowerDeps,
  follower,
  notifyFollowers,
  runFollowers,
  settleFollowers,
} from './follower.ts'
import type { Log, Logged } from './log.ts'
import { connectSql, inAccount, inEveryAccount, type Sql, type Tx } from './sql.ts'
import { createTelemetry } from './telemetry.ts'

const { sql, url } = await testDatabase()
const other = connectSql(url, { max: 4 })
const writers = connectSql(url, { max: 12 })
afterAll(() => Promise.all([other.end(), writers.end()]))

const telemetry = createTelemetry()
const deps: FollowerDeps = {
  log: pino({ level: 'silent' }),
  telemetry,
}

const changes: Log<{ kind: string }> = {
  table: 'profile_changes',
  position: 'change_id',
  columns: { kind: 'kind' },
}
const now = new Date('2026-03-01T12:00:00Z')

await inEveryAccount(sql, async (tx) => {
  await tx`
    insert into accounts (account_id, name, timezone, currency, created_at)
    values ('AAAAAA', 'Ada''s', 'UTC', 'EUR', ${now}), ('BBBBBB', 'Bo''s', 'UTC', 'EUR', ${now})`
  // Without a key: a row that is applied twice is there twice.
  await tx`create table parley.applied (follower text, position bigint, shard smallint)`
})

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate profile_changes, catalog_changes, applied, follower_cursors, follower_failures`
  })
  telemetry.followerFailures.reset()
})

/** Append a row in a transaction that is open for as long as `before` takes. */
function write(
  db: Sql,
  { account = 'AAAAAA', shard = 0, kind = 'updated' } = {},
  before: () => Promise<unknown> = async () => {},
): Promise<number> {
  return inAccount(db, account, async (tx) => {
    const [row] = await tx<{ id: number }[]>`
      insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
      values (${account}, ${shard}, gen_random_uuid(), ${kind}, ${now})
      returning change_id as id`
    await before()
    return row!.id
  })
}

/** A follower that notes what it was given. */
function noting(
  name: `${string}.${string}`,
  before = async (_rows: Row[], _tx: Tx) => {},
  log = changes,
) {
  return follower<{ kind: string }>({
    name,
    log,
    batchMax: 40,
    restMs: 5,
    apply: async (tx, batch) => {
      const rows = await batch.rows(['kind'])
      await before(rows, tx)
      await tx`
        insert into applied
        select ${name}, r.position, r.shard
        from unnest(${rows.map((row) => row.position)}::bigint[],
                    ${rows.map((row) => row.shard)}::smallint[]) as r (position, shard)`
    },
  })
}
type Row = Logged<{ kind: string }>

async function applied(name: string): Promise<number[]> {
  const rows = await sql<{ position: number }[]>`
    select position from applied where follower = ${name} order by position`
  return rows.map((row) => row.position)
}

describe('reading behind the horizon', () => {
  test('a row that commits late, behind newer ones, is not lost', async () => {
    const one = noting('test.late')
    const opened = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const slow = write(writers, {}, async () => {
      opened.resolve()
      await finish.promise
    })
    await opened.promise
    const quick = await write(writers)

    await settleFollowers(sql, [one], deps, 50).catch(() => {})
    expect(await applied('test.late')).toEqual([])

    finish.resolve()
    const late = await slow
    expect(late).toBeLessThan(quick)
    await settleFollowers(sql, [one], deps)
    expect(await applied('test.late')).toEqual([late, quick])
  })

  test('a batch that has only read holds back nobody', async () => {
    const reading = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const slow = noting('test.slow', async () => {
      reading.resolve()
      await finish.promise
    })
    const quick = noting('test.quick')
    const ids = [await write(writers)]
    const settled = settleFollowers(other, [slow], deps)
    await reading.promise
    ids.push(await write(writers))
    await settleFollowers(sql, [quick], deps, 1_000).finally(finish.resolve)
    expect(await applied('test.quick')).toEqual(ids)
    await settled
    expect(await applied('test.slow')).toEqual(ids)
  })

  test('what another has applied meanwhile is undone, and noted once', async () => {
    const id = await write(writers)
    let looks = 0
    const one = noting('test.twice', async ([row]) => {
      looks += 1
      if (looks > 1 || !row) return
      await inEveryAccount(other, async (tx) => {
        await tx`insert into applied values ('test.twice', ${row.position}, ${row.shard})`
        await tx`
          update follower_cursors c
          set xid = l.written_by, position = l.change_id
          from profile_changes l
          where c.follower = 'test.twice' and c.shard = l.shard`
      })
    })
    await settleFollowers(sql, [one], deps)
    expect(looks).toBe(1)
    expect(await applied('test.twice')).toEqual([id])
  })

  test('many writers and two processes: each row is applied exactly once', async () => {
    const one = noting('test.race', () => pause(Math.random() * 3))
    const runners = [await runFollowers(sql, [one], deps), await runFollowers(other, [one], deps)]
    const written: number[] = []
    await Promise.all(
      Array.from({ length: 12 }, async (_, writer) => {
        for (let i = 0; i < 40; i += 1) {
          const account = i % 2 === 0 ? 'AAAAAA' : 'BBBBBB'
          const isUndone = i % 10 === 9
          const writing = write(writers, { account, shard: (writer * 7 + i) % 16 }, async () => {
            await pause(Math.random() * 20)
            if (isUndone) throw new Error('undone')
          })
          const id = await writing.catch(() => undefined)
          if (id !== undefined) written.push(id)
          for (const runner of runners) runner.wake()
        }
      }),
    )
    await settleFollowers(sql, [one], deps)
    await Promise.all(runners.map((runner) => runner.stop()))

    expect(await applied('test.race')).toEqual(written.sort((a, b) => a - b))
    const shards = await sql`select distinct shard from applied`
    expect(shards).toHaveLength(16)
  })

  test('rows of one shard come in commit order of their transactions', async () => {
    const seen: number[] = []
    const one = noting('test.order', async (rows) => {
      seen.push(...rows.filter((row) => row.shard === 3).map((row) => row.position))
    })
    const ids: number[] = []
    for (let i = 0; i < 30; i += 1) ids.push(await write(writers, { shard: 3 }))
    await settleFollowers(sql, [one], deps)
    expect(seen).toEqual(ids)
  })
})

test('what a batch holds is told before its rows are read, and only the kinds asked for are read', async () => {
  const kinds = ['created', 'updated', 'merged'] as const
  const written: { account: string; shard: number; kind: string; id: number }[] = []
  for (let i = 0; i < 60; i += 1) {
    const account = i % 4 === 0 ? 'BBBBBB' : 'AAAAAA'
    const at = { account, shard: (i * i) % 16, kind: kinds[i % 3] ?? 'updated' }
    written.push({ ...at, id: await write(writers, at) })
  }
  const told: Record<string, number> = {}
  const read: number[] = []
  const other: number[] = []
  const one = follower<{ kind: string }>({
    name: 'test.contents',
    log: { ...changes, kind: 'kind' },
    batchMax: 40,
    restMs: 5,
    apply: async (_tx, batch) => {
      for (const { accountId, shard, kind, rows } of batch.contents) {
        const key = `${accountId} ${shard} ${kind}`
        told[key] = (told[key] ?? 0) + rows
      }
      const rows = await batch.rows(['kind'], ['merged'])
      read.push(...rows.map((row) => row.position))
      other.push(...rows.filter((row) => row.kind !== 'merged').map((row) => row.position))
    },
  })
  await settleFollowers(sql, [one], deps)

  const counted: Record<string, number> = {}
  for (const { account, shard, kind } of written) {
    const key = `${account} ${shard} ${kind}`
    counted[key] = (counted[key] ?? 0) + 1
  }
  expect(told).toEqual(counted)
  const merged = written.filter((row) => row.kind === 'merged').map((row) => row.id)
  expect(read.sort((a, b) => a - b)).toEqual(merged)
  expect(other).toEqual([])
})

test('followers are woken by a notification of another session', async () => {
  const one = noting('test.woken')
  const runner = await runFollowers(sql, [one], deps)
  await pause(50) // both have looked once and are waiting for up to a second
  const started = performance.now()
  await inAccount(other, 'AAAAAA', async (tx) => {
    await tx`
      insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
      values ('AAAAAA', 5, gen_random_uuid(), 'updated', ${now})`
    await notifyFollowers(tx, [changes])
  })
  while ((await applied('test.woken')).length === 0) await pause(5)
  expect(performance.now() - started).toBeLessThan(900)
  await runner.stop()
})

test('what a follower writes wakes those who follow it', async () => {
  const written: Log<{ kind: string }> = {
    table: 'catalog_changes',
    position: 'change_id',
    columns: { kind: 'kind' },
  }
  const first = follower<{ kind: string }>({
    name: 'test.first',
    log: changes,
    batchMax: 40,
    restMs: 5,
    apply: async (tx, { contents: [row] }) => {
      await tx`
        insert into catalog_changes (account_id, shard, item_id, kind, changed_at)
        values (${row?.accountId ?? ''}, 1, 'I', 'changed', ${now})`
      return [written]
    },
  })
  const second = noting('test.second', undefined, written)
  const runner = await runFollowers(sql, [second, first], deps)
  await pause(700) // the next look of their own is up to a second away
  const started = performance.now()
  await write(writers)
  await notifyFollowers(sql, [changes])
  while ((await applied('test.second')).length === 0) await pause(5)
  expect(performance.now() - started).toBeLessThan(500)
  await runner.stop()
})

test('stopping waits for the batch under way', async () => {
  const started = Promise.withResolvers<void>()
  const one = noting('test.stop', async () => {
    started.resolve()
    await pause(50)
  })
  const id = await write(writers)
  const runner = await runFollowers(sql, [one], deps)
  await started.promise
  await runner.stop()
  expect(await applied('test.stop')).toEqual([id])
})

describe('a batch that fails', () => {
  test('is undone as a whole, thrown to who settles, and applied later', async () => {
    let isBroken = true
    const one = noting('test.undone', async (_rows, tx) => {
      await tx`insert into applied values ('test.undone', 0, 0)`
      if (isBroken) throw new Error('not now')
    })
    const id = await write(writers)
    await expect(settleFollowers(sql, [one], deps)).rejects.toThrow('not now')
    expect(await applied('test.undone')).toEqual([])
    isBroken = false
    await settleFollowers(sql, [one], deps)
    expect(await applied('test.undone')).toEqual([0, id])
  })

  test('is repeated until it succeeds', async () => {
    let failures = 2
    const one = noting('test.again', async () => {
      if (failures > 0) {
        failures -= 1
        throw new Error('not yet')
      }
    })
    const id = await write(writers)
    const runner = await runFollowers(sql, [one], deps)
    while ((await applied('test.again')).length === 0) await pause(20)
    await runner.stop()
    expect(await applied('test.again')).toEqual([id])
  })

  test('is halved down to the row that fails, which is recorded and passed over', async () => {
    const one = noting('test.poison', async (rows, tx) => {
      // What the database refuses and what our code throws: both happen.
      if (rows.some((row) => row.kind === 'merged')) await tx`select 1 / 0`
      if (rows.some((row) => row.kind === 'deleted')) throw new TypeError('no such thing')
    })
    const good: number[] = []
    const bad: number[] = []
    for (let i = 0; i < 20; i += 1) {
      const kind = i === 7 ? 'merged' : i === 13 ? 'deleted' : 'updated'
      const id = await write(writers, { shard: i % 3, kind })
      ;(kind === 'updated' ? good : bad).push(id)
    }
    const runner = await runFollowers(sql, [one], deps)
    while ((await applied('test.poison')).length < good.length) await pause(20)
    good.push(await write(writers, { shard: 1 }))
    while ((await applied('test.poison')).length < good.length) await pause(20)
    await runner.stop()

    expect(await applied('test.poison')).toEqual(good)
    const failures = await inAccount(
      sql,
      'AAAAAA',
      (tx) => tx`select position, error from follower_failures order by position`,
    )
    expect(failures).toMatchObject([
      { position: bad[0], error: expect.stringContaining('division by zero') },
      { position: bad[1], error: 'TypeError: no such thing' },
    ])
    const counted = await telemetry.followerFailures.get()
    expect(counted.values).toMatchObject([{ labels: { follower: 'test.poison' }, value: 2 }])
  })
})

test('the log is read through its index, also where row-level security applies', async () => {
  const plans = await inEveryAccount(sql, async (tx) => {
    await tx`
      insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
      select 'AAAAAA', n % 16, gen_random_uuid(), 'updated', ${now}
      from generate_series(1, 20000) as n`
    await tx`analyze profile_changes`
    await tx`set local enable_bitmapscan = off`
    await tx`set local enable_seqscan = off`
    return tx<Array<{ 'QUERY PLAN': string }>>`
      explain select *
      from profile_changes l
      where l.shard = 3
        and (l.written_by, l.change_id) > ('0'::xid8, 0)
        and l.written_by < pg_snapshot_xmin(pg_current_snapshot())
      order by l.shard, l.written_by, l.change_id
      limit 100`
  })
  const plan = plans.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).not.toContain('Sort')
  expect(plan).toMatch(/Index Scan using profile_changes_log/)
  expect(plan).toMatch(
    /Index Cond: .*ROW\(written_by, change_id\) > .*written_by < pg_snapshot_xmin/,
  )
})

test('the lag is measured', async () => {
  const one = noting('test.lag')
  await write(writers)
  // Before it runs: the lag is taken after its first look, at which an older snapshot may be open.
  await settleFollowers(sql, [one], deps)
  const runner = await runFollowers(sql, [one], deps)
  const lag = async () => (await telemetry.followerLag.get()).values
  await expect.poll(lag).toContainEqual({ labels: { follower: 'test.lag' }, value: 0 })
  await runner.stop()
})
