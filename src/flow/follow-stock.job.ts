import { catalogLog, type LoggedCatalogChange } from '../catalog/catalog-log.ts'
import { follower } from '../platform/follower.ts'
import { enqueue } from '../platform/job.ts'
import type { Logged } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import { wakeForStock } from './enrolments.sql.ts'
import { START_PRODUCT_FLOWS } from './flow-jobs.ts'
import { flowsTriggeredBy } from './flows.sql.ts'

const BATCH_MAX = 400
const REST_MS = 100

const COLUMNS = [
  'itemId',
  'variantId',
  'priceBefore',
  'priceAfter',
  'quantityBefore',
  'quantityAfter',
  'changedAt',
] as const
type StockChange = Logged<Pick<LoggedCatalogChange, (typeof COLUMNS)[number]>>

/**
 * Ends the pauses of those who wait for a product that has come back into stock, and lets flows begin
 * that cheaper or scarce products start.
 */
export const followFlowStock = follower({
  name: 'flow.stock',
  log: catalogLog,
  batchMax: BATCH_MAX,
  restMs: REST_MS,
  async apply(tx, batch) {
    const changes = await batch.rows(COLUMNS)
    for (const [accountId, own] of Map.groupBy(changes, (change) => change.accountId)) {
      await startFlows(tx, accountId, own)
    }
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

/** Who looked at a product is found by a job: there may be many. */
async function startFlows(
  tx: Tx,
  accountId: string,
  changes: readonly StockChange[],
): Promise<void> {
  const starting = changes.filter(
    ({ priceBefore, priceAfter, quantityBefore, quantityAfter }) =>
      fell(priceBefore, priceAfter) || fell(quantityBefore, quantityAfter),
  )
  if (starting.length === 0) return
  const flows = [
    ...(await flowsTriggeredBy(tx, accountId, 'price-drop')),
    ...(await flowsTriggeredBy(tx, accountId, 'low-inventory')),
  ]
  if (flows.every(({ status }) => status === 'draft')) return
  for (const { position } of starting) {
    await enqueue(tx, START_PRODUCT_FLOWS, { accountId, changeId: String(position) })
  }
}

function fell(before: number | null, after: number | null): boolean {
  return before !== null && after !== null && Number(after) < Number(before)
}
