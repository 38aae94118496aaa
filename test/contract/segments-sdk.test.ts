import {
  ApiKeySession,
  EventsApi,
  ListsApi,
  MetricsApi,
  ProfilesApi,
  ReportingApi,
  SegmentsApi,
} from 'klaviyo-api'
import { expect, test, vi } from 'vitest'
import { COMPANY, call, KEY, OWNER, runningServer } from '../running-server.ts'

const server = await runningServer({ isSandbox: true })
const session = new ApiKeySession(KEY)
const segments = new SegmentsApi(session)
const lists = new ListsApi(session)
const profiles = new ProfilesApi(session)
const events = new EventsApi(session)
const metrics = new MetricsApi(session)
const reporting = new ReportingApi(session)
for (const api of [segments, lists, profiles, events, metrics, reporting]) {
  api.basePath = server.url
}

const WAIT = { timeout: 10_000, interval: 50 }

async function metricId(name: string): Promise<string> {
  const { body } = await metrics.getMetrics()
  const found = body.data.find((metric) => metric.attributes.name === name)
  if (!found) throw new Error(`there is no metric ${name}`)
  return found.id
}

async function record(metric: string, email: string, more: object = {}): Promise<void> {
  await events.createEvent({
    data: {
      type: 'event',
      attributes: {
        metric: { data: { type: 'metric', attributes: { name: metric } } },
        profile: { data: { type: 'profile', attributes: { email } } },
        properties: {},
        ...more,
      },
    },
  })
}

async function createSegment(name: string, groups: object[][]): Promise<string> {
  const answer = await call(server, 'POST', '/api/segments', {
    data: {
      type: 'segment',
      attributes: {
        name,
        definition: { condition_groups: groups.map((conditions) => ({ conditions })) },
      },
    },
  })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body.data.id
}

const atLeastOnce = (metric: string, frame: object) => ({
  type: 'profile-metric',
  metric_id: metric,
  measurement: 'count',
  measurement_filter: { type: 'numeric', operator: 'greater-than-or-equal', value: 1 },
  timeframe_filter: { type: 'date', ...frame },
  metric_filters: null,
})
const never = (metric: string) => ({
  ...atLeastOnce(metric, { operator: 'alltime' }),
  measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
})
const inTheLast = (quantity: number, unit: string) => ({ operator: 'in-the-last', quantity, unit })

async function membersOf(segmentId: string): Promise<string[]> {
  const { body } = await segments.getProfilesForSegment(segmentId)
  return body.data.map((member) => member.attributes.email ?? '').toSorted()
}

