import type { Db, Tx } from '../platform/sql.ts'
import { type EmailChannel, NO_EMAIL_CHANNEL } from './email-channel.ts'

export async function findEmailChannel(sql: Db, accountId: string): Promise<EmailChannel> {
  const [row] = await sql<EmailChannel[]>`
    select e.support_address as "supportAddress",
           coalesce(
             (
               select array_agg(a.address order by a.address)
               from mail_addresses a
               where a.account_id = e.account_id
             ),
             '{}'
           ) as aliases,
           e.sender_name as "senderName", e.uses_reply_tokens as "usesReplyTokens",
           e.trusted_authserv as "trustedAuthserv", e.webhook_token_hash as "webhookTokenHash",
           e.webhook_token_hint as "webhookTokenHint"
    from email_channels e
    where e.account_id = ${accountId}`
  return row ?? NO_EMAIL_CHANNEL
}

/** @param channel its aliases are saved by `saveMailAddresses` */
export async function saveEmailChannel(
  tx: Tx,
  accountId: string,
  channel: EmailChannel,
  now: Date,
): Promise<void> {
  await tx`
    insert into email_channels (
      account_id, support_address, sender_name, uses_reply_tokens, trusted_authserv,
      webhook_token_hash, webhook_token_hint, updated_at
    )
    values (
      ${accountId}, ${channel.supportAddress}, ${channel.senderName}, ${channel.usesReplyTokens},
      ${channel.trustedAuthserv}, ${channel.webhookTokenHash}, ${channel.webhookTokenHint}, ${now}
    )
    on conflict (account_id) do update
    set support_address = excluded.support_address,
        sender_name = excluded.sender_name,
        uses_reply_tokens = excluded.uses_reply_tokens,
        trusted_authserv = excluded.trusted_authserv,
        webhook_token_hash = excluded.webhook_token_hash,
        webhook_token_hint = excluded.webhook_token_hint,
        updated_at = excluded.updated_at`
}

/** Replace the addresses of an account. Answers those that another account has: nothing is saved of them. */
export async function saveMailAddresses(
  tx: Tx,
  accountId: string,
  addresses: readonly string[],
): Promise<string[]> {
  await tx`
    delete from mail_addresses
    where account_id = ${accountId}
      and address <> all (${[...addresses]})`
  await tx`
    insert into mail_addresses (account_id, address)
    select ${accountId}, address
    from unnest(${[...addresses]}::text[]) as address
    on conflict do nothing`
  const saved = await tx<{ address: string }[]>`
    select address
    from mail_addresses
    where account_id = ${accountId}`
  const own = new Set(saved.map((one) => one.address))
  return addresses.filter((address) => !own.has(address))
}

/** Whose mail an address is. Needs a scope over every account. */
export async function accountOfAddress(tx: Tx, address: string): Promise<string | undefined> {
  const [row] = await tx<{ accountId: string }[]>`
    select account_id as "accountId"
    from mail_addresses
    where address = ${address}`
  return row?.accountId
}

/** Whose webhook it is. Needs a scope over every account. */
export async function accountOfMailWebhook(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const [row] = await tx<{ accountId: string }[]>`
    select account_id as "accountId"
    from email_channels
    where webhook_token_hash = ${tokenHash}`
  return row?.accountId
}
