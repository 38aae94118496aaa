import { eventLog, metricsAmong } from '../platform/event-log.ts'
import { follower } from '../platform/follower.ts'
import { ORDER_METRICS, orderedProducts } from './ordered-products.ts'
import { addPurchases, orderEvents } from './purchases.sql.ts'

/** Keeps `catalog_popularity` and `catalog_pairs`: what is bought, and what together. */
export const followPurchases = follower({
  name: 'catalog.purchases',
  log: eventLog,
  batchMax: 2_000,
  restMs: 500,
  apply: async (tx, batch) => {
    const metrics = await metricsAmong(tx, batch.contents, { names: ORDER_METRICS })
    if (metrics.length === 0) return
    const rows = await batch.rows(
      [],
      metrics.map(({ metricId }) => metricId),
    )
    const events = await orderEvents(
      tx,
      { accountIds: rows.map((row) => row.accountId), eventIds: rows.map((row) => row.position) },
      ORDER_METRICS,
    )
    const purchases = events.flatMap((event) => {
      const { orderKey, products } = orderedProducts(event.uniqueId, event.properties)
      const { accountId, occurredAt: orderedAt } = event
      return products.map((named) => ({ accountId, orderKey, named, orderedAt }))
    })
    await addPurchases(tx, purchases)
  },
})
