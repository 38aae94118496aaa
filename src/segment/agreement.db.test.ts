import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import type { Definition } from '../contract/conditions.ts'
import { type FollowerDeps, settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { buildSegment } from './build-segment.action.ts'
import { bulkQuery } from './bulk.sql.ts'
import {
  aDefinition,
  aHappening,
  anInstant,
  GROUPS,
  type Happening,
  METRICS,
  NOON,
  PEOPLE,
} from './definition-arbitraries.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import { flipSegments } from './flip-segments.action.ts'
import { followSegmentEvents } from './follow-events.job.ts'
import { followSegmentGroups } from './follow-groups.job.ts'
import { followSegmentProfiles } from './follow-profiles.job.ts'
import { logChanges } from './members.sql.ts'
import { needsOf } from './needs.ts'
import { saveNeeds } from './segments.sql.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const TIMEZONE = 'Europe/Berlin'
const people = Array.from({ length: PEOPLE }, () => randomUUID())
const SEGMENT = 'SegA'
/** More of them find rarer disagreements: AGREEMENT_RUNS=1000. */
const RUNS = Number(process.env.AGREEMENT_RUNS ?? 30)
const LIMIT_MS = 30_000 + RUNS * 2_000

await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: TIMEZONE, isSandbox: true, createdAt: NOON },
  METRICS.map((id) => ({ id, name: `Metric ${id}` })),
  people,
)
await inAccount(sql, ACCOUNT, async (tx) => {
  for (const groupId of [...GROUPS, SEGMENT]) {
    const isList = groupId !== SEGMENT
    await tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${ACCOUNT}, ${groupId}, ${isList ? 'list' : 'segment'}, ${groupId},
              ${isList ? 'single_opt_in' : null}, ${NOON}, ${NOON})`
  }
})

let clockAt = NOON
const clock = { now: async () => clockAt }
const deps: FollowerDeps = {
  clock,
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}

async function empty(): Promise<void> {
  await inEveryAccount(sql, async (tx) => {
    await tx`
      truncate events, group_members, group_changes, profile_changes, segment_flips, segments cascade`
    await tx`delete from follower_cursors`
    await tx`
      update profiles
      set first_name = null, location = '{}', properties = '{}', email = null
      where account_id = ${ACCOUNT}`
  })
}

async function happen(what: Happening): Promise<void> {
  const profileId = people[what.who] ?? ''
  switch (what.kind) {
    case 'event':
      await insertRawEvents(sql, ACCOUNT, [{ ...what, profileId, occurredAt: what.at }])
      return
    case 'profile':
      await inAccount(sql, ACCOUNT, async (tx) => {
        const location = JSON.stringify({ city: what.city, country: what.country })
        await tx`
          update profiles
          set first_name = ${what.firstName}, location = ${location}::text::jsonb,
              properties = ${JSON.stringify(what.properties)}::text::jsonb
          where account_id = ${ACCOUNT} and profile_id = ${profileId}`
        await tx`
          insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
          values (${ACCOUNT}, ${shardOf(profileId)}, ${profileId}, 'updated', ${NOON})`
      })
      return
    case 'group':
      await inAccount(sql, ACCOUNT, async (tx) => {
        const { groupId, joins, at } = what
        const changed = joins
          ? await tx`
              insert into group_members (account_id, group_id, profile_id, joined_at)
              values (${ACCOUNT}, ${groupId}, ${profileId}, ${at}) on conflict do nothing`
          : await tx`
              delete from group_members
              where account_id = ${ACCOUNT} and group_id = ${groupId} and profile_id = ${profileId}`
        if (changed.count === 0) return
        const kind = joins ? 'joined' : 'left'
        await logChanges(tx, ACCOUNT, [{ groupId, profileId, kind, at }], 'manual')
      })
  }
}

function shardOf(profileId: string): number {
  return Number.parseInt(profileId.slice(-1), 16)
}

/** The people who match, by the evaluator in memory. */
async function reference(definition: Definition, now: Date): Promise<string[]> {
  const facts = await inAccount(sql, ACCOUNT, (tx) =>
    loadFacts(tx, ACCOUNT, people, needsOf(definition)),
  )
  return people
    .filter((id) => {
      const known = facts.get(id)
      return known && evaluate(definition, known, { now, timezone: TIMEZONE }).matches
    })
    .toSorted()
}

async function members(): Promise<string[]> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ id: string }[]>`
      select profile_id as id from group_members
      where account_id = ${ACCOUNT} and group_id = ${SEGMENT}`,
  )
  return rows.map((row) => row.id).toSorted()
}

async function saveSegment(definition: Definition): Promise<void> {
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`
      insert into segments (account_id, group_id, definition)
      values (${ACCOUNT}, ${SEGMENT}, ${JSON.stringify(definition)}::text::jsonb)`
    await saveNeeds(tx, ACCOUNT, SEGMENT, needsOf(definition))
  })
}

async function settle(): Promise<void> {
  await settleFollowers(
    sql,
    [followSegmentEvents, followSegmentProfiles, followSegmentGroups],
    deps,
  )
  await flipSegments(sql, clock)
}

const history = fc.array(aHappening, { maxLength: 8 })

describe('every evaluator gives the same answer', () => {
  test(
    'in one query over all profiles, and in memory',
    async () => {
      let answered = 0
      await fc.assert(
        fc.asyncProperty(aDefinition, history, anInstant, async (definition, events, now) => {
          await empty()
          for (const what of events) await happen(what)
          const found = await inAccount(sql, ACCOUNT, async (tx) => {
            const query = bulkQuery(tx, ACCOUNT, definition, now)
            return query && (await tx<{ profileId: string; matches: boolean }[]>`${query}`)
          })
          if (!found) return
          answered += 1
          const ids = found.filter((row) => row.matches).map((row) => row.profileId)
          expect(ids.toSorted()).toEqual(await reference(definition, now))
        }),
        { numRuns: RUNS * 3 },
      )
      expect(answered).toBeGreaterThan(RUNS / 3)
    },
    LIMIT_MS,
  )

  test(
    'by a build, and then by followers as things happen and time passes',
    async () => {
      const aStep = fc.oneof(
        { weight: 3, arbitrary: aHappening },
        {
          weight: 1,
          arbitrary: fc.record({
            kind: fc.constant('time' as const),
            hours: fc.integer({ min: 1, max: 24 * 20 }),
          }),
        },
      )
      await fc.assert(
        fc.asyncProperty(
          aDefinition,
          history,
          fc.array(aStep, { maxLength: 6 }),
          async (definition, before, steps) => {
            await empty()
            clockAt = NOON
            for (const what of before) await happen(what)
            await saveSegment(definition)
            await buildSegment(sql, clock, ACCOUNT, SEGMENT)
            await settle()
            expect(await members()).toEqual(await reference(definition, clockAt))
            for (const step of steps) {
              if (step.kind === 'time')
                clockAt = new Date(clockAt.getTime() + step.hours * 3_600_000)
              else await happen(step)
              await settle()
              expect(await members()).toEqual(await reference(definition, clockAt))
            }
          },
        ),
        { numRuns: RUNS },
      )
    },
    LIMIT_MS,
  )
})
