import type { Tx } from '../platform/sql.ts'
import type { CatalogChange } from './catalog-changes.ts'

/** Append to the log that flows follow: price drops, low stock, back in stock. */
export async function logCatalogChanges(
  tx: Tx,
  accountId: string,
  changes: readonly CatalogChange[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return
  await tx`
    insert into catalog_changes (
      account_id, shard, item_id, variant_id, kind,
      price_before, price_after, quantity_before, quantity_after, changed_at
    )
    select ${accountId}, r.shard, r."itemId", r."variantId", r.kind,
           r."priceBefore", r."priceAfter", r."quantityBefore", r."quantityAfter", ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as r (
      shard smallint, "itemId" text, "variantId" text, kind text, "priceBefore" numeric,
      "priceAfter" numeric, "quantityBefore" numeric, "quantityAfter" numeric
    )
  `
}
