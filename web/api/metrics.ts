import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import {
  AGGREGATE_ROWS_MAX,
  type Interval,
  type Measurement,
  MetricAggregate,
  MetricOverview,
  MetricProperty,
  MetricUsage,
  PropertyValue,
} from '../../src/contract/metrics.ts'
import { address, call } from './client.ts'
import { many, one, quoted, resource } from './document.ts'

const Overview = resource(MetricOverview.attributes)
export type MetricSummary = z.infer<typeof MetricOverview.attributes> & { id: string }

const PAGE_MAX = 200

export function metricList(account: string, find: { search?: string; integration?: string }) {
  return queryOptions({
    queryKey: [account, 'metrics', find],
    queryFn: async ({ signal }): Promise<MetricSummary[]> => {
      const terms = [
        find.search ? `contains(name,${quoted(find.search)})` : null,
        find.integration ? `equals(integration.key,${quoted(find.integration)})` : null,
      ].filter((term) => term !== null)
      const found = await call('/api/x/metrics', many(Overview), {
        account,
        query: { filter: terms.join(','), 'page[size]': PAGE_MAX },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export function metric(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'metric', id],
    queryFn: async ({ signal }): Promise<MetricSummary> => {
      const found = await call(`/api/x/metrics/${id}`, one(Overview), { account, signal })
      return { id: found.data.id, ...found.data.attributes }
    },
  })
}

export interface AggregateQuestion {
  measurement: Measurement
  interval: Interval
  /** First instant that counts, and the first that no longer does. */
  from: Date
  until: Date
  by: string | null
  timezone: string
}

const Aggregate = one(resource(MetricAggregate.attributes))
export type Aggregate = z.infer<typeof MetricAggregate.attributes>

export function metricAggregate(account: string, id: string, question: AggregateQuestion) {
  const { measurement, interval, from, until, by, timezone } = question
  return queryOptions({
    queryKey: [account, 'metric', id, 'aggregate', question],
    queryFn: async ({ signal }): Promise<Aggregate> => {
      const answer = await call('/api/metric-aggregates', Aggregate, {
        account,
        method: 'POST',
        body: {
          data: {
            type: 'metric-aggregate',
            attributes: {
              metric_id: id,
              measurements: [measurement],
              interval,
              filter: [
                `greater-or-equal(datetime,${from.toISOString()})`,
                `less-than(datetime,${until.toISOString()})`,
              ],
              ...(by ? { by: [by] } : {}),
              timezone,
              page_size: AGGREGATE_ROWS_MAX,
            },
          },
        },
        signal,
      })
      return answer.data.attributes
    },
  })
}

const Property = resource(
  z.object({
    ...MetricProperty.attributes.shape,
    sample_values: z.array(z.unknown()).nullish(),
  }),
)
export type MetricPropertySummary = z.infer<typeof Property>['attributes'] & { id: string }

export function metricProperties(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'metric', id, 'properties'],
    queryFn: async ({ signal }): Promise<MetricPropertySummary[]> => {
      const found = await call(`/api/metrics/${id}/metric-properties`, many(Property), {
        account,
        query: { 'additional-fields[metric-property]': 'sample_values' },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

const Value = resource(PropertyValue.attributes)

export function propertyValues(account: string, id: string, property: string) {
  return queryOptions({
    queryKey: [account, 'metric', id, 'property-values', property],
    queryFn: async ({ signal }) => {
      const found = await call(`/api/x/metrics/${id}/property-values`, many(Value), {
        account,
        query: { property },
        signal,
      })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

const Usage = resource(MetricUsage.attributes)

export function metricUsages(account: string, id: string) {
  return queryOptions({
    queryKey: [account, 'metric', id, 'usages'],
    queryFn: async ({ signal }) => {
      const found = await call(`/api/x/metrics/${id}/usages`, many(Usage), { account, signal })
      return found.data.map((each) => ({ id: each.id, ...each.attributes }))
    },
  })
}

export function metricExport(
  id: string,
  file: { format: 'csv' | 'jsonl'; from: Date; until: Date },
): string {
  return address(`/api/x/metrics/${id}/export`, {
    format: file.format,
    start: file.from.toISOString(),
    end: file.until.toISOString(),
  })
}
