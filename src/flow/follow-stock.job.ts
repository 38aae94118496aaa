import { catalogLog } from '../catalog/catalog-log.ts'
import { follower } from '../platform/follower.ts'
import { wakeForStock } from './enrolments.sql.ts'

const BATCH_MAX = 400
const REST_MS = 100

/** Ends the pauses of those who wait for a product that has come back into stock. */
export const followFlowStock = follower({
  name: 'flow.stock',
  log: catalogLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, changes) {
    for (const change of changes) {
      const before = Number(change.quantityBefore ?? 0)
      const after = Number(change.quantityAfter ?? 0)
      if (before > 0 || after <= 0) continue
      const ids = [change.itemId, ...(change.variantId === null ? [] : [change.variantId])]
      const waitsFor = ids.map((id) => `stock:${id}`)
      await wakeForStock(tx, change.accountId, waitsFor, change.changedAt)
    }
  },
})
