import type { CatalogCategoryChange, NewCatalogCategory } from '../contract/catalogs.ts'
import type { Tx } from '../platform/sql.ts'
import { externalId } from './catalog-id.ts'
import {
  addPlaces,
  categoriesByIds,
  clearPlaces,
  deleteCategories as deleteCategoryRows,
  insertCategories,
  lockCategories,
  type Place,
  removePlaces,
  renameCategories,
  writeCategoryTerms,
} from './categories.sql.ts'
import { learnWords } from './index-items.action.ts'
import { itemsByIds } from './items.sql.ts'
import { missing, type RowResult, taken } from './refusals.ts'
import { wordsOf } from './search-words.ts'

/** Create categories, with items in them or without. A row that is refused costs only itself. */
export async function createCategories(
  tx: Tx,
  accountId: string,
  rows: readonly NewCatalogCategory[],
  now: Date,
): Promise<RowResult[]> {
  const wanted = await Promise.all(
    rows.map((row) => knownItems(tx, accountId, row.relationships?.items?.data ?? [])),
  )
  const fresh = new Map<string, number>()
  for (const [at, { attributes }] of rows.entries()) {
    if (fresh.has(attributes.external_id) || wanted[at]?.unknown !== undefined) continue
    fresh.set(attributes.external_id, at)
  }
  const categories = [...fresh].map(([categoryId, at]) => ({
    categoryId,
    name: rows[at]?.attributes.name ?? '',
  }))
  const inserted = await insertCategories(tx, accountId, categories, now)
  const created = new Set(inserted.map(({ categoryId }) => categoryId))
  const places = [...fresh].flatMap(([categoryId, at]): Place[] =>
    created.has(categoryId)
      ? (wanted[at]?.itemIds ?? []).map((itemId) => ({ categoryId, itemId }))
      : [],
  )
  await addPlaces(tx, accountId, places)
  const stored = categories.filter(({ categoryId }) => created.has(categoryId))
  await indexCategories(tx, accountId, stored)
  return rows.map(({ attributes: { external_id: id } }, at) => {
    const unknown = wanted[at]?.unknown
    if (unknown !== undefined) return missing('item', unknown)
    return fresh.get(id) === at && created.has(id) ? { id } : taken('category', id)
  })
}

/** Rename categories. Items, when given, replace all that were in them. */
export async function changeCategories(
  tx: Tx,
  accountId: string,
  changes: readonly CatalogCategoryChange[],
  now: Date,
): Promise<RowResult[]> {
  const ids = changes.map(({ id }) => externalId(id) ?? '')
  const rows = await lockCategories(tx, accountId, ids)
  const current = new Map(rows.map((row) => [row.categoryId, row]))
  const items = new Map<string, string[]>()
  const results: RowResult[] = []
  for (const [at, change] of changes.entries()) {
    const row = current.get(ids[at] ?? '')
    const given = change.relationships?.items?.data
    const wanted = await knownItems(tx, accountId, given ?? [])
    if (!row) results.push(missing('category', change.id))
    else if (wanted.unknown !== undefined) results.push(missing('item', wanted.unknown))
    else {
      current.set(row.categoryId, { ...row, name: change.attributes.name ?? row.name })
      if (given) items.set(row.categoryId, wanted.itemIds)
      results.push({ id: row.categoryId })
    }
  }
  const changed = [...current.values()]
  await renameCategories(tx, accountId, changed, now)
  await clearPlaces(tx, accountId, { itemIds: [], categoryIds: [...items.keys()] })
  await addPlaces(
    tx,
    accountId,
    [...items].flatMap(([categoryId, itemIds]) =>
      itemIds.map((itemId) => ({ categoryId, itemId })),
    ),
  )
  await indexCategories(tx, accountId, changed)
  return results
}

/** Delete categories; their items stay. */
export async function deleteCategories(
  tx: Tx,
  accountId: string,
  shownIds: readonly string[],
): Promise<RowResult[]> {
  const ids = shownIds.map((id) => externalId(id) ?? '')
  const rows = await lockCategories(tx, accountId, ids)
  const gone = new Set(rows.map(({ categoryId }) => categoryId))
  await deleteCategoryRows(tx, accountId, [...gone])
  return shownIds.map((shownId, at) => {
    const id = ids[at] ?? ''
    return gone.has(id) && ids.indexOf(id) === at ? { id } : missing('category', shownId)
  })
}

/** What a call does to the places of items in categories. */
export type PlaceChange = 'add' | 'replace' | 'remove'

/** @throws Problem 404 when the category or one of the items does not exist: nothing is changed */
export async function placeItems(
  tx: Tx,
  accountId: string,
  { category, items }: { category: string; items: readonly { id: string }[] },
  how: PlaceChange,
): Promise<void> {
  const categoryId = externalId(category) ?? ''
  const [row] = await lockCategories(tx, accountId, [categoryId])
  if (!row) throw missing('category', category).refused
  const { itemIds, unknown } = await knownItems(tx, accountId, items)
  if (unknown !== undefined) throw missing('item', unknown).refused
  const places = itemIds.map((itemId) => ({ categoryId, itemId }))
  if (how === 'replace')
    await clearPlaces(tx, accountId, { itemIds: [], categoryIds: [categoryId] })
  await (how === 'remove' ? removePlaces : addPlaces)(tx, accountId, places)
}

/** @throws Problem 404 when the item or one of the categories does not exist: nothing is changed */
export async function placeInCategories(
  tx: Tx,
  accountId: string,
  { item, categories }: { item: string; categories: readonly { id: string }[] },
  how: PlaceChange,
): Promise<void> {
  const itemId = externalId(item) ?? ''
  const [row] = await itemsByIds(tx, accountId, [itemId])
  if (!row) throw missing('item', item).refused
  const ids = categories.map(({ id }) => externalId(id) ?? '')
  const found = await categoriesByIds(tx, accountId, ids)
  const known = new Set(found.map(({ categoryId }) => categoryId))
  const unknown = categories.find((_, at) => !known.has(ids[at] ?? ''))
  if (unknown) throw missing('category', unknown.id).refused
  const places = [...known].map((categoryId) => ({ categoryId, itemId }))
  if (how === 'replace') await clearPlaces(tx, accountId, { itemIds: [itemId], categoryIds: [] })
  await (how === 'remove' ? removePlaces : addPlaces)(tx, accountId, places)
}

async function indexCategories(
  tx: Tx,
  accountId: string,
  categories: readonly { categoryId: string; name: string }[],
): Promise<void> {
  const terms = categories.flatMap(({ categoryId, name }) =>
    wordsOf(name).map((term) => ({ categoryId, term })),
  )
  await learnWords(
    tx,
    accountId,
    terms.map(({ term }) => term),
  )
  const ids = categories.map(({ categoryId }) => categoryId)
  await writeCategoryTerms(tx, accountId, terms, ids)
}

async function knownItems(
  tx: Tx,
  accountId: string,
  links: readonly { id: string }[],
): Promise<{ itemIds: string[]; unknown: string | undefined }> {
  if (links.length === 0) return { itemIds: [], unknown: undefined }
  const ids = links.map(({ id }) => externalId(id) ?? '')
  const found = await itemsByIds(tx, accountId, ids)
  const known = new Set(found.map(({ itemId }) => itemId))
  const unknown = links.find((_, at) => !known.has(ids[at] ?? ''))
  return { itemIds: [...known], unknown: unknown?.id }
}
