import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { proven } from '../../test/proven.ts'
import { COMPANY, call, runningServer } from '../../test/running-server.ts'
import { GROUP_NUMBERS } from '../contract/group-proof.ts'
import { newShopper } from '../conversation/conversation-fixtures.ts'
import { newUlidUuid, ulidOf } from '../platform/id.ts'
import { inAccount, type Tx } from '../platform/sql.ts'
import { HOUR_MS } from '../platform/time.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { logChanges, logMoves } from '../segment/members.sql.ts'

const server = await runningServer()
const { sql } = server

beforeAll(async () => {
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`update accounts set timezone = 'Europe/Berlin' where account_id = ${COMPANY}`
  })
})

/** One that nobody judges: who is in it is said by the test. */
async function newSegment(): Promise<string> {
  const id = ulidOf(newUlidUuid(new Date()))
  await inAccount(sql, COMPANY, async (tx) => {
    await tx`
      insert into groups (account_id, group_id, kind, name, created_at, updated_at)
      values (${COMPANY}, ${id}, 'segment', ${`Segment ${id}`}, now(), now())`
    await tx`
      insert into segments (account_id, group_id, definition, is_active)
      values (${COMPANY}, ${id}, '{"condition_groups": []}', false)`
  })
  return id
}

interface Deed {
  at: Date
  kind: 'join' | 'leave' | 'merge'
  /** Whose, by their place among the people; of a merge, who goes into the one after. */
  who: number
}

interface Scene {
  /** Wall times of Berlin; a clock changes between them. */
  timeframe: { start: string; end: string }
  interval: 'hourly' | 'daily'
  deeds: Deed[]
  /** Members whom the log knows nothing of. */
  unlogged: number
}

