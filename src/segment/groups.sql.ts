import type { FilterTerm } from '../contract/filter.ts'
import { type ListQuery, orderedPage, passing, type SortColumn } from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { taggedTerm } from '../tag/tags.sql.ts'

export type GroupKind = 'list' | 'segment'

/** A list or a segment as it is shown. What only segments have is null for lists. */
export interface GroupRow {
  groupId: string
  kind: GroupKind
  name: string
  isStarred: boolean
  optInProcess: 'single_opt_in' | 'double_opt_in' | null
  createdAt: Date
  updatedAt: Date
  definition: Record<string, unknown> | null
  isActive: boolean
  isProcessing: boolean
  buildDone: number
  buildTotal: number | null
  buildFailure: string | null
}

export type ListedGroup = GroupRow & { sortKey: string | Date }

function columns(tx: Tx): Fragment {
  return tx`
    g.group_id as "groupId", g.kind, g.name, g.is_starred as "isStarred",
    g.opt_in_process as "optInProcess", g.created_at as "createdAt", g.updated_at as "updatedAt",
    s.definition, coalesce(s.is_active, true) as "isActive",
    coalesce(s.is_active and s.built_version < s.version, false) as "isProcessing",
    coalesce(s.build_done, 0)::int as "buildDone", s.build_total::int as "buildTotal",
    s.build_failure as "buildFailure"`
}

function tables(tx: Tx): Fragment {
  return tx`
    from groups g
    left join segments s on s.account_id = g.account_id and s.group_id = g.group_id`
}

/** One more than a page of lists or segments that pass all terms, from the cursor on. */
export function listGroups(
  tx: Tx,
  accountId: string,
  kind: GroupKind,
  list: ListQuery,
): Promise<ListedGroup[]> {
  const sorted = sortColumn(tx, list.sort?.key ?? 'name')
  const id = { column: tx`g.group_id`, type: tx`text` }
  return tx<ListedGroup[]>`
    select ${columns(tx)}, ${sorted.column} as "sortKey"
    ${tables(tx)}
    where g.account_id = ${accountId}
      and g.kind = ${kind}
      ${passing(tx, list.filter, (term) => termSql(tx, { accountId, kind }, term))}
      ${orderedPage(tx, list, sorted, id)}`
}

function sortColumn(tx: Tx, key: string): SortColumn {
  switch (key) {
    case 'created':
      return { column: tx`g.created_at`, type: tx`timestamptz` }
    case 'updated':
      return { column: tx`g.updated_at`, type: tx`timestamptz` }
    case 'id':
      return { column: tx`g.group_id`, type: tx`text` }
    default:
      return { column: tx`g.name collate "C"`, type: tx`text` }
  }
}

