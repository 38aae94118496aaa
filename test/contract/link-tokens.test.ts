import { ApiKeySession, EventsApi, ListsApi, ProfilesApi } from 'klaviyo-api'
import { beforeAll, expect, test } from 'vitest'
import { loadInstallation } from '../../src/account/bootstrap-installation.action.ts'
import { uuidOf } from '../../src/platform/id.ts'
import { exchangeToken } from '../../src/profile/exchange-token.ts'
import { COMPANY, call, KEY, runningServer } from '../running-server.ts'

const server = await runningServer()
const session = new ApiKeySession(KEY)
const profiles = new ProfilesApi(session)
const events = new EventsApi(session)
const lists = new ListsApi(session)
for (const api of [profiles, events, lists]) api.basePath = server.url

let secret: Buffer
beforeAll(async () => {
  secret = (await loadInstallation(server.sql)).secret
})

/** A profile, and the `_kx` that links of its messages carry. */
async function person(email: string) {
  const { body } = await profiles.createProfile({
    data: { type: 'profile', attributes: { email } },
  })
  const id = body.data.id ?? ''
  return { id, kx: tokenFor(id) }
}

function tokenFor(id: string, accountId = COMPANY): string {
  return exchangeToken(secret, accountId, uuidOf(id) ?? '')
}

let sent = 0
function event(attributes: object) {
  sent += 1
  return {
    type: 'event',
    attributes: {
      metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
      profile: { data: { type: 'profile', attributes } },
      properties: {},
      unique_id: `view-${sent}`,
    },
  }
}

const track = (attributes: object) =>
  call(server, 'POST', '/api/events', { data: event(attributes) })
const trackOnPage = (attributes: object) =>
  call(server, 'POST', `/client/events?company_id=${COMPANY}`, {
    data: event(attributes),
    headers: { authorization: '' },
  })

async function eventsOf(id: string): Promise<number> {
  const { body } = await events.getEvents({ filter: `equals(profile_id,"${id}")` })
  return body.data.length
}

async function ownerOfLast(): Promise<string> {
  const { body } = await call(server, 'GET', '/api/events?page[size]=1000')
  const last = body.data.find(({ attributes }) =>
    JSON.stringify(attributes).includes(`"view-${sent}"`),
  )
  return last?.relationships?.['profile']?.data?.id ?? ''
}

test('the official client records events of whoever followed a link', async () => {
  const { id, kx } = await person('linked@shop.test')
  const answer = await events.createEvent({
    data: {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
        profile: { data: { type: 'profile', attributes: { kx } } },
        properties: {},
      },
    },
  })
  expect(answer.response.status).toBe(202)
  expect((await trackOnPage({ _kx: kx })).status).toBe(202)
  expect(await eventsOf(id)).toBe(2)

  const upserted = await profiles.createOrUpdateProfile({
    data: { type: 'profile', attributes: { kx, firstName: 'Lin' } },
  })
  expect([upserted.response.status, upserted.body.data.id]).toEqual([200, id])
  const found = await profiles.getProfiles({ filter: `equals(_kx,"${kx}")` })
  expect(found.body.data.map((one) => one.attributes.firstName)).toEqual(['Lin'])
})

test('a page says who its visitor is: the anonymous past becomes theirs, nothing else changes', async () => {
  const { id, kx } = await person('visitor@shop.test')
  expect((await trackOnPage({ anonymous_id: 'device-77' })).status).toBe(202)
  const before = await ownerOfLast()
  expect(before).not.toBe(id)
  const visit = await call(server, 'POST', `/client/profiles?company_id=${COMPANY}`, {
    data: { type: 'profile', attributes: { anonymous_id: 'device-77', _kx: kx, title: 'Dr.' } },
    headers: { authorization: '' },
  })
  expect(visit.status).toBe(202)
  expect((await trackOnPage({ anonymous_id: 'device-77' })).status).toBe(202)
  expect(await eventsOf(id)).toBe(2)
  const { body } = await profiles.getProfile(id)
  expect(body.data.attributes).toMatchObject({ email: 'visitor@shop.test', title: 'Dr.' })
})

test('an identifier of their own says more than a link that somebody forwarded', async () => {
  const { id, kx } = await person('sender@shop.test')
  const friend = await person('friend@shop.test')
  await track({ email: 'friend@shop.test', _kx: kx })
  await track({ properties: { $email: 'friend@shop.test' }, _kx: kx })
  expect(await eventsOf(id)).toBe(0)
  expect(await eventsOf(friend.id)).toBe(2)
})

test('one request of many people follows each link', async () => {
  const people = await Promise.all(['a', 'b'].map((name) => person(`bulk-${name}@shop.test`)))
  const data = {
    type: 'event-bulk-create-job',
    attributes: {
      'events-bulk-create': {
        data: [{ _kx: people[0]?.kx }, { email: 'bulk-c@shop.test' }, { _kx: people[1]?.kx }].map(
          (who) => {
            const { profile, ...attributes } = event(who).attributes
            return {
              type: 'event-bulk-create',
              attributes: { profile, events: { data: [{ type: 'event', attributes }] } },
            }
          },
        ),
      },
    },
  }
  expect((await call(server, 'POST', '/api/event-bulk-create-jobs', { data })).status).toBe(202)
  expect(await Promise.all(people.map(({ id }) => eventsOf(id)))).toEqual([1, 1])
})

