import { useAccount } from '../../account.ts'
import type { MetricSummary } from '../../api/metrics.ts'
import { useClockNow } from '../../ui/clock.ts'
import { addDays, dayIn, startOfDay } from '../../ui/zone.ts'
import { useOpenProof } from '../reports/use-open-proof.ts'

const RECENT_DAYS = 30
const SECOND_MS = 1000

/** Opens the proofs of the two numbers that every metric has. */
export function useMetricProofs() {
  const { timezone } = useAccount()
  const now = useClockNow()
  const openProof = useOpenProof()
  return {
    recent: (metric: MetricSummary) => {
      const today = dayIn(timezone, now())
      openProof({
        ...eventsOf(metric),
        from: startOfDay(addDays(today, 1 - RECENT_DAYS), timezone).toISOString(),
        until: startOfDay(addDays(today, 1), timezone).toISOString(),
      })
    },
    /** Until the last event, which may lie in the future. */
    allTime: (metric: MetricSummary) => {
      const last = metric.last_event_at ? Date.parse(metric.last_event_at) : now().getTime()
      openProof({ ...eventsOf(metric), until: new Date(last + SECOND_MS).toISOString() })
    },
  }
}

function eventsOf({ id }: MetricSummary) {
  return { kind: 'metric', metric_id: id, measurement: 'count' } as const
}
