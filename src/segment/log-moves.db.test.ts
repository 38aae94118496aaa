import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { settleFollowers } from '../platform/follower.ts'
import { inAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { deleteProfile } from '../profile/delete-profile.action.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { followSegmentProfiles } from './follow-profiles.job.ts'
import { logChanges } from './members.sql.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'MovesC'
const NEWS = 'ListNw'
const SALE = 'ListSa'
const NOON = new Date('2026-06-01T12:00:00Z')
const [ada, bo, cy] = [randomUUID(), randomUUID(), randomUUID()]
const deps = {
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}

await createRawAccount(sql, { id: ACCOUNT, createdAt: NOON }, [], [ada, bo, cy])
await inAccount(sql, ACCOUNT, async (tx) => {
  for (const groupId of [NEWS, SALE]) {
    await tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${ACCOUNT}, ${groupId}, 'list', ${groupId}, 'single_opt_in', ${NOON}, ${NOON})`
  }
  for (const [groupId, profileId] of [
    [NEWS, ada],
    [SALE, ada],
    [SALE, bo],
    [NEWS, cy],
  ] as const) {
    await tx`
      insert into group_members (account_id, group_id, profile_id, joined_at)
      values (${ACCOUNT}, ${groupId}, ${profileId}, ${NOON})`
    const change = { groupId, profileId, kind: 'joined', at: NOON } as const
    await logChanges(tx, ACCOUNT, [change], 'manual')
  }
})

function changes(profileId: string): Promise<{ group: string; kind: string; cause: string }[]> {
  return inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ group: string; kind: string; cause: string }[]>`
      select group_id as group, kind, cause
      from group_changes
      where account_id = ${ACCOUNT} and profile_id = ${profileId} and cause <> 'manual'
      order by group_id, change_id`,
  )
}

test('who goes into another profile leaves, and the other joins what it was not in', async () => {
  await inAccount(sql, ACCOUNT, (tx) =>
    mergeProfiles(tx, ACCOUNT, { source: ada, destination: bo, mergedBy: '' }, NOON),
  )
  await settleFollowers(sql, [followSegmentProfiles], deps)
  expect(await changes(ada)).toEqual([
    { group: NEWS, kind: 'left', cause: 'merge' },
    { group: SALE, kind: 'left', cause: 'merge' },
  ])
  expect(await changes(bo)).toEqual([{ group: NEWS, kind: 'joined', cause: 'merge' }])
})

test('who is forgotten leaves', async () => {
  await inAccount(sql, ACCOUNT, (tx) => deleteProfile(tx, ACCOUNT, cy, NOON))
  await settleFollowers(sql, [followSegmentProfiles], deps)
  expect(await changes(cy)).toEqual([{ group: NEWS, kind: 'left', cause: 'merge' }])
})
