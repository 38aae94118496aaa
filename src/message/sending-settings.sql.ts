import type { Db, Tx } from '../platform/sql.ts'
import { DEFAULT_SETTINGS, SendingSettings } from './sending-settings.ts'

export interface StoredSettings {
  settings: SendingSettings
  dkimKeySealed: Buffer | null
}

export async function findSendingSettings(sql: Db, accountId: string): Promise<StoredSettings> {
  const [row] = await sql<{ settings: unknown; dkimKeySealed: Buffer | null }[]>`
    select settings, dkim_key_sealed as "dkimKeySealed"
    from sending_settings
    where account_id = ${accountId}`
  if (!row) return { settings: DEFAULT_SETTINGS, dkimKeySealed: null }
  return { settings: SendingSettings.parse(row.settings), dkimKeySealed: row.dkimKeySealed }
}

export async function saveSendingSettings(
  tx: Tx,
  accountId: string,
  { settings, dkimKeySealed }: StoredSettings,
  now: Date,
): Promise<void> {
  await tx`
    insert into sending_settings (account_id, settings, dkim_key_sealed, updated_at)
    values (${accountId}, ${JSON.stringify(settings)}::text::jsonb, ${dkimKeySealed}, ${now})
    on conflict (account_id) do update
    set settings = excluded.settings,
        dkim_key_sealed = excluded.dkim_key_sealed,
        updated_at = excluded.updated_at`
}
