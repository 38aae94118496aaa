import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents } from '../../test/raw-events.ts'
import type { Definition } from '../contract/conditions.ts'
import { accountClock } from '../platform/clock.ts'
import { type FollowerDeps, settleFollowers } from '../platform/follower.ts'
import { inAccount, inEveryAccount, type Tx } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { deleteProfile } from '../profile/delete-profile.action.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { buildSegment } from './build-segment.action.ts'
import { bulkQuery, membersQuery } from './bulk.sql.ts'
import {
  aDefinition,
  aHappening,
  anInstant,
  aRollingDefinition,
  aSmallDefinition,
  GROUPS,
  type Happening,
  METRICS,
  NOON,
  PEOPLE,
} from './definition-arbitraries.ts'
import { evaluate } from './evaluate.ts'
import { explainSegment } from './explain-segment.action.ts'
import { loadFacts } from './facts.sql.ts'
import { flipSegments } from './flip-segments.action.ts'
import { followSegmentEvents } from './follow-events.job.ts'
import { followSegmentGroups } from './follow-groups.job.ts'
import { followSegmentProfiles } from './follow-profiles.job.ts'
import { logChanges } from './members.sql.ts'
import { allNeeds, needsOf } from './needs.ts'
import { keepOpenProblem } from './open-problems.sql.ts'
import { redefineSegment, saveNeeds } from './segments.sql.ts'

const { sql } = await testDatabase()
const ACCOUNT = 'AAAAAA'
const TIMEZONE = 'Europe/Berlin'
const people = Array.from({ length: PEOPLE }, () => randomUUID())
/** Segments that live at once; later ones may ask for members of earlier ones. */
const SEGMENTS = ['SegA', 'SegB', 'SegC', 'SegD', 'SegE', 'SegF', 'SegG', 'SegH']
/** Definitions that are asked over one history. */
const DEFINITIONS = 80
/** Histories of each test. More of them find rarer disagreements: AGREEMENT_RUNS=1000. */
const RUNS = Number(process.env.AGREEMENT_RUNS ?? 200)
/** (definition, history, moment): what is compared over all people. */
const CASES_MIN = RUNS * 25
const LIMIT_MS = 60_000 + RUNS * 2_000

