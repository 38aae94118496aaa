import type { LowInventoryTrigger, PriceDropTrigger } from '../contract/flows.ts'

/** A change of one item or variant, as the catalogue logs it. */
export interface ProductChange {
  changeId: string
  itemId: string
  /** Null: the item itself. */
  variantId: string | null
  priceBefore: number | null
  priceAfter: number | null
  quantityBefore: number | null
  quantityAfter: number | null
  /** Of all variants of the item, after the change. */
  itemQuantity: number
  changedAt: Date
}

/** Whether something became cheaper by as much as the trigger asks for. */
export function isPriceDrop(
  { price_drop_amount_value: amount, price_drop_amount_unit: unit }: PriceDropTrigger,
  { priceBefore, priceAfter }: Pick<ProductChange, 'priceBefore' | 'priceAfter'>,
): boolean {
  if (priceBefore === null || priceAfter === null || priceAfter >= priceBefore) return false
  const drop = priceBefore - priceAfter
  // Prices have a few decimal places, which binary numbers miss by a little.
  const wanted = unit === 'percent' ? (priceBefore * amount) / 100 : amount
  return drop + 1e-9 >= wanted
}

/** Whether the stock fell to the trigger's number with this change, or below. */
export function isLowInventory(
  { product_level: level, inventory_count: count }: LowInventoryTrigger,
  change: Pick<ProductChange, 'variantId' | 'quantityBefore' | 'quantityAfter' | 'itemQuantity'>,
): boolean {
  const { quantityBefore: before, quantityAfter: after } = change
  if (change.variantId === null || before === null || after === null || after >= before) {
    return false
  }
  if (level === 'variant') return before > count && after <= count
  return change.itemQuantity + before - after > count && change.itemQuantity <= count
}
