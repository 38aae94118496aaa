import { expect, test } from 'vitest'
import { keyOf } from './identifiers.ts'
import { mergeStates } from './merge-states.ts'
import { emptyProfile, type OwnIdentifier, type ProfileState } from './profile.ts'

function profile(fields: Partial<ProfileState>, ...own: OwnIdentifier[]): ProfileState {
  const identifiers = new Map(own.map((one) => [keyOf(one), one]))
  return { ...emptyProfile(crypto.randomUUID()), ...fields, identifiers }
}

const email = (value: string): OwnIdentifier => ({ kind: 'email', value, isPrimary: true })

test('the kept profile wins, the source fills gaps, and its email becomes secondary', () => {
  const kept = profile({ email: 'Ada@x.org', properties: { a: 1 } }, email('ada@x.org'))
  const source = profile(
    { email: 'bo@x.org', external_id: 'c-1', last_name: 'B', properties: { a: 2, b: 3 } },
    email('bo@x.org'),
    { kind: 'external_id', value: 'c-1', isPrimary: true },
  )
  const merged = mergeStates(kept, source)
  expect(merged).toMatchObject({
    profileId: kept.profileId,
    email: 'Ada@x.org',
    external_id: 'c-1',
    last_name: 'B',
    properties: { a: 1, b: 3 },
  })
  expect([...merged.identifiers.values()]).toEqual([
    email('ada@x.org'),
    { ...email('bo@x.org'), isPrimary: false },
    { kind: 'external_id', value: 'c-1', isPrimary: true },
  ])
})

test.each([
  [{ city: 'Bonn' }, { city: 'Köln', zip: '1' }, { city: 'Köln', zip: '1' }],
  [{ city: 'Bonn' }, { city: 'Köln' }, { city: 'Bonn' }],
  [
    { city: 'Bonn', zip: '1', timezone: 'Europe/Berlin' },
    { timezone: 'Asia/Tokyo' },
    { city: 'Bonn', zip: '1', timezone: 'Asia/Tokyo' },
  ],
  [
    { timezone: 'Europe/Berlin' },
    { city: 'Köln', zip: '1' },
    { city: 'Köln', zip: '1', timezone: 'Europe/Berlin' },
  ],
])('of the locations %j and %j the fuller stays: %j', (kept, source, location) => {
  expect(mergeStates(profile({ location: kept }), profile({ location: source })).location).toEqual(
    location,
  )
})

test('what blocks mail on either side blocks it afterwards', () => {
  const blocked = {
    email: {
      marketing: {
        can_receive_email_marketing: false,
        suppression: [{ reason: 'HARD_BOUNCE', timestamp: '2026-01-01T00:00:00+00:00' }],
      },
    },
  }
  const subscribed = {
    email: { marketing: { can_receive_email_marketing: true, consent: 'SUBSCRIBED' } },
  }
  const one = mergeStates(
    profile({ subscriptions: subscribed }),
    profile({ subscriptions: blocked }),
  )
  const other = mergeStates(
    profile({ subscriptions: blocked }),
    profile({ subscriptions: subscribed }),
  )
  for (const { subscriptions } of [one, other]) {
    expect(subscriptions).toMatchObject({
      email: {
        marketing: {
          can_receive_email_marketing: false,
          suppression: [{ reason: 'HARD_BOUNCE' }],
        },
      },
    })
  }
  expect(one.subscriptions).toMatchObject({ email: { marketing: { consent: 'SUBSCRIBED' } } })
})
