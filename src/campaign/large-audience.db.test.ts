import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { inAccount } from '../platform/sql.ts'
import { countAudience, countOverlap } from './estimate.sql.ts'
import { readPage } from './recipients.sql.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'LargeA'
const NOON = new Date('2026-06-01T12:00:00Z')
const PEOPLE = 30_000
/** To compare each with each takes minutes; a hash, a moment. */
const STATEMENT_TIMEOUT = '20s'
const NONE: [] = []
await createRawAccount(sql, { id: ACCOUNT, createdAt: NOON }, NONE, NONE)

test('an audience that has just been filled is not compared each with each', async () => {
  const counts = await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`
    // In the same transaction, so that the planner cannot have looked at them.
    await tx`
      insert into profiles (account_id, profile_id, email, created_at, updated_at)
      select ${ACCOUNT}, gen_random_uuid(), 'p' || n || '@large.test', ${NOON}, ${NOON}
      from generate_series(1, ${PEOPLE}::int) n`
    for (const [id, part] of [
      ['All', 1],
      ['Tenth', 10],
    ] as const) {
      await tx`
        insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
        values (${ACCOUNT}, ${id}, 'list', ${id}, 'single_opt_in', ${NOON}, ${NOON})`
      await tx`
        insert into group_members (account_id, group_id, profile_id, joined_at)
        select ${ACCOUNT}, ${id}, p.profile_id, ${NOON}
        from (select profile_id, row_number() over () as n from profiles) p
        where p.n % ${part}::int = 0`
    }
    const audience = { included: ['All'], excluded: ['Tenth'] }
    const page = { audience, channel: 'email' as const, after: null, limit: PEOPLE }
    return {
      read: await readPage(tx, ACCOUNT, page, { metricId: null, limit: 1 }),
      count: await countAudience(tx, ACCOUNT, 'email', audience),
      overlap: await countOverlap(tx, ACCOUNT, 'All', ['Tenth']),
    }
  })
  expect(counts.read.listeners).toHaveLength(PEOPLE * 0.9)
  expect(counts.count).toMatchObject({ recipients: PEOPLE * 0.9, excluded: PEOPLE * 0.1 })
  expect(counts.overlap).toEqual({ members: PEOPLE, overlap: PEOPLE * 0.1 })
})
