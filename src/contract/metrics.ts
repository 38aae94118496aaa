import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import { InstantOut, TimeZone } from './values.ts'

export const AGGREGATE_DAYS_MAX = 366
/** Rows (dimension combinations) of one aggregate answer. */
export const AGGREGATE_ROWS_MAX = 500
export const AGGREGATE_BY_MAX = 3

export const Metric = resourceType({
  type: 'metric',
  self: '/api/metrics/{id}/',
  attributes: z.object({
    name: z.string(),
    created: InstantOut,
    updated: InstantOut,
    integration: z.record(z.string(), z.unknown()),
  }),
  relationships: {
    'flow-triggers': { to: 'flow', many: true },
    'metric-properties': { to: 'metric-property', many: true },
  },
})

export const getMetrics = endpoint({
  id: 'getMetrics',
  method: 'GET',
  path: '/api/metrics',
  tag: 'Metrics',
  summary: 'All metrics of the account.',
  access: 'metrics:read',
  filter: {
    'integration.name': { type: 'string', operators: ['equals'] },
    'integration.category': { type: 'string', operators: ['equals'] },
  },
  include: {},
  page: { fixed: 200 },
  reply: { status: 200, many: Metric },
  rate: 'M',
})

export const getMetric = endpoint({
  id: 'getMetric',
  method: 'GET',
  path: '/api/metrics/{id}',
  tag: 'Metrics',
  summary: 'One metric.',
  access: 'metrics:read',
  include: {},
  reply: { status: 200, one: Metric },
  rate: 'M',
})

export const MetricProperty = resourceType({
  type: 'metric-property',
  self: '/api/metric-properties/{id}/',
  attributes: z.object({
    label: z.string(),
    property: z.string(),
    inferred_type: z.string(),
  }),
  additional: z.object({ sample_values: z.array(z.unknown()).nullable() }),
  relationships: { metric: { to: 'metric', many: false } },
})

export const getPropertiesForMetric = endpoint({
  id: 'getPropertiesForMetric',
  method: 'GET',
  path: '/api/metrics/{id}/metric-properties',
  tag: 'Metrics',
  summary: 'The properties that events of a metric carry, with their types.',
  access: 'metrics:read',
  reply: { status: 200, many: MetricProperty },
  rate: 'S',
})

export const getPropertyIdsForMetric = endpoint({
  id: 'getPropertyIdsForMetric',
  method: 'GET',
  path: '/api/metrics/{id}/relationships/metric-properties',
  tag: 'Metrics',
  summary: 'The ids of the properties of a metric.',
  access: 'metrics:read',
  reply: { status: 200, linkage: 'metric-property', toMany: true },
  rate: 'S',
})

export const getMetricProperty = endpoint({
  id: 'getMetricProperty',
  method: 'GET',
  path: '/api/metric-properties/{id}',
  tag: 'Metrics',
  summary: 'One property of a metric.',
  access: 'metrics:read',
  include: { metric: Metric },
  reply: { status: 200, one: MetricProperty },
  rate: 'S',
})

export const getMetricForMetricProperty = endpoint({
  id: 'getMetricForMetricProperty',
  method: 'GET',
  path: '/api/metric-properties/{id}/metric',
  tag: 'Metrics',
  summary: 'The metric of a property.',
  access: 'metrics:read',
  reply: { status: 200, one: Metric },
  rate: 'S',
})

export const getMetricIdForMetricProperty = endpoint({
  id: 'getMetricIdForMetricProperty',
  method: 'GET',
  path: '/api/metric-properties/{id}/relationships/metric',
  tag: 'Metrics',
  summary: 'The id of the metric of a property.',
  access: 'metrics:read',
  reply: { status: 200, linkage: 'metric', toMany: false },
  rate: 'S',
})

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const
export type Interval = (typeof INTERVALS)[number]
export const MEASUREMENTS = ['count', 'unique', 'sum_value'] as const
export type Measurement = (typeof MEASUREMENTS)[number]

export const MetricAggregate = resourceType({
  type: 'metric-aggregate',
  self: '/api/metric-aggregates/',
  attributes: z.object({
    dates: z.array(InstantOut),
    data: z.array(
      z.object({
        dimensions: z.array(z.string()),
        measurements: z.record(z.string(), z.array(z.number())),
      }),
    ),
  }),
})

