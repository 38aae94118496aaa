import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { createRawAccount } from '../../test/raw-events.ts'
import { retryLostRaces } from '../platform/lost-race.ts'
import { inAccount, inEveryAccount } from '../platform/sql.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { mergeProfiles } from '../profile/merge-profiles.action.ts'
import { type JsonObject, sameJson } from '../profile/profile.ts'
import { applyEntry } from './apply-entry.ts'
import { changeConsent } from './change-consent.action.ts'
import { CONSENT_CHANNELS, type ConsentChange, SUPPRESSION_REASONS, TOPICS_OF } from './consent.ts'
import { consentRefusal } from './consent-refusal.ts'
import { forgetOldNumbers } from './forget-old-numbers.action.ts'
import { partAt } from './json-parts.ts'
import { changesOfProfile } from './ledger.sql.ts'
import { noteBounce, noteDelivered, SOFT_BOUNCES_MAX } from './note-bounce.action.ts'
import { startNumber, stopNumber } from './stop-number.action.ts'

const { sql } = await testDatabase()
const SHOP = 'CONSNT'
const LISTS = ['ListA1', 'ListB2']
const NOON = new Date('2026-03-01T12:00:00Z')
const people = Array.from({ length: 4 }, () => randomUUID())
const [ada = '', bob = ''] = people
const NUMBER = '+4915112345670'

await createRawAccount(
  sql,
  { id: SHOP, timezone: 'Europe/Berlin', isSandbox: true, createdAt: NOON },
  [],
  people,
)
await inShop(async (tx) => {
  for (const listId of LISTS) {
    await tx`
      insert into groups (account_id, group_id, kind, name, opt_in_process, created_at, updated_at)
      values (${SHOP}, ${listId}, 'list', ${`List ${listId}`}, 'single_opt_in', ${NOON}, ${NOON})`
  }
})

beforeEach(async () => {
  await inEveryAccount(sql, async (tx) => {
    await tx`
      truncate consent_changes, number_opt_outs, soft_bounces, events, group_members,
        group_changes, profile_changes, profile_identifiers cascade`
    await tx`delete from profiles where account_id = ${SHOP} and not profile_id = any (${people}::uuid[])`
    for (const [at, profileId] of people.entries()) {
      const email = `person${at}@shopper.test`
      const phone = `+491511234567${at}`
      await tx`
        insert into profiles (account_id, profile_id, email, phone_number, created_at, updated_at)
        values (${SHOP}, ${profileId}, ${email}, ${phone}, ${NOON}, ${NOON})
        on conflict (account_id, profile_id) do update
        set email = excluded.email, phone_number = excluded.phone_number, subscriptions = '{}'`
      for (const [kind, value] of [
        ['email', email],
        ['phone', phone],
      ] as const) {
        await tx`
          insert into profile_identifiers (account_id, kind, value, profile_id, added_at)
          values (${SHOP}, ${kind}, ${value}, ${profileId}, ${NOON})`
      }
    }
  })
})

function inShop<T>(work: Parameters<typeof inAccount<T>>[2]): Promise<T> {
  return inAccount(sql, SHOP, work)
}

const later = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE_MS)

function change(changes: readonly ConsentChange[], now = NOON) {
  return retryLostRaces(() => inShop((tx) => changeConsent(tx, SHOP, changes, { now })))
}

const subscribe = (more: Partial<ConsentChange> = {}): ConsentChange => ({
  profileId: ada,
  channel: 'email',
  kind: 'subscribe',
  method: 'api',
  ...more,
})
const unsubscribe = (more: Partial<ConsentChange> = {}) =>
  subscribe({ kind: 'unsubscribe', ...more })

async function subscriptionsOf(profileId: string): Promise<JsonObject> {
  const [row] = await inShop(
    (tx) => tx<{ subscriptions: JsonObject }[]>`
      select subscriptions from profiles
      where account_id = ${SHOP} and profile_id = ${profileId}`,
  )
  return row?.subscriptions ?? {}
}

async function marketingOf(profileId: string, channel = 'email'): Promise<JsonObject> {
  return partAt(await subscriptionsOf(profileId), channel, 'marketing')
}

async function eventNames(profileId: string): Promise<string[]> {
  const rows = await inShop(
    (tx) => tx<{ name: string }[]>`
      select m.name
      from events e
      join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
      where e.account_id = ${SHOP} and e.profile_id = ${profileId}
      order by e.event_id`,
  )
  return rows.map(({ name }) => name)
}

async function listsOf(profileId: string): Promise<string[]> {
  const rows = await inShop(
    (tx) => tx<{ id: string }[]>`
      select group_id as id from group_members
      where account_id = ${SHOP} and profile_id = ${profileId} order by 1`,
  )
  return rows.map(({ id }) => id)
}