await createRawAccount(
  sql,
  { id: ACCOUNT, timezone: TIMEZONE, isSandbox: true, createdAt: NOON },
  METRICS.map((id) => ({ id, name: `Metric ${id}` })),
  people,
)
await inAccount(sql, ACCOUNT, async (tx) => {
  for (const groupId of [...GROUPS, ...SEGMENTS]) {
    const isList = GROUPS.includes(groupId)
    await tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${ACCOUNT}, ${groupId}, ${isList ? 'list' : 'segment'}, ${groupId},
              ${isList ? 'single_opt_in' : null}, ${NOON}, ${NOON})`
  }
})

let clockAt = NOON
const clock = accountClock(sql)
const deps: FollowerDeps = {
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}

async function moveTo(at: Date): Promise<void> {
  clockAt = at
  await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx`update accounts set clock_at = ${at} where account_id = ${ACCOUNT}`,
  )
}

/** Merged or forgotten in this history: nothing happens to them any more. */
const gone = new Set<number>()

async function empty(): Promise<void> {
  gone.clear()
  await moveTo(NOON)
  await inEveryAccount(sql, async (tx) => {
    await tx`
      truncate events, group_members, group_changes, profile_changes, segment_flips, segments cascade`
    await tx`delete from follower_cursors`
    await tx`delete from profile_merges where account_id = ${ACCOUNT}`
    await tx`delete from profiles where account_id = ${ACCOUNT}`
    await tx`
      insert into profiles (account_id, profile_id, created_at, updated_at)
      select ${ACCOUNT}, p, ${NOON}, ${NOON}
      from unnest(${people}::uuid[]) as p`
  })
}

async function happen(what: Happening): Promise<void> {
  const profileId = people[what.who] ?? ''
  if (gone.has(what.who)) return
  if (what.kind === 'event') {
    await insertRawEvents(sql, ACCOUNT, [{ ...what, profileId, occurredAt: what.at }])
    return
  }
  await inAccount(sql, ACCOUNT, async (tx) => {
    switch (what.kind) {
      case 'profile': {
        const location = JSON.stringify({ city: what.city, country: what.country })
        await tx`
          update profiles
          set first_name = ${what.firstName}, location = ${location}::text::jsonb,
              properties = ${JSON.stringify(what.properties)}::text::jsonb
          where account_id = ${ACCOUNT} and profile_id = ${profileId}`
        return noteUpdated(tx, profileId)
      }
      case 'consent':
        await tx`
          update profiles
          set email = ${what.email}, phone_number = ${what.email && '+4930901820'},
              subscriptions = ${JSON.stringify(what.subscriptions)}::text::jsonb
          where account_id = ${ACCOUNT} and profile_id = ${profileId}`
        return noteUpdated(tx, profileId)
      case 'problem': {
        const conversationId = `00000000-0000-4000-8000-00000000000${what.nth}`
        const since = what.isOpen ? NOON : null
        const problem = { conversationId, profileId, since }
        for (const id of await keepOpenProblem(tx, ACCOUNT, problem)) await noteUpdated(tx, id)
        return
      }
      case 'group': {
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
        return logChanges(tx, ACCOUNT, [{ groupId, profileId, kind, at }], 'manual')
      }
      case 'merge': {
        if (gone.has(what.into) || what.into === what.who) return
        gone.add(what.who)
        const destination = people[what.into] ?? ''
        await mergeProfiles(tx, ACCOUNT, { source: profileId, destination, mergedBy: '' }, clockAt)
        return
      }
      case 'delete':
        gone.add(what.who)
        await deleteProfile(tx, ACCOUNT, profileId, clockAt)
    }
  })
}

async function noteUpdated(tx: Tx, profileId: string): Promise<void> {
  await tx`
    insert into profile_changes (account_id, shard, profile_id, kind, changed_at)
    values (${ACCOUNT}, ${Number.parseInt(profileId.slice(-1), 16)}, ${profileId}, 'updated', ${NOON})`
}

/** The people who match each definition, by the evaluator in memory. */
async function reference(definitions: readonly Definition[], now: Date): Promise<string[][]> {
  const needs = allNeeds(definitions.map(needsOf))
  const facts = await inAccount(sql, ACCOUNT, (tx) => loadFacts(tx, ACCOUNT, people, needs))
  return definitions.map((definition) =>
    people
      .filter((id) => {
        const known = facts.get(id)
        return known && evaluate(definition, known, { now, timezone: TIMEZONE }).matches
      })
      .toSorted(),
  )
}

/** The members of each of the first segments. */
async function members(count: number): Promise<string[][]> {
  const rows = await inAccount(
    sql,
    ACCOUNT,
    (tx) => tx<{ groupId: string; id: string }[]>`
      select group_id as "groupId", profile_id as id from group_members
      where account_id = ${ACCOUNT}`,
  )
  return SEGMENTS.slice(0, count).map((segment) =>
    rows.flatMap(({ groupId, id }) => (groupId === segment ? [id] : [])).toSorted(),
  )
}

async function saveSegment(segmentId: string, definition: Definition): Promise<void> {
  await inAccount(sql, ACCOUNT, async (tx) => {
    await tx`
      insert into segments (account_id, group_id, definition)
      values (${ACCOUNT}, ${segmentId}, ${JSON.stringify(definition)}::text::jsonb)`
    await saveNeeds(tx, ACCOUNT, segmentId, needsOf(definition))
  })
}

/** Edit a segment and build it anew, over whoever is in it. */
async function redefine(segmentId: string, definition: Definition): Promise<void> {
  await inAccount(sql, ACCOUNT, async (tx) => {
    await redefineSegment(tx, ACCOUNT, segmentId, definition)
    await saveNeeds(tx, ACCOUNT, segmentId, needsOf(definition))
  })
  await buildSegment(sql, clock, ACCOUNT, segmentId)
}

/** Where a later definition asks for a list, let some ask for an earlier segment. */
function nested(definition: Definition, at: number): Definition {
  const earlier = SEGMENTS[at - 3]
  if (earlier === undefined) return definition
  return {
    condition_groups: definition.condition_groups.map(({ conditions }) => ({
      conditions: conditions.map((condition) =>
        condition.type === 'profile-group-membership'
          ? {
              ...condition,
              group_ids: condition.group_ids.map((id) => (id === GROUPS[1] ? earlier : id)),
            }
          : condition,
      ),
    })),
  }
}

async function settle(): Promise<void> {
  await flipSegments(sql, clock)
  await settleFollowers(
    sql,
    [followSegmentEvents, followSegmentProfiles, followSegmentGroups],
    deps,
  )
}

/** The explanation of one person says what membership says. */
async function explains(segmentId: string, who: number, memberIds: string[] = []): Promise<void> {
  const profileId = people[who] ?? ''
  if (gone.has(who)) return
  const { attributes } = await inAccount(sql, ACCOUNT, (tx) =>
    explainSegment(tx, ACCOUNT, segmentId, profileId, clockAt),
  )
  const isMember = memberIds.includes(profileId)
  expect(attributes).toMatchObject({ matches: isMember, is_member: isMember })
}

const history = fc.array(aHappening, { maxLength: 12 })

describe('every evaluator gives the same answer', () => {
  let cases = 0

  test(
    'in one query over all profiles, and in memory',
    async () => {
      const definitions = fc.array(
        fc.oneof(aDefinition, { arbitrary: aSmallDefinition, weight: 3 }),
        { minLength: DEFINITIONS, maxLength: DEFINITIONS },
      )
      await fc.assert(
        fc.asyncProperty(definitions, history, anInstant, async (asked, events, now) => {
          await empty()
          for (const what of events) await happen(what)
          const expected = await reference(asked, now)
          await inAccount(sql, ACCOUNT, async (tx) => {
            for (const [at, definition] of asked.entries()) {
              const query = bulkQuery(tx, ACCOUNT, definition, now)
              if (!query) continue
              cases += 1
              const found = await tx<{ profileId: string; matches: boolean }[]>`${query.rows}`
              const ids = found.filter((row) => row.matches).map((row) => row.profileId)
              expect({ definition, ids: ids.toSorted() }).toEqual({ definition, ids: expected[at] })
              const only = membersQuery(tx, ACCOUNT, definition, now)
              if (!only) throw new Error('one road can answer what the other cannot')
              const members = await tx<{ profileId: string }[]>`${only.rows}`
              const memberIds = members.map((row) => row.profileId).toSorted()
              expect({ definition, memberIds }).toEqual({ definition, memberIds: expected[at] })
            }
          })
        }),
        { numRuns: RUNS },
      )
    },
    LIMIT_MS,
  )

  test(
    'by a build, and then by followers as things happen and time passes',
    async () => {
      const definitions = fc.array(fc.oneof(aDefinition, aSmallDefinition, aRollingDefinition), {
        minLength: SEGMENTS.length / 2,
        maxLength: SEGMENTS.length,
      })
      const aStep = fc.oneof(
        { weight: 3, arbitrary: aHappening },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constant('time' as const),
            hours: fc.integer({ min: 1, max: 24 * 20 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({
            kind: fc.constant('edit' as const),
            which: fc.nat({ max: SEGMENTS.length - 1 }),
            definition: fc.oneof(aDefinition, aSmallDefinition, aRollingDefinition),
          }),
        },
      )
      await fc.assert(
        fc.asyncProperty(
          definitions,
          history,
          fc.array(aStep, { maxLength: 8 }),
          async (drawn, before, steps) => {
            await empty()
            for (const what of before) await happen(what)
            // Followers have read what was before, so that nobody repairs what a build gets wrong.
            await settle()
            const asked = drawn.map(nested)
            for (const [at, definition] of asked.entries()) {
              await saveSegment(SEGMENTS[at] ?? '', definition)
              await buildSegment(sql, clock, ACCOUNT, SEGMENTS[at] ?? '')
            }
            await settle()
            expect(await members(asked.length)).toEqual(await reference(asked, clockAt))
            cases += asked.length
            for (const [at, step] of steps.entries()) {
              if (step.kind === 'time')
                await moveTo(new Date(clockAt.getTime() + step.hours * 3_600_000))
              else if (step.kind === 'edit') {
                const edited = step.which % asked.length
                asked[edited] = step.definition
                await redefine(SEGMENTS[edited] ?? '', step.definition)
              } else await happen(step)
              await settle()
              const now = await members(asked.length)
              expect(now).toEqual(await reference(asked, clockAt))
              cases += asked.length
              const one = at % asked.length
              await explains(SEGMENTS[one] ?? '', at % people.length, now[one])
            }
          },
        ),
        { numRuns: RUNS / 2 },
      )
    },
    LIMIT_MS,
  )

  test('so many cases were compared', () => {
    expect(cases).toBeGreaterThan(CASES_MIN)
  })
})
