import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { newUlidUuid } from '../platform/id.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { profileInputs } from './arbitraries.ts'
import type { ProfileInput } from './plan-upserts.ts'
import { upsertProfiles } from './upsert-profiles.action.ts'

const { sql } = await testDatabase()
const now = new Date('2026-03-01T12:00:00Z')
const later = new Date('2026-03-02T12:00:00Z')

beforeAll(async () => {
  await openAccount(sql, 'AAAAAA')
  await openAccount(sql, 'BBBBBB')
})

async function openAccount(on: Sql, accountId: string): Promise<void> {
  await inAccount(
    on,
    accountId,
    (tx) => tx`
      insert into accounts (account_id, name, timezone, currency, created_at)
      values (${accountId}, 'Shop', 'Europe/Berlin', 'EUR', ${now})`,
  )
}

function person(
  identifiers: ProfileInput['identifiers'],
  fields: ProfileInput['fields'] = {},
  rest: Partial<ProfileInput> = {},
): ProfileInput {
  return { identifiers, fields, identifierRule: 'add', onConflict: 'prefer-first', ...rest }
}

function upsert(inputs: ProfileInput[], at = now, accountId = 'AAAAAA') {
  return inAccount(sql, accountId, (tx) => upsertProfiles(tx, accountId, inputs, at))
}

async function one(input: ProfileInput, at = now) {
  const [result] = await upsert([input], at)
  if (!result || result.outcome === 'refused') throw new Error(JSON.stringify(result))
  return result
}

async function rowOf(profileId: string) {
  const [row] = await inAccount(
    sql,
    'AAAAAA',
    (tx) => tx`select * from profiles where profile_id = ${profileId}`,
  )
  return row
}

async function changesOf(profileId: string) {
  const rows = await inAccount(
    sql,
    'AAAAAA',
    (tx) => tx<{ kind: string; fields: string[] }[]>`
      select kind, fields from profile_changes where profile_id = ${profileId} order by change_id`,
  )
  return rows.map(({ kind, fields }) => [kind, ...fields].join(' '))
}

/** The transaction, and how many statements were sent through it. */
function counted(tx: Tx): { tx: Tx; count: () => number } {
  let statements = 0
  const counting = new Proxy(tx, {
    apply(target, self, args: [TemplateStringsArray]) {
      if (/^\s*(with|select|insert|update|delete)\b/.test(args[0]?.[0] ?? '')) statements += 1
      return Reflect.apply(target as never, self, args) as unknown
    },
  })
  return { tx: counting, count: () => statements }
}

describe('one person', () => {
  test('is created once, found by every spelling of the email, and changed only by news', async () => {
    const created = await one(person({ email: 'Lin@Example.com' }, { first_name: 'Lin' }))
    expect(created.outcome).toBe('created')
    expect(await rowOf(created.profileId)).toMatchObject({
      email: 'Lin@Example.com',
      first_name: 'Lin',
      updated_at: now,
    })

    const again = await one(person({ email: 'lin@example.COM' }, { first_name: 'Lin' }), later)
    expect(again).toEqual({ outcome: 'unchanged', profileId: created.profileId })
    expect((await rowOf(created.profileId))?.['updated_at']).toEqual(now)

    const changed = await one(
      person({ email: 'lin@example.com' }, { last_name: 'Li', properties: { Tier: 'gold' } }),
      later,
    )
    expect(changed).toEqual({ outcome: 'updated', profileId: created.profileId })
    expect(await rowOf(created.profileId)).toMatchObject({
      first_name: 'Lin',
      last_name: 'Li',
      properties: { Tier: 'gold' },
      updated_at: later,
    })
    expect(await changesOf(created.profileId)).toEqual([
      'created',
      'updated last_name properties.Tier',
    ])
  })

  test('loses what null clears, key by key', async () => {
    const { profileId } = await one(
      person(
        { email: 'mia@example.com' },
        { first_name: 'Mia', location: { city: 'Bonn', zip: '1' }, properties: { a: 1, b: [2] } },
      ),
    )
    await one(
      person(
        { email: 'mia@example.com' },
        { first_name: null, location: { zip: null }, properties: { a: null } },
      ),
      later,
    )
    expect(await rowOf(profileId)).toMatchObject({
      first_name: null,
      location: { city: 'Bonn' },
      properties: { b: [2] },
    })
  })

  test('gains a further free identifier from an event, and both lead to them', async () => {
    const { profileId } = await one(person({ email: 'noa@example.com' }))
    await one(person({ email: 'noa@example.com', phone_number: '+4930901899' }))
    expect(await one(person({ phone_number: '+4930901899' }))).toEqual({
      outcome: 'unchanged',
      profileId,
    })
    expect(await rowOf(profileId)).toMatchObject({ phone_number: '+4930901899' })
  })

  test('of another account is somebody else', async () => {
    const mine = await one(person({ email: 'ola@example.com' }))
    const [theirs] = await upsert([person({ email: 'ola@example.com' })], now, 'BBBBBB')
    expect(theirs?.outcome).toBe('created')
    expect(theirs).not.toMatchObject({ profileId: mine.profileId })
  })
})

