import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { pino } from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount, insertRawEvents, type RawEvent } from '../../test/raw-events.ts'
import { type FollowerDeps, runFollowers, settleFollowers } from '../platform/follower.ts'
import { connectSql, inAccount, inEveryAccount } from '../platform/sql.ts'
import { createTelemetry } from '../platform/telemetry.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { followMetricEvents } from './count-events.job.ts'

const { sql, url } = await testDatabase()
const deps: FollowerDeps = {
  log: pino({ level: 'silent' }),
  telemetry: createTelemetry(),
}
const start = new Date('2026-03-01T00:00:00Z')
const people = Array.from({ length: 5 }, () => randomUUID())
await createRawAccount(
  sql,
  { id: 'AAAAAA', createdAt: start },
  [
    { id: 'M1', name: 'One' },
    { id: 'M2', name: 'Two' },
  ],
  people,
)

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`truncate events, metric_activity, metric_counters, metric_properties cascade`
    await tx`delete from follower_cursors`
  })
})

const settle = () => settleFollowers(sql, [followMetricEvents], deps)
const minutes = (n: number) => new Date(start.getTime() + n * 60_000)

function event(properties: Record<string, unknown>, more: Partial<RawEvent> = {}): RawEvent {
  return { metricId: 'M1', profileId: people[0]!, occurredAt: start, properties, ...more }
}

interface PropertyRow {
  property: string
  counts: number[]
  samples: unknown[]
}

function propertyRows(metricId = 'M1'): Promise<PropertyRow[]> {
  return inEveryAccount(
    sql,
    (tx) => tx<PropertyRow[]>`
      select property, samples,
             array[string_count, number_count, boolean_count, date_count, list_count, object_count]
               as counts
      from metric_properties where metric_id = ${metricId} order by property`,
  )
}

/** Events of each metric and quarter of an hour, as they are counted and as they are. */
function countsAndEvents() {
  return inEveryAccount(sql, async (tx) => ({
    counters: await tx`
      select metric_id, quarter_at, event_count, value_sum from metric_counters
      where event_count > 0 order by 1, 2`,
    events: await tx`
      select metric_id, date_bin('15 minutes', occurred_at, '1970-01-01Z') as quarter_at,
             count(*) as event_count, coalesce(sum(value), 0) as value_sum
      from events group by 1, 2 order by 1, 2`,
    activity: await tx`select metric_id, event_count from metric_activity order by 1`,
    totals: await tx`select metric_id, count(*) as event_count from events group by 1 order by 1`,
  }))
}

describe('a merge that finds an event on both sides', () => {
  const [mia, leo] = [`${randomUUID().slice(0, -1)}1`, `${randomUUID().slice(0, -1)}2`]
  const seen = (profileId: string, minute: number, uniqueId: string) =>
    event({}, { profileId, occurredAt: minutes(minute), uniqueId, value: 2.5 })

  beforeEach(async () => {
    await inEveryAccount(sql, async (tx) => {
      await tx`delete from profile_merges`
      await tx`delete from profiles where profile_id = any (${[mia, leo]}::uuid[])`
      await tx`
        insert into profiles (account_id, profile_id, created_at, updated_at)
        select 'AAAAAA', p, ${start}, ${start} from unnest(${[mia, leo]}::uuid[]) as p`
    })
  })

  const merge = () =>
    inAccount(sql, 'AAAAAA', (tx) =>
      mergeProfiles(tx, 'AAAAAA', { source: mia, destination: leo, mergedBy: '' }, start),
    )

  test('takes off the counters what was counted twice, and only that', async () => {
    // One pair is counted, of the next only the first, the last not at all when they meet.
    await insertRawEvents(sql, 'AAAAAA', [seen(mia, 1, 'a'), seen(leo, 20, 'a'), seen(leo, 3, 'b')])
    await settle()
    await insertRawEvents(sql, 'AAAAAA', [seen(mia, 40, 'b'), seen(mia, 5, 'c'), seen(leo, 6, 'c')])
    expect(await merge()).toMatchObject({ outcome: 'merged', droppedEvents: 3 })
    await settle()
    const { counters, events, activity, totals } = await countsAndEvents()
    expect(counters).toEqual(events)
    expect(activity).toEqual(totals)
    expect(totals).toEqual([{ metric_id: 'M1', event_count: 3 }])
  })

  test('counts right whatever is being counted meanwhile', async () => {
    for (let round = 0; round < 8; round += 1) {
      const ids = Array.from({ length: 30 }, (_, nth) => `r${round}-${nth}`)
      const both = ids.flatMap((id, nth) => [seen(mia, nth, id), seen(leo, nth + 40, id)])
      await insertRawEvents(sql, 'AAAAAA', both)
      const counting = settle()
      await merge()
      await counting
      await settle()
      const { counters, events, activity, totals } = await countsAndEvents()
      expect(counters).toEqual(events)
      expect(activity).toEqual(totals)
      await inEveryAccount(sql, async (tx) => {
        await tx`delete from profile_merges`
        await tx`
          insert into profiles (account_id, profile_id, created_at, updated_at)
          values ('AAAAAA', ${mia}, ${start}, ${start})`
      })
    }
  })
})

