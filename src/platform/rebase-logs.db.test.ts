import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { accountClock } from './clock.ts'
import { type Follower, follower, settleFollowers } from './follower.ts'
import type { Log } from './log.ts'
import { rebaseLogs } from './rebase-logs.ts'
import { inEveryAccount } from './sql.ts'
import { createTelemetry } from './telemetry.ts'

const { sql } = await testDatabase()
const deps = {
  clock: accountClock(sql),
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const now = new Date('2026-03-01T12:00:00Z')
const changes: Log<{ kind: string }> = {
  table: 'profile_changes',
  position: 'change_id',
  columns: { kind: 'kind' },
}

await inEveryAccount(
  sql,
  (tx) => tx`
    insert into accounts (account_id, name, timezone, currency, created_at)
    values ('AAAAAA', 'Ada''s', 'UTC', 'EUR', ${now})`,
)

function noting(name: `${string}.${string}`, seen: number[]): Follower {
  return follower<{ kind: string }>({
    name,
    log: changes,
    batchMax: 40,
    restMs: 5,
    apply: async (_tx, batch) => {
      seen.push(...(await batch.rows([])).map((row) => row.position))
    },
  })
}

async function write(count: number): Promise<number[]> {
  const rows = await inEveryAccount(
    sql,
    (tx) => tx<{ id: number }[]>`
      insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
      select 'AAAAAA', n % 16, gen_random_uuid(), 'updated', ${now}
      from generate_series(1, ${count}::int) n
      returning change_id as id`,
  )
  return rows.map((row) => row.id)
}

/** What a restore into a younger cluster looks like: all numbers are ahead of the cluster's own. */
async function moveToYoungerCluster(): Promise<void> {
  const ahead = (text: string) => `(${text}::text::numeric + 9000000000)::text::xid8`
  await inEveryAccount(sql, async (tx) => {
    await tx.unsafe(`update profile_changes set written_by = ${ahead('written_by')}`)
    await tx.unsafe(`update follower_cursors set xid = ${ahead('xid')} where xid > '0'`)
  })
}

test('after a restore each follower reads what it had not read, and nothing twice', async () => {
  const seenByQuick: number[] = []
  const seenBySlow: number[] = []
  const quick = noting('test.quick', seenByQuick)
  const slow = noting('test.slow', seenBySlow)
  const followers = [quick, slow]

  const first = await write(40)
  await settleFollowers(sql, followers, deps)
  const second = await write(40)
  await settleFollowers(sql, [quick], deps)
  const third = await write(40)
  await moveToYoungerCluster()

  expect(await rebaseLogs(sql, followers)).toBe(true)
  const fourth = await write(40)
  await settleFollowers(sql, followers, deps)

  const everything = [...first, ...second, ...third, ...fourth]
  expect(seenByQuick.toSorted((a, b) => a - b)).toEqual(everything)
  expect(seenBySlow.toSorted((a, b) => a - b)).toEqual(everything)
})

test('a database that was not moved is left alone', async () => {
  const seen: number[] = []
  const one = noting('test.quick', seen)
  await settleFollowers(sql, [one], deps)
  const before = await inEveryAccount(sql, (tx) => tx`select * from follower_cursors order by 1, 2`)
  expect(await rebaseLogs(sql, [one])).toBe(false)
  const after = await inEveryAccount(sql, (tx) => tx`select * from follower_cursors order by 1, 2`)
  expect(after).toEqual(before)
})
