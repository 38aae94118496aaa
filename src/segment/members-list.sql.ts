import type { FilterTerm } from '../contract/filter.ts'
import { uuidOf } from '../platform/id.ts'
import { type ListQuery, orderedPage, passing } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { shardSql } from '../profile/shard.sql.ts'

export interface MemberRow {
  profileId: string
  joinedAt: Date
}

/** One more than a page of the members that pass all terms; who joined last comes first. */
export function listMembers(
  tx: Tx,
  accountId: string,
  groupId: string,
  list: ListQuery,
): Promise<MemberRow[]> {
  const sort = list.sort ?? { key: 'joined_group_at', descending: true }
  const joined = { column: tx`m.joined_at`, type: tx`timestamptz` }
  const id = { column: tx`m.profile_id`, type: tx`uuid` }
  return tx<MemberRow[]>`
    select m.profile_id as "profileId", m.joined_at as "joinedAt"
    from group_members m
    where m.account_id = ${accountId}
      and m.group_id = ${groupId}
      ${passing(tx, list.filter, (term) => termSql(tx, accountId, term))}
      ${orderedPage(tx, { ...list, sort }, joined, id)}`
}

function termSql(tx: Tx, accountId: string, term: FilterTerm): Fragment {
  const texts = [term.value].flat().map(String)
  const instant = term.value instanceof Date ? term.value : null
  switch (term.field) {
    case 'profile_id':
      return tx`m.profile_id = any (${texts.flatMap((id) => uuidOf(id) ?? [])}::uuid[])`
    case 'email':
      return leadsTo(
        tx,
        accountId,
        'email',
        texts.map((text) => text.toLowerCase()),
      )
    case 'phone_number':
      return leadsTo(tx, accountId, 'phone', texts)
    case 'joined_group_at':
      return tx`m.joined_at ${comparison(tx, term)} ${instant}`
    default:
      // Push tokens are not stored: none leads to a profile.
      return tx`false`
  }
}

function leadsTo(
  tx: Tx,
  accountId: string,
  kind: 'email' | 'phone',
  values: readonly string[],
): Fragment {
  return tx`m.profile_id in (
    select i.profile_id
    from profile_identifiers i
    where i.account_id = ${accountId}
      and i.kind = ${kind}
      and i.value = any (${[...values]}))`
}

function comparison(tx: Tx, { operator }: FilterTerm): Fragment {
  switch (operator) {
    case 'greater-than':
      return tx`>`
    case 'greater-or-equal':
      return tx`>=`
    case 'less-than':
      return tx`<`
    case 'less-or-equal':
      return tx`<=`
    default:
      return tx`=`
  }
}

/** When a profile joined, or undefined. */
export async function joinedAt(
  tx: Tx,
  accountId: string,
  groupId: string,
  profileId: string,
): Promise<Date | undefined> {
  const [row] = await tx<{ joinedAt: Date }[]>`
    select m.joined_at as "joinedAt"
    from group_members m
    where m.account_id = ${accountId}
      and m.group_id = ${groupId}
      and m.profile_id = ${profileId}`
  return row?.joinedAt
}

/** Put profiles on a list. Answers those that were not on it. */
export async function addMembers(
  tx: Tx,
  accountId: string,
  groupId: string,
  profileIds: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    insert into group_members (account_id, group_id, profile_id, joined_at)
    select ${accountId}, ${groupId}, p.profile_id, ${now}
    from profiles p
    where p.account_id = ${accountId}
      and p.profile_id = any (${[...profileIds]}::uuid[])
      and p.redacted_at is null
    order by p.profile_id
    on conflict do nothing
    returning profile_id as "profileId"`
  return rows.map((row) => row.profileId)
}

/** Take profiles off a list. Answers those that were on it. */
export async function removeMembers(
  tx: Tx,
  accountId: string,
  groupId: string,
  profileIds: readonly string[],
): Promise<string[]> {
  const rows = await tx<{ profileId: string }[]>`
    delete from group_members
    where account_id = ${accountId}
      and group_id = ${groupId}
      and profile_id = any (${[...profileIds]}::uuid[])
    returning profile_id as "profileId"`
  return rows.map((row) => row.profileId)
}

/** Everybody of a segment onto a list, in one statement; the log says so. */
export async function copyMembers(
  tx: Tx,
  accountId: string,
  from: string,
  to: string,
  now: Date,
): Promise<void> {
  await tx`
    with copied as (
      insert into group_members (account_id, group_id, profile_id, joined_at)
      select ${accountId}, ${to}, m.profile_id, ${now}
      from group_members m
      where m.account_id = ${accountId}
        and m.group_id = ${from}
      returning profile_id
    )
    insert into group_changes (account_id, shard, group_id, profile_id, kind, cause, changed_at)
    select ${accountId}, ${shardSql(tx, tx`c.profile_id`)}, ${to}, c.profile_id, 'joined',
           'manual', ${now}
    from copied c`
}
