import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { shardSql } from './shard.sql.ts'
import { shardOf } from './shard.ts'

const { sql } = await testDatabase()

test('a query and the program put a profile into the same shard', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uuid(), { minLength: 1, maxLength: 200 }), async (ids) => {
      const rows = await sql<{ shard: number }[]>`
        select ${shardSql(sql, sql`p.id`)} as shard
        from unnest(${ids}::uuid[]) with ordinality as p (id, place)
        order by p.place`
      expect(rows.map((row) => row.shard)).toEqual(ids.map(shardOf))
    }),
    { numRuns: 20 },
  )
})
