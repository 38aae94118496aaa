import type { Db, Tx } from '../platform/sql.ts'
import type { Identifier, IdentifierKind } from './identifiers.ts'
import type { OwnIdentifier, ProfileState } from './profile.ts'
import { shardOf } from './shard.ts'

export type Found = { kind: IdentifierKind | 'id'; value: string; profileId: string }

/** Where identifiers and ids lead. Ids of merged profiles lead to the kept one. */
export function findProfiles(
  db: Db,
  accountId: string,
  wanted: { identifiers: readonly Identifier[]; ids: readonly string[] },
): Promise<Found[]> {
  return db<Found[]>`
    with
    wanted as (
      select *
      from unnest(
        ${wanted.identifiers.map(({ kind }) => kind)}::text[],
        ${wanted.identifiers.map(({ value }) => value)}::text[]
      ) as w (kind, value)
    ),
    wanted_ids as (
      select *
      from unnest(${[...wanted.ids]}::uuid[]) as w (profile_id)
    )
    select i.kind, i.value, i.profile_id as "profileId"
    from wanted w
    join profile_identifiers i
      on i.account_id = ${accountId} and i.kind = w.kind and i.value = w.value
    union all
    select 'id', w.profile_id::text, p.profile_id
    from wanted_ids w
    join profiles p on p.account_id = ${accountId} and p.profile_id = w.profile_id
    where p.redacted_at is null
    union all
    select 'id', w.profile_id::text, m.destination_profile_id
    from wanted_ids w
    join profile_merges m on m.account_id = ${accountId} and m.source_profile_id = w.profile_id
  `
}

export type LockedProfile = Omit<ProfileState, 'identifiers'>

/** Lock profiles for a change, always in the order of their ids, and read them as they are then. */
export function lockProfiles(
  tx: Tx,
  accountId: string,
  profileIds: readonly string[],
): Promise<LockedProfile[]> {
  return tx<LockedProfile[]>`
    select
      profile_id as "profileId", email, phone_number, external_id,
      first_name, last_name, organization, locale, title, image,
      location, properties, subscriptions
    from profiles
    where account_id = ${accountId}
      and profile_id = any(${[...profileIds]}::uuid[])
      and redacted_at is null
    order by profile_id
    for no key update
  `
}

export type IdentifierRow = OwnIdentifier & { profileId: string }

/** All identifiers of some profiles, in the order in which they were added. */
export function identifiersOfProfiles(
  db: Db,
  accountId: string,
  profileIds: readonly string[],
): Promise<IdentifierRow[]> {
  return db<IdentifierRow[]>`
    select profile_id as "profileId", kind, value, is_primary as "isPrimary"
    from profile_identifiers
    where account_id = ${accountId}
      and profile_id = any(${[...profileIds]}::uuid[])
    order by profile_id, added_at, kind, value
  `
}

export async function insertProfiles(
  tx: Tx,
  accountId: string,
  profiles: readonly ProfileState[],
  now: Date,
): Promise<void> {
  await tx`
    insert into profiles (
      account_id, profile_id, email, phone_number, external_id,
      first_name, last_name, organization, locale, title, image,
      location, properties, created_at, updated_at
    )
    select ${accountId}, r.*, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${rowsOf(profiles)}::text::jsonb) as r (
      profile_id uuid, email text, phone_number text, external_id text,
      first_name text, last_name text, organization text, locale text, title text, image text,
      location jsonb, properties jsonb
    )
  `
}

export async function updateProfiles(
  tx: Tx,
  accountId: string,
  profiles: readonly ProfileState[],
  now: Date,
): Promise<void> {
  await tx`
    update profiles p
    set email = r.email, phone_number = r.phone_number, external_id = r.external_id,
        first_name = r.first_name, last_name = r.last_name, organization = r.organization,
        locale = r.locale, title = r.title, image = r.image,
        location = r.location, properties = r.properties, subscriptions = r.subscriptions,
        updated_at = ${now}
    from jsonb_to_recordset(${rowsOf(profiles)}::text::jsonb) as r (
      profile_id uuid, email text, phone_number text, external_id text,
      first_name text, last_name text, organization text, locale text, title text, image text,
      location jsonb, properties jsonb, subscriptions jsonb
    )
    where p.account_id = ${accountId}
      and p.profile_id = r.profile_id
  `
}

function rowsOf(profiles: readonly ProfileState[]): string {
  return JSON.stringify(
    profiles.map((profile) => ({
      ...profile,
      profile_id: profile.profileId,
      identifiers: undefined,
    })),
  )
}

/**
 * Add identifiers that were free. Sorted, so that two writers of the same ones wait for each
 * other instead of deadlocking.
 *
 * @returns how many were added: fewer than given when somebody else was faster
 */
export async function insertIdentifiers(
  tx: Tx,
  accountId: string,
  identifiers: readonly IdentifierRow[],
  now: Date,
): Promise<number> {
  const result = await tx`
    insert into profile_identifiers (account_id, kind, value, profile_id, is_primary, added_at)
    select ${accountId}, r.kind, r.value, r."profileId", r."isPrimary", ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(identifiers)}::text::jsonb) as r (
      kind text, value text, "profileId" uuid, "isPrimary" boolean
    )
    order by r.kind collate "C", r.value collate "C"
    on conflict do nothing
  `
  return result.count
}

/** Give identifiers another owner or place. Their profiles are locked. */
export async function moveIdentifiers(
  tx: Tx,
  accountId: string,
  identifiers: readonly IdentifierRow[],
): Promise<void> {
  await tx`
    update profile_identifiers i
    set profile_id = r."profileId", is_primary = r."isPrimary"
    from jsonb_to_recordset(${JSON.stringify(identifiers)}::text::jsonb) as r (
      kind text, value text, "profileId" uuid, "isPrimary" boolean
    )
    where i.account_id = ${accountId}
      and i.kind = r.kind
      and i.value = r.value
  `
}

export async function deleteIdentifiers(
  tx: Tx,
  accountId: string,
  identifiers: readonly Identifier[],
): Promise<void> {
  await tx`
    delete from profile_identifiers i
    using unnest(
      ${identifiers.map(({ kind }) => kind)}::text[],
      ${identifiers.map(({ value }) => value)}::text[]
    ) as gone (kind, value)
    where i.account_id = ${accountId}
      and i.kind = gone.kind
      and i.value = gone.value
  `
}

export type ProfileChange = {
  profileId: string
  kind: 'created' | 'updated' | 'merged' | 'deleted'
  fields: string[]
}

/** Append to the log that later slices follow. */
export async function logChanges(
  tx: Tx,
  accountId: string,
  changes: readonly ProfileChange[],
  now: Date,
): Promise<void> {
  const rows = changes.map((change) => ({ ...change, shard: shardOf(change.profileId) }))
  await tx`
    insert into profile_changes (account_id, shard, profile_id, kind, fields, changed_at)
    select ${accountId}, r.shard, r."profileId", r.kind, r.fields, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
      shard smallint, "profileId" uuid, kind text, fields text[]
    )
  `
}
