import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { type Db, inAccount, inEveryAccount, readInAccount } from './sql.ts'

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

test.each(['*', ''])('"%s" is not an account', (id) => {
  expect(() => inAccount(sql, id, notes)).toThrow(RangeError)
})

test('int8 is a number while it is exact, and an error beyond', async () => {
  const [row] = await sql`select 9007199254740991::int8 as large, count(*) from notes`
  expect(row).toEqual({ large: Number.MAX_SAFE_INTEGER, count: 0 })
  await expect(sql`select 9007199254740992::int8`).rejects.toThrow(/select it as text/)
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
})
