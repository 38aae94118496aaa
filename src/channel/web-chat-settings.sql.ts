import type { Tx } from '../platform/sql.ts'
import { DEFAULT_SETTINGS, type WebChatSettings } from './web-chat-settings.ts'

/** The settings of the widget, the defaults where nobody changed anything. */
export async function findWebChatSettings(tx: Tx, accountId: string): Promise<WebChatSettings> {
  const [row] = await tx<WebChatSettings[]>`
    select allowed_origins as "allowedOrigins", greeting, consent_note as "consentNote", colour,
           position, secret_generation as "secretGeneration",
           secret_rotated_at as "secretRotatedAt", updated_at as "updatedAt"
    from web_chat_settings
    where account_id = ${accountId}`
  return row ?? DEFAULT_SETTINGS
}

export async function saveWebChatSettings(
  tx: Tx,
  accountId: string,
  settings: WebChatSettings,
  now: Date,
): Promise<void> {
  const { greeting, consentNote } = settings
  await tx`
    insert into web_chat_settings (
      account_id, allowed_origins, greeting, consent_note, colour, position, secret_generation,
      secret_rotated_at, updated_at
    )
    values (
      ${accountId}, ${settings.allowedOrigins}, ${JSON.stringify(greeting)}::text::jsonb,
      ${consentNote === null ? null : JSON.stringify(consentNote)}::text::jsonb,
      ${settings.colour}, ${settings.position}, ${settings.secretGeneration},
      ${settings.secretRotatedAt}, ${now}
    )
    on conflict (account_id) do update
    set allowed_origins = excluded.allowed_origins, greeting = excluded.greeting,
        consent_note = excluded.consent_note, colour = excluded.colour,
        position = excluded.position, secret_generation = excluded.secret_generation,
        secret_rotated_at = excluded.secret_rotated_at, updated_at = excluded.updated_at`
}
