import type { Db, Tx } from '../platform/sql.ts'
import type { Identifier, IdentifierKind } from './identifiers.ts'
import type { OwnIdentifier, ProfileState } from './profile.ts'
import { shardOf } from './shard.ts'

export type Found = { kind: IdentifierKind | 'id'; value: string; profileId: string }

/**
 * Where identifiers and ids lead. Ids of merged profiles lead to the kept one.
 *
 * Lateral with a limit, so that each is one probe of a primary key whatever the planner knows: on
 * tables that were never analyzed a join compares every wanted row with every stored one.
 */
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
    cross join lateral (
      select kind, value, profile_id
      from profile_identifiers
      where account_id = ${accountId} and kind = w.kind and value = w.value
      limit 1
    ) i
    union all
    select 'id', w.profile_id::text, p.profile_id
    from wanted_ids w
    cross join lateral (
      select profile_id, redacted_at
      from profiles
      where account_id = ${accountId} and profile_id = w.profile_id
      limit 1
    ) p
    where p.redacted_at is null
    union all
    select 'id', w.profile_id::text, m.destination_profile_id
    from wanted_ids w
    cross join lateral (
      select destination_profile_id
      from profile_merges
      where account_id = ${accountId} and source_profile_id = w.profile_id
      limit 1
    ) m
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

/**
 * Write profiles in full: new ones are inserted; those that exist, which are locked, are updated.
 * One upsert serves both, and finds each row by its key without a join to plan.
 */
export async function writeProfiles(
  tx: Tx,
  accountId: string,
  profiles: readonly ProfileState[],
  now: Date,
): Promise<void> {
  await tx`
    insert into profiles (
      account_id, profile_id, email, phone_number, external_id,
      first_name, last_name, organization, locale, title, image,
      location, properties, subscriptions, created_at, updated_at
    )
    select ${accountId}, r.*, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${rowsOf(profiles)}::text::jsonb) as r (
      profile_id uuid, email text, phone_number text, external_id text,
      first_name text, last_name text, organization text, locale text, title text, image text,
      location jsonb, properties jsonb, subscriptions jsonb
    )
    on conflict (account_id, profile_id) do update
    set email = excluded.email, phone_number = excluded.phone_number,
        external_id = excluded.external_id, first_name = excluded.first_name,
        last_name = excluded.last_name, organization = excluded.organization,
        locale = excluded.locale, title = excluded.title, image = excluded.image,
        location = excluded.location, properties = excluded.properties,
        subscriptions = excluded.subscriptions, updated_at = excluded.updated_at
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

/** Give identifiers another owner or place. They exist, and their profiles are locked. */
export async function moveIdentifiers(
  tx: Tx,
  accountId: string,
  identifiers: readonly IdentifierRow[],
  now: Date,
): Promise<void> {
  await tx`
    insert into profile_identifiers (account_id, kind, value, profile_id, is_primary, added_at)
    select ${accountId}, r.kind, r.value, r."profileId", r."isPrimary", ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(identifiers)}::text::jsonb) as r (
      kind text, value text, "profileId" uuid, "isPrimary" boolean
    )
    on conflict (account_id, kind, value) do update
    set profile_id = excluded.profile_id, is_primary = excluded.is_primary
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