export const queryMetricAggregates = endpoint({
  id: 'queryMetricAggregates',
  method: 'POST',
  path: '/api/metric-aggregates',
  tag: 'Metrics',
  summary:
    'Count, unique profiles and value over time, per interval and time zone, grouped by any event property.',
  access: 'metrics:read',
  body: document(
    z.strictObject({
      type: z.literal('metric-aggregate'),
      attributes: z.strictObject({
        metric_id: z.string().min(1).max(100),
        page_cursor: z.string().max(2_000).nullish(),
        measurements: z.array(z.enum(MEASUREMENTS)).min(1).max(3),
        interval: z.enum(INTERVALS).nullish(),
        page_size: z.int().min(1).max(AGGREGATE_ROWS_MAX).nullish(),
        by: z.array(z.string().min(1).max(1_000)).max(AGGREGATE_BY_MAX).nullish(),
        return_fields: z.array(z.string().max(1_000)).max(10).nullish(),
        filter: z.array(z.string().max(16_384)).min(1).max(20),
        timezone: TimeZone.nullish(),
        sort: z.string().max(1_000).nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: MetricAggregate },
  rate: 'S',
})

export const MAPPED_METRIC_ROLES = [
  'added_to_cart',
  'cancelled_sales',
  'ordered_product',
  'refunded_sales',
  'revenue',
  'started_checkout',
  'viewed_product',
] as const
export type MappedMetricRole = (typeof MAPPED_METRIC_ROLES)[number]

const metricFilter = z.union([
  z.strictObject({
    type: z.literal('string'),
    operator: z.enum([
      'equals',
      'not-equals',
      'contains',
      'not-contains',
      'starts-with',
      'not-starts-with',
      'ends-with',
      'not-ends-with',
    ]),
    value: z.string().max(1_000).nullable(),
  }),
  z.strictObject({
    type: z.literal('string'),
    operator: z.literal('in'),
    value: z.array(z.string().max(1_000)).min(1).max(500),
  }),
  z.strictObject({
    type: z.literal('numeric'),
    operator: z.enum([
      'equals',
      'not-equals',
      'greater-than',
      'greater-than-or-equal',
      'less-than',
      'less-than-or-equal',
    ]),
    value: z.number(),
  }),
  z.strictObject({
    type: z.literal('boolean'),
    operator: z.literal('equals'),
    value: z.boolean(),
  }),
  z.strictObject({ type: z.literal('existence'), operator: z.enum(['is-set', 'not-set']) }),
  z.strictObject({
    type: z.literal('list'),
    operator: z.enum([
      'contains',
      'not-contains',
      'contains-substring',
      'not-contains-substring',
      'contains-starts-with',
      'not-contains-starts-with',
      'contains-ends-with',
      'not-contains-ends-with',
    ]),
    value: z.union([z.string().max(1_000), z.int()]).nullable(),
  }),
])

export const CustomMetricDefinition = z.strictObject({
  aggregation_method: z.enum(['count', 'value']),
  metric_groups: z
    .array(
      z.strictObject({
        metric_id: z.string().min(1).max(100),
        metric_filters: z
          .array(z.strictObject({ property: z.string().min(1).max(1_000), filter: metricFilter }))
          .max(10)
          .nullish(),
        value_property: z.string().max(1_000).nullish(),
      }),
    )
    .min(1)
    .max(10),
})
export type CustomMetricDefinition = z.output<typeof CustomMetricDefinition>

export const CustomMetric = resourceType({
  type: 'custom-metric',
  self: '/api/custom-metrics/{id}/',
  attributes: z.object({
    name: z.string(),
    created: InstantOut,
    updated: InstantOut,
    definition: z.record(z.string(), z.unknown()),
  }),
  relationships: { metrics: { to: 'metric', many: true } },
})

export const getCustomMetrics = endpoint({
  id: 'getCustomMetrics',
  method: 'GET',
  path: '/api/custom-metrics',
  tag: 'Metrics',
  summary: 'All custom metrics.',
  access: 'metrics:read',
  include: { metrics: Metric },
  page: { fixed: 200 },
  reply: { status: 200, many: CustomMetric },
  rate: 'S',
})

export const createCustomMetric = endpoint({
  id: 'createCustomMetric',
  method: 'POST',
  path: '/api/custom-metrics',
  tag: 'Metrics',
  summary: 'Create a custom metric: groups of filtered metrics, added together.',
  access: 'metrics:write',
  body: document(
    z.strictObject({
      type: z.literal('custom-metric'),
      attributes: z.strictObject({
        name: z.string().min(1).max(255),
        definition: CustomMetricDefinition,
      }),
    }),
  ),
  reply: { status: 201, one: CustomMetric },
  rate: 'XS',
})

export const getCustomMetric = endpoint({
  id: 'getCustomMetric',
  method: 'GET',
  path: '/api/custom-metrics/{id}',
  tag: 'Metrics',
  summary: 'One custom metric.',
  access: 'metrics:read',
  include: { metrics: Metric },
  reply: { status: 200, one: CustomMetric },
  rate: 'S',
})

export const updateCustomMetric = endpoint({
  id: 'updateCustomMetric',
  method: 'PATCH',
  path: '/api/custom-metrics/{id}',
  tag: 'Metrics',
  summary: 'Rename or redefine a custom metric.',
  access: 'metrics:write',
  body: document(
    z.strictObject({
      type: z.literal('custom-metric'),
      id: z.string().max(100),
      attributes: z.strictObject({
        name: z.string().min(1).max(255).nullish(),
        definition: CustomMetricDefinition.nullish(),
      }),
    }),
  ),
  reply: { status: 200, one: CustomMetric },
  rate: 'XS',
})

export const deleteCustomMetric = endpoint({
  id: 'deleteCustomMetric',
  method: 'DELETE',
  path: '/api/custom-metrics/{id}',
  tag: 'Metrics',
  summary: 'Delete a custom metric.',
  access: 'metrics:write',
  reply: { status: 204 },
  rate: 'S',
})

export const getMetricsForCustomMetric = endpoint({
  id: 'getMetricsForCustomMetric',
  method: 'GET',
  path: '/api/custom-metrics/{id}/metrics',
  tag: 'Metrics',
  summary: 'The metrics that a custom metric adds together.',
  access: 'metrics:read',
  reply: { status: 200, many: Metric },
  rate: 'S',
})

export const getMetricIdsForCustomMetric = endpoint({
  id: 'getMetricIdsForCustomMetric',
  method: 'GET',
  path: '/api/custom-metrics/{id}/relationships/metrics',
  tag: 'Metrics',
  summary: 'The ids of the metrics that a custom metric adds together.',
  access: 'metrics:read',
  reply: { status: 200, linkage: 'metric', toMany: true },
  rate: 'S',
})

export const MappedMetric = resourceType({
  type: 'mapped-metric',
  self: '/api/mapped-metrics/{id}/',
  attributes: z.object({ updated: InstantOut }),
  relationships: {
    metric: { to: 'metric', many: false },
    'custom-metric': { to: 'custom-metric', many: false },
  },
})

const mappedInclude = { metric: Metric, 'custom-metric': CustomMetric }

export const getMappedMetrics = endpoint({
  id: 'getMappedMetrics',
  method: 'GET',
  path: '/api/mapped-metrics',
  tag: 'Metrics',
  summary: 'The seven roles a metric can play, such as revenue, and which metric plays each.',
  access: 'metrics:read',
  include: mappedInclude,
  page: { fixed: 200 },
  reply: { status: 200, many: MappedMetric },
  rate: 'S',
})

export const getMappedMetric = endpoint({
  id: 'getMappedMetric',
  method: 'GET',
  path: '/api/mapped-metrics/{id}',
  tag: 'Metrics',
  summary: 'One role and its metric.',
  access: 'metrics:read',
  include: mappedInclude,
  reply: { status: 200, one: MappedMetric },
  rate: 'S',
})

export const updateMappedMetric = endpoint({
  id: 'updateMappedMetric',
  method: 'PATCH',
  path: '/api/mapped-metrics/{id}',
  tag: 'Metrics',
  summary: 'Give a role to a metric or to a custom metric.',
  access: 'metrics:write',
  body: document(
    z.strictObject({
      type: z.literal('mapped-metric'),
      id: z.enum(MAPPED_METRIC_ROLES),
      relationships: z
        .strictObject({
          metric: z.strictObject({ data: linkage('metric').nullish() }).nullish(),
          'custom-metric': z.strictObject({ data: linkage('custom-metric').nullish() }).nullish(),
        })
        .nullish(),
    }),
  ),
  reply: { status: 200, one: MappedMetric },
  rate: 'XS',
})

export const getMetricForMappedMetric = endpoint({
  id: 'getMetricForMappedMetric',
  method: 'GET',
  path: '/api/mapped-metrics/{id}/metric',
  tag: 'Metrics',
  summary: 'The metric that plays a role.',
  access: 'metrics:read',
  reply: { status: 200, one: Metric },
  rate: 'S',
})

export const getMetricIdForMappedMetric = endpoint({
  id: 'getMetricIdForMappedMetric',
  method: 'GET',
  path: '/api/mapped-metrics/{id}/relationships/metric',
  tag: 'Metrics',
  summary: 'The id of the metric that plays a role.',
  access: 'metrics:read',
  reply: { status: 200, linkage: 'metric', toMany: false },
  rate: 'S',
})

export const getCustomMetricForMappedMetric = endpoint({
  id: 'getCustomMetricForMappedMetric',
  method: 'GET',
  path: '/api/mapped-metrics/{id}/custom-metric',
  tag: 'Metrics',
  summary: 'The custom metric that plays a role.',
  access: 'metrics:read',
  reply: { status: 200, one: CustomMetric },
  rate: 'S',
})

export const getCustomMetricIdForMappedMetric = endpoint({
  id: 'getCustomMetricIdForMappedMetric',
  method: 'GET',
  path: '/api/mapped-metrics/{id}/relationships/custom-metric',
  tag: 'Metrics',
  summary: 'The id of the custom metric that plays a role.',
  access: 'metrics:read',
  reply: { status: 200, linkage: 'custom-metric', toMany: false },
  rate: 'S',
})

export const MetricOverview = resourceType({
  type: 'metric-overview',
  self: '/api/metrics/{id}/',
  attributes: z.object({
    name: z.string(),
    names: z.object({ en: z.string(), de: z.string() }),
    integration: z.object({ key: z.string(), name: z.string(), category: z.string() }),
    count_total: z.int(),
    count_30_days: z.int(),
    count_previous_30_days: z.int(),
    /** Events a day for the last 30 days of the account's time zone, oldest first, today last. */
    sparkline: z.array(z.int()).length(30),
    last_event_at: InstantOut.nullable(),
    /** A Customer Agent metric before its first conversation. */
    is_waiting: z.boolean(),
  }),
})

export const getMetricOverviews = endpoint({
  id: 'getMetricOverviews',
  method: 'GET',
  path: '/api/x/metrics',
  tag: 'Metrics',
  summary:
    'Metrics with their numbers of the last 30 days. The search knows English and German names.',
  access: 'metrics:read',
  filter: {
    name: { type: 'string', operators: ['contains'] },
    'integration.key': { type: 'string', operators: ['equals'] },
  },
  page: { default: 100, max: 200 },
  reply: { status: 200, many: MetricOverview },
  rate: 'XL',
})

export const getMetricOverview = endpoint({
  id: 'getMetricOverview',
  method: 'GET',
  path: '/api/x/metrics/{id}',
  tag: 'Metrics',
  summary: 'One metric with its numbers of the last 30 days.',
  access: 'metrics:read',
  reply: { status: 200, one: MetricOverview },
  rate: 'XL',
})

export const PropertyValue = resourceType({
  type: 'property-value',
  self: '/api/x/metrics/{id}/property-values/',
  attributes: z.object({ value: z.string(), count: z.int(), last_seen_at: InstantOut }),
})

export const getPropertyValues = endpoint({
  id: 'getPropertyValues',
  method: 'GET',
  path: '/api/x/metrics/{id}/property-values',
  tag: 'Metrics',
  summary:
    'The most frequent values of one property among the newest 10,000 events of a metric. Lists count each element.',
  access: 'metrics:read',
  query: z.object({
    property: z.string().min(1).max(1_000),
    search: z.string().max(200).optional(),
  }),
  reply: { status: 200, many: PropertyValue },
  rate: 'L',
})

export const MetricUsage = resourceType({
  type: 'metric-usage',
  self: '/api/x/metrics/{id}/usages/',
  attributes: z.object({
    kind: z.enum(['segment', 'flow', 'custom-metric', 'mapped-metric']),
    name: z.string(),
    used_id: z.string(),
  }),
})

export const getMetricUsages = endpoint({
  id: 'getMetricUsages',
  method: 'GET',
  path: '/api/x/metrics/{id}/usages',
  tag: 'Metrics',
  summary: 'What builds on a metric.',
  access: 'metrics:read',
  reply: { status: 200, many: MetricUsage },
  rate: 'L',
})

export const exportMetric = endpoint({
  id: 'exportMetric',
  method: 'GET',
  path: '/api/x/metrics/{id}/export',
  tag: 'Metrics',
  summary: 'The events of a metric as a CSV or JSON Lines file, oldest first.',
  access: 'data:export',
  query: z.object({
    format: z.enum(['csv', 'jsonl']).default('csv'),
    start: InstantOut.optional(),
    end: InstantOut.optional(),
  }),
  reply: { status: 200, file: 'text/csv' },
  rate: 'S',
})