describe('contradicting identifiers', () => {
  test('are refused by the API and decided by the stronger one for events', async () => {
    const ada = await one(person({ external_id: 'x-ada' }))
    const bo = await one(person({ email: 'x-bo@example.com' }))
    const both = { external_id: 'x-ada', email: 'x-bo@example.com' }

    const [refused] = await upsert([
      person(both, { first_name: 'Bo' }, { identifierRule: 'replace', onConflict: 'refuse' }),
    ])
    expect(refused).toEqual({
      outcome: 'refused',
      reason: 'conflict',
      profileIds: [ada.profileId, bo.profileId],
    })
    expect(await one(person(both))).toEqual({ outcome: 'unchanged', profileId: ada.profileId })
    expect(await one(person({ email: 'x-bo@example.com' }))).toMatchObject({
      profileId: bo.profileId,
    })
  })

  test('an id that leads nowhere is refused, or ignored by an event that names somebody', async () => {
    const id = newUlidUuid(now)
    const [refused, created] = await upsert([
      person({}, {}, { id }),
      person({ email: 'pia@example.com' }, {}, { id }),
    ])
    expect(refused).toEqual({ outcome: 'refused', reason: 'unknown-id', profileIds: [] })
    expect(created?.outcome).toBe('created')
  })
})

describe('an anonymous visitor', () => {
  test('becomes known in place when an unknown email comes with the anonymous id', async () => {
    const visitor = await one(person({ anonymous_id: 'v-1' }, { properties: { Seen: 'Tea' } }))
    const known = await one(person({ anonymous_id: 'v-1', email: 'v1@example.com' }))
    expect(known).toEqual({ outcome: 'updated', profileId: visitor.profileId })
    expect(await rowOf(visitor.profileId)).toMatchObject({
      email: 'v1@example.com',
      properties: { Seen: 'Tea' },
    })
  })

  test('goes into the known person when the email is theirs, history included', async () => {
    const known = await one(person({ email: 'v2@example.com' }, { first_name: 'Vi' }))
    const visitor = await one(
      person({ anonymous_id: 'v-2' }, { first_name: '?', properties: { Seen: 'Tea' } }),
    )
    await recordVisit(visitor.profileId)
    const merged = await one(person({ anonymous_id: 'v-2', email: 'v2@example.com' }), later)
    expect(merged).toEqual({ outcome: 'updated', profileId: known.profileId })
    expect(await rowOf(known.profileId)).toMatchObject({
      first_name: 'Vi',
      properties: { Seen: 'Tea' },
    })
    expect(await rowOf(visitor.profileId)).toBeUndefined()
    expect(await one(person({ anonymous_id: 'v-2' }))).toMatchObject(
      known && { profileId: known.profileId },
    )
    const [merge] = await inAccount(
      sql,
      'AAAAAA',
      (tx) => tx`
        select destination_profile_id, cause, moved_events
        from profile_merges where source_profile_id = ${visitor.profileId}`,
    )
    expect(merge).toEqual({
      destination_profile_id: known.profileId,
      cause: 'identified',
      moved_events: 1,
    })
    expect(await changesOf(visitor.profileId)).toEqual(['created', 'merged'])
    expect(await changesOf(known.profileId)).toEqual([
      'created',
      'merged properties.Seen identifiers',
    ])
  })

  test('on the device of a known person stays a person of their own', async () => {
    const owner = await one(person({ email: 'owner@example.com', anonymous_id: 'shared' }))
    const guest = await one(person({ email: 'guest@example.com', anonymous_id: 'shared' }))
    expect(guest.outcome).toBe('created')
    expect(await one(person({ anonymous_id: 'shared' }))).toMatchObject({
      profileId: owner.profileId,
    })
  })

  async function recordVisit(profileId: string): Promise<void> {
    await inAccount(sql, 'AAAAAA', async (tx) => {
      await tx`
        insert into metrics (account_id, metric_id, name, integration_key, created_at, updated_at)
        values ('AAAAAA', 'METRIC', 'Visit', 'api', ${now}, ${now}) on conflict do nothing`
      await tx`
        insert into events (account_id, shard, profile_id, metric_id, occurred_at, recorded_at,
          unique_id, properties)
        values ('AAAAAA', 0, ${profileId}, 'METRIC', ${now}, ${now}, 'u-1', '{}')`
      await tx`
        insert into profile_activity values ('AAAAAA', ${profileId}, ${now}, ${now}, ${now})`
    })
  }
})

