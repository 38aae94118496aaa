import type { MailProvider } from '../contract/sending.ts'
import type { Db, Tx } from '../platform/sql.ts'

export interface MailReportKeyRow {
  provider: MailProvider
  keySealed: Buffer
  keyHint: string
  /** Wall clock, to the minute. */
  lastReportAt: Date | null
}

/** What a key of a provider is sealed for. */
export function mailReportPurpose(accountId: string, provider: MailProvider): string {
  return `${accountId} mail-reports ${provider}`
}

export function mailReportKeys(sql: Db, accountId: string): Promise<MailReportKeyRow[]> {
  return sql<MailReportKeyRow[]>`
    select provider, key_sealed as "keySealed", key_hint as "keyHint",
           last_report_at as "lastReportAt"
    from mail_report_keys
    where account_id = ${accountId}`
}

export async function findMailReportKey(
  sql: Db,
  accountId: string,
  provider: MailProvider,
): Promise<Buffer | undefined> {
  const [row] = await sql<{ keySealed: Buffer }[]>`
    select key_sealed as "keySealed"
    from mail_report_keys
    where account_id = ${accountId}
      and provider = ${provider}`
  return row?.keySealed
}

export async function saveMailReportKey(
  tx: Tx,
  accountId: string,
  { provider, keySealed, keyHint }: Omit<MailReportKeyRow, 'lastReportAt'>,
  now: Date,
): Promise<void> {
  await tx`
    insert into mail_report_keys (account_id, provider, key_sealed, key_hint, updated_at)
    values (${accountId}, ${provider}, ${keySealed}, ${keyHint}, ${now})
    on conflict (account_id, provider) do update
    set key_sealed = excluded.key_sealed,
        key_hint = excluded.key_hint,
        updated_at = excluded.updated_at`
}

export async function deleteMailReportKey(
  tx: Tx,
  accountId: string,
  provider: MailProvider,
): Promise<boolean> {
  const deleted = await tx`
    delete from mail_report_keys
    where account_id = ${accountId}
      and provider = ${provider}`
  return deleted.count > 0
}

/** Take down that a provider was heard of, once a minute at most. */
export async function touchMailReportKey(
  tx: Tx,
  accountId: string,
  provider: MailProvider,
  wallNow: Date,
): Promise<void> {
  await tx`
    update mail_report_keys
    set last_report_at = ${wallNow}
    where account_id = ${accountId}
      and provider = ${provider}
      and coalesce(last_report_at, 'epoch') < ${wallNow}::timestamptz - interval '1 minute'`
}

/**
 * Remember which body a token came with.
 * @returns false when it came with another one before
 */
export async function spendReportToken(
  tx: Tx,
  accountId: string,
  { tokenHash, bodyHash, wallNow }: { tokenHash: Buffer; bodyHash: Buffer; wallNow: Date },
): Promise<boolean> {
  await tx`
    insert into mail_report_tokens (account_id, token_hash, body_hash, seen_at)
    values (${accountId}, ${tokenHash}, ${bodyHash}, ${wallNow})
    on conflict (account_id, token_hash) do nothing`
  const [row] = await tx<{ isSame: boolean }[]>`
    select body_hash = ${bodyHash} as "isSame"
    from mail_report_tokens
    where account_id = ${accountId}
      and token_hash = ${tokenHash}`
  return row?.isSame ?? false
}

/** Forget tokens that are too old to be taken anyway. Needs a scope over every account. */
export async function forgetReportTokens(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from mail_report_tokens
    where seen_at < ${before}`
}
