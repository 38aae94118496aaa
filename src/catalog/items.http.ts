import {
  addCategoriesToCatalogItem,
  createCatalogItem,
  deleteCatalogItem,
  getCatalogItem,
  getCatalogItems,
  getCategoriesForCatalogItem,
  getCategoryIdsForCatalogItem,
  getVariantIdsForCatalogItem,
  getVariantsForCatalogItem,
  removeCategoriesFromCatalogItem,
  updateCatalogItem,
  updateCategoriesForCatalogItem,
} from '../contract/catalogs.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { catalogId } from './catalog-id.ts'
import { categoryResource, itemResource, variantResource } from './catalog-resources.ts'
import { inCatalog } from './in-catalog.action.ts'
import { type ItemRow, itemsByIds } from './items.sql.ts'
import { itemsShown } from './items-shown.action.ts'
import { categoryPage, itemPage, onlyOf, variantPage } from './list-pages.action.ts'
import { existingItem } from './looked-up.action.ts'
import { acceptedId } from './refusals.ts'
import { type PlaceChange, placeInCategories } from './save-categories.action.ts'
import { changeItems, createItems, deleteItems } from './save-items.action.ts'

const list = implement(getCatalogItems, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await itemPage(tx, call.caller.accountId, call.query)
    return { ...(await itemsShown(tx, call, rows)), next, prev }
  }),
)

const one = implement(getCatalogItem, (call) =>
  call.read(async (tx) => {
    const row = await existingItem(tx, call.caller.accountId, param(call, 'id'))
    const { data, included } = await itemsShown(tx, call, [row])
    return { data: data[0] ?? null, ...(included ? { included } : {}) }
  }),
)

const create = implement(createCatalogItem, ({ body, caller: { accountId }, sql, now }) =>
  inCatalog(sql, accountId, async (tx) => {
    const [result] = await createItems(tx, accountId, [body.data], now)
    return { data: itemResource(await stored(tx, accountId, acceptedId(result))) }
  }),
)

const update = implement(updateCatalogItem, (call) => {
  const { body, caller, sql, now } = call
  refuseOtherId(body.data.id, param(call, 'id'))
  return inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await changeItems(tx, caller.accountId, [body.data], now)
    return { data: itemResource(await stored(tx, caller.accountId, acceptedId(result))) }
  })
})

const remove = implement(deleteCatalogItem, async (call) => {
  const { caller, sql, now } = call
  await inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await deleteItems(tx, caller.accountId, [param(call, 'id')], now)
    acceptedId(result)
  })
})

const variants = implement(getVariantsForCatalogItem, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await variantsOf(tx, call)
    return { data: rows.map(variantResource), next, prev }
  }),
)

const variantIds = implement(getVariantIdsForCatalogItem, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await variantsOf(tx, call)
    const linkage = rows.map((row) => ({ type: 'catalog-variant', id: catalogId(row.variantId) }))
    return { linkage, next, prev }
  }),
)

const categories = implement(getCategoriesForCatalogItem, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await categoriesOf(tx, call)
    return { data: rows.map(categoryResource), next, prev }
  }),
)

const categoryIds = implement(getCategoryIdsForCatalogItem, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await categoriesOf(tx, call)
    const linkage = rows.map((row) => ({ type: 'catalog-category', id: catalogId(row.categoryId) }))
    return { linkage, next, prev }
  }),
)

const place =
  (how: PlaceChange) =>
  async (call: Call<{ data: { id: string }[] }, unknown>): Promise<void> => {
    const { body, caller, sql } = call
    const wanted = { item: param(call, 'id'), categories: body.data }
    await inCatalog(sql, caller.accountId, (tx) =>
      placeInCategories(tx, caller.accountId, wanted, how),
    )
  }

/** Items, their variants and the categories they are in. */
export const catalogItemRoutes: readonly Route[] = [
  list,
  one,
  create,
  update,
  remove,
  variants,
  variantIds,
  categories,
  categoryIds,
  implement(addCategoriesToCatalogItem, place('add')),
  implement(updateCategoriesForCatalogItem, place('replace')),
  implement(removeCategoriesFromCatalogItem, place('remove')),
]

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

async function variantsOf(tx: Tx, call: Looking) {
  const { itemId } = await existingItem(tx, call.caller.accountId, param(call, 'id'))
  return variantPage(tx, call.caller.accountId, onlyOf(call.query, 'item.id', catalogId(itemId)))
}

async function categoriesOf(tx: Tx, call: Looking) {
  const { itemId } = await existingItem(tx, call.caller.accountId, param(call, 'id'))
  return categoryPage(tx, call.caller.accountId, onlyOf(call.query, 'item.id', catalogId(itemId)))
}

async function stored(tx: Tx, accountId: string, itemId: string): Promise<ItemRow> {
  const [row] = await itemsByIds(tx, accountId, [itemId])
  if (!row) throw new Error(`item ${itemId} was just stored`)
  return row
}
