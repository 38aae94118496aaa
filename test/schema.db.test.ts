import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeSchema } from '../scripts/describe-schema.ts'
import { testDatabase } from './database.ts'

const { sql } = await testDatabase()

test('db/schema.sql is what the migrations make; otherwise run `npm run schema`', async () => {
  const written = await readFile(new URL('../db/schema.sql', import.meta.url), 'utf8')
  expect(await describeSchema(sql)).toBe(written)
})

test('every table with an account is protected by it, also from its owner', async () => {
  const unprotected = await sql<Array<{ table: string }>>`
    select c.relname as table
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
    where c.relnamespace = 'parley'::regnamespace
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and not (c.relrowsecurity and c.relforcerowsecurity
        and exists (select from pg_policy p where p.polrelid = c.oid))`
  expect(unprotected).toEqual([])
})
