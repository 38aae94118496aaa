import { getMetricUsages } from '../contract/metrics.ts'
import { implement, param, type Route } from '../platform/http.ts'
import {
  type FindUsages,
  findCustomMetricUsages,
  findMappedMetricUsages,
} from './metric-usages.sql.ts'
import { getMetricRow } from './metrics.sql.ts'

/** @param others of slices that build on metrics, which this one cannot know */
export function metricUsageRoutes(others: readonly FindUsages[]): Route[] {
  const finders = [...others, findCustomMetricUsages, findMappedMetricUsages]
  return [
    implement(getMetricUsages, async (call) => {
      const { accountId } = call.caller
      const metricId = param(call, 'id')
      return call.read(async (tx) => {
        await getMetricRow(tx, accountId, metricId)
        const usages = await Promise.all(finders.map((find) => find(tx, accountId, metricId)))
        return {
          data: usages.flat().map(({ kind, name, usedId }) => ({
            type: 'metric-usage',
            id: `${kind}:${usedId}`,
            parentId: metricId,
            attributes: { kind, name, used_id: usedId },
          })),
        }
      })
    }),
  ]
}
