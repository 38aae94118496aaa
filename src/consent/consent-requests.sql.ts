import type { Db, Tx } from '../platform/sql.ts'
import type { Person } from './consent-jobs.ts'

/** A subscription that waits for a click on the link in a mail. */
export interface ConsentRequest {
  requestId: string
  email: string
  emailKey: string
  /** When the person was known already. */
  profileId: string | null
  listId: string | null
  /** What else leads to the person, and what was said about them. */
  person: Person
  method: string
  methodDetail: string | null
  customMethodDetail: string | null
  source: string
  ip: string | null
  locale: string | null
  requestedAt: Date
  expiresAt: Date
  confirmedAt: Date | null
}

const columns = (sql: Db) => sql`
  request_id as "requestId", email, email_key as "emailKey", profile_id as "profileId",
  list_id as "listId", identifiers as person, method, method_detail as "methodDetail",
  custom_method_detail as "customMethodDetail", source, ip, locale,
  requested_at as "requestedAt", expires_at as "expiresAt", confirmed_at as "confirmedAt"`

export async function insertRequests(
  tx: Tx,
  accountId: string,
  requests: readonly Omit<ConsentRequest, 'confirmedAt'>[],
): Promise<void> {
  await tx`
    insert into consent_requests (
      account_id, request_id, email, email_key, profile_id, list_id, identifiers, method,
      method_detail, custom_method_detail, source, ip, locale, requested_at, expires_at
    )
    select
      ${accountId}, r."requestId", r.email, r."emailKey", r."profileId", r."listId", r.person,
      r.method, r."methodDetail", r."customMethodDetail", r.source, r.ip, r.locale,
      r."requestedAt", r."expiresAt"
    from jsonb_to_recordset(${JSON.stringify(requests)}::text::jsonb) as r (
      "requestId" uuid, email text, "emailKey" text, "profileId" uuid, "listId" text,
      person jsonb, method text, "methodDetail" text, "customMethodDetail" text, source text, ip text,
      locale text, "requestedAt" timestamptz, "expiresAt" timestamptz
    )`
}

export async function findRequest(
  db: Db,
  accountId: string,
  requestId: string,
): Promise<ConsentRequest | undefined> {
  const [row] = await db<ConsentRequest[]>`
    select ${columns(db)}
    from consent_requests
    where account_id = ${accountId}
      and request_id = ${requestId}`
  return row
}

/** As `findRequest`, locked until the transaction ends. */
export async function lockRequest(
  tx: Tx,
  accountId: string,
  requestId: string,
): Promise<ConsentRequest | undefined> {
  const [row] = await tx<ConsentRequest[]>`
    select ${columns(tx)}
    from consent_requests
    where account_id = ${accountId}
      and request_id = ${requestId}
    for update`
  return row
}

/** Addresses that were asked about a list since then and have not answered. */
export async function askedSince(
  tx: Tx,
  accountId: string,
  listId: string | null,
  emailKeys: readonly string[],
  since: Date,
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ emailKey: string }[]>`
    select distinct email_key as "emailKey"
    from consent_requests
    where account_id = ${accountId}
      and email_key = any (${[...emailKeys]})
      and requested_at > ${since}
      and list_id is not distinct from ${listId}
      and confirmed_at is null`
  return new Set(rows.map(({ emailKey }) => emailKey))
}

/** How many mails addresses were asked with since then, about any list; those without are missing. */
export async function timesAskedSince(
  tx: Tx,
  accountId: string,
  emailKeys: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx<{ emailKey: string; times: number }[]>`
    select email_key as "emailKey", count(*)::int as times
    from consent_requests
    where account_id = ${accountId}
      and email_key = any (${[...emailKeys]})
      and requested_at > ${since}
    group by email_key`
  return new Map(rows.map(({ emailKey, times }) => [emailKey, times]))
}

/** How many mails were asked for from an address of the internet since then. */
export async function timesAskedFrom(
  tx: Tx,
  accountId: string,
  ip: string,
  since: Date,
): Promise<number> {
  const [row] = await tx<{ times: number }[]>`
    select count(*)::int as times
    from consent_requests
    where account_id = ${accountId}
      and ip = ${ip}
      and source = 'client'
      and requested_at > ${since}`
  return row?.times ?? 0
}

export async function confirmRequest(
  tx: Tx,
  accountId: string,
  requestId: string,
  confirmed: { profileId: string; now: Date },
): Promise<void> {
  await tx`
    update consent_requests
    set confirmed_at = ${confirmed.now},
        profile_id = ${confirmed.profileId}
    where account_id = ${accountId}
      and request_id = ${requestId}`
}

/** Forget what expired before, confirmed or not: the ledger keeps what was confirmed. */
export async function deleteOldRequests(tx: Tx, before: Date): Promise<void> {
  await tx`
    delete from consent_requests
    where expires_at < ${before}`
}
