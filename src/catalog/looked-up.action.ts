import type { Tx } from '../platform/sql.ts'
import { externalId } from './catalog-id.ts'
import { type CategoryRow, categoriesByIds } from './categories.sql.ts'
import { type ItemRow, itemsByIds } from './items.sql.ts'
import { missing } from './refusals.ts'
import { type VariantRow, variantsByIds } from './variants.sql.ts'

/** @throws Problem 404 */
export async function existingItem(tx: Tx, accountId: string, id: string): Promise<ItemRow> {
  const [row] = await itemsByIds(tx, accountId, [externalId(id) ?? ''])
  if (!row) throw missing('item', id).refused
  return row
}

/** @throws Problem 404 */
export async function existingVariant(tx: Tx, accountId: string, id: string): Promise<VariantRow> {
  const [row] = await variantsByIds(tx, accountId, [externalId(id) ?? ''])
  if (!row) throw missing('variant', id).refused
  return row
}

/** @throws Problem 404 */
export async function existingCategory(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<CategoryRow> {
  const [row] = await categoriesByIds(tx, accountId, [externalId(id) ?? ''])
  if (!row) throw missing('category', id).refused
  return row
}
