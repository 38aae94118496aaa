import { COUNT_EVENTS, eventLog } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { countEvents } from './count-events.sql.ts'

/** Keeps `metric_activity`, `metric_counters` and `metric_properties`. */
export const followMetricEvents = follower({
  name: COUNT_EVENTS,
  log: eventLog,
  batchMax: 2_000,
  restMs: 200,
  apply: (tx, { stretches }) => countEvents(tx, stretches),
})