const aChange: fc.Arbitrary<ConsentChange> = fc
  .constantFrom(...CONSENT_CHANNELS)
  .chain((channel) =>
    fc.record({
      profileId: fc.constantFrom(...people.slice(0, 2)),
      channel: fc.constant(channel),
      topic: fc.constantFrom(...TOPICS_OF[channel]),
      kind: fc.constantFrom(
        'subscribe' as const,
        'unsubscribe' as const,
        ...(channel === 'email' ? (['suppress', 'unsuppress'] as const) : []),
      ),
      reason: fc.option(fc.constantFrom(...SUPPRESSION_REASONS)),
      listId: fc.option(fc.constantFrom(...LISTS)),
      method: fc.constantFrom('api' as const, 'inbound_message' as const),
      isHistorical: fc.boolean(),
      consentedAt: fc.option(
        fc.integer({ min: -100_000, max: 100_000 }).map((minutes) => later(minutes)),
      ),
    }),
  )
  .map((one) =>
    one.kind === 'suppress' || one.kind === 'unsuppress' ? { ...one, topic: 'marketing' } : one,
  )

test('the projection is the fold of the ledger, whatever happens in whatever order', async () => {
  const batches = fc.array(fc.array(aChange, { minLength: 1, maxLength: 6 }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      await inShop(async (tx) => {
        await tx`delete from consent_changes where account_id = ${SHOP}`
        await tx`update profiles set subscriptions = '{}' where account_id = ${SHOP}`
      })
      for (const [at, changes] of all.entries()) await change(changes, later(at * 10))
      for (const profileId of people.slice(0, 2)) {
        const ledger = await inShop((tx) => changesOfProfile(tx, SHOP, profileId, 1_000))
        const folded = ledger.toReversed().reduce(applyEntry, {})
        expect(await subscriptionsOf(profileId)).toEqual(folded)
      }
    }),
    { numRuns: Number(process.env['CONSENT_RUNS'] ?? 25) },
  )
}, 60_000)

test('the ledger cannot be rewritten', async () => {
  await change([subscribe()])
  const rewrite = inShop((tx) => tx`update consent_changes set method = 'form'`)
  await expect(rewrite).rejects.toThrow('append-only')
})

describe('email', () => {
  test('a subscription to a list joins it, says so once, and clears what can be cleared', async () => {
    await change([
      subscribe({ kind: 'suppress', reason: 'SPAM_COMPLAINT' }),
      subscribe({ kind: 'suppress' }),
      subscribe({ kind: 'suppress', reason: 'HARD_BOUNCE' }),
      unsubscribe(),
    ])
    await change([subscribe({ listId: LISTS[0], customMethodDetail: 'Fair' })], later(1))
    expect(await marketingOf(ada)).toMatchObject({
      consent: 'SUBSCRIBED',
      custom_method_detail: 'Fair',
      can_receive_email_marketing: false,
      suppression: [{ reason: 'HARD_BOUNCE' }],
    })
    expect(await listsOf(ada)).toEqual([LISTS[0]])
    expect(await eventNames(ada)).toEqual([
      'Manually Suppressed from Email Marketing',
      'Unsubscribed from Email Marketing',
      'Subscribed to Email Marketing',
      'Subscribed to List',
    ])
  })

  test('a repeated subscription is an event again after 30 minutes', async () => {
    await change([subscribe()])
    await change([subscribe()], later(29))
    expect(await eventNames(ada)).toHaveLength(1)
    await change([subscribe()], later(59))
    expect(await eventNames(ada)).toHaveLength(2)
  })

  test('leaving a list leaves the list alone', async () => {
    await change([subscribe({ listId: LISTS[0] }), subscribe({ listId: LISTS[1] })])
    await change([unsubscribe({ listId: LISTS[0] })], later(1))
    const subscriptions = await subscriptionsOf(ada)
    expect(await listsOf(ada)).toEqual([LISTS[1]])
    expect(consentRefusal(subscriptions, 'email', 'marketing', { listIds: ['ListA1'] })).toBe(
      'Person Suppressed',
    )
    expect(consentRefusal(subscriptions, 'email', 'marketing', { listIds: ['ListB2'] })).toBe(null)
    await change([subscribe({ listId: LISTS[0] })], later(2))
    expect(await marketingOf(ada)).toMatchObject({ list_suppressions: [] })
  })

  test('old consent is not older than 1990, and does not bring back who left since', async () => {
    const historical = { isHistorical: true, consentedAt: new Date('1970-01-01T00:00:00Z') }
    await change([subscribe({ ...historical, listId: LISTS[0] })])
    expect(await marketingOf(ada)).toMatchObject({ consent_timestamp: '1990-01-01T00:00:00+00:00' })
    const causes = await inShop((tx) => tx`select cause from group_changes`)
    expect(causes).toEqual([{ cause: 'history' }])
    await change([unsubscribe()], later(1))
    expect(await change([subscribe(historical)], later(2))).toEqual([
      { outcome: 'refused', reason: 'unsubscribed-since' },
    ])
  })

  test('what is so already is not recorded again', async () => {
    await change([unsubscribe()])
    expect(await change([unsubscribe(), subscribe({ kind: 'unsuppress' })], later(1))).toEqual([
      { outcome: 'unchanged' },
      { outcome: 'unchanged' },
    ])
  })

  test('a hard bounce bars at once, a soft one when it is the eighth in a row', async () => {
    const bounce = (isHard: boolean, profileId: string, minute: number) =>
      inShop((tx) =>
        noteBounce(tx, SHOP, {
          profileId,
          isHard,
          messageId: randomUUID(),
          detail: 'mailbox full',
          now: later(minute),
        }),
      )
    expect(await bounce(true, bob, 0)).toEqual({ isSuppressed: true })
    for (let minute = 0; minute < SOFT_BOUNCES_MAX; minute += 1) await bounce(false, ada, minute)
    await inShop((tx) => noteDelivered(tx, SHOP, [ada]))
    for (let minute = 0; minute < SOFT_BOUNCES_MAX; minute += 1) {
      expect(await bounce(false, ada, minute)).toEqual({ isSuppressed: false })
    }
    expect(await bounce(false, ada, 100)).toEqual({ isSuppressed: true })
    expect(consentRefusal(await subscriptionsOf(ada), 'email', 'transactional')).toBe(
      'Person Suppressed',
    )
  })
})