test('rows of an import are found by it as well', async () => {
  const { id, kx } = await person('row@shop.test')
  const rows = [
    { _kx: kx, last_name: 'Row' },
    { _kx: `${kx}x`, last_name: 'Nobody' },
  ]
  const job = await call(server, 'POST', '/api/profile-bulk-import-jobs', {
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: { data: rows.map((attributes) => ({ type: 'profile', attributes })) },
      },
    },
  })
  const path = `/api/profile-bulk-import-jobs/${job.body.data.id}`
  await expect
    .poll(async () => (await call(server, 'GET', path)).body.data.attributes, { timeout: 10_000 })
    .toMatchObject({ status: 'complete', completed_count: 1, failed_count: 1 })
  expect((await profiles.getProfile(id)).body.data.attributes.lastName).toBe('Row')
  const { body } = await call(server, 'GET', `${path}/import-errors`)
  expect(body.data[0]?.attributes['source']).toEqual({
    pointer: '/data/attributes/profiles/data/1/attributes/_kx',
  })
})

test('members of a list are found by it', async () => {
  const { id, kx } = await person('member@shop.test')
  const { body } = await lists.createList({
    data: { type: 'list', attributes: { name: 'Newsletter' } },
  })
  const listId = body.data.id ?? ''
  await lists.addProfilesToList(listId, { data: [{ type: 'profile', id }] })
  const found = await lists.getProfilesForList(listId, { filter: `equals(_kx,"${kx}")` })
  expect(found.body.data.map((one) => one.id)).toEqual([id])
  const nobody = await lists.getProfilesForList(listId, { filter: 'equals(_kx,"nobody")' })
  expect(nobody.body.data).toEqual([])
})

test('after a merge it leads to the profile that was kept', async () => {
  const gone = await person('gone@shop.test')
  const kept = await person('kept@shop.test')
  await profiles.mergeProfiles({
    data: {
      type: 'profile-merge',
      id: kept.id,
      relationships: { profiles: { data: [{ type: 'profile', id: gone.id }] } },
    },
  })
  await expect
    .poll(async () => (await profiles.getProfile(gone.id)).body.data.id, { timeout: 10_000 })
    .toBe(kept.id)
  expect((await track({ _kx: gone.kx })).status).toBe(202)
  expect(await eventsOf(kept.id)).toBe(1)
  const found = await profiles.getProfiles({ filter: `equals(_kx,"${gone.kx}")` })
  expect(found.body.data.map((one) => one.id)).toEqual([kept.id])
})

test('what somebody does whom the shop forgot, or never knew, is kept without a name', async () => {
  const forgotten = await person('forgotten@shop.test')
  await call(server, 'POST', '/api/data-privacy-deletion-jobs', {
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', id: forgotten.id, attributes: {} } } },
    },
  })
  await expect
    .poll(async () => (await call(server, 'GET', `/api/profiles/${forgotten.id}`)).status, {
      timeout: 10_000,
    })
    .toBe(404)
  const known = await person('here@shop.test')
  const foreign = tokenFor(known.id, 'Oth3rS')
  for (const kx of [forgotten.kx, foreign]) {
    const owners: string[] = []
    for (const send of [track, trackOnPage, trackOnPage]) {
      expect((await send({ _kx: kx })).status).toBe(202)
      owners.push(await ownerOfLast())
    }
    expect(new Set(owners).size).toBe(1)
    const { body } = await profiles.getProfile(owners[0] ?? '')
    expect(body.data.attributes).toMatchObject({ email: null, phoneNumber: null })
    expect([forgotten.id, known.id]).not.toContain(owners[0])
    const found = await profiles.getProfiles({ filter: `equals(_kx,"${kx}")` })
    expect(found.body.data).toEqual([])
  }
  expect(await eventsOf(known.id)).toBe(0)
})

test('a forged one names nobody: refused alone, ignored beside an identifier', async () => {
  const { id, kx } = await person('victim@shop.test')
  const forged = `${kx[0] === 'A' ? 'B' : 'A'}${kx.slice(1)}`
  for (const bad of [forged, kx.slice(0, -6) + 'Oth3rS', 'Wb9q.AbCdEf', 'x'.repeat(900)]) {
    const answer = await track({ _kx: bad })
    expect([answer.status, answer.body.errors[0]?.source.pointer]).toEqual([
      400,
      '/data/attributes/profile/data/attributes/_kx',
    ])
    const upsert = await call(server, 'POST', '/api/profile-import', {
      data: { type: 'profile', attributes: { _kx: bad, title: 'Thief' } },
    })
    expect([upsert.status, upsert.body.errors[0]?.source.pointer]).toEqual([
      400,
      '/data/attributes/_kx',
    ])
    expect((await trackOnPage({ _kx: bad, anonymous_id: 'device-78' })).status).toBe(202)
  }
  expect((await track({ _kx: '  ' })).status).toBe(400)
  expect(await eventsOf(id)).toBe(0)
})
