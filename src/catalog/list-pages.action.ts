import { cursorKey, type ListQuery } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import { listCategories } from './categories.sql.ts'
import { listItems } from './items.sql.ts'
import { listVariants } from './variants.sql.ts'

/** The same list, of one item's or category's only. */
export function onlyOf(list: ListQuery, field: string, id: string): ListQuery {
  return { ...list, filter: [...list.filter, { operator: 'equals', field, value: id }] }
}

export async function itemPage(tx: Tx, accountId: string, list: ListQuery) {
  const fetched = await listItems(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => ({
    key: cursorKey(row.createdAt),
    id: row.itemId,
  }))
}

export async function variantPage(tx: Tx, accountId: string, list: ListQuery) {
  const fetched = await listVariants(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => ({
    key: cursorKey(row.createdAt),
    id: row.variantId,
  }))
}

export async function categoryPage(tx: Tx, accountId: string, list: ListQuery) {
  const fetched = await listCategories(tx, accountId, list)
  return pageOf(fetched, list.page, (row) => ({
    key: cursorKey(row.createdAt),
    id: row.categoryId,
  }))
}
