import { ApiKeySession, FlowsApi, MetricsApi, TemplatesApi } from 'klaviyo-api'
import { expect, test } from 'vitest'
import { AGENT_METRIC_NAMES } from '../src/contract/metric-names.ts'
import { type Body, COMPANY, call, KEY, runningServer } from './running-server.ts'
import { smtpTwin } from './smtp-twin.ts'

/**
 * Two hours after a recommendation, as the shop's developer builds it with the official SDK: what
 * becomes of everybody to whom something happens in between, under each way of entering again.
 */
const smtp = await smtpTwin()
const server = await runningServer({
  isSandbox: true,
  smtpUrl: smtp.url,
  publicUrl: 'https://talk.shop.test',
  hasPublicUrl: true,
})
const session = new ApiKeySession(KEY)
const flows = new FlowsApi(session)
const metrics = new MetricsApi(session)
const templates = new TemplatesApi(session)
for (const api of [flows, metrics, templates]) api.basePath = server.url

const RECOMMENDED = AGENT_METRIC_NAMES.recommended.en
const ESCALATED = AGENT_METRIC_NAMES.escalated.en
const HOUR_MS = 3_600_000

async function ask(method: string, path: string, data?: unknown): Promise<Body> {
  const answer = await call(server, method, path, data === undefined ? {} : { data })
  if (answer.status < 300) return answer.body
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
}

async function record(metric: string, name: string, time: Date, items: string[] = []) {
  const service = Object.values(AGENT_METRIC_NAMES).some(({ en }) => en === metric)
  await ask('POST', '/api/events', {
    type: 'event',
    attributes: {
      metric: {
        data: {
          type: 'metric',
          attributes: { name: metric, ...(service ? { service: 'customer-agent' } : {}) },
        },
      },
      profile: {
        data: { type: 'profile', attributes: { email: `${name}@shopper.test`, first_name: name } },
      },
      properties: { Products: items },
      time: time.toISOString(),
    },
  })
}

async function now(): Promise<Date> {
  const { data } = await ask('GET', '/api/x/test-clock')
  return new Date(String((data as unknown as { attributes: { now: string } }).attributes.now))
}

async function moveTo(time: Date): Promise<void> {
  await ask('PATCH', '/api/x/test-clock', {
    type: 'test-clock',
    id: COMPANY,
    attributes: { now: time.toISOString() },
  })
}

async function metricId(name: string): Promise<string> {
  const { body } = await metrics.getMetrics()
  const found = body.data.find((metric) => metric.attributes.name === name)
  if (!found) throw new Error(`there is no metric ${name}`)
  return found.id
}

async function profileId(name: string): Promise<string> {
  const filter = encodeURIComponent(`equals(email,"${name}@shopper.test")`)
  const { data } = await ask('GET', `/api/profiles?filter=${filter}`)
  return data[0]?.id ?? ''
}

type Reentry = { duration: number; unit: 'alltime' | 'hour' | 'day' | 'week' }

/** The flow of the shop; who was escalated within a week is left alone. */
async function createFlow(name: string, reentryCriteria: Reentry): Promise<string> {
  const template = await templates.createTemplate({
    data: {
      type: 'template',
      attributes: {
        name: 'Picks',
        editorType: 'CODE',
        html: `<p>{% for item in event.Products %}{{ item }} {% endfor %}</p>
          {{ organization.full_address }} {% unsubscribe 'Unsubscribe' %}`,
      },
    },
  })
  const none = (metric: string, timeframeFilter: object) => ({
    conditions: [
      {
        type: 'profile-metric' as const,
        metricId: metric,
        measurement: 'count' as const,
        measurementFilter: { type: 'numeric' as const, operator: 'equals' as const, value: 0 },
        timeframeFilter: { type: 'date', ...timeframeFilter } as never,
        metricFilters: null,
      },
    ],
  })
  const created = await flows.createFlow({
    data: {
      type: 'flow',
      attributes: {
        name,
        definition: {
          triggers: [{ type: 'metric', id: await metricId(RECOMMENDED), triggerFilter: null }],
          profileFilter: {
            conditionGroups: [
              none(await metricId('Placed Order'), { operator: 'flow-start' }),
              none(await metricId(ESCALATED), {
                operator: 'in-the-last',
                quantity: 7,
                unit: 'day',
              }),
            ],
          },
          entryActionId: 'delay-2h',
          reentryCriteria,
          actions: [
            {
              temporaryId: 'delay-2h',
              type: 'time-delay',
              links: { next: 'email-1' },
              data: { unit: 'hours', value: 2 },
            },
            {
              temporaryId: 'email-1',
              type: 'send-email',
              links: { next: null },
              data: {
                status: 'draft',
                message: {
                  name: 'Recommended items follow-up',
                  fromEmail: 'shop@example.com',
                  fromLabel: 'Example Shop',
                  subjectLine: `${name}: {{ first_name|default:'there' }}`,
                  previewText: 'Your picks from our chat',
                  templateId: template.body.data.id,
                  smartSendingEnabled: true,
                  transactional: false,
                  addTrackingParams: true,
                },
              },
            },
          ],
        },
      },
    },
  })
  const id = created.body.data.id ?? ''
  await flows.updateFlow(id, { data: { type: 'flow', id, attributes: { status: 'live' } } })
  return id
}

