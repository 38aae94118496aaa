import type { Tx } from '../platform/sql.ts'
import { attributesInTitle, attributesOf, type Metadata } from './attributes.ts'
import type { ProductOption } from './product-search.ts'

/** Most variants of a product that are read: more than a shopper is told of. */
const OPTIONS_MAX = 100

interface OptionRow {
  title: string
  metadata: Metadata
  price: number | null
  quantity: number
  isInStock: boolean
}

/** The variants of a product as it is sold, oldest first. Empty when it comes in one way only. */
export async function productOptions(
  tx: Tx,
  accountId: string,
  productId: string,
): Promise<ProductOption[]> {
  const rows = await tx<OptionRow[]>`
    select v.title, v.metadata, v.price::float8 as price,
      v.inventory_quantity::float8 as quantity, o.in_stock as "isInStock"
    from catalog_variants v
    join catalog_items i on i.account_id = ${accountId} and i.item_id = v.item_id
    join catalog_offers o
      on o.account_id = ${accountId} and o.item_no = i.item_no and o.variant_id = v.variant_id
    where v.account_id = ${accountId}
      and v.item_id = ${productId}
    order by v.created_at, v.variant_id
    limit ${OPTIONS_MAX}`
  return rows.map(({ title, metadata, price, quantity, isInStock }) => ({
    attributes: { ...attributesInTitle(title), ...attributesOf(metadata) },
    price,
    inventory: quantity,
    isInStock,
  }))
}