describe('what a web page sends', () => {
  test('never changes the identifiers of a known person', async () => {
    const { profileId } = await one(person({ email: 'w@example.com' }))
    await one(
      person(
        { email: 'w@example.com', phone_number: '+4930901877', external_id: 'w-1' },
        { first_name: 'W' },
        { identifierRule: 'keep' },
      ),
    )
    expect(await rowOf(profileId)).toMatchObject({
      first_name: 'W',
      phone_number: null,
      external_id: null,
    })
  })
})

describe('a batch', () => {
  test('of known people without news costs one statement', async () => {
    const emails = Array.from({ length: 64 }, (_, i) => `known-${i}@example.com`)
    await upsert(emails.map((email) => person({ email })))
    await inAccount(sql, 'AAAAAA', async (tx) => {
      const counting = counted(tx)
      const results = await upsertProfiles(
        counting.tx,
        'AAAAAA',
        emails.map((email) => person({ email })),
        later,
      )
      expect(results.every(({ outcome }) => outcome === 'unchanged')).toBe(true)
      expect(counting.count()).toBe(1)
    })
  })

  test('costs as many statements for 5 changes as for 500', async () => {
    const statementsFor = (size: number, at: Date) =>
      inAccount(sql, 'AAAAAA', async (tx) => {
        const counting = counted(tx)
        const inputs = Array.from({ length: size }, (_, i) =>
          person(
            {
              email: `many-${size}-${i % (size - 1)}@example.com`,
              anonymous_id: `many-${size}-${i}`,
            },
            { first_name: `${i} ${at.toISOString()}` },
          ),
        )
        await upsertProfiles(counting.tx, 'AAAAAA', inputs, at)
        return counting.count()
      })
    expect(await statementsFor(5, now)).toBe(await statementsFor(500, now))
    expect(await statementsFor(5, later)).toBe(await statementsFor(500, later))
  })

  test('that names the same new person twice creates one, later inputs winning', async () => {
    const results = await upsert([
      person({ email: 'twice@example.com' }, { first_name: 'A', last_name: 'B' }),
      person({ email: 'TWICE@example.com', anonymous_id: 'tw' }, { first_name: 'C' }),
      person({ anonymous_id: 'tw' }),
    ])
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'unchanged'])
    const [first] = results
    if (first?.outcome !== 'created') throw new Error('not created')
    expect(await rowOf(first.profileId)).toMatchObject({ first_name: 'C', last_name: 'B' })
    expect(await changesOf(first.profileId)).toEqual(['created'])
  })

  test('that names an absorbed visitor by id afterwards reaches the known person', async () => {
    const known = await one(person({ email: 'in-batch@example.com' }))
    const visitor = await one(person({ anonymous_id: 'in-batch' }))
    const results = await upsert([
      person({ anonymous_id: 'in-batch' }, { first_name: 'In' }),
      person({ anonymous_id: 'in-batch', email: 'in-batch@example.com' }),
      person({}, { last_name: 'Batch' }, { id: visitor.profileId }),
    ])
    expect(results.map((result) => 'profileId' in result && result.profileId)).toEqual(
      Array.from({ length: 3 }, () => known.profileId),
    )
    expect(await rowOf(known.profileId)).toMatchObject({ first_name: 'In', last_name: 'Batch' })
  })

  test('ends as its inputs would one at a time', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(profileInputs, { maxLength: 6 }),
        fc.array(profileInputs, { maxLength: 6 }),
        async (first, second) => {
          const batched = `BA${(run += 1).toString().padStart(4, '0')}`
          const single = `SI${run.toString().padStart(4, '0')}`
          await openAccount(sql, batched)
          await openAccount(sql, single)
          const together = [
            ...(await upsert(first, now, batched)),
            ...(await upsert(second, later, batched)),
          ]
          const apart = []
          for (const input of first) apart.push(...(await upsert([input], now, single)))
          for (const input of second) apart.push(...(await upsert([input], later, single)))
          expect(together.map(({ outcome }) => outcome)).toEqual(
            apart.map(({ outcome }) => outcome),
          )
          expect(await everything(batched)).toEqual(await everything(single))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('loses a race for a new email, and finds the winner when it is run again', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        retryLostRaces(() =>
          upsert(
            Array.from({ length: 20 }, (_unused, at) =>
              person(
                { email: `race-${(at * 7 + i * 3) % 20}@example.com` },
                { first_name: `${i}` },
              ),
            ),
          ),
        ),
      ),
    )
    const created = outcomes.flat().filter(({ outcome }) => outcome === 'created')
    expect(created).toHaveLength(20)
  })
})

/** All profiles of an account without their ids, and how the identifiers share them. */
async function everything(accountId: string) {
  return inAccount(
    sql,
    accountId,
    (tx) => tx`
      select p.email, p.phone_number, p.external_id, p.first_name, p.location, p.properties,
        array_agg(i.kind || ' ' || i.value || ' ' || i.is_primary order by i.kind, i.value) as own
      from profiles p
      left join profile_identifiers i using (account_id, profile_id)
      where p.account_id = ${accountId}
      group by p.account_id, p.profile_id
      order by own, p.first_name`,
  )
}
