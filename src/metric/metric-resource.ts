import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { integrationOf } from './known-metrics.ts'

export interface MetricRow {
  metricId: string
  name: string
  integrationKey: string
  createdAt: Date
  updatedAt: Date
}

export function metricResource(row: MetricRow): Resource {
  return {
    type: 'metric',
    id: row.metricId,
    attributes: {
      name: row.name,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      integration: { ...integrationOf(row.integrationKey) },
    },
  }
}
