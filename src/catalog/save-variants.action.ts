import type { CatalogVariantChange, NewCatalogVariant } from '../contract/catalogs.ts'
import type { Tx } from '../platform/sql.ts'
import { logCatalogChanges } from './catalog-changes.sql.ts'
import { changeOf } from './catalog-changes.ts'
import { externalId } from './catalog-id.ts'
import { changedVariant, newVariant } from './catalog-rows.ts'
import { indexItems } from './index-items.action.ts'
import { lockItems } from './items.sql.ts'
import { missing, type RowResult, taken } from './refusals.ts'
import {
  deleteVariants as deleteVariantRows,
  insertVariants,
  updateVariants,
  type VariantRow,
  variantsByIds,
} from './variants.sql.ts'

/** Create variants of items. A row that is refused costs only itself. */
export async function createVariants(
  tx: Tx,
  accountId: string,
  rows: readonly NewCatalogVariant[],
  now: Date,
): Promise<RowResult[]> {
  const itemIds = rows.map(({ relationships }) => externalId(relationships.item.data.id) ?? '')
  const items = await lockItems(tx, accountId, itemIds)
  const known = new Set(items.map(({ itemId }) => itemId))
  const fresh = new Map<string, number>()
  for (const [at, { attributes }] of rows.entries()) {
    if (fresh.has(attributes.external_id) || !known.has(itemIds[at] ?? '')) continue
    fresh.set(attributes.external_id, at)
  }
  const variants = rows.flatMap((row, at) => {
    const { external_id: variantId } = row.attributes
    if (fresh.get(variantId) !== at) return []
    return [{ variantId, itemId: itemIds[at] ?? '', ...newVariant(row) }]
  })
  const inserted = await insertVariants(tx, accountId, variants, now)
  const created = new Set(inserted.map(({ variantId }) => variantId))
  const stored = variants.filter(({ variantId }) => created.has(variantId))
  const changes = stored.flatMap((variant) => changeOf(variant, null, variant))
  await logCatalogChanges(tx, accountId, changes, now)
  await indexItems(tx, accountId, [...new Set(stored.map(({ itemId }) => itemId))])
  return rows.map(({ attributes: { external_id: id }, relationships }, at) => {
    if (!known.has(itemIds[at] ?? '')) return missing('item', relationships.item.data.id)
    return fresh.get(id) === at && created.has(id) ? { id } : taken('variant', id)
  })
}

/** Change variants: what they cost, how many there are, how they are shown. */
export async function changeVariants(
  tx: Tx,
  accountId: string,
  changes: readonly CatalogVariantChange[],
  now: Date,
): Promise<RowResult[]> {
  const ids = changes.map(({ id }) => externalId(id) ?? '')
  const old = await lockVariants(tx, accountId, ids)
  const current = new Map(old)
  const results = changes.map((change, at): RowResult => {
    const row = current.get(ids[at] ?? '')
    if (!row) return missing('variant', change.id)
    current.set(row.variantId, changedVariant(row, change))
    return { id: row.variantId }
  })
  const changed = [...current.values()].filter((row) => row !== old.get(row.variantId))
  await updateVariants(tx, accountId, changed, now)
  const logged = changed.flatMap((row) => changeOf(row, old.get(row.variantId) ?? null, row))
  await logCatalogChanges(tx, accountId, logged, now)
  await indexItems(tx, accountId, [...new Set(changed.map(({ itemId }) => itemId))])
  return results
}

export async function deleteVariants(
  tx: Tx,
  accountId: string,
  shownIds: readonly string[],
  now: Date,
): Promise<RowResult[]> {
  const ids = shownIds.map((id) => externalId(id) ?? '')
  const rows = await lockVariants(tx, accountId, ids)
  await deleteVariantRows(tx, accountId, [...rows.keys()])
  const changes = [...rows.values()].flatMap((row) => changeOf(row, row, null))
  await logCatalogChanges(tx, accountId, changes, now)
  await indexItems(tx, accountId, [...new Set([...rows.values()].map(({ itemId }) => itemId))])
  return shownIds.map((shownId, at) => {
    const id = ids[at] ?? ''
    return rows.has(id) && ids.indexOf(id) === at ? { id } : missing('variant', shownId)
  })
}

/** The variants as they are while their items are locked. */
async function lockVariants(
  tx: Tx,
  accountId: string,
  variantIds: readonly string[],
): Promise<Map<string, VariantRow>> {
  // A variant never moves to another item, so what was read before the lock still tells its item.
  const found = await variantsByIds(tx, accountId, variantIds)
  await lockItems(tx, accountId, [...new Set(found.map(({ itemId }) => itemId))])
  const rows = await variantsByIds(tx, accountId, variantIds)
  return new Map(rows.map((row) => [row.variantId, row]))
}
