import { ApiKeySession, FlowsApi, MetricsApi, TemplatesApi } from 'klaviyo-api'
import { expect, test } from 'vitest'
import { call, KEY, newEvent, runningServer } from '../running-server.ts'

const server = await runningServer({ isSandbox: true })
const session = new ApiKeySession(KEY)
const flows = new FlowsApi(session)
const metrics = new MetricsApi(session)
const templates = new TemplatesApi(session)
for (const api of [flows, metrics, templates]) api.basePath = server.url

async function metricId(name: string): Promise<string> {
  const { body } = await metrics.getMetrics()
  const found = body.data.find((metric) => metric.attributes.name === name)
  if (!found) throw new Error(`there is no metric ${name}`)
  return found.id
}

test('the flow of the shop: recommended but not bought, created and set live by the SDK', async () => {
  await call(server, 'POST', '/api/events', { data: newEvent('Placed Order', 'ada@shop.test') })
  const recommended = await metricId('Received Product Recommendation from Customer Agent')
  const ordered = await metricId('Placed Order')
  const template = await templates.createTemplate({
    data: {
      type: 'template',
      attributes: { name: 'Picks', editorType: 'CODE', html: '<p>Hi {{ first_name }}</p>' },
    },
  })
  const created = await flows.createFlow(
    {
      data: {
        type: 'flow',
        attributes: {
          name: 'CA: recommended but not bought',
          definition: {
            triggers: [{ type: 'metric', id: recommended, triggerFilter: null }],
            profileFilter: {
              conditionGroups: [
                {
                  conditions: [
                    {
                      type: 'profile-metric',
                      metricId: ordered,
                      measurement: 'count',
                      measurementFilter: { type: 'numeric', operator: 'equals', value: 0 },
                      timeframeFilter: { type: 'date', operator: 'flow-start' },
                      metricFilters: null,
                    },
                  ],
                },
              ],
            },
            entryActionId: 'delay-2h',
            reentryCriteria: { duration: 0, unit: 'alltime' },
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
                    subjectLine: "Still thinking it over, {{ first_name|default:'there' }}?",
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
    },
    { additionalFieldsFlow: ['definition'] },
  )
  const { id, attributes } = created.body.data
  expect(attributes).toMatchObject({
    name: 'CA: recommended but not bought',
    status: 'draft',
    triggerType: 'Metric',
  })
  const [delay, email] = attributes.definition?.actions ?? []
  expect(attributes.definition?.entryActionId).toBe(delay?.id)
  expect(delay).toMatchObject({
    type: 'time-delay',
    links: { next: email?.id },
    data: { unit: 'hours', value: 2, secondaryValue: null },
  })
  expect(email).toMatchObject({ type: 'send-email', data: { status: 'draft' } })

  const live = await flows.updateFlow(id ?? '', {
    data: { type: 'flow', id: id ?? '', attributes: { status: 'live' } },
  })
  expect(live.body.data.attributes.status).toBe('live')

  const starts = await metrics.getMetric(recommended, { include: ['flow-triggers'] })
  expect(starts.body.data.relationships?.flowTriggers?.data).toEqual([{ type: 'flow', id }])
  expect(starts.body.included).toMatchObject([{ type: 'flow', id, attributes: { status: 'live' } }])
  const all = await metrics.getMetrics({ include: ['flow-triggers'] })
  expect(all.body.included?.map((flow) => flow.id)).toEqual([id])

  const actions = await flows.getActionsForFlow(id ?? '', {
    filter: "equals(action_type,'SEND_EMAIL')",
  })
  expect(actions.body.data).toHaveLength(1)
  expect(actions.body.data[0]?.attributes.definition).toMatchObject({ data: { status: 'live' } })
  const actionId = actions.body.data[0]?.id ?? ''
  const messages = await flows.getFlowActionMessages(actionId)
  const [message] = messages.body.data
  expect(message?.attributes).toMatchObject({
    channel: 'email',
    definition: { name: 'Recommended items follow-up', fromEmail: 'shop@example.com' },
  })
  const again = await flows.getFlow(id ?? '', {
    additionalFieldsFlow: ['definition'],
    include: ['flow-actions'],
  })
  expect(again.body.included).toHaveLength(2)
  expect((await flows.getFlows({ filter: "equals(status,'live')" })).body.data).toHaveLength(1)
  await flows.deleteFlow(id ?? '')
  await expect(flows.getFlow(id ?? '')).rejects.toMatchObject({ status: 404 })
})