test('the segments of the shop: recommended and bought nothing, seen by the SDK', async () => {
  await record('Recommended', 'buyer@shop.test')
  await record('Recommended', 'looker@shop.test')
  await record('Bought', 'buyer@shop.test', { value: 12 })
  const recommended = await metricId('Recommended')
  const bought = await metricId('Bought')

  const created = await segments.createSegment({
    data: {
      type: 'segment',
      attributes: {
        name: 'CA: recommended, never ordered',
        isStarred: true,
        definition: {
          conditionGroups: [
            {
              conditions: [
                {
                  type: 'profile-metric',
                  metricId: recommended,
                  measurement: 'count',
                  measurementFilter: {
                    type: 'numeric',
                    operator: 'greater-than-or-equal',
                    value: 1,
                  },
                  timeframeFilter: {
                    type: 'date',
                    operator: 'in-the-last',
                    quantity: 30,
                    unit: 'day',
                  },
                },
              ],
            },
            {
              conditions: [
                {
                  type: 'profile-metric',
                  metricId: bought,
                  measurement: 'count',
                  measurementFilter: { type: 'numeric', operator: 'equals', value: 0 },
                  timeframeFilter: { type: 'date', operator: 'alltime' },
                },
              ],
            },
          ],
        },
      },
    },
  })
  expect(created.response.status).toBe(201)
  const { id, attributes } = created.body.data
  expect(attributes).toMatchObject({ isActive: true, isProcessing: true, isStarred: true })
  await vi.waitFor(async () => {
    const { body } = await segments.getSegment(id, { additionalFieldsSegment: ['profile_count'] })
    expect(body.data.attributes).toMatchObject({ isProcessing: false, profileCount: 1 })
  }, WAIT)
  expect(await membersOf(id)).toEqual(['looker@shop.test'])

  // Data that comes later is followed: one joins, one leaves.
  await record('Recommended', 'late@shop.test')
  await record('Bought', 'looker@shop.test')
  await vi.waitFor(async () => expect(await membersOf(id)).toEqual(['late@shop.test']), WAIT)

  const ids = await segments.getProfileIdsForSegment(id)
  expect(ids.body.data).toHaveLength(1)
  const ofProfile = await profiles.getSegmentsForProfile(ids.body.data[0]?.id ?? '')
  expect(ofProfile.body.data.map((one) => one.id)).toContain(id)

  const series = await reporting.querySegmentSeries({
    data: {
      type: 'segment-series-report',
      attributes: {
        statistics: ['members_added', 'members_removed', 'total_members'],
        timeframe: { key: 'last_7_days' },
        interval: 'daily',
        filter: `equals(segment_id,"${id}")`,
      },
    },
  })
  const [result] = series.body.data.attributes.results
  expect(series.body.data.attributes.dateTimes).toHaveLength(7)
  expect(result?.statistics).toMatchObject({
    members_added: [0, 0, 0, 0, 0, 0, 2],
    members_removed: [0, 0, 0, 0, 0, 0, 1],
    total_members: [0, 0, 0, 0, 0, 0, 1],
  })
})

test('time alone makes members leave, to the second, and says so', async () => {
  await record('Escalated', 'angry@shop.test')
  const escalated = await metricId('Escalated')
  const id = await createSegment('Escalated lately', [
    [atLeastOnce(escalated, inTheLast(7, 'day'))],
  ])
  await vi.waitFor(async () => expect(await membersOf(id)).toEqual(['angry@shop.test']), WAIT)

  const { body } = await call(server, 'GET', `/api/segments/${id}/relationships/profiles`)
  const person = (body.data as unknown as { id: string }[])[0]?.id ?? ''
  const why = await call(server, 'GET', `/api/x/segments/${id}/explanations/${person}`)
  expect(why.body.data.attributes).toMatchObject({
    matches: true,
    is_member: true,
    next_change: { matches: false },
    groups: [[{ holds: true, measured: 1, events_counted: 1 }]],
  })
  const { at } = why.body.data.attributes['next_change'] as { at: string }

  const clock = await call(server, 'GET', '/api/x/test-clock')
  const move = (now: Date) =>
    call(server, 'PATCH', '/api/x/test-clock', {
      data: {
        type: 'test-clock',
        id: clock.body.data.id,
        attributes: { now: now.toISOString() },
      },
    })
  expect((await move(new Date(Date.parse(at) - 1_000))).status).toBe(200)
  expect(await membersOf(id)).toEqual(['angry@shop.test'])
  expect((await move(new Date(at))).status).toBe(200)
  expect(await membersOf(id)).toEqual([])

  const log = await call(server, 'GET', `/api/x/groups/${id}/transitions?include=profile`)
  expect(log.body.data).toMatchObject([
    { attributes: { kind: 'left', cause: 'time', changed_at: at } },
    { attributes: { kind: 'joined', cause: 'definition' } },
  ])
})

