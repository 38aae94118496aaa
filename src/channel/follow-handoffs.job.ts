import { AGENT_METRIC_NAMES } from '../contract/metric-names.ts'
import { AGENT_INTEGRATION } from '../metric/known-metrics.ts'
import { eventLog, metricsAmong } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { escalationsAmong } from './handoff-deliveries.sql.ts'
import { noteHandoff } from './note-handoffs.action.ts'

/** Brings handed-off conversations to other desks: they follow the metric of escalations. */
export const followHandoffs = follower({
  name: 'channel.handoffs',
  log: eventLog,
  batchMax: 1_000,
  restMs: 100,
  apply: async (tx, batch) => {
    const { en: name } = AGENT_METRIC_NAMES.escalated
    const integrationKey = AGENT_INTEGRATION
    const metrics = await metricsAmong(tx, batch.contents, { names: [name], integrationKey })
    if (metrics.length === 0) return
    const events = await batch.rows(
      ['isBackfill'],
      metrics.map(({ metricId }) => metricId),
    )
    const live = events.filter((event) => !event.isBackfill)
    const escalations = await escalationsAmong(tx, live, { name, integrationKey })
    for (const escalation of escalations) await noteHandoff(tx, escalation)
  },
})
