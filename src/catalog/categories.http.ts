import {
  addItemsToCatalogCategory,
  createCatalogCategory,
  deleteCatalogCategory,
  getCatalogCategories,
  getCatalogCategory,
  getItemIdsForCatalogCategory,
  getItemsForCatalogCategory,
  removeItemsFromCatalogCategory,
  updateCatalogCategory,
  updateItemsForCatalogCategory,
} from '../contract/catalogs.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { catalogId } from './catalog-id.ts'
import { categoryResource } from './catalog-resources.ts'
import { type CategoryRow, categoriesByIds } from './categories.sql.ts'
import { inCatalog } from './in-catalog.action.ts'
import { itemsShown } from './items-shown.action.ts'
import { categoryPage, itemPage, onlyOf } from './list-pages.action.ts'
import { existingCategory } from './looked-up.action.ts'
import { acceptedId } from './refusals.ts'
import {
  changeCategories,
  createCategories,
  deleteCategories,
  type PlaceChange,
  placeItems,
} from './save-categories.action.ts'

const list = implement(getCatalogCategories, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await categoryPage(tx, call.caller.accountId, call.query)
    return { data: rows.map(categoryResource), next, prev }
  }),
)

const one = implement(getCatalogCategory, (call) =>
  call.read(async (tx) => ({
    data: categoryResource(await existingCategory(tx, call.caller.accountId, param(call, 'id'))),
  })),
)

const create = implement(createCatalogCategory, ({ body, caller: { accountId }, sql, now }) =>
  inCatalog(sql, accountId, async (tx) => {
    const [result] = await createCategories(tx, accountId, [body.data], now)
    return { data: categoryResource(await stored(tx, accountId, acceptedId(result))) }
  }),
)

const update = implement(updateCatalogCategory, (call) => {
  const { body, caller, sql, now } = call
  refuseOtherId(body.data.id, param(call, 'id'))
  return inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await changeCategories(tx, caller.accountId, [body.data], now)
    return { data: categoryResource(await stored(tx, caller.accountId, acceptedId(result))) }
  })
})

const remove = implement(deleteCatalogCategory, async (call) => {
  const { caller, sql } = call
  await inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await deleteCategories(tx, caller.accountId, [param(call, 'id')])
    acceptedId(result)
  })
})

const items = implement(getItemsForCatalogCategory, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await itemsOf(tx, call)
    return { ...(await itemsShown(tx, call, rows)), next, prev }
  }),
)

const itemIds = implement(getItemIdsForCatalogCategory, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await itemsOf(tx, call)
    const linkage = rows.map((row) => ({ type: 'catalog-item', id: catalogId(row.itemId) }))
    return { linkage, next, prev }
  }),
)

const place =
  (how: PlaceChange) =>
  async (call: Call<{ data: { id: string }[] }, unknown>): Promise<void> => {
    const { body, caller, sql } = call
    const wanted = { category: param(call, 'id'), items: body.data }
    await inCatalog(sql, caller.accountId, (tx) => placeItems(tx, caller.accountId, wanted, how))
  }

/** Categories and the items in them. */
export const catalogCategoryRoutes: readonly Route[] = [
  list,
  one,
  create,
  update,
  remove,
  items,
  itemIds,
  implement(addItemsToCatalogCategory, place('add')),
  implement(updateItemsForCatalogCategory, place('replace')),
  implement(removeItemsFromCatalogCategory, place('remove')),
]

async function itemsOf(tx: Tx, call: Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>) {
  const { categoryId } = await existingCategory(tx, call.caller.accountId, param(call, 'id'))
  const only = onlyOf(call.query, 'category.id', catalogId(categoryId))
  return itemPage(tx, call.caller.accountId, only)
}

async function stored(tx: Tx, accountId: string, categoryId: string): Promise<CategoryRow> {
  const [row] = await categoriesByIds(tx, accountId, [categoryId])
  if (!row) throw new Error(`category ${categoryId} was just stored`)
  return row
}
