import { propertyLabel } from '../contract/metric-names.ts'
import type { Resource } from '../platform/json-api.ts'

export const PROPERTY_TYPES = ['String', 'Number', 'Boolean', 'Date', 'List', 'Object'] as const
export type PropertyType = (typeof PROPERTY_TYPES)[number]

/** How many events carried the property as a value of each type. */
export type TypeCounts = Record<PropertyType, number>

export interface MetricPropertyRow extends TypeCounts {
  /** 32 hexadecimal digits. */
  propertyId: string
  metricId: string
  property: string
  samples: unknown[]
}

/** The most frequent type; the first of PROPERTY_TYPES where several are. */
function inferredType(counts: TypeCounts): PropertyType {
  return PROPERTY_TYPES.reduce((best, type) => (counts[type] > counts[best] ? type : best))
}

export function metricPropertyResource(
  row: MetricPropertyRow,
  additional: ReadonlySet<string> | undefined,
): Resource {
  return {
    type: 'metric-property',
    id: row.propertyId,
    attributes: {
      label: propertyLabel(row.property, 'en'),
      property: row.property,
      inferred_type: inferredType(row),
      ...(additional?.has('sample_values') ? { sample_values: row.samples } : {}),
    },
    relationships: { metric: { data: { type: 'metric', id: row.metricId } } },
  }
}
