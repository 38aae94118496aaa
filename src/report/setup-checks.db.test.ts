import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { inAccount } from '../platform/sql.ts'
import { jobFacts, zoneFacts } from './setup-checks.sql.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'Checks'
const NOON = new Date('2026-11-20T12:00:00Z')
const profileIds = Array.from({ length: 5 }, () => crypto.randomUUID())
await createRawAccount(sql, { id: ACCOUNT, createdAt: NOON }, [], profileIds)

test('the zone that most profiles name is found, and nothing where none names one', async () => {
  const facts = () => inAccount(sql, ACCOUNT, (tx) => zoneFacts(tx, ACCOUNT))
  const none = { zone: 'UTC', profilesZone: null, profilesThere: 0, profilesWithZone: 0 }
  expect(await facts()).toEqual(none)
  const zones = ['Europe/Berlin', 'Europe/Paris', 'Europe/Berlin', '']
  for (const [at, zone] of zones.entries()) {
    await inAccount(
      sql,
      ACCOUNT,
      (tx) => tx`
        update profiles set location = jsonb_build_object('timezone', ${zone}::text)
        where account_id = ${ACCOUNT} and profile_id = ${profileIds[at] ?? ''}`,
    )
  }
  expect(await facts()).toEqual({
    zone: 'UTC',
    profilesZone: 'Europe/Berlin',
    profilesThere: 2,
    profilesWithZone: 3,
  })
})

test('jobs are late when they are due for long, and given up when they failed for the last time', async () => {
  const facts = () =>
    inAccount(sql, ACCOUNT, (tx) =>
      jobFacts(tx, { dueBefore: new Date(Date.now() - 60_000), since: new Date(0) }),
    )
  expect(await facts()).toEqual({ lateJobs: 0, oldestLateJobAt: null, jobsGivenUp: 0 })
  const add = (key: string, at: Date, attemptsMax: number) => sql`
    select graphile_worker.add_job(
      'test.job', payload => '{}'::json, run_at => ${at}, job_key => ${key},
      max_attempts => ${attemptsMax}::int)`
  const hourAgo = new Date(Date.now() - 3_600_000)
  await add('late', hourAgo, 5)
  await add('due', new Date(), 5)
  await add('failed', hourAgo, 1)
  await sql`
    select graphile_worker.permanently_fail_jobs(array_agg(id), 'no')
    from graphile_worker.jobs
    where key = 'failed'`
  expect(await facts()).toEqual({ lateJobs: 1, oldestLateJobAt: hourAgo, jobsGivenUp: 1 })
})
