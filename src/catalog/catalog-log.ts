import type { Log } from '../platform/log.ts'
import type { CatalogChange } from './catalog-changes.ts'

export type LoggedCatalogChange = Omit<CatalogChange, 'shard'> & { changedAt: Date }

export const catalogLog: Log<LoggedCatalogChange> = {
  table: 'catalog_changes',
  position: 'change_id',
  columns: {
    itemId: 'item_id',
    variantId: 'variant_id',
    kind: 'kind',
    priceBefore: 'price_before',
    priceAfter: 'price_after',
    quantityBefore: 'quantity_before',
    quantityAfter: 'quantity_after',
    changedAt: 'changed_at',
  },
}
