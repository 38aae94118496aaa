import { MAPPED_METRIC_ROLES, type MappedMetricRole } from '../contract/metrics.ts'
import type { Resource } from '../platform/json-api.ts'
import { isoSeconds } from '../platform/time.ts'
import { ROLE_DEFAULTS } from './known-metrics.ts'

/** Who plays a role. Both null: nobody. */
export interface MappedMetric {
  role: MappedMetricRole
  metricId: string | null
  customMetricId: string | null
  updatedAt: Date
}

/** The names of all metrics that play a role by default. */
export const DEFAULT_NAMES: readonly string[] = Object.values(ROLE_DEFAULTS).flat()

/**
 * All seven roles: as chosen, or played by the metric that has the usual name.
 *
 * @param metrics those that have one of DEFAULT_NAMES, oldest first
 * @param since   when roles that nobody changed came to be: with the account
 */
export function allMappedMetrics(
  chosen: readonly MappedMetric[],
  metrics: ReadonlyArray<{ metricId: string; name: string }>,
  since: Date,
): MappedMetric[] {
  return MAPPED_METRIC_ROLES.map((role) => {
    const own = chosen.find((one) => one.role === role)
    if (own) return own
    const usual = ROLE_DEFAULTS[role]
      .map((name) => metrics.find((metric) => metric.name === name))
      .find((metric) => metric !== undefined)
    return { role, metricId: usual?.metricId ?? null, customMetricId: null, updatedAt: since }
  })
}

export function asRole(id: string): MappedMetricRole | undefined {
  return MAPPED_METRIC_ROLES.find((role) => role === id)
}

/** A kind that does not play the role has links only: the API knows no `data: null` here. */
export function mappedMetricResource(mapped: MappedMetric): Resource {
  const { metricId, customMetricId } = mapped
  return {
    type: 'mapped-metric',
    id: mapped.role,
    attributes: { updated: isoSeconds(mapped.updatedAt) },
    relationships: {
      ...(metricId ? { metric: { data: { type: 'metric', id: metricId } } } : {}),
      ...(customMetricId
        ? { 'custom-metric': { data: { type: 'custom-metric', id: customMetricId } } }
        : {}),
    },
  }
}
