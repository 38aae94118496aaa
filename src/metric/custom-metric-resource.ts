import type { CustomMetricDefinition } from '../contract/metrics.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'

export interface CustomMetricRow {
  customMetricId: string
  name: string
  definition: CustomMetricDefinition
  createdAt: Date
  updatedAt: Date
}

/** The metrics that a definition adds together, each once, in its order. */
export function metricIdsOf(definition: CustomMetricDefinition): string[] {
  return [...new Set(definition.metric_groups.map((group) => group.metric_id))]
}

export function customMetricResource(row: CustomMetricRow): Resource {
  return {
    type: 'custom-metric',
    id: row.customMetricId,
    attributes: {
      name: row.name,
      created: isoSeconds(row.createdAt),
      updated: isoSeconds(row.updatedAt),
      definition: row.definition,
    },
    relationships: {
      metrics: { data: metricIdsOf(row.definition).map((id) => ({ type: 'metric', id })) },
    },
  }
}
