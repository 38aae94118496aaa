import { lockAccount } from '../account/accounts.sql.ts'
import { type Brand, StoredBrand } from '../contract/brand.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { findBrandSettings, saveBrandSettings } from './brand-settings.sql.ts'

/** What is undefined stays. */
export type BrandChange = {
  [Part in Exclude<keyof Brand, 'colors'>]?: Brand[Part] | undefined
} & { colors?: { [Name in keyof Brand['colors']]?: string | undefined } | undefined }

/** Change parts of the brand's looks, colours one by one. */
export function changeBrand(
  sql: Sql,
  accountId: string,
  change: BrandChange,
  now: Date,
): Promise<Brand> {
  return inAccount(sql, accountId, async (tx) => {
    // Two changes of different colours at once must both stay.
    await lockAccount(tx, accountId)
    const before = StoredBrand.parse((await findBrandSettings(tx, accountId)) ?? {})
    const { colors = {} } = change
    const after: Brand = {
      logo_url: change.logo_url === undefined ? before.logo_url : change.logo_url,
      logo_width: change.logo_width ?? before.logo_width,
      font_family: change.font_family ?? before.font_family,
      border_radius: change.border_radius ?? before.border_radius,
      social: change.social ?? before.social,
      colors: {
        background: colors.background ?? before.colors.background,
        content: colors.content ?? before.colors.content,
        text: colors.text ?? before.colors.text,
        heading: colors.heading ?? before.colors.heading,
        link: colors.link ?? before.colors.link,
        button: colors.button ?? before.colors.button,
        button_text: colors.button_text ?? before.colors.button_text,
      },
    }
    await saveBrandSettings(tx, accountId, after, now)
    return after
  })
}
