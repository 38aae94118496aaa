import type { FilterTerm } from '../contract/filter.ts'
import {
  type ListQuery,
  orderedPage,
  passing,
  type SortColumn,
  textTerm,
} from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface TagGroupRow {
  tagGroupId: string
  name: string
  isExclusive: boolean
  isDefault: boolean
}

function columns(tx: Tx): Fragment {
  return tx`
    g.tag_group_id as "tagGroupId", g.name, g.is_exclusive as "isExclusive",
    g.is_default as "isDefault"`
}

/** One more than a page of groups that pass all terms, from the cursor on; by name unless sorted. */
export function listTagGroups(tx: Tx, accountId: string, list: ListQuery): Promise<TagGroupRow[]> {
  const byId: SortColumn = { column: tx`g.tag_group_id`, type: tx`uuid` }
  const byName: SortColumn = { column: tx`g.name collate "C"`, type: tx`text` }
  return tx<TagGroupRow[]>`
    select ${columns(tx)}
    from tag_groups g
    where g.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => condition(tx, term))}
      ${orderedPage(tx, list, list.sort?.key === 'id' ? byId : byName, byId)}`
}

function condition(tx: Tx, term: FilterTerm): Fragment {
  switch (term.field) {
    case 'name':
      return textTerm(tx, tx`g.name`, term)
    case 'exclusive':
      return tx`g.is_exclusive = ${term.value === true}`
    case 'default':
      return tx`g.is_default = ${term.value === true}`
    default:
      throw new Error(`the contract has no filter on ${term.field}`)
  }
}

/** Those with these ids that exist, by name. */
export function tagGroupsByIds(
  tx: Tx,
  accountId: string,
  tagGroupIds: readonly string[],
): Promise<TagGroupRow[]> {
  return tx<TagGroupRow[]>`
    select ${columns(tx)}
    from tag_groups g
    where g.account_id = ${accountId}
      and g.tag_group_id = any (${[...tagGroupIds]}::uuid[])
    order by g.name collate "C"`
}

/** The default group, locked until the transaction ends: one change of an account's tags at a time. */
export async function lockDefaultGroup(
  tx: Tx,
  accountId: string,
): Promise<TagGroupRow | undefined> {
  const [row] = await tx<TagGroupRow[]>`
    select ${columns(tx)}
    from tag_groups g
    where g.account_id = ${accountId}
      and g.is_default
    for no key update`
  return row
}

export async function countTagGroups(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from tag_groups
    where account_id = ${accountId}`
  return row?.count ?? 0
}

/** False when the name is taken, or there is a default group and this is one. */
export async function insertTagGroup(
  tx: Tx,
  accountId: string,
  group: TagGroupRow,
): Promise<boolean> {
  const inserted = await tx`
    insert into tag_groups (account_id, tag_group_id, name, is_exclusive, is_default)
    values (${accountId}, ${group.tagGroupId}, ${group.name}, ${group.isExclusive},
            ${group.isDefault})
    on conflict do nothing`
  return inserted.count === 1
}

/** Whether another group has the name. */
export async function isGroupNameTaken(
  tx: Tx,
  accountId: string,
  group: Pick<TagGroupRow, 'tagGroupId' | 'name'>,
): Promise<boolean> {
  const found = await tx`
    select 1
    from tag_groups
    where account_id = ${accountId}
      and name = ${group.name}
      and tag_group_id <> ${group.tagGroupId}`
  return found.length > 0
}

export async function renameTagGroup(
  tx: Tx,
  accountId: string,
  group: Pick<TagGroupRow, 'tagGroupId' | 'name'>,
): Promise<void> {
  await tx`
    update tag_groups
    set name = ${group.name}
    where account_id = ${accountId}
      and tag_group_id = ${group.tagGroupId}`
}

export async function deleteTagGroupRow(
  tx: Tx,
  accountId: string,
  tagGroupId: string,
): Promise<void> {
  await tx`
    delete from tag_groups
    where account_id = ${accountId}
      and tag_group_id = ${tagGroupId}`
}
