import { pageOf } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import { listCategories } from './categories.sql.ts'
import { listItems } from './items.sql.ts'
import { type CatalogList, createdKey } from './list-order.sql.ts'
import { listVariants } from './variants.sql.ts'

/** The same list, of one item's or category's only. */
export function onlyOf(list: CatalogList, field: string, id: string): CatalogList {
  return { ...list, filter: [...list.filter, { operator: 'equals', field, value: id }] }
}

export async function itemPage(tx: Tx, accountId: string, list: CatalogList) {
  const fetched = await listItems(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => createdKey(row, row.itemId))
}

export async function variantPage(tx: Tx, accountId: string, list: CatalogList) {
  const fetched = await listVariants(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => createdKey(row, row.variantId))
}

export async function categoryPage(tx: Tx, accountId: string, list: CatalogList) {
  const fetched = await listCategories(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => createdKey(row, row.categoryId))
}
