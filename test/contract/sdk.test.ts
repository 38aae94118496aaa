import { ApiKeySession, EventsApi, MetricsApi, ProfilesApi } from 'klaviyo-api'
import { expect, test } from 'vitest'
import { KEY, runningServer } from '../running-server.ts'

const server = await runningServer()
const session = new ApiKeySession(KEY)
const profiles = new ProfilesApi(session)
const events = new EventsApi(session)
const metrics = new MetricsApi(session)
for (const api of [profiles, events, metrics]) api.basePath = server.url

function profile(attributes: object) {
  return { data: { type: 'profile' as const, attributes } }
}

function event(metric: string, email: string, uniqueId: string, more: object = {}) {
  return {
    data: {
      type: 'event' as const,
      attributes: {
        metric: { data: { type: 'metric' as const, attributes: { name: metric } } },
        profile: { data: { type: 'profile' as const, attributes: { email } } },
        properties: { Colour: 'green' },
        uniqueId,
        ...more,
      },
    },
  }
}

/** The status and the errors of a call that must fail. */
async function refusal(calling: Promise<unknown>) {
  const error = await calling.then(
    () => undefined,
    (reason: {
      response?: {
        status: number
        data: { errors: { code: string; meta: Record<string, string> }[] }
      }
    }) => reason,
  )
  return { status: error?.response?.status, errors: error?.response?.data.errors }
}

test('creates, reads, upserts, patches and lists profiles', async () => {
  const created = await profiles.createProfile(
    profile({
      email: 'Grace@Example.test',
      phoneNumber: '+4930901820',
      firstName: 'Grace',
      location: { city: 'Berlin', country: 'Germany' },
      properties: { tier: 'gold' },
    }),
  )
  const { id } = created.body.data
  expect(created.response.status).toBe(201)
  expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)

  const duplicate = await refusal(profiles.createProfile(profile({ email: 'grace@example.test' })))
  expect(duplicate.status).toBe(409)
  expect(duplicate.errors?.[0]).toMatchObject({
    code: 'duplicate_profile',
    meta: { duplicate_profile_id: id },
  })

  const upserted = await profiles.createOrUpdateProfile(
    profile({ email: 'grace@example.test', lastName: 'Hopper', properties: { city: 'Berlin' } }),
  )
  expect(upserted.response.status).toBe(200)
  expect(upserted.body.data.id).toBe(id)

  await profiles.updateProfile(id ?? '', {
    data: { type: 'profile', id: id ?? '', attributes: { title: 'Admiral', firstName: null } },
  } as Parameters<ProfilesApi['updateProfile']>[1])
  const read = await profiles.getProfile(id ?? '', { additionalFieldsProfile: ['subscriptions'] })
  expect(read.body.data.attributes).toMatchObject({
    email: 'Grace@Example.test',
    firstName: null,
    lastName: 'Hopper',
    title: 'Admiral',
    location: { city: 'Berlin' },
    properties: { tier: 'gold', city: 'Berlin' },
    subscriptions: { email: { marketing: { consent: 'NEVER_SUBSCRIBED' } } },
  })
})

test('pages through profiles with the cursor or the whole link, without gaps or repeats', async () => {
  for (let at = 0; at < 7; at += 1) {
    await profiles.createOrUpdateProfile(profile({ email: `page${at}@example.test` }))
  }
  const seen: string[] = []
  let pageCursor: string | undefined
  do {
    const page = await profiles.getProfiles({
      pageSize: 3,
      sort: 'email',
      ...(pageCursor ? { pageCursor } : {}),
    })
    seen.push(...page.body.data.map((one) => one.attributes.email ?? ''))
    pageCursor = page.body.links?.next ?? undefined
  } while (pageCursor)
  const paged = seen.filter((email) => email.startsWith('page'))
  expect(paged).toEqual(Array.from({ length: 7 }, (_, at) => `page${at}@example.test`))
  expect(new Set(seen).size).toBe(seen.length)
})

test('merges two profiles: identifiers and events move, the old id leads to the kept profile', async () => {
  const kept = await profiles.createProfile(profile({ email: 'kept@example.test' }))
  const gone = await profiles.createProfile(
    profile({ email: 'gone@example.test', firstName: 'Source' }),
  )
  const keptId = kept.body.data.id ?? ''
  const goneId = gone.body.data.id ?? ''
  await events.createEvent(event('Merged Metric', 'gone@example.test', 'm-1'))
  const merged = await profiles.mergeProfiles({
    data: {
      type: 'profile-merge',
      id: keptId,
      relationships: { profiles: { data: [{ type: 'profile', id: goneId }] } },
    },
  })
  expect(merged.body.data.id).toBe(keptId)
  await expect
    .poll(async () => (await profiles.getProfile(goneId)).body.data.id, { timeout: 10_000 })
    .toBe(keptId)
  const after = await profiles.getProfile(keptId)
  expect(after.body.data.attributes.firstName).toBe('Source')
  const moved = await events.getEvents({ filter: `equals(profile_id,"${keptId}")` })
  expect(moved.body.data).toHaveLength(1)
})