function termSql(
  tx: Tx,
  { accountId, kind }: { accountId: string; kind: GroupKind },
  term: FilterTerm,
): Fragment {
  const values = [term.value].flat()
  const texts = values.map(String)
  const instant = values[0] instanceof Date ? values[0] : null
  switch (term.field) {
    case 'id':
      return tx`g.group_id = any (${texts})`
    case 'name':
      return tx`g.name = any (${texts})`
    case 'created':
      return tx`g.created_at > ${instant}`
    case 'updated':
      return tx`g.updated_at > ${instant}`
    case 'is_active':
      return tx`coalesce(s.is_active, true)::text = any (${texts})`
    case 'is_starred':
      return tx`g.is_starred::text = any (${texts})`
    case 'tags.id':
      return taggedTerm(tx, tx`g.group_id`, { accountId, kinds: [kind], value: term.value })
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

export async function findGroup(
  tx: Tx,
  accountId: string,
  groupId: string,
): Promise<GroupRow | undefined> {
  const [row] = await tx<GroupRow[]>`
    select ${columns(tx)}
    ${tables(tx)}
    where g.account_id = ${accountId}
      and g.group_id = ${groupId}`
  return row
}

export async function groupsByIds(
  tx: Tx,
  accountId: string,
  groupIds: readonly string[],
): Promise<GroupRow[]> {
  return tx<GroupRow[]>`
    select ${columns(tx)}
    ${tables(tx)}
    where g.account_id = ${accountId}
      and g.group_id = any (${[...groupIds]})`
}

/** Those of the groups that are of the kind. */
export async function groupsAmong(
  tx: Tx,
  accountId: string,
  kind: GroupKind,
  groupIds: readonly string[],
): Promise<GroupRow[]> {
  const rows = await groupsByIds(tx, accountId, groupIds)
  return rows.filter((row) => row.kind === kind)
}

/** Those of these ids that are of the kind. */
export async function groupIdsAmong(
  tx: Tx,
  accountId: string,
  kind: GroupKind,
  groupIds: readonly string[],
): Promise<string[]> {
  return (await groupsAmong(tx, accountId, kind, groupIds)).map((row) => row.groupId)
}

/** Those of a kind that a profile is in, by name. */
export async function groupsOfProfile(
  tx: Tx,
  accountId: string,
  profileId: string,
  kind: GroupKind,
): Promise<GroupRow[]> {
  return tx<GroupRow[]>`
    select ${columns(tx)}
    ${tables(tx)}
    join group_members m on m.account_id = g.account_id and m.group_id = g.group_id
    where g.account_id = ${accountId}
      and g.kind = ${kind}
      and m.profile_id = ${profileId}
    order by g.name collate "C"`
}

export interface MembershipRow {
  groupId: string
  kind: GroupKind
  name: string
  isActive: boolean
  joinedAt: Date
}

/** What a profile is in, the latest first; at most `limit`. */
export function membershipsOf(
  tx: Tx,
  accountId: string,
  profileId: string,
  limit: number,
): Promise<MembershipRow[]> {
  return tx<MembershipRow[]>`
    select g.group_id as "groupId", g.kind, g.name, coalesce(s.is_active, true) as "isActive",
           m.joined_at as "joinedAt"
    from group_members m
    join groups g on g.account_id = m.account_id and g.group_id = m.group_id
    left join segments s on s.account_id = m.account_id and s.group_id = m.group_id
    where m.account_id = ${accountId}
      and m.profile_id = ${profileId}
    order by m.joined_at desc, m.group_id
    limit ${limit}`
}

export async function insertGroup(
  tx: Tx,
  accountId: string,
  group: {
    groupId: string
    kind: GroupKind
    name: string
    isStarred: boolean
    optInProcess: GroupRow['optInProcess']
  },
  now: Date,
): Promise<void> {
  await tx`
    insert into groups (account_id, group_id, kind, name, is_starred, opt_in_process,
                        created_at, updated_at)
    values (${accountId}, ${group.groupId}, ${group.kind}, ${group.name}, ${group.isStarred},
            ${group.optInProcess}, ${now}, ${now})`
}

/** What is undefined stays. False when there is no such group. */
export async function updateGroup(
  tx: Tx,
  accountId: string,
  groupId: string,
  change: {
    kind: GroupKind
    name?: string | undefined
    isStarred?: boolean | undefined
    optInProcess?: GroupRow['optInProcess'] | undefined
  },
  now: Date,
): Promise<boolean> {
  const updated = await tx`
    update groups
    set name = coalesce(${change.name ?? null}, name),
        is_starred = coalesce(${change.isStarred ?? null}, is_starred),
        opt_in_process = coalesce(${change.optInProcess ?? null}, opt_in_process),
        updated_at = ${now}
    where account_id = ${accountId}
      and group_id = ${groupId}
      and kind = ${change.kind}`
  return updated.count === 1
}

export async function deleteGroup(
  tx: Tx,
  accountId: string,
  groupId: string,
  kind: GroupKind,
): Promise<boolean> {
  const deleted = await tx`
    delete from groups
    where account_id = ${accountId}
      and group_id = ${groupId}
      and kind = ${kind}`
  return deleted.count === 1
}

export async function countMembers(
  tx: Tx,
  accountId: string,
  groupIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx<{ groupId: string; count: number }[]>`
    select m.group_id as "groupId", count(*)::int as count
    from group_members m
    where m.account_id = ${accountId}
      and m.group_id = any (${[...groupIds]})
    group by m.group_id`
  return new Map(rows.map((row) => [row.groupId, row.count]))
}

/** Segments that name this group in a condition. */
export function segmentsNaming(
  tx: Tx,
  accountId: string,
  groupId: string,
): Promise<{ groupId: string; name: string }[]> {
  return tx<{ groupId: string; name: string }[]>`
    select g.group_id as "groupId", g.name
    from segment_needs n
    join groups g on g.account_id = n.account_id and g.group_id = n.group_id
    where n.account_id = ${accountId}
      and n.kind = 'group'
      and n.key = ${groupId}
    order by g.name collate "C"`
}

/** Segments among these ids, or all of the account; in the order of their ids. */
export async function segmentIds(
  tx: Tx,
  accountId: string,
  among: readonly string[] | null,
  limit: number,
): Promise<string[]> {
  const wanted = among && [...among]
  const rows = await tx<{ id: string }[]>`
    select g.group_id as id
    from groups g
    where g.account_id = ${accountId}
      and g.kind = 'segment'
      and (${wanted}::text[] is null or g.group_id = any (${wanted}))
    order by g.group_id
    limit ${limit}`
  return rows.map((row) => row.id)
}

export async function countSegments(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from segments
    where account_id = ${accountId}`
  return row?.count ?? 0
}