const PEOPLE = 4
const clockChanges = fc.constantFrom(
  { at: '2026-03-29T01:00:00Z', start: '2026-03-28T00:00:00', end: '2026-03-31T00:00:00' },
  { at: '2026-10-25T01:00:00Z', start: '2026-10-24T12:00:00', end: '2026-10-26T06:00:00' },
)
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    change: clockChanges,
    interval: fc.constantFrom('hourly' as const, 'daily' as const),
    unlogged: fc.nat({ max: 2 }),
    deeds: fc.array(
      fc.record({
        // The hours around the change and its midnights, and what is long before and after.
        hours: fc.oneof(
          fc.constantFrom(-27, -26, -3, -2, -1, 0, 1, 21, 22, 23),
          fc.integer({ min: -90, max: 90 }),
        ),
        kind: fc.constantFrom('join' as const, 'join' as const, 'leave' as const, 'merge' as const),
        who: fc.nat({ max: PEOPLE - 1 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ change, deeds, ...scene }) => ({
    ...scene,
    timeframe: { start: change.start, end: change.end },
    deeds: deeds
      .map(({ hours, ...deed }) => ({
        ...deed,
        at: new Date(Date.parse(change.at) + hours * HOUR_MS),
      }))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
  }))

/** Who joined and left when: a model that knows sets and nothing of logs. */
interface History {
  moves: { at: Date; kind: 'joined' | 'left' }[]
  sizeAt: (at: Date) => number
}

/** Does what is to be done, and remembers the set of members after every deed. */
async function live(segmentId: string, { deeds, unlogged }: Scene): Promise<History> {
  const people: string[] = []
  for (let nth = 0; nth < PEOPLE; nth += 1) people.push(await newShopper(sql, COMPANY))
  for (let nth = 0; nth < unlogged; nth += 1) await beMember(await newShopper(sql, COMPANY))
  const members = new Set<number>()
  const gone = new Set<number>()
  const moves: History['moves'] = []
  const sizes: { at: Date; size: number }[] = []
  for (const { at, kind, who } of deeds) {
    const other = (who + 1) % PEOPLE
    if (gone.has(who) || (kind === 'merge' && gone.has(other))) continue
    const join = (one: number) => {
      if (!members.has(one)) moves.push({ at, kind: 'joined' })
      members.add(one)
    }
    const leave = (one: number) => {
      if (members.delete(one)) moves.push({ at, kind: 'left' })
    }
    if (kind === 'merge') {
      if (members.has(who)) {
        leave(who)
        join(other)
      }
      gone.add(who)
      await inAccount(sql, COMPANY, async (tx) => {
        const [source, destination] = [people[who]!, people[other]!]
        await mergeProfiles(tx, COMPANY, { source, destination, mergedBy: '' }, at)
        await logMoves(tx, COMPANY, [source, destination], at)
      })
    } else {
      const before = members.size
      if (kind === 'join') join(who)
      else leave(who)
      if (members.size !== before) await write(kind, people[who]!, at)
    }
    sizes.push({ at, size: members.size })
  }
  return {
    moves,
    sizeAt: (at) => unlogged + (sizes.findLast((one) => one.at < at)?.size ?? 0),
  }

  async function write(kind: 'join' | 'leave', profileId: string, at: Date) {
    if (kind === 'join') await beMember(profileId, at)
    await inAccount(sql, COMPANY, async (tx) => {
      if (kind === 'leave') {
        await tx`
          delete from group_members
          where group_id = ${segmentId} and profile_id = ${profileId}`
      }
      const logged = kind === 'join' ? ('joined' as const) : ('left' as const)
      await logChanges(tx, COMPANY, [{ groupId: segmentId, profileId, kind: logged, at }], 'data')
    })
  }

  function beMember(profileId: string, at = new Date('2026-01-01T00:00:00Z')) {
    return inAccount(sql, COMPANY, async (tx: Tx) => {
      await tx`
        insert into group_members (account_id, group_id, profile_id, joined_at)
        values (${COMPANY}, ${segmentId}, ${profileId}, ${at})`
    })
  }
}

async function seriesOf(segmentId: string, { timeframe, interval }: Scene) {
  const { status, body } = await call(server, 'POST', '/api/segment-series-reports', {
    data: {
      type: 'segment-series-report',
      attributes: {
        statistics: ['members_added', 'members_removed', 'net_members_changed', 'total_members'],
        timeframe,
        interval,
        filter: `equals(segment_id,"${segmentId}")`,
      },
    },
  })
  expect([status, body.errors]).toEqual([200, undefined])
  const attributes = body.data.attributes as unknown as {
    date_times: string[]
    results: { statistics: Record<string, number[]> }[]
  }
  const of = (name: string) => attributes.results[0]?.statistics[name] ?? []
  return {
    dates: attributes.date_times,
    values: {
      joined: of('members_added'),
      left: of('members_removed'),
      net: of('net_members_changed'),
      size: of('total_members'),
    },
  }
}

/** The timeframes as instants. */
const INSTANTS: Record<string, string> = {
  '2026-03-28T00:00:00': '2026-03-27T23:00:00Z',
  '2026-03-31T00:00:00': '2026-03-30T22:00:00Z',
  '2026-10-24T12:00:00': '2026-10-24T10:00:00Z',
  '2026-10-26T06:00:00': '2026-10-26T05:00:00Z',
}

test('points of growth equal a recount of who was in it, and their rows add up to them', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const segmentId = await newSegment()
      const history = await live(segmentId, scene)
      const { dates, values } = await seriesOf(segmentId, scene)
      const start = INSTANTS[scene.timeframe.start] ?? ''
      const end = INSTANTS[scene.timeframe.end] ?? ''
      // The first interval is cut where the timeframe begins.
      const points = dates.map((date, nth) => ({
        nth,
        from: nth === 0 ? start : date,
        until: dates[nth + 1] ?? end,
      }))
      for (const { from, until, nth } of points) {
        const there = history.moves.filter(({ at }) => at >= new Date(from) && at < new Date(until))
        const joined = there.filter((one) => one.kind === 'joined').length
        const left = there.length - joined
        const recount = {
          joined,
          left,
          net: joined - left,
          size: history.sizeAt(new Date(until)),
        }
        expect([from, map(values, (all) => all[nth])]).toEqual([from, recount])
        // Of hours in which nothing happened one is proof enough.
        if (there.length === 0 && nth > 0 && scene.interval === 'hourly') continue
        for (const number of GROUP_NUMBERS) {
          const question = new URLSearchParams({ group_id: segmentId, number, from, until })
          const proof = await proven(server, 'group', { question: question.toString() })
          expect([number, from, proof.value]).toEqual([number, from, recount[number]])
        }
      }
    }),
    { numRuns: 25 },
  )
}, 240_000)

function map<Key extends string, Value, Result>(
  of: Record<Key, Value>,
  to: (value: Value) => Result,
): Record<Key, Result> {
  return Object.fromEntries(
    Object.entries<Value>(of).map(([key, value]) => [key, to(value)]),
  ) as Record<Key, Result>
}

