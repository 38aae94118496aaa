import { createHash } from 'node:crypto'

/** A price or a stock that changed, or something that came or went. */
export interface CatalogChange {
  shard: number
  itemId: string
  /** Null: the item itself. */
  variantId: string | null
  kind: 'created' | 'changed' | 'deleted'
  priceBefore: number | null
  priceAfter: number | null
  quantityBefore: number | null
  quantityAfter: number | null
}

/** Which part of the log an item's changes belong to, 0 to 15: they stay in order. */
export function catalogShard(itemId: string): number {
  return (createHash('md5').update(itemId).digest()[0] ?? 0) & 15
}

interface Priced {
  price: number | null
  inventoryQuantity?: number
}

/** What the log says about one item or variant; nothing when neither price nor stock changed. */
export function changeOf(
  { itemId, variantId = null }: { itemId: string; variantId?: string | null },
  before: Priced | null,
  after: Priced | null,
): CatalogChange[] {
  const change = {
    shard: catalogShard(itemId),
    itemId,
    variantId,
    kind: before === null ? 'created' : after === null ? 'deleted' : 'changed',
    priceBefore: before?.price ?? null,
    priceAfter: after?.price ?? null,
    quantityBefore: before?.inventoryQuantity ?? null,
    quantityAfter: after?.inventoryQuantity ?? null,
  } as const
  const isSame =
    change.kind === 'changed' &&
    change.priceBefore === change.priceAfter &&
    change.quantityBefore === change.quantityAfter
  return isSame ? [] : [change]
}
