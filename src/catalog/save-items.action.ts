import type { CatalogItemChange, NewCatalogItem } from '../contract/catalogs.ts'
import type { Tx } from '../platform/sql.ts'
import { logCatalogChanges } from './catalog-changes.sql.ts'
import { changeOf } from './catalog-changes.ts'
import { externalId } from './catalog-id.ts'
import { changedItem, newItem } from './catalog-rows.ts'
import { addPlaces, categoriesByIds, clearPlaces, type Place } from './categories.sql.ts'
import { indexItems } from './index-items.action.ts'
import { adoptPopularity, termsOfItems, writeTerms } from './item-index.sql.ts'
import { deleteItems as deleteItemRows, insertItems, lockItems, updateItems } from './items.sql.ts'
import { missing, type RowResult, taken } from './refusals.ts'
import { variantsOfItems } from './variants.sql.ts'

/** Create items, with their places in categories. A row that is refused costs only itself. */
export async function createItems(
  tx: Tx,
  accountId: string,
  rows: readonly NewCatalogItem[],
  now: Date,
): Promise<RowResult[]> {
  const wanted = await Promise.all(
    rows.map((row) => knownCategories(tx, accountId, row.relationships?.categories?.data ?? [])),
  )
  const fresh = new Map<string, number>()
  for (const [at, { attributes }] of rows.entries()) {
    const isFirst = !fresh.has(attributes.external_id)
    if (isFirst && wanted[at]?.unknown === undefined) fresh.set(attributes.external_id, at)
  }
  const items = rows.flatMap((row, at) =>
    fresh.get(row.attributes.external_id) === at
      ? [{ itemId: row.attributes.external_id, ...newItem(row) }]
      : [],
  )
  const inserted = await insertItems(tx, accountId, items, now)
  const created = new Set(inserted.map(({ itemId }) => itemId))
  const places = [...fresh].flatMap(([itemId, at]): Place[] =>
    created.has(itemId)
      ? (wanted[at]?.categoryIds ?? []).map((categoryId) => ({ categoryId, itemId }))
      : [],
  )
  await addPlaces(tx, accountId, places)
  const changes = items
    .filter(({ itemId }) => created.has(itemId))
    .flatMap((item) => changeOf(item, null, item))
  await logCatalogChanges(tx, accountId, changes, now)
  await adoptPopularity(tx, accountId, [...created])
  await indexItems(tx, accountId, [...created])
  return rows.map(({ attributes: { external_id: id } }, at) => {
    const unknown = wanted[at]?.unknown
    if (unknown !== undefined) return missing('category', unknown)
    return fresh.get(id) === at && created.has(id) ? { id } : taken('item', id)
  })
}

/** Change items. Categories, when given, replace all before. */
export async function changeItems(
  tx: Tx,
  accountId: string,
  changes: readonly CatalogItemChange[],
  now: Date,
): Promise<RowResult[]> {
  const ids = changes.map(({ id }) => externalId(id) ?? '')
  const before = await lockItems(tx, accountId, ids)
  const old = new Map(before.map((row) => [row.itemId, row]))
  const current = new Map(old)
  const places = new Map<string, string[]>()
  const results: RowResult[] = []
  for (const [at, change] of changes.entries()) {
    const row = current.get(ids[at] ?? '')
    const given = change.relationships?.categories?.data
    const wanted = await knownCategories(tx, accountId, given ?? [])
    if (!row) results.push(missing('item', change.id))
    else if (wanted.unknown !== undefined) results.push(missing('category', wanted.unknown))
    else {
      current.set(row.itemId, changedItem(row, change))
      if (given) places.set(row.itemId, wanted.categoryIds)
      results.push({ id: row.itemId })
    }
  }
  const changed = [...current.values()].filter(
    (row) => row !== old.get(row.itemId) || places.has(row.itemId),
  )
  await updateItems(tx, accountId, changed, now)
  await clearPlaces(tx, accountId, { itemIds: [...places.keys()], categoryIds: [] })
  await addPlaces(
    tx,
    accountId,
    [...places].flatMap(([itemId, categoryIds]) =>
      categoryIds.map((categoryId) => ({ categoryId, itemId })),
    ),
  )
  const logged = changed.flatMap((row) => changeOf(row, old.get(row.itemId) ?? null, row))
  await logCatalogChanges(tx, accountId, logged, now)
  await indexItems(
    tx,
    accountId,
    changed.map(({ itemId }) => itemId),
  )
  return results
}

/** Delete items with their variants. */
export async function deleteItems(
  tx: Tx,
  accountId: string,
  shownIds: readonly string[],
  now: Date,
): Promise<RowResult[]> {
  const ids = shownIds.map((id) => externalId(id) ?? '')
  const items = await lockItems(tx, accountId, ids)
  const gone = new Set(items.map(({ itemId }) => itemId))
  const variants = await variantsOfItems(tx, accountId, [...gone])
  const terms = await termsOfItems(tx, accountId, [...gone])
  await writeTerms(tx, accountId, { gone: terms, changed: [] })
  await deleteItemRows(tx, accountId, [...gone])
  const changes = [...variants, ...items].flatMap((row) => changeOf(row, row, null))
  await logCatalogChanges(tx, accountId, changes, now)
  return shownIds.map((shownId, at) => {
    const id = ids[at] ?? ''
    // Named twice: it is gone the second time.
    return gone.has(id) && ids.indexOf(id) === at ? { id } : missing('item', shownId)
  })
}

/** The shop's ids of the categories, and the first id that leads to none. */
async function knownCategories(
  tx: Tx,
  accountId: string,
  links: readonly { id: string }[],
): Promise<{ categoryIds: string[]; unknown: string | undefined }> {
  if (links.length === 0) return { categoryIds: [], unknown: undefined }
  const ids = links.map(({ id }) => externalId(id) ?? '')
  const found = await categoriesByIds(tx, accountId, ids)
  const known = new Set(found.map(({ categoryId }) => categoryId))
  const unknown = links.find((_, at) => !known.has(ids[at] ?? ''))
  return { categoryIds: [...known], unknown: unknown?.id }
}
