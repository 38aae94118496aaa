import type { Db, Tx } from '../platform/sql.ts'
import { type HandoffSettings, NO_HANDOFF_SETTINGS } from './handoff-settings.ts'

export async function findHandoffSettings(sql: Db, accountId: string): Promise<HandoffSettings> {
  const [row] = await sql<HandoffSettings[]>`
    select webhook_url as "webhookUrl", webhook_secret_sealed as "webhookSecretSealed",
           webhook_secret_hint as "webhookSecretHint", desk_address as "deskAddress",
           office_hours as "officeHours", closed_message as "closedMessage"
    from handoff_settings
    where account_id = ${accountId}`
  return row ?? NO_HANDOFF_SETTINGS
}

export async function saveHandoffSettings(
  tx: Tx,
  accountId: string,
  settings: HandoffSettings,
  now: Date,
): Promise<void> {
  const { officeHours } = settings
  await tx`
    insert into handoff_settings (
      account_id, webhook_url, webhook_secret_sealed, webhook_secret_hint, desk_address,
      office_hours, closed_message, updated_at
    )
    values (
      ${accountId}, ${settings.webhookUrl}, ${settings.webhookSecretSealed},
      ${settings.webhookSecretHint}, ${settings.deskAddress},
      ${officeHours === null ? null : JSON.stringify(officeHours)}::text::jsonb,
      ${JSON.stringify(settings.closedMessage)}::text::jsonb, ${now}
    )
    on conflict (account_id) do update
    set webhook_url = excluded.webhook_url,
        webhook_secret_sealed = excluded.webhook_secret_sealed,
        webhook_secret_hint = excluded.webhook_secret_hint,
        desk_address = excluded.desk_address,
        office_hours = excluded.office_hours,
        closed_message = excluded.closed_message,
        updated_at = excluded.updated_at`
}