test('lists: made, filled, read, used in a segment, emptied', async () => {
  const list = await lists.createList({
    data: { type: 'list', attributes: { name: 'Newsletter', optInProcess: 'double_opt_in' } },
  })
  const listId = list.body.data.id
  const person = await profiles.createProfile({
    data: { type: 'profile', attributes: { email: 'reader@shop.test' } },
  })
  const reader = { data: [{ type: 'profile' as const, id: person.body.data.id ?? '' }] }
  await lists.addProfilesToList(listId, reader)
  await lists.addProfilesToList(listId, reader)
  const counted = await lists.getList(listId, { additionalFieldsList: ['profile_count'] })
  expect(counted.body.data.attributes.profileCount).toBe(1)

  const isOn = { type: 'profile-group-membership', is_member: true, group_ids: [listId] }
  const segment = await createSegment('Readers', [[isOn]])
  await vi.waitFor(async () => expect(await membersOf(segment)).toEqual(['reader@shop.test']), WAIT)
  const refused = await call(server, 'DELETE', `/api/lists/${listId}`)
  expect(refused.status).toBe(409)

  await lists.removeProfilesFromList(listId, reader)
  await vi.waitFor(async () => expect(await membersOf(segment)).toEqual([]), WAIT)
  await segments.deleteSegment(segment)
  expect((await lists.deleteList(listId)).response.status).toBe(204)

  const unknown = await call(server, 'POST', `/api/lists/${listId}/relationships/profiles`, reader)
  expect(unknown.status).toBe(404)
})

test('an import onto a list that is not there is refused before it begins', async () => {
  const answer = await call(server, 'POST', '/api/profile-bulk-import-jobs', {
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: [{ type: 'profile', attributes: { email: 'a@b.test' } }] } },
      relationships: {
        lists: { data: [{ type: 'list', id: 'nope' }] },
      },
    },
  })
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toMatchObject([
    {
      detail: "A list with id 'nope' does not exist.",
      source: { pointer: '/data/relationships/lists/data/0/id' },
    },
  ])
})

