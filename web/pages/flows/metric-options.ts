import type { MetricSummary } from '../../api/metrics.ts'
import { metricName } from '../../ui/names.ts'

/** Metrics to choose from. Those of one name are told apart by where they come from. */
export function metricOptions(metrics: readonly MetricSummary[], language: string) {
  return metrics.map((one) => {
    const name = metricName(one, language)
    const isShared = metrics.some((other) => other !== one && other.name === one.name)
    return { value: one.id, label: isShared ? `${name} (${one.integration.name})` : name }
  })
}