describe('a proof', () => {
  const spring = 'from=2026-03-28T23:00:00Z&until=2026-03-29T22:00:00Z'

  async function segmentInSpring(): Promise<string> {
    const segmentId = await newSegment()
    await live(segmentId, {
      timeframe: { start: '', end: '' },
      interval: 'daily',
      unlogged: 1,
      deeds: [
        { at: new Date('2026-03-28T22:59:59Z'), kind: 'join', who: 0 },
        { at: new Date('2026-03-28T23:00:00Z'), kind: 'join', who: 1 },
        { at: new Date('2026-03-29T21:59:59Z'), kind: 'leave', who: 0 },
        { at: new Date('2026-03-29T22:00:00Z'), kind: 'join', who: 2 },
      ],
    })
    return segmentId
  }

  test('of a size says what it is put together from, and whom the log does not know', async () => {
    const segmentId = await segmentInSpring()
    const question = `group_id=${segmentId}&number=size&${spring}`
    const { rows, ...proof } = await proven(server, 'group', { question, pageSize: 1 })
    expect(proof).toMatchObject({
      value: 2,
      formula: 'membersAtStart + membersJoined − membersLeft',
      terms: [
        { name: 'membersAtStart', value: 2, is_subtracted: false },
        { name: 'membersJoined', value: 1, is_subtracted: false },
        { name: 'membersLeft', value: 1, is_subtracted: true },
      ],
      window: {
        from_at: '2026-03-28T23:00:00+00:00',
        until_at: '2026-03-29T22:00:00+00:00',
        timezone: 'Europe/Berlin',
      },
      conditions: [
        { name: 'segment', value: `Segment ${segmentId}` },
        { name: 'unlogged', value: '1' },
      ],
    })
    const shown = rows.map(({ attributes }) => [
      attributes['kind'],
      attributes['counts'],
      attributes['at'],
      attributes['reason'],
    ])
    expect(shown.slice(0, 2)).toEqual([
      ['joined', 1, '2026-03-28T23:00:00+00:00', 'data'],
      ['left', -1, '2026-03-29T21:59:59+00:00', 'data'],
    ])
    // Members have no order but that of their ids.
    expect(new Map(shown.slice(2).map((row) => [row[0], row]))).toEqual(
      new Map([
        ['member', ['member', 1, '2026-03-28T22:59:59+00:00', null]],
        ['unlogged', ['unlogged', 1, '2026-01-01T00:00:00+00:00', null]],
      ]),
    )
  })

  test('is paged back as it was paged forth', async () => {
    const segmentId = await segmentInSpring()
    const path = `/api/x/group-proof-rows?group_id=${segmentId}&number=size&${spring}&page[size]=1`
    const forth: string[] = []
    const back: string[] = []
    let link: string | null = path
    let last = path
    while (link !== null) {
      const page = await call(server, 'GET', pathOf(link))
      forth.push(...page.body.data.map((row) => row.id))
      last = link
      link = page.body.links.next
    }
    for (link = last; link !== null; ) {
      const page = await call(server, 'GET', pathOf(link))
      back.unshift(...page.body.data.map((row) => row.id))
      link = page.body.links.prev
    }
    expect(forth).toHaveLength(4)
    expect(back).toEqual(forth)
  })

  test('of now is of the last thirty days until now', async () => {
    const segmentId = await segmentInSpring()
    const { value, conditions } = await proven(server, 'group', {
      question: `group_id=${segmentId}&number=size`,
    }).then((proof) => proof as typeof proof & { conditions: unknown })
    expect([value, conditions]).toEqual([
      3,
      [
        { name: 'segment', value: `Segment ${segmentId}` },
        { name: 'unlogged', value: '1' },
      ],
    ])
  })

  test('says of a member who is gone and never left by the log that it does not know', async () => {
    const segmentId = await segmentInSpring()
    await inAccount(sql, COMPANY, async (tx) => {
      await tx`
        delete from group_members
        where group_id = ${segmentId} and joined_at = '2026-03-28T23:00:00Z'`
    })
    const { rows, ...proof } = await proven(server, 'group', {
      question: `group_id=${segmentId}&number=size&${spring}`,
    })
    const unlogged = rows.filter((row) => row.attributes['kind'] === 'unlogged')
    expect(proof.value).toBe(1)
    expect(new Set(unlogged.map((row) => row.attributes['counts']))).toEqual(new Set([-1, 1]))
  })

  test.each([
    ['from', 'from=2026-03-29T00:00:00Z'],
    ['until', 'from=2026-03-29T00:00:00Z&until=2026-03-29T00:00:00Z'],
    ['until', 'from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z'],
  ])('is refused with a pointer to %s', async (parameter, more) => {
    const segmentId = await newSegment()
    for (const path of ['group-proof', 'group-proof-rows']) {
      const { status, body } = await call(
        server,
        'GET',
        `/api/x/${path}?group_id=${segmentId}&number=size&${more}`,
      )
      expect([status, body.errors[0]?.source]).toEqual([400, { parameter }])
    }
  })

  test('of a group that is not there is not found', async () => {
    for (const path of ['group-proof', 'group-proof-rows']) {
      const { status } = await call(server, 'GET', `/api/x/${path}?group_id=NOBODY&number=net`)
      expect(status).toBe(404)
    }
  })
})

function pathOf(link: string): string {
  const { pathname, search } = new URL(link, server.url)
  return pathname + search
}
