import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { type Db, inAccount, inEveryAccount, onceInAccount, readInAccount } from './sql.ts'

const { sql } = await testDatabase()

beforeAll(async () => {
  await sql`create table parley.notes (account_id text not null, note text not null)`
  await sql`select protect_by_account('parley.notes')`
  await inEveryAccount(
    sql,
    (tx) => tx`insert into notes values ('AAAAAA', 'of Ada'), ('BBBBBB', 'of Bo')`,
  )
})

async function notes(db: Db): Promise<string[]> {
  const rows = await db<Array<{ note: string }>>`select note from notes order by note`
  return rows.map(({ note }) => note)
}

describe('row-level security', () => {
  test('an account sees its own rows only, although the query does not filter', async () => {
    expect(await inAccount(sql, 'AAAAAA', notes)).toEqual(['of Ada'])
    expect(await readInAccount(sql, 'BBBBBB', notes)).toEqual(['of Bo'])
  })

  test('followers see the rows of every account', async () => {
    expect(await inEveryAccount(sql, notes)).toEqual(['of Ada', 'of Bo'])
  })

  test('outside of a scope there are no rows, also on a connection that had one', async () => {
    const connection = await sql.reserve()
    try {
      expect(await notes(connection)).toEqual([])
      await connection`begin`
      await connection`select set_config('parley.account_id', 'AAAAAA', true)`
      expect(await notes(connection)).toEqual(['of Ada'])
      await connection`commit`
      expect(await notes(connection)).toEqual([])
    } finally {
      connection.release()
    }
  })

  test('an account cannot write a row of another', async () => {
    const writing = inAccount(sql, 'AAAAAA', (tx) => tx`insert into notes values ('BBBBBB', 'x')`)
    await expect(writing).rejects.toThrow(/row-level security/)
  })

  test('many accounts at once on few connections do not mix', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        inAccount(sql, i % 2 === 0 ? 'AAAAAA' : 'BBBBBB', notes),
      ),
    )
    expect(answers.filter((seen) => seen.join() === 'of Ada')).toHaveLength(100)
    expect(answers.filter((seen) => seen.join() === 'of Bo')).toHaveLength(100)
  })
})

test('a reading transaction refuses to write', async () => {
  const writing = readInAccount(sql, 'AAAAAA', (tx) => tx`insert into notes values ('AAAAAA', 'x')`)
  await expect(writing).rejects.toMatchObject({ code: '25006' })
})

test('what throws inside a transaction undoes it and comes out unchanged', async () => {
  const failure = new Error('no')
  const writing = inAccount(sql, 'AAAAAA', async (tx) => {
    await tx`insert into notes values ('AAAAAA', 'half done')`
    throw failure
  })
  await expect(writing).rejects.toBe(failure)
  expect(await inAccount(sql, 'AAAAAA', notes)).toEqual(['of Ada'])
})

describe('one statement in a transaction of its own', () => {
  const write = (account: string, note: string) =>
    onceInAccount(sql, 'AAAAAA', (db) => {
      return db<[{ length: number }]>`
        insert into notes values (${account}, ${note}) returning 1 / (5 - length(note)) as length`
    })

  test('is committed, in its account only', async () => {
    expect(await write('AAAAAA', 'once')).toMatchObject([{ length: 1 }])
    expect(await inAccount(sql, 'AAAAAA', notes)).toContain('once')
    await expect(write('BBBBBB', 'once')).rejects.toThrow(/row-level security/)
  })

  test('leaves nothing behind when it fails, and its connection is of use', async () => {
    const failures = Array.from({ length: 60 }, (_, at) =>
      write('AAAAAA', at % 2 ? 'fives' : 'abc'),
    )
    const outcomes = await Promise.allSettled(failures)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(30)
    const kept = await inAccount(sql, 'AAAAAA', notes)
    expect(kept.filter((note) => note === 'fives')).toEqual([])
    expect(kept.filter((note) => note === 'abc')).toHaveLength(30)
    // Also not the scope of the one before.
    expect(await Promise.all(Array.from({ length: 30 }, () => notes(sql)))).toEqual(
      Array.from({ length: 30 }, () => []),
    )
  })

  test('fails when its connection is cut, and the pool goes on', async () => {
    const cut = onceInAccount(sql, 'AAAAAA', (db) => {
      return db`select pg_terminate_backend(pg_backend_pid())`
    })
    await expect(cut).rejects.toThrow(/terminating connection|CONNECTION_/)
    // The driver tells the connection's last error once more, to whoever comes next (postgres 3.4.9).
    await Promise.allSettled(Array.from({ length: 30 }, () => inAccount(sql, 'AAAAAA', notes)))
    const all = Array.from({ length: 30 }, () => inAccount(sql, 'AAAAAA', notes))
    const heard = (await Promise.all(all)).map((one) => one.includes('of Ada'))
    expect(new Set(heard)).toEqual(new Set([true]))
  })
})

test.each(['*', ''])('"%s" is not an account', (id) => {
  expect(() => inAccount(sql, id, notes)).toThrow(RangeError)
})

test('int8 is a number while it is exact, and an error beyond', async () => {
  const [row] = await sql`select 9007199254740991::int8 as large, count(*) from notes`
  expect(row).toEqual({ large: Number.MAX_SAFE_INTEGER, count: 0 })
  await expect(sql`select 9007199254740992::int8`).rejects.toThrow(/select it as text/)
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
})
