import type { Tx } from '../platform/sql.ts'
import type { Lease, OutboxEnd, Purpose, TextChannel } from './outbox.ts'
import {
  endSending,
  type LeasedRow,
  leaseRows,
  type OutboxStanding,
  type OutboxTable,
} from './outbox-rows.sql.ts'

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

export interface TextRow extends Omit<DueText, 'accountId'>, OutboxStanding {
  providerId: string | null
  providerStatus: string | null
}

/** Rows are `DueText` when they are leased, `TextRow` when they are read. */
export const TEXTS: OutboxTable = {
  table: 'outbox_texts',
  id: 'text_id',
  to: 'to_number',
  content: (sql) => sql`
    o.account_id as "accountId", o.text_id as "textId", o.dedupe_key as "dedupeKey", o.purpose,
    o.profile_id as "profileId", o.channel, o.to_number as "to", o.body,
    o.created_at as "createdAt", o.attempts`,
  answer: (sql) => sql`o.provider_id as "providerId", o.provider_status as "providerStatus"`,
}

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

/** Of each number the oldest only, so that the parts of a reply arrive in order. */
export function leaseTexts(tx: Tx, lease: Lease): Promise<(DueText & { wasSending: boolean })[]> {
  return leaseRows<DueText>(
    tx,
    TEXTS,
    lease,
    tx`
      and not exists (
        select
        from outbox_texts earlier
        where earlier.account_id = o.account_id
          and earlier.to_number = o.to_number
          and earlier.position < o.position
          and earlier.state in ('queued', 'sending')
      )`,
  )
}

export function endText(tx: Tx, row: LeasedRow, end: OutboxEnd): Promise<boolean> {
  const more = tx`
    provider_id = coalesce(${end.providerId}, provider_id),
    provider_status = coalesce(${end.reply}, provider_status)`
  return endSending(tx, TEXTS, row, { end, more })
}
