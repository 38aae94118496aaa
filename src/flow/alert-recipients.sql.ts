import type { Tx } from '../platform/sql.ts'
import type { AlertRecipientRow } from './alert-recipients.ts'

const columns = (tx: Tx) => tx`
  r.recipient_id as "recipientId", r.email, r.email_key as "emailKey", r.asked_at as "askedAt",
  r.times_asked as "timesAsked", r.confirmed_at as "confirmedAt", r.declined_at as "declinedAt"`

/** All of them, by address: at most ALERT_RECIPIENTS_OF_ACCOUNT_MAX. */
export function listAlertRecipients(tx: Tx, accountId: string): Promise<AlertRecipientRow[]> {
  return tx<AlertRecipientRow[]>`
    select ${columns(tx)}
    from alert_recipients r
    where r.account_id = ${accountId}
    order by r.email_key`
}

/** @param emailKeys as `emailKeyOf` makes them */
export function recipientsByEmail(
  tx: Tx,
  accountId: string,
  emailKeys: readonly string[],
): Promise<AlertRecipientRow[]> {
  return tx<AlertRecipientRow[]>`
    select ${columns(tx)}
    from alert_recipients r
    where r.account_id = ${accountId}
      and r.email_key = any (${[...emailKeys]})`
}

export async function findAlertRecipient(
  tx: Tx,
  accountId: string,
  recipientId: string,
): Promise<AlertRecipientRow | undefined> {
  const [row] = await tx<AlertRecipientRow[]>`
    select ${columns(tx)}
    from alert_recipients r
    where r.account_id = ${accountId}
      and r.recipient_id = ${recipientId}`
  return row
}

/** How many addresses there are, and how many of them were asked since. */
export async function countAsked(
  tx: Tx,
  accountId: string,
  since: Date,
): Promise<{ all: number; lately: number }> {
  const [row] = await tx<{ all: number; lately: number }[]>`
    select count(*)::int as all, count(*) filter (where r.asked_at >= ${since})::int as lately
    from alert_recipients r
    where r.account_id = ${accountId}`
  return row ?? { all: 0, lately: 0 }
}

/** Answers those that were not known before. */
export function insertAlertRecipients(
  tx: Tx,
  accountId: string,
  recipients: readonly Pick<AlertRecipientRow, 'recipientId' | 'email' | 'emailKey'>[],
  askedAt: Date,
): Promise<{ recipientId: string }[]> {
  return tx<{ recipientId: string }[]>`
    insert into alert_recipients (account_id, recipient_id, email, email_key, asked_at)
    select ${accountId}, r.id, r.email, r.key, ${askedAt}
    from unnest(${recipients.map((one) => one.recipientId)}::uuid[],
                ${recipients.map((one) => one.email)}::text[],
                ${recipients.map((one) => one.emailKey)}::text[]) as r (id, email, key)
    on conflict (account_id, email_key) do nothing
    returning recipient_id as "recipientId"`
}

export async function noteAsked(
  tx: Tx,
  accountId: string,
  recipientId: string,
  askedAt: Date,
): Promise<void> {
  await tx`
    update alert_recipients
    set asked_at = ${askedAt}, times_asked = times_asked + 1
    where account_id = ${accountId}
      and recipient_id = ${recipientId}`
}

/** What the person behind the address says; they may say otherwise later. */
export async function noteAnswer(
  tx: Tx,
  accountId: string,
  recipientId: string,
  { wants, at }: { wants: boolean; at: Date },
): Promise<void> {
  await tx`
    update alert_recipients
    set confirmed_at = ${wants ? at : null}, declined_at = ${wants ? null : at}
    where account_id = ${accountId}
      and recipient_id = ${recipientId}`
}
