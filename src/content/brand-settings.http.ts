import {
  type Brand,
  getBrandSettings,
  StoredBrand,
  updateBrandSettings,
} from '../contract/brand.ts'
import { implement, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { findBrandSettings } from './brand-settings.sql.ts'
import { changeBrand } from './change-brand.action.ts'

export const brandRoutes: readonly Route[] = [
  implement(getBrandSettings, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const stored = await findBrandSettings(tx, accountId)
      return { data: brandResource(accountId, StoredBrand.parse(stored ?? {})) }
    }),
  ),

  implement(updateBrandSettings, async ({ sql, caller: { accountId }, body, now }) => ({
    data: brandResource(accountId, await changeBrand(sql, accountId, body.data.attributes, now)),
  })),
]

function brandResource(accountId: string, brand: Brand): Resource {
  return { type: 'brand-settings', id: accountId, attributes: { ...brand } }
}
