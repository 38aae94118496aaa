import type { Tx } from '../platform/sql.ts'
import { AGENT_METRICS } from './known-metrics.ts'
import { nameMetrics } from './name-metrics.sql.ts'

/** Give a new account the metrics of the Customer Agent, so that they can be built on at once. */
export async function createKnownMetrics(tx: Tx, accountId: string, now: Date): Promise<void> {
  await nameMetrics(tx, accountId, AGENT_METRICS, now)
}
