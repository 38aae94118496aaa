import type { Brand } from '../contract/brand.ts'
import type { Tx } from '../platform/sql.ts'

/** What was stored, any part of it absent; undefined when nothing was. */
export async function findBrandSettings(tx: Tx, accountId: string): Promise<unknown> {
  const [row] = await tx<{ settings: unknown }[]>`
    select settings
    from brand_settings
    where account_id = ${accountId}`
  return row?.settings
}

export async function saveBrandSettings(
  tx: Tx,
  accountId: string,
  settings: Brand,
  now: Date,
): Promise<void> {
  await tx`
    insert into brand_settings (account_id, settings, updated_at)
    values (${accountId}, ${JSON.stringify(settings)}::text::jsonb, ${now})
    on conflict (account_id) do update
    set settings = excluded.settings,
        updated_at = excluded.updated_at`
}