test('lists: filled by an import, seen at the person, had as a file', async () => {
  const list = await lists.createList({ data: { type: 'list', attributes: { name: 'Fair' } } })
  const listId = list.body.data.id
  const job = await profiles.bulkImportProfiles({
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: {
          data: ['ada', 'bo'].map((name) => ({
            type: 'profile',
            attributes: { email: `${name}@fair.test`, firstName: name },
          })),
        },
      },
      relationships: { lists: { data: [{ type: 'list', id: listId }] } },
    },
  })
  expect(job.response.status).toBe(202)
  const jobId = job.body.data.id
  const named = await profiles.getListForBulkImportProfilesJob(jobId)
  expect(named.body.data).toMatchObject([{ id: listId, attributes: { name: 'Fair' } }])
  const linked = await profiles.getListIdsForBulkImportProfilesJob(jobId)
  expect(linked.body.data).toEqual([{ type: 'list', id: listId }])
  const members = async () => (await lists.getProfilesForList(listId)).body.data
  await vi.waitFor(async () => expect(await members()).toHaveLength(2), WAIT)

  const [first] = await members()
  const at = await call(server, 'GET', `/api/x/profiles/${first?.id}/memberships`)
  expect(at.body.data).toMatchObject([
    { id: listId, attributes: { kind: 'list', name: 'Fair', is_active: true } },
  ])
  const whole = await profiles.getProfile(first?.id ?? '', { include: ['lists', 'segments'] })
  expect(whole.body.data.relationships).toMatchObject({
    lists: { data: [{ type: 'list', id: listId }] },
    segments: { data: [] },
  })
  expect(whole.body.included).toMatchObject([{ type: 'list', id: listId }])
  const imported = await profiles.getBulkImportProfilesJob(jobId, { include: ['lists'] })
  expect(imported.body.included).toMatchObject([{ attributes: { name: 'Fair' } }])
  // Files with everybody in them are for people, not for keys.
  const path = `/api/x/groups/${listId}/export`
  expect((await call(server, 'GET', path)).status).toBe(403)
  const signIn = await fetch(`${server.url}/api/x/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ data: { type: 'session', attributes: OWNER } }),
  })
  const cookie = signIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const file = await fetch(server.url + path, { headers: { cookie, 'parley-account': COMPANY } })
  const [header, ...lines] = (await file.text()).trim().split('\r\n')
  expect(header).toBe('Profile ID,Email,Phone number,External ID,First name,Last name,Joined')
  expect(lines.map((line) => line.split(',')[1] ?? '').toSorted()).toEqual([
    'ada@fair.test',
    'bo@fair.test',
  ])
})

test('a new profile enters what asks for nothing to have happened', async () => {
  await record('Bought', 'somebody@shop.test')
  const id = await createSegment('Never bought', [[never(await metricId('Bought'))]])
  await profiles.createProfile({
    data: { type: 'profile', attributes: { email: 'newcomer@shop.test' } },
  })
  await vi.waitFor(async () => expect(await membersOf(id)).toContain('newcomer@shop.test'), WAIT)
})

test('an editor sees who would be in a segment before it is saved', async () => {
  await record('Previewed', 'a@preview.test')
  await record('Previewed', 'b@preview.test')
  const definition = {
    condition_groups: [
      { conditions: [atLeastOnce(await metricId('Previewed'), { operator: 'alltime' })] },
    ],
  }
  const preview = await call(server, 'POST', '/api/x/segment-previews', {
    data: { type: 'segment-preview', attributes: { definition } },
  })
  expect(preview.body.data.attributes).toMatchObject({ profile_count: 2, is_complete: true })
  expect(preview.body.data.attributes['examples']).toHaveLength(2)
})

test('what cannot be answered is refused by its place', async () => {
  const save = (groups: object[][]) =>
    call(server, 'POST', '/api/segments', {
      data: {
        type: 'segment',
        attributes: {
          name: 'Bad',
          definition: { condition_groups: groups.map((conditions) => ({ conditions })) },
        },
      },
    })
  const pointers = (answer: Awaited<ReturnType<typeof save>>) =>
    (answer.body as unknown as { errors: { source: { pointer: string } }[] }).errors.map(
      (error) => error.source.pointer,
    )
  const place = '/data/attributes/definition/condition_groups'

  const unknownMetric = await save([[atLeastOnce('NoSuch', { operator: 'alltime' })]])
  expect(unknownMetric.status).toBe(400)
  expect(pointers(unknownMetric)).toEqual([`${place}/0/conditions/0/metric_id`])

  const operator = { type: 'string', operator: 'sounds-like', value: 'x' }
  const badOperator = await save([
    [{ type: 'profile-property', property: 'email', filter: operator }],
  ])
  expect(pointers(badOperator)).toEqual([`${place}/0/conditions/0/filter/operator`])

  const lookAround = { type: 'string', operator: 'regex', value: '(?=a)b' }
  const badPattern = await save([
    [{ type: 'profile-property', property: 'email', filter: lookAround }],
  ])
  expect(pointers(badPattern)).toEqual([`${place}/0/conditions/0/filter/value`])

  const isSet = { type: 'existence', operator: 'is-set' }
  const one = { type: 'profile-property', property: 'email', filter: isSet }
  expect((await save([Array.from({ length: 101 }, () => one)])).status).toBe(400)
  expect((await save([Array.from({ length: 60 }, () => one), Array(41).fill(one)])).status).toBe(
    400,
  )
  const filters = Array.from({ length: 11 }, () => ({ property: 'p', filter: isSet }))
  const tooMany = { ...atLeastOnce('x', { operator: 'alltime' }), metric_filters: filters }
  expect(pointers(await save([[tooMany]]))).toEqual([`${place}/0/conditions/0/metric_filters`])

  const first = await createSegment('First', [[one]])
  const isIn = (id: string) => ({
    type: 'profile-group-membership',
    is_member: true,
    group_ids: [id],
  })
  const second = await createSegment('Second', [[isIn(first)]])
  const circle = await call(server, 'PATCH', `/api/segments/${first}`, {
    data: {
      type: 'segment',
      id: first,
      attributes: { definition: { condition_groups: [{ conditions: [isIn(second)] }] } },
    },
  })
  expect(circle.status).toBe(400)
  expect(pointers(circle)).toEqual([`${place}/0/conditions/0/group_ids/0`])
})
