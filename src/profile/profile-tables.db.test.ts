import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { OWN_TABLES, SOLE_ROWS, SPARE_ROWS } from './profile-tables.ts'

const { sql } = await testDatabase()

test('every table that refers to profiles is moved by a merge', async () => {
  const rows = await sql<{ name: string }[]>`
    select distinct conrelid::regclass::text as name
    from pg_constraint
    where contype = 'f' and confrelid = 'profiles'::regclass`
  const known = [...OWN_TABLES, ...[...SOLE_ROWS, ...SPARE_ROWS].map(({ table }) => table)]
  expect(known.sort()).toEqual(rows.map(({ name }) => name).sort())
})
