import {
  ApiKeySession,
  CampaignsApi,
  EventsApi,
  MetricsApi,
  SegmentsApi,
  TemplatesApi,
} from 'klaviyo-api'
import { expect, test } from 'vitest'
import { AGENT_METRIC_NAMES } from '../src/contract/metric-names.ts'
import { COMPANY, call, KEY, runningServer } from './running-server.ts'
import { smtpTwin } from './smtp-twin.ts'

/**
 * The shop's second story: a promotion to everybody who is engaged, without those who were escalated
 * in the last seven days, as they are when it is sent.
 */
const smtp = await smtpTwin()
const server = await runningServer({ isSandbox: true, smtpUrl: smtp.url })
const session = new ApiKeySession(KEY)
const campaigns = new CampaignsApi(session)
const events = new EventsApi(session)
const metrics = new MetricsApi(session)
const segments = new SegmentsApi(session)
const templates = new TemplatesApi(session)
for (const api of [campaigns, events, metrics, segments, templates]) api.basePath = server.url
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

async function now(): Promise<Date> {
  const { body } = await call(server, 'GET', '/api/x/test-clock')
  return new Date(String(body.data.attributes['now']))
}

async function moveTo(time: Date): Promise<void> {
  const attributes = { now: time.toISOString() }
  const data = { type: 'test-clock', id: COMPANY, attributes }
  expect((await call(server, 'PATCH', '/api/x/test-clock', { data })).status).toBe(200)
}

async function record(metric: { name: string; service?: string }, email: string, time: Date) {
  await events.createEvent({
    data: {
      type: 'event',
      attributes: {
        time,
        properties: {},
        metric: { data: { type: 'metric', attributes: metric } },
        profile: { data: { type: 'profile', attributes: { email } } },
      },
    },
  })
}

const escalate = (email: string, time: Date) =>
  record({ name: AGENT_METRIC_NAMES.escalated.en, service: 'customer-agent' }, email, time)

async function metricId(name: string): Promise<string> {
  const { body } = await metrics.getMetrics()
  const found = body.data.find((metric) => metric.attributes.name === name)
  if (!found) throw new Error(`there is no metric ${name}`)
  return found.id
}

async function segment(name: string, metric: string, days: number): Promise<string> {
  const created = await segments.createSegment({
    data: {
      type: 'segment',
      attributes: {
        name,
        definition: {
          conditionGroups: [
            {
              conditions: [
                {
                  type: 'profile-metric',
                  metricId: metric,
                  measurement: 'count',
                  measurementFilter: { type: 'numeric', operator: 'greater-than', value: 0 },
                  timeframeFilter: {
                    type: 'date',
                    operator: 'in-the-last',
                    quantity: days,
                    unit: 'day',
                  },
                },
              ],
            },
          ],
        },
      },
    },
  })
  const { id } = created.body.data
  await expect
    .poll(async () => (await segments.getSegment(id)).body.data.attributes.isProcessing, {
      timeout: 20_000,
    })
    .toBe(false)
  return id
}

test('the engaged get the promotion, those who wait since this week do not', async () => {
  const began = await now()
  const sendAt = new Date(began.getTime() + 4 * HOUR_MS)
  const people = ['ada', 'bo', 'cy', 'dee'].map((name) => `${name}@shopper.test`)
  const [ada = '', bo = '', cy = '', dee = ''] = people
  for (const email of people) await record({ name: 'Active on Site' }, email, began)
  // Dee's problem is three days old; Cy's seventh day ends an hour before it is sent.
  await escalate(dee, new Date(began.getTime() - 3 * DAY_MS))
  await escalate(cy, new Date(sendAt.getTime() - 7 * DAY_MS - HOUR_MS))
  const engaged = await segment('Engaged', await metricId('Active on Site'), 90)
  const escalated = await segment(
    'Escalated lately',
    await metricId(AGENT_METRIC_NAMES.escalated.en),
    7,
  )

  const template = await templates.createTemplate({
    data: {
      type: 'template',
      attributes: { name: 'Autumn', editorType: 'CODE', html: '<p>20 % off</p>{% unsubscribe %}' },
    },
  })
  const created = await campaigns.createCampaign({
    data: {
      type: 'campaign',
      attributes: {
        name: 'Autumn promo',
        audiences: { included: [engaged], excluded: [escalated] },
        sendStrategy: { method: 'static', datetime: sendAt, options: { isLocal: false } },
        campaignMessages: {
          data: [
            {
              type: 'campaign-message',
              attributes: {
                definition: {
                  channel: 'email',
                  label: 'Autumn promo',
                  content: { subject: 'Autumn is here', fromEmail: 'shop@example.com' },
                },
              },
            },
          ],
        },
      },
    },
  })
  const { id } = created.body.data
  const messages = await campaigns.getMessageIdsForCampaign(id)
  await campaigns.assignTemplateToCampaignMessage({
    data: {
      type: 'campaign-message',
      id: messages.body.data[0]?.id ?? '',
      relationships: { template: { data: { type: 'template', id: template.body.data.id } } },
    },
  })
  await campaigns.sendCampaign({ data: { type: 'campaign-send-job', id } })
  const status = async () => (await campaigns.getCampaign(id)).body.data.attributes.status
  expect(await status()).toBe('Scheduled')

  // — Bo is escalated after it was scheduled.
  await moveTo(new Date(began.getTime() + HOUR_MS))
  await escalate(bo, new Date(began.getTime() + HOUR_MS))
  await moveTo(new Date(sendAt.getTime() - 1_000))
  expect(smtp.envelopes).toEqual([])
  await moveTo(sendAt)
  await expect.poll(status, { timeout: 20_000 }).toBe('Sent')
  expect(smtp.envelopes.flat().toSorted()).toEqual([ada, cy])
}, 120_000)