describe('properties', () => {
  test('are described by type, with samples of what is scalar', async () => {
    await insertRawEvents(sql, 'AAAAAA', [
      event({
        Channel: 'SMS',
        Episode: 2,
        Confirmed: true,
        Due: '2026-03-01',
        At: '2026-03-01T10:00:00+01:00',
        Tags: ['billing', 'late', 'billing', { deep: 1 }],
        $extra: { items: [1, 2] },
        Nothing: null,
        '': 'nameless',
      }),
      event({ Channel: 'Web chat', Due: 'tomorrow', Tags: [] }, { value: '12.50' }),
      event({ Channel: 'SMS' }),
    ])
    await settle()
    const found = await propertyRows()
    expect(found).toEqual([
      { property: '$extra', counts: [0, 0, 0, 0, 0, 1], samples: [] },
      { property: '$value', counts: [0, 1, 0, 0, 0, 0], samples: [12.5] },
      { property: 'At', counts: [0, 0, 0, 1, 0, 0], samples: ['2026-03-01T10:00:00+01:00'] },
      { property: 'Channel', counts: [3, 0, 0, 0, 0, 0], samples: ['SMS', 'Web chat'] },
      { property: 'Confirmed', counts: [0, 0, 1, 0, 0, 0], samples: [true] },
      { property: 'Due', counts: [1, 0, 0, 1, 0, 0], samples: ['2026-03-01', 'tomorrow'] },
      { property: 'Episode', counts: [0, 1, 0, 0, 0, 0], samples: [2] },
      {
        property: 'Tags',
        counts: [0, 0, 0, 0, 2, 0],
        samples: expect.arrayContaining(['billing', 'late']),
      },
    ])
  })

  test('keep at most 20 different samples over several batches, long ones cut', async () => {
    for (let batch = 0; batch < 3; batch += 1) {
      const events = Array.from({ length: 9 }, (_, i) => event({ id: `${batch}-${i}` }))
      await insertRawEvents(sql, 'AAAAAA', [...events, ...events, event({ text: 'x'.repeat(500) })])
      await settle()
    }
    const [id, text] = await propertyRows()
    expect(id!.samples).toHaveLength(20)
    expect(new Set(id!.samples).size).toBe(20)
    expect(id!.samples).toEqual(expect.arrayContaining(['0-0', '0-8', '1-8', '2-0']))
    expect(text!.samples).toEqual(['x'.repeat(200)])
  })

  test('are described up to 1,000; events with more are counted all the same', async () => {
    const many = (from: number, length: number) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`p${from + i}`, 1]))
    for (const from of [0, 300, 600, 900]) {
      await insertRawEvents(sql, 'AAAAAA', [event(many(from, 300))])
      await settle()
    }
    await insertRawEvents(sql, 'AAAAAA', [event({ p0: 1, ['n'.repeat(1_001)]: 1 })])
    await settle()
    const rows = await propertyRows()
    expect(rows).toHaveLength(1_000)
    expect(rows.find((row) => row.property === 'p0')!.counts[1]).toBe(2)
    const [activity] = await inEveryAccount(sql, (tx) => tx`select * from metric_activity`)
    expect(activity).toMatchObject({ event_count: 5 })
  })
})

const rawEvents = fc.array(
  fc.record({
    metricId: fc.constantFrom('M1', 'M2'),
    profileId: fc.constantFrom(...people),
    occurredAt: fc.integer({ min: -100, max: 100 }).map(minutes),
    value: fc.option(fc.integer({ min: -500, max: 500 }).map((cents) => (cents / 100).toFixed(2))),
    properties: fc.dictionary(
      fc.constantFrom('a', 'b', '$extra'),
      fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('x', '2026-01-01'), fc.constant(null)),
      { noNullPrototype: true },
    ),
  }),
  { minLength: 1, maxLength: 12 },
)

test('counters equal a recount, whatever the batches, processes and restarts', async () => {
  const other = connectSql(url, { max: 2 })
  await fc.assert(
    fc
      .asyncProperty(fc.array(rawEvents, { minLength: 1, maxLength: 8 }), async (batches) => {
        const one = await runFollowers(sql, [followMetricEvents], deps)
        let second = await runFollowers(other, [followMetricEvents], deps)
        for (const [index, batch] of batches.entries()) {
          await insertRawEvents(sql, 'AAAAAA', batch)
          one.wake()
          if (index % 3 !== 1) continue
          await second.stop()
          second = await runFollowers(other, [followMetricEvents], deps)
        }
        await settle()
        await Promise.all([one.stop(), second.stop()])
        await expectRecount()
      })
      .beforeEach(() =>
        inEveryAccount(sql, async (tx) => {
          await tx`truncate events, metric_activity, metric_counters, metric_properties cascade`
        }),
      ),
    { numRuns: 15 },
  )
  await other.end()
})

async function expectRecount(): Promise<void> {
  await inEveryAccount(sql, async (tx) => {
    expect([...(await tx`select * from metric_activity order by metric_id`)]).toEqual([
      ...(await tx`
        select account_id, metric_id, count(*) as event_count, min(occurred_at) as first_event_at,
               max(occurred_at) as last_event_at
        from events group by 1, 2 order by 2`),
    ])
    expect([...(await tx`select * from metric_counters order by metric_id, quarter_at`)]).toEqual([
      ...(await tx`
        select account_id, metric_id,
               to_timestamp(floor(extract(epoch from occurred_at) / 900) * 900) as quarter_at,
               count(*) as event_count, coalesce(sum(value), 0) as value_sum
        from events group by 1, 2, 3 order by 2, 3`),
    ])
    const described = await tx`
      select metric_id, property,
             string_count + number_count + boolean_count + date_count + list_count + object_count
               as count
      from metric_properties order by 1, 2`
    expect([...described]).toEqual([
      ...(await tx`
        select metric_id, key collate "C" as property, count(*) as count
        from events, jsonb_each(properties || jsonb_strip_nulls(jsonb_build_object('$value', value)))
        where jsonb_typeof(jsonb_each.value) <> 'null'
        group by 1, 2 order by 1, 2`),
    ])
  })
}
