import type { Page } from '../platform/page.ts'
import type { Db, Tx } from '../platform/sql.ts'
import type {
  Lease,
  OutboxEnd,
  OutboxFailure,
  OutboxState,
  Purpose,
  TextChannel,
} from './outbox.ts'

export interface NewText {
  accountId: string
  textId: string
  dedupeKey: string
  purpose: Purpose
  profileId: string | null
  channel: TextChannel
  /** E.164. */
  to: string
  body: string
  createdAt: Date
}

export interface DueText extends NewText {
  attempts: number
}

export interface TextRow extends Omit<DueText, 'accountId'> {
  state: OutboxState
  failure: OutboxFailure | null
  failureDetail: string | null
  providerId: string | null
  providerStatus: string | null
  finishedAt: Date | null
}

const textColumns = (sql: Db) => sql`
  t.account_id as "accountId", t.text_id as "textId", t.dedupe_key as "dedupeKey", t.purpose,
  t.profile_id as "profileId", t.channel, t.to_number as "to", t.body,
  t.created_at as "createdAt", t.attempts`

/** False when the cause has its text already. */
export async function insertText(tx: Tx, text: NewText): Promise<boolean> {
  const rows = await tx`
    insert into outbox_texts (
      account_id, text_id, dedupe_key, purpose, profile_id, channel, to_number, body, created_at
    )
    values (
      ${text.accountId}, ${text.textId}, ${text.dedupeKey}, ${text.purpose}, ${text.profileId},
      ${text.channel}, ${text.to}, ${text.body}, ${text.createdAt}
    )
    on conflict (account_id, dedupe_key) do nothing
    returning text_id`
  return rows.length > 0
}

export async function textOfCause(
  tx: Tx,
  accountId: string,
  dedupeKey: string,
): Promise<string | undefined> {
  const [row] = await tx<{ textId: string }[]>`
    select text_id as "textId"
    from outbox_texts
    where account_id = ${accountId}
      and dedupe_key = ${dedupeKey}`
  return row?.textId
}

/**
 * Take what is due, of all accounts, for one worker; of each number the oldest only, so that the
 * parts of a reply arrive in order.
 */
export function leaseTexts(
  tx: Tx,
  { lease, until, wallNow, limit }: Lease,
): Promise<(DueText & { wasSending: boolean })[]> {
  return tx<(DueText & { wasSending: boolean })[]>`
    with due as (
      select account_id, text_id, state
      from outbox_texts t
      where due_at <= ${wallNow}
        and state in ('queued', 'sending')
        and (leased_until is null or leased_until <= ${wallNow})
        and not exists (
          select
          from outbox_texts earlier
          where earlier.account_id = t.account_id
            and earlier.to_number = t.to_number
            and earlier.position < t.position
            and earlier.state in ('queued', 'sending')
        )
      order by due_at
      limit ${limit}
      for update skip locked
    )
    update outbox_texts t
    set lease = ${lease},
        leased_until = ${until}
    from due
    where t.account_id = due.account_id
      and t.text_id = due.text_id
    returning ${textColumns(tx)}, due.state = 'sending' as "wasSending"`
}

interface TextLease {
  accountId: string
  textId: string
  lease: string
}

/** As for mails: false when the lease is no longer ours. */
export async function beginSendingText(
  tx: Tx,
  { accountId, textId, lease, wallNow }: TextLease & { wallNow: Date },
): Promise<boolean> {
  const rows = await tx`
    update outbox_texts
    set state = 'sending',
        attempts = attempts + 1
    where account_id = ${accountId}
      and text_id = ${textId}
      and lease = ${lease}
      and leased_until > ${wallNow}
    returning text_id`
  return rows.length > 0
}

/** Write down what became of a try. False when another worker has taken over. */
export async function endSendingText(
  tx: Tx,
  { accountId, textId, lease }: TextLease,
  end: OutboxEnd,
): Promise<boolean> {
  const rows = await tx`
    update outbox_texts
    set state = ${end.state},
        due_at = coalesce(${end.dueAt}::timestamptz, due_at),
        lease = null,
        leased_until = null,
        failure = ${end.failure},
        failure_detail = ${end.detail},
        provider_id = coalesce(${end.providerId}, provider_id),
        provider_status = coalesce(${end.reply}, provider_status),
        finished_at = ${end.finishedAt}
    where account_id = ${accountId}
      and text_id = ${textId}
      and lease = ${lease}
    returning text_id`
  return rows.length > 0
}

/** One page, newest first, and one row more. */
export function listTexts(
  sql: Db,
  accountId: string,
  { to, states }: { to?: string | undefined; states?: readonly string[] | undefined },
  { cursor, size }: Page,
): Promise<TextRow[]> {
  const from = !cursor
    ? sql``
    : cursor.backwards
      ? sql`and (t.created_at, t.text_id) > (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
      : sql`and (t.created_at, t.text_id) < (${cursor.key}::timestamptz, ${cursor.id}::uuid)`
  const direction = cursor?.backwards ? sql`asc` : sql`desc`
  return sql<TextRow[]>`
    select ${rowColumns(sql)}
    from outbox_texts t
    where t.account_id = ${accountId}
      ${to === undefined ? sql`` : sql`and t.to_number = ${to}`}
      ${states === undefined ? sql`` : sql`and t.state = any (${[...states]})`}
      ${from}
    order by t.created_at ${direction}, t.text_id ${direction}
    limit ${size + 1}`
}

const rowColumns = (sql: Db) => sql`
  ${textColumns(sql)}, t.state, t.failure, t.failure_detail as "failureDetail",
  t.provider_id as "providerId", t.provider_status as "providerStatus",
  t.finished_at as "finishedAt"`

export async function findText(
  sql: Db,
  accountId: string,
  textId: string,
): Promise<TextRow | undefined> {
  const [row] = await sql<TextRow[]>`
    select ${rowColumns(sql)}
    from outbox_texts t
    where t.account_id = ${accountId}
      and t.text_id = ${textId}`
  return row
}

/** Remove what ended before. */
export async function forgetTexts(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from outbox_texts
    where finished_at < ${before}`
}