test('records events singly and in bulk, and reads them with their profile and metric', async () => {
  const answer = await events.createEvent(
    event('Placed Order', 'buyer@example.test', 'order-1', {
      value: 148.25,
      valueCurrency: 'EUR',
      time: new Date('2026-03-01T12:00:00Z'),
    }),
  )
  expect(answer.response.status).toBe(202)
  await events.createEvent(event('Placed Order', 'buyer@example.test', 'order-1', { value: 1 }))

  const bulk = await events.bulkCreateEvents({
    data: {
      type: 'event-bulk-create-job',
      attributes: {
        eventsBulkCreate: {
          data: [
            {
              type: 'event-bulk-create',
              attributes: {
                profile: {
                  data: { type: 'profile', attributes: { email: 'buyer@example.test' } },
                },
                events: {
                  data: ['bulk-1', 'bulk-2'].map((uniqueId) => ({
                    type: 'event' as const,
                    attributes: {
                      metric: {
                        data: { type: 'metric' as const, attributes: { name: 'Placed Order' } },
                      },
                      properties: { Colour: 'red' },
                      time: new Date('2026-03-02T12:00:00Z'),
                      value: 10,
                      uniqueId,
                    },
                  })),
                },
              },
            },
          ],
        },
      },
    },
  })
  expect(bulk.response.status).toBe(202)

  const { metricId } = await placedOrder()
  const page = await events.getEvents({
    filter: `equals(metric_id,"${metricId}")`,
    include: ['profile', 'metric'],
    sort: 'datetime',
  })
  expect(page.body.data.map((one) => one.attributes.eventProperties)).toEqual([
    { Colour: 'green', $value: 148.25, $value_currency: 'EUR', $event_id: 'order-1' },
    { Colour: 'red', $value: 10, $event_id: 'bulk-1' },
    { Colour: 'red', $value: 10, $event_id: 'bulk-2' },
  ])
  expect(page.body.data[0]?.attributes.datetime).toEqual(new Date('2026-03-01T12:00:00Z'))
  const included = page.body.included?.map((one) => [
    one.type,
    'attributes' in one && one.attributes,
  ])
  expect(included).toEqual(
    expect.arrayContaining([
      ['profile', expect.objectContaining({ email: 'buyer@example.test' })],
      ['metric', expect.objectContaining({ name: 'Placed Order' })],
    ]),
  )
  const one = await events.getEvent(page.body.data[0]?.id ?? '', { include: ['metric'] })
  expect(one.body.data.id).toBe(page.body.data[0]?.id)
  const metric = await events.getMetricForEvent(one.body.data.id)
  expect(metric.body.data?.attributes.name).toBe('Placed Order')
})

async function placedOrder() {
  const all = await metrics.getMetrics()
  const metric = all.body.data.find((one) => one.attributes.name === 'Placed Order')
  return { metricId: metric?.id ?? '', names: all.body.data.map((one) => one.attributes.name) }
}

test('lists metrics: the four of the Customer Agent are there from the start', async () => {
  const { names } = await placedOrder()
  expect(names).toEqual(
    expect.arrayContaining([
      'Started Conversation with Customer Agent',
      'Conversation with Customer Agent Resolved',
      'Conversation with Customer Agent Escalated',
      'Received Product Recommendation from Customer Agent',
      'Placed Order',
    ]),
  )
  const agent = await metrics.getMetrics({
    filter: 'equals(integration.name,"Customer Agent")',
  })
  expect(agent.body.data).toHaveLength(4)
})

test('aggregates a metric by day and by any property', async () => {
  const { metricId } = await placedOrder()
  const ask = (by: string[]) =>
    metrics.queryMetricAggregates({
      data: {
        type: 'metric-aggregate',
        attributes: {
          metricId,
          measurements: ['count', 'sum_value', 'unique'],
          interval: 'day',
          filter: [
            'greater-or-equal(datetime,2026-03-01T00:00:00)',
            'less-than(datetime,2026-03-04T00:00:00)',
          ],
          timezone: 'UTC',
          ...(by.length > 0 ? { by } : {}),
        },
      },
    } as Parameters<MetricsApi['queryMetricAggregates']>[0])

  const total = (await ask([])).body.data.attributes
  expect(total.dates).toHaveLength(3)
  expect(total.data).toEqual([
    {
      dimensions: [],
      measurements: { count: [1, 2, 0], sum_value: [148.25, 20, 0], unique: [1, 1, 0] },
    },
  ])
  const byColour = (await ask(['Colour'])).body.data.attributes.data
  expect(byColour.map((row) => row.dimensions)).toEqual([['red'], ['green']])
})

test('knows the properties of a metric, once the follower has seen them', async () => {
  const { metricId } = await placedOrder()
  await expect
    .poll(
      async () =>
        (
          await metrics.getPropertiesForMetric(metricId, {
            additionalFieldsMetricProperty: ['sample_values'],
          })
        ).body.data.map((one) => one.attributes),
      { timeout: 10_000 },
    )
    .toContainEqual(expect.objectContaining({ property: 'Colour', inferredType: 'String' }))
})
