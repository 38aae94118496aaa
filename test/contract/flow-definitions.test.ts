import { expect, test } from 'vitest'
import { call, newEvent, runningServer } from '../running-server.ts'

const server = await runningServer()
await call(server, 'POST', '/api/events', { data: newEvent('Placed Order', 'ada@shop.test') })
const metrics = await call(server, 'GET', '/api/metrics')
const metricId = metrics.body.data.find((one) => one.attributes['name'] === 'Placed Order')?.id

const delay = (name: string, next: string | null, data: object = { unit: 'hours', value: 1 }) => ({
  temporary_id: name,
  type: 'time-delay',
  links: { next },
  data,
})
const metric = (id: unknown) => ({ type: 'metric', id, trigger_filter: null })

/** A definition with faults, and where each is said to be. */
const BAD: [string, object, string][] = [
  ['a circle', { actions: [delay('a', 'b'), delay('b', 'a')] }, '/actions/0'],
  ['a link to nothing', { actions: [delay('a', 'b')] }, '/actions/0/links'],
  ['an entry that is not there', { entry_action_id: 'z' }, '/entry_action_id'],
  ['two entries', { entry_action_id: ['a', 'b'] }, '/entry_action_id'],
  ['two triggers', { triggers: [metric(metricId), metric(metricId)] }, '/triggers'],
  ['an unknown metric', { triggers: [metric('NOPE99')] }, '/triggers/0/id'],
  [
    'an unknown metric in a filter',
    {
      profile_filter: {
        condition_groups: [
          {
            conditions: [
              {
                type: 'profile-metric',
                metric_id: 'NOPE99',
                measurement: 'count',
                measurement_filter: { type: 'numeric', operator: 'equals', value: 0 },
                timeframe_filter: { type: 'date', operator: 'flow-start' },
                metric_filters: null,
              },
            ],
          },
        ],
      },
    },
    '/profile_filter/condition_groups/0/conditions/0/metric_id',
  ],
  [
    'a split without branches',
    {
      actions: [
        delay('a', 'b'),
        { temporary_id: 'b', type: 'multi-branch-split', data: { name: 'x', branches: [] } },
      ],
    },
    '/actions/1/data/branches',
  ],
  [
    'a delay of -1',
    { actions: [delay('a', null, { unit: 'hours', value: -1 })] },
    '/actions/0/data/value',
  ],
  [
    'a delay of ten years',
    { actions: [delay('a', null, { unit: 'days', value: 3_650 })] },
    '/actions/0/data/value',
  ],
  ['one name twice', { actions: [delay('a', null), delay('a', null)] }, '/actions/1'],
  [
    'a template that is not there',
    {
      actions: [
        {
          temporary_id: 'a',
          type: 'send-email',
          links: { next: null },
          data: { message: { template_id: 'NOPE99' } },
        },
      ],
    },
    '/actions/0/data/message/template_id',
  ],
]

test.each(BAD)('%s is refused, and it is said where', async (_name, faults, pointer) => {
  const definition = {
    triggers: [metric(metricId)],
    profile_filter: null,
    entry_action_id: 'a',
    actions: [delay('a', null)],
    ...faults,
  }
  const answer = await call(server, 'POST', '/api/flows', {
    data: { type: 'flow', attributes: { name: 'Bad', definition } },
  })
  expect(answer.status).toBe(400)
  expect(answer.body.errors.map(({ source }) => source.pointer)).toContain(
    `/data/attributes/definition${pointer}`,
  )
})
