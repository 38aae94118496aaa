import type { Tx } from '../platform/sql.ts'
import { KEPT_PROPERTIES, REDACTED_TABLES } from './profile-tables.ts'

/** Empty a profile of everything personal. Its row stays, because its events keep counting. */
export async function redactProfileRow(
  tx: Tx,
  accountId: string,
  profileId: string,
  now: Date,
): Promise<void> {
  await tx`
    update profiles
    set email = 'redacted.' || profile_id || '@example.com',
        phone_number = null, external_id = null, first_name = null, last_name = null,
        organization = null, locale = null, title = null, image = null,
        location = '{}', properties = '{}', subscriptions = '{}',
        updated_at = ${now}, redacted_at = ${now}
    where account_id = ${accountId}
      and profile_id = ${profileId}
  `
}

/** Events keep metric, time and value. Names and numbers of orders go with the rest. */
export async function redactEvents(tx: Tx, accountId: string, profileId: string): Promise<number> {
  const result = await tx`
    update events e
    set properties = '{"$redacted": true}'::jsonb || coalesce(
          (
            select jsonb_object_agg(p.key, p.value)
            from metrics m
            cross join jsonb_each(e.properties) p
            where m.account_id = e.account_id
              and m.metric_id = e.metric_id
              and m.integration_key = ${KEPT_PROPERTIES.integrationKey}
              and p.key = any(${[...KEPT_PROPERTIES.names]})
          ),
          '{}'
        ),
        unique_id = 'redacted-' || event_id
    where e.account_id = ${accountId}
      and e.profile_id = ${profileId}
  `
  return result.count
}

/** Snapshots of the profiles that were merged into this one, and the ids that led to it. */
export async function deleteMergesInto(
  tx: Tx,
  accountId: string,
  profileId: string,
): Promise<void> {
  await tx`
    delete from profile_merges
    where account_id = ${accountId}
      and destination_profile_id = ${profileId}
  `
}

/** Import rows that were refused and name one of these identifiers. */
export async function deleteRefusedRows(
  tx: Tx,
  accountId: string,
  identifiers: readonly string[],
): Promise<void> {
  await tx`
    delete from profile_job_errors
    where account_id = ${accountId}
      and (
        lower(original #>> '{attributes,email}') = any(${[...identifiers]}::text[])
        or original #>> '{attributes,phone_number}' = any(${[...identifiers]}::text[])
        or original #>> '{attributes,external_id}' = any(${[...identifiers]}::text[])
      )
  `
}

/** Rows of other tables that say something about the person. */
export async function deleteOtherRows(tx: Tx, accountId: string, profileId: string): Promise<void> {
  for (const table of REDACTED_TABLES) {
    await tx`
      delete from ${tx(table)}
      where account_id = ${accountId}
        and profile_id = ${profileId}
    `
  }
}
