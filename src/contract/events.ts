import { z } from 'zod'
import { document, endpoint, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'
import { Metric } from './metrics.ts'
import { EventProfile, Profile, ProfileUpsert } from './profiles.ts'
import { CurrencyCode, Instant, InstantOut, Properties } from './values.ts'

export const EVENT_PROPERTIES_MAX = 400
export const BULK_EVENTS_MAX = 1_000
export const METRIC_NAME_LENGTH_MAX = 127
/** An index entry has to hold it, together with the profile and the metric. */
export const UNIQUE_ID_BYTES_MAX = 2_400
/** Earliest time an event may have, and how far ahead of now. */
export const EARLIEST_EVENT = '1990-01-01T00:00:00Z'
export const DAYS_AHEAD_MAX = 366

const MetricRef = z.strictObject({
  data: z.strictObject({
    type: z.literal('metric'),
    attributes: z.strictObject({
      name: z
        .string()
        .min(1)
        .max(
          METRIC_NAME_LENGTH_MAX,
          `must be shorter than ${METRIC_NAME_LENGTH_MAX + 1} characters`,
        ),
      service: z.string().min(1).max(100).nullish(),
    }),
  }),
})

const eventAttributes = {
  properties: Properties,
  time: Instant.nullish(),
  value: z.number().nullish(),
  value_currency: CurrencyCode.nullish(),
  unique_id: z.string().min(1).max(1_000).nullish(),
  backfill: z.boolean().nullish(),
  metric: MetricRef,
}

export const NewEvent = z.strictObject({
  type: z.literal('event'),
  attributes: z.strictObject({
    ...eventAttributes,
    profile: z.strictObject({ data: EventProfile }),
  }),
})
export type NewEvent = z.output<typeof NewEvent>

const BulkEntry = z.strictObject({
  type: z.literal('event'),
  attributes: z.strictObject(eventAttributes),
})

export const BulkEvents = z.strictObject({
  type: z.literal('event-bulk-create'),
  attributes: z.strictObject({
    backfill: z.boolean().nullish(),
    profile: z.strictObject({ data: ProfileUpsert }),
    events: z.strictObject({ data: z.array(BulkEntry).min(1).max(BULK_EVENTS_MAX) }),
  }),
})
export type BulkEvents = z.output<typeof BulkEvents>

export const Event = resourceType({
  type: 'event',
  self: '/api/events/{id}/',
  attributes: z.object({
    timestamp: z.int(),
    datetime: InstantOut,
    uuid: z.uuid(),
    event_properties: z.record(z.string(), z.unknown()),
  }),
  additional: z.object({
    /** When the server stored it; later than `datetime` for late events and imports. */
    recorded_at: InstantOut,
    is_backfill: z.boolean(),
  }),
  relationships: {
    profile: { to: 'profile', many: false },
    metric: { to: 'metric', many: false },
    attributions: { to: 'attribution', many: true },
  },
})

const Attribution = resourceType({
  type: 'attribution',
  self: '/api/attributions/{id}/',
  attributes: z.object({}),
  relationships: {
    event: { to: 'event', many: false },
    'attributed-event': { to: 'event', many: false },
    campaign: { to: 'campaign', many: false },
    'campaign-message': { to: 'campaign-message', many: false },
    flow: { to: 'flow', many: false },
    'flow-message': { to: 'flow-message', many: false },
    'flow-message-variation': { to: 'flow-message', many: false },
  },
})

const range = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than'] as const

export const EVENT_FILTERS = {
  metric_id: { type: 'string', operators: ['equals'] },
  profile_id: { type: 'string', operators: ['equals'] },
  profile: { type: 'string', operators: ['has'] },
  metric: { type: 'string', operators: ['has'] },
  datetime: { type: 'datetime', operators: range },
  timestamp: { type: 'number', operators: range },
} as const satisfies FilterFields

const include = { profile: Profile, metric: Metric, attributions: Attribution }

export const createEvent = endpoint({
  id: 'createEvent',
  method: 'POST',
  path: '/api/events',
  tag: 'Events',
  summary:
    'Record one event. 202 after it is committed. A unique_id is recorded once per profile and metric; repeating it is safe.',
  access: 'events:write',
  body: document(NewEvent),
  reply: { status: 202 },
  rate: 'XL',
})

export const bulkCreateEvents = endpoint({
  id: 'bulkCreateEvents',
  method: 'POST',
  path: '/api/event-bulk-create-jobs',
  tag: 'Events',
  summary: `Record up to ${BULK_EVENTS_MAX.toLocaleString('en')} events: all or none. A unique_id that is repeated within the request refuses it.`,
  access: 'events:write',
  body: document(
    z.strictObject({
      type: z.literal('event-bulk-create-job'),
      attributes: z.strictObject({
        'events-bulk-create': z.strictObject({
          data: z.array(BulkEvents).min(1).max(BULK_EVENTS_MAX),
        }),
      }),
    }),
  ),
  reply: { status: 202 },
  rate: 'M',
})

export const getEvents = endpoint({
  id: 'getEvents',
  method: 'GET',
  path: '/api/events',
  tag: 'Events',
  summary: 'Events, newest first unless sorted otherwise.',
  access: 'events:read',
  filter: EVENT_FILTERS,
  sort: ['datetime', 'timestamp'],
  include,
  page: { default: 200, max: 1_000 },
  reply: { status: 200, many: Event },
  rate: 'XL',
})

export const getEvent = endpoint({
  id: 'getEvent',
  method: 'GET',
  path: '/api/events/{id}',
  tag: 'Events',
  summary: 'One event.',
  access: 'events:read',
  include,
  reply: { status: 200, one: Event },
  rate: 'M',
})

export const getMetricForEvent = endpoint({
  id: 'getMetricForEvent',
  method: 'GET',
  path: '/api/events/{id}/metric',
  tag: 'Events',
  summary: 'The metric of an event.',
  access: 'events:read',
  reply: { status: 200, one: Metric },
  rate: 'M',
})

export const getMetricIdForEvent = endpoint({
  id: 'getMetricIdForEvent',
  method: 'GET',
  path: '/api/events/{id}/relationships/metric',
  tag: 'Events',
  summary: 'The id of the metric of an event.',
  access: 'events:read',
  reply: { status: 200, linkage: 'metric', toMany: false },
  rate: 'M',
})

export const getProfileForEvent = endpoint({
  id: 'getProfileForEvent',
  method: 'GET',
  path: '/api/events/{id}/profile',
  tag: 'Events',
  summary: 'The profile of an event.',
  access: 'events:read',
  reply: { status: 200, one: Profile },
  rate: 'M',
})

export const getProfileIdForEvent = endpoint({
  id: 'getProfileIdForEvent',
  method: 'GET',
  path: '/api/events/{id}/relationships/profile',
  tag: 'Events',
  summary: 'The id of the profile of an event.',
  access: 'events:read',
  reply: { status: 200, linkage: 'profile', toMany: false },
  rate: 'M',
})

export const createClientEvent = endpoint({
  id: 'createClientEvent',
  method: 'POST',
  path: '/client/events',
  tag: 'Client',
  summary: 'Record one event from a web page or app.',
  access: 'company',
  body: document(NewEvent),
  reply: { status: 202 },
  rate: 'XL',
})

export const bulkCreateClientEvents = endpoint({
  id: 'bulkCreateClientEvents',
  method: 'POST',
  path: '/client/event-bulk-create',
  tag: 'Client',
  summary: 'Record up to 1,000 events of one profile from a web page or app.',
  access: 'company',
  body: document(BulkEvents),
  reply: { status: 202 },
  rate: 'M',
})

export const streamEvents = endpoint({
  id: 'streamEvents',
  method: 'GET',
  path: '/api/x/event-stream',
  tag: 'Events',
  summary:
    'New events as they are recorded, as server-sent events. Each message carries an events document; `Last-Event-ID` resumes.',
  access: 'events:read',
  query: z.object({
    metric_id: z.string().max(100).optional(),
    profile_id: z.string().max(100).optional(),
  }),
  reply: { status: 200, stream: 'text/event-stream' },
  rate: 'L',
})