/** What became of everybody who entered: `name: outcome`, by the flow's own record. */
async function told(flowId: string, names: readonly string[]): Promise<string[]> {
  const ids = new Map<string, string>()
  for (const name of names) ids.set(await profileId(name), name)
  const { data } = await ask('GET', `/api/x/flows/${flowId}/flow-enrolments?page[size]=100`)
  return data
    .map(({ attributes, relationships }) => {
      const steps = attributes['steps'] as {
        outcome: string
        reason: string | null
        message_state: string | null
      }[]
      const last = steps.at(-1)
      const name = ids.get(relationships?.['profile']?.data?.id ?? '') ?? 'somebody'
      return `${name}: ${last?.reason ?? last?.message_state ?? last?.outcome ?? 'waiting'}`
    })
    .toSorted()
}

async function refused(flowId: string): Promise<unknown[]> {
  const { data } = await ask('GET', `/api/x/flows/${flowId}/flow-refusals`)
  return data.map(({ attributes }) => attributes['reason'])
}

test('what happens in the two hours decides, person by person', async () => {
  const began = await now()
  const at = (hours: number) => new Date(began.getTime() + hours * HOUR_MS)
  await record('Placed Order', 'early', began)
  const flowId = await createFlow('Picks', { duration: 0, unit: 'alltime' })
  const names = ['mia', 'otto', 'esra', 'uma', 'max', 'maxi', 'dan']
  for (const name of ['mia', 'otto', 'esra', 'uma', 'max', 'dan']) {
    await record(RECOMMENDED, name, began, [`scarf of ${name}`])
  }
  await moveTo(at(1))
  expect(await told(flowId, names)).toHaveLength(6)

  await record('Placed Order', 'otto', at(1))
  await record(ESCALATED, 'esra', at(1))
  await ask('POST', '/api/profile-subscription-bulk-delete-jobs', {
    type: 'profile-subscription-bulk-delete-job',
    attributes: {
      profiles: {
        data: [
          {
            type: 'profile',
            attributes: {
              email: 'uma@shopper.test',
              subscriptions: { email: { marketing: { consent: 'UNSUBSCRIBED' } } },
            },
          },
        ],
      },
    },
  })
  // Max turns out to be Maxi, whom we know by another address.
  await record('Viewed Product', 'maxi', at(1))
  await ask('POST', '/api/profile-merge', {
    type: 'profile-merge',
    id: await profileId('maxi'),
    relationships: { profiles: { data: [{ type: 'profile', id: await profileId('max') }] } },
  })
  await ask('POST', '/api/data-privacy-deletion-jobs', {
    type: 'data-privacy-deletion-job',
    attributes: {
      profile: { data: { type: 'profile', attributes: { email: 'dan@shopper.test' } } },
    },
  })
  // A second before the time nobody has got anything.
  await moveTo(new Date(at(2).getTime() - 1_000))
  expect(smtp.envelopes).toEqual([])
  await moveTo(at(2))
  await expect
    .poll(() => smtp.envelopes.flat().toSorted(), { timeout: 30_000 })
    .toEqual(['maxi@shopper.test', 'mia@shopper.test'])
  await expect
    .poll(() => told(flowId, names), { timeout: 30_000 })
    .toEqual([
      'esra: Fails Flow Filters',
      'maxi: sent',
      'mia: sent',
      'otto: Fails Flow Filters',
      'uma: Person Suppressed',
    ])
  // Each with the items of the event that began the flow.
  const mails = await smtp.mails()
  for (const mail of mails) {
    const name = mail.subject?.includes('maxi') ? 'max' : 'mia'
    expect(mail.html).toContain(`scarf of ${name}`)
  }
  await flows.updateFlow(flowId, {
    data: { type: 'flow', id: flowId, attributes: { status: 'draft' } },
  })
}, 240_000)

test('three recommendations in one chat, under each way of entering again', async () => {
  const began = await now()
  const at = (hours: number) => new Date(began.getTime() + hours * HOUR_MS)
  const settings: [string, Reentry][] = [
    ['always', { duration: 0, unit: 'alltime' }],
    ['never', { duration: 1, unit: 'alltime' }],
    ['hour', { duration: 1, unit: 'hour' }],
    ['day', { duration: 1, unit: 'day' }],
  ]
  const ids = new Map<string, string>()
  for (const [name, reentry] of settings) ids.set(name, await createFlow(name, reentry))
  const before = smtp.envelopes.length
  for (const hours of [0, 0.5, 1.25]) {
    await moveTo(at(hours))
    await record(RECOMMENDED, 'tess', at(hours), ['scarf'])
  }
  await moveTo(at(6))
  const passages = async (name: string) => (await told(ids.get(name) ?? '', ['tess'])).length
  await expect.poll(() => passages('always'), { timeout: 30_000 }).toBe(3)
  expect(await passages('never')).toBe(1)
  expect(await passages('hour')).toBe(2)
  expect(await passages('day')).toBe(1)
  expect(await refused(ids.get('never') ?? '')).toEqual(['re-entry', 're-entry'])
  expect(await refused(ids.get('hour') ?? '')).toEqual(['re-entry'])
  expect(await refused(ids.get('day') ?? '')).toEqual(['re-entry', 're-entry'])
  // Each flow's first mail would go; Smart Sending lets only one of all of them through.
  await expect.poll(() => smtp.envelopes.length - before, { timeout: 30_000 }).toBe(1)
  const all = (await Promise.all([...ids.values()].map((id) => told(id, ['tess'])))).flat()
  await expect
    .poll(
      async () =>
        (await Promise.all([...ids.values()].map((id) => told(id, ['tess'])))).flat().toSorted(),
      { timeout: 30_000 },
    )
    .toEqual([...Array.from({ length: all.length - 1 }, () => 'tess: Smart Sending'), 'tess: sent'])
}, 240_000)
