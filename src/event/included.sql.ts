import { metricResource } from '../metric/metric-resource.ts'
import { listMetricsById } from '../metric/metrics.sql.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { profileResource } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import type { EventRow } from './event-resource.ts'

/** The profiles of events, each once. `additional` names costly attributes that were asked for. */
export async function profilesOf(
  tx: Tx,
  accountId: string,
  events: readonly EventRow[],
  additional: ReadonlySet<string> = new Set(),
): Promise<Resource[]> {
  const ids = [...new Set(events.map((event) => event.profileId))]
  if (ids.length === 0) return []
  const rows = await profilesByIds(tx, accountId, ids)
  return rows.map((row) => profileResource(row, additional))
}

/** The metrics of events, each once. */
export async function metricsOf(
  tx: Tx,
  accountId: string,
  events: readonly EventRow[],
): Promise<Resource[]> {
  const ids = [...new Set(events.map((event) => event.metricId))]
  if (ids.length === 0) return []
  const rows = await listMetricsById(tx, accountId, ids)
  return rows.map(metricResource)
}
