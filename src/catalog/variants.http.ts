import {
  createCatalogVariant,
  deleteCatalogVariant,
  getCatalogVariant,
  getCatalogVariants,
  updateCatalogVariant,
} from '../contract/catalogs.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { variantResource } from './catalog-resources.ts'
import { inCatalog } from './in-catalog.action.ts'
import { variantPage } from './list-pages.action.ts'
import { existingVariant } from './looked-up.action.ts'
import { acceptedId } from './refusals.ts'
import { changeVariants, createVariants, deleteVariants } from './save-variants.action.ts'
import { type VariantRow, variantsByIds } from './variants.sql.ts'

const list = implement(getCatalogVariants, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await variantPage(tx, call.caller.accountId, call.query)
    return { data: rows.map(variantResource), next, prev }
  }),
)

const one = implement(getCatalogVariant, (call) =>
  call.read(async (tx) => ({
    data: variantResource(await existingVariant(tx, call.caller.accountId, param(call, 'id'))),
  })),
)

const create = implement(createCatalogVariant, ({ body, caller: { accountId }, sql, now }) =>
  inCatalog(sql, accountId, async (tx) => {
    const [result] = await createVariants(tx, accountId, [body.data], now)
    return { data: variantResource(await stored(tx, accountId, acceptedId(result))) }
  }),
)

const update = implement(updateCatalogVariant, (call) => {
  const { body, caller, sql, now } = call
  refuseOtherId(body.data.id, param(call, 'id'))
  return inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await changeVariants(tx, caller.accountId, [body.data], now)
    return { data: variantResource(await stored(tx, caller.accountId, acceptedId(result))) }
  })
})

const remove = implement(deleteCatalogVariant, async (call) => {
  const { caller, sql, now } = call
  await inCatalog(sql, caller.accountId, async (tx) => {
    const [result] = await deleteVariants(tx, caller.accountId, [param(call, 'id')], now)
    acceptedId(result)
  })
})

/** Variants of items. */
export const catalogVariantRoutes: readonly Route[] = [list, one, create, update, remove]

async function stored(tx: Tx, accountId: string, variantId: string): Promise<VariantRow> {
  const [row] = await variantsByIds(tx, accountId, [variantId])
  if (!row) throw new Error(`variant ${variantId} was just stored`)
  return row
}
