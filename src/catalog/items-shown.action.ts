import type { Call } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { itemResource, variantResource } from './catalog-resources.ts'
import type { ItemRow } from './items.sql.ts'
import { variantsOfItems } from './variants.sql.ts'

/** Items as resources, with their variants when they were asked for. */
export async function itemsShown(
  tx: Tx,
  { caller, query }: Pick<Call<never, unknown>, 'caller' | 'query'>,
  rows: readonly ItemRow[],
): Promise<{ data: Resource[]; included?: Resource[] }> {
  if (!query.include.has('variants')) return { data: rows.map((row) => itemResource(row)) }
  const ids = rows.map(({ itemId }) => itemId)
  const variants = await variantsOfItems(tx, caller.accountId, ids)
  return {
    data: rows.map((row) =>
      itemResource(
        row,
        variants.filter(({ itemId }) => itemId === row.itemId),
      ),
    ),
    included: variants.map(variantResource),
  }
}
