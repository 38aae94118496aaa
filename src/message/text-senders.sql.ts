import type { Db, Tx } from '../platform/sql.ts'
import type { TextChannel } from './outbox.ts'

/** How an account sends on one channel. Null: not said yet. */
export interface TextSenderRow {
  channel: TextChannel
  /** The provider's account SID. */
  providerAccount: string | null
  authTokenSealed: Buffer | null
  authTokenHint: string | null
  /** A number in E.164, or on SMS an alphanumeric name. */
  sender: string | null
  /** Instead of a sender: the provider chooses one. */
  messagingService: string | null
  /** Null: the provider's own. */
  apiUrl: string | null
}

const columns = (sql: Db) => sql`
  channel, provider_account as "providerAccount", auth_token_sealed as "authTokenSealed",
  auth_token_hint as "authTokenHint", sender, messaging_service as "messagingService",
  api_url as "apiUrl"`

export async function findTextSender(
  sql: Db,
  accountId: string,
  channel: TextChannel,
): Promise<TextSenderRow | undefined> {
  const [row] = await sql<TextSenderRow[]>`
    select ${columns(sql)}
    from text_senders
    where account_id = ${accountId}
      and channel = ${channel}`
  return row
}

export async function saveTextSender(
  tx: Tx,
  accountId: string,
  row: TextSenderRow,
  now: Date,
): Promise<void> {
  await tx`
    insert into text_senders (
      account_id, channel, provider_account, auth_token_sealed, auth_token_hint, sender,
      messaging_service, api_url, updated_at
    )
    values (
      ${accountId}, ${row.channel}, ${row.providerAccount}, ${row.authTokenSealed},
      ${row.authTokenHint}, ${row.sender}, ${row.messagingService}, ${row.apiUrl}, ${now}
    )
    on conflict (account_id, channel) do update
    set provider_account = excluded.provider_account,
        auth_token_sealed = excluded.auth_token_sealed,
        auth_token_hint = excluded.auth_token_hint,
        sender = excluded.sender,
        messaging_service = excluded.messaging_service,
        api_url = excluded.api_url,
        updated_at = excluded.updated_at`
}