describe('texts', () => {
  test('STOP ends everything on the channel; UNSTOP brings back what there was', async () => {
    const wish = { channel: 'sms' as const, phoneNumber: NUMBER, writtenAs: 'STOP' }
    await change([subscribe({ channel: 'sms' })])
    await inShop((tx) => stopNumber(tx, SHOP, { ...wish, now: later(1) }))
    expect(await marketingOf(ada, 'sms')).toMatchObject({
      consent: 'UNSUBSCRIBED',
      method: 'INBOUND_MESSAGE',
      method_detail: 'STOP',
    })
    expect(await change([subscribe({ channel: 'sms' })], later(2))).toEqual([
      { outcome: 'refused', reason: 'number-stopped' },
    ])
    await inShop((tx) => startNumber(tx, SHOP, { ...wish, writtenAs: 'UNSTOP', now: later(3) }))
    expect(await marketingOf(ada, 'sms')).toMatchObject({ consent: 'SUBSCRIBED' })
    expect(await eventNames(ada)).toEqual([
      'Subscribed to SMS Marketing',
      'Unsubscribed from SMS Marketing',
      'Subscribed to SMS Marketing',
    ])
  })

  test('who never subscribed is not subscribed by UNSTOP', async () => {
    const wish = { channel: 'whatsapp' as const, phoneNumber: NUMBER, writtenAs: 'STOP' }
    await inShop((tx) => stopNumber(tx, SHOP, { ...wish, now: NOON }))
    await inShop((tx) => startNumber(tx, SHOP, { ...wish, now: later(1) }))
    expect(await marketingOf(ada, 'whatsapp')).toMatchObject({ consent: 'UNSUBSCRIBED' })
  })
})

test('another number has not consented', async () => {
  await change([
    subscribe({ channel: 'sms' }),
    subscribe({ channel: 'whatsapp', topic: 'transactional' }),
    subscribe({ profileId: bob, channel: 'sms' }),
  ])
  await inShop(async (tx) => {
    await tx`update profiles set phone_number = '+4915999999999' where profile_id = ${ada}`
    await forgetOldNumbers(tx, SHOP, [ada, bob], later(1))
  })
  expect(await marketingOf(ada, 'sms')).toMatchObject({
    consent: 'UNSUBSCRIBED',
    method: 'PROFILE_MODIFICATION',
  })
  expect(consentRefusal(await subscriptionsOf(ada), 'whatsapp', 'transactional')).toBe(
    'Missing WhatsApp Consent',
  )
  expect(await marketingOf(bob, 'sms')).toMatchObject({ consent: 'SUBSCRIBED' })
})

describe('races', () => {
  test('subscribing and unsubscribing at once ends as one of the two orders', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        change([subscribe({ listId: LISTS[0] })], later(round)),
        change([unsubscribe()], later(round)),
        change([subscribe({ profileId: bob }), unsubscribe({ channel: 'sms' })], later(round)),
        change([unsubscribe({ channel: 'sms' }), subscribe({ profileId: bob })], later(round)),
      ])
    }
    const ledger = await inShop((tx) => changesOfProfile(tx, SHOP, ada, 1_000))
    const folded = ledger.toReversed().reduce(applyEntry, {})
    expect(sameJson(await subscriptionsOf(ada), folded)).toBe(true)
  })

  test('a merge in between loses no goodbye', async () => {
    await change([subscribe()])
    await Promise.all([
      change([unsubscribe({ profileId: bob })], later(1)),
      retryLostRaces(() =>
        inShop((tx) =>
          mergeProfiles(tx, SHOP, { source: bob, destination: ada, mergedBy: 'test' }, later(1)),
        ),
      ),
    ])
    expect(consentRefusal(await subscriptionsOf(ada), 'email', 'marketing')).toBe(
      'Person Suppressed',
    )
    expect(await inShop((tx) => changesOfProfile(tx, SHOP, ada, 10))).toHaveLength(2)
  })
})
