import type { Db, Tx } from '../platform/sql.ts'
import type { JsonObject } from '../profile/profile.ts'
import type { LedgerEntry } from './consent.ts'

export interface LedgerRow extends LedgerEntry {
  changeId: string
  profileId: string
  isHistorical: boolean
  source: string
  ip: string | null
  messageId: string | null
}

/** Append to the ledger, in the order given. */
export async function insertChanges(
  tx: Tx,
  accountId: string,
  rows: readonly LedgerRow[],
): Promise<void> {
  await tx`
    insert into consent_changes (
      account_id, change_id, profile_id, channel, topic, kind, list_id, reason, address,
      method, method_detail, custom_method_detail, double_optin, is_historical,
      source, ip, message_id, consented_at, recorded_at
    )
    select
      ${accountId}, r."changeId", r."profileId", r.channel, r.topic, r.kind, r."listId", r.reason,
      r.address, r.method, r."methodDetail", r."customMethodDetail", r."doubleOptin",
      r."isHistorical", r.source, r.ip, r."messageId", r."consentedAt", r."recordedAt"
    from jsonb_to_recordset(${JSON.stringify(rows.map((row, place) => ({ ...row, place })))}::text::jsonb) as r (
      "changeId" uuid, "profileId" uuid, channel text, topic text, kind text, "listId" text,
      reason text, address text, method text, "methodDetail" text, "customMethodDetail" text,
      "doubleOptin" boolean, "isHistorical" boolean, source text, ip text, "messageId" uuid,
      "consentedAt" timestamptz, "recordedAt" timestamptz, place integer
    )
    order by r.place`
}

/** The last changes of a profile, newest first. */
export function changesOfProfile(
  db: Db,
  accountId: string,
  profileId: string,
  limit: number,
): Promise<LedgerRow[]> {
  return db<LedgerRow[]>`
    select
      change_id as "changeId", profile_id as "profileId", channel, topic, kind,
      list_id as "listId", reason, address, method, method_detail as "methodDetail",
      custom_method_detail as "customMethodDetail", double_optin as "doubleOptin",
      is_historical as "isHistorical", source, ip, message_id as "messageId",
      consented_at as "consentedAt", recorded_at as "recordedAt"
    from consent_changes
    where account_id = ${accountId}
      and profile_id = ${profileId}
    order by position desc
    limit ${limit}`
}

/** Who consented to texts with a number that is not theirs any more, by the last time they did. */
export function consentsOfOldNumbers(
  db: Db,
  accountId: string,
  profileIds: readonly string[],
): Promise<{ profileId: string; channel: 'sms' | 'whatsapp' }[]> {
  return db<{ profileId: string; channel: 'sms' | 'whatsapp' }[]>`
    select last.profile_id as "profileId", last.channel
    from (
      select distinct on (profile_id, channel) profile_id, channel, address
      from consent_changes
      where account_id = ${accountId}
        and profile_id = any (${[...profileIds]}::uuid[])
        and channel in ('sms', 'whatsapp')
        and kind = 'subscribe'
      order by profile_id, channel, position desc
    ) last
    join profiles p on p.account_id = ${accountId} and p.profile_id = last.profile_id
    where p.phone_number is distinct from last.address
    order by last.profile_id, last.channel`
}

/**
 * Write projections. The profiles are locked, so they exist: the upsert only ever updates, and finds
 * each row by its key without a join to plan.
 */
export async function writeSubscriptions(
  tx: Tx,
  accountId: string,
  written: readonly { profileId: string; subscriptions: JsonObject }[],
  now: Date,
): Promise<void> {
  await tx`
    insert into profiles (account_id, profile_id, subscriptions, created_at, updated_at)
    select ${accountId}, r."profileId", r.subscriptions, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(written)}::text::jsonb) as r (
      "profileId" uuid, subscriptions jsonb
    )
    on conflict (account_id, profile_id) do update
    set subscriptions = excluded.subscriptions, updated_at = excluded.updated_at`
}
