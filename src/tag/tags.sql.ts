import type { FilterTerm } from '../contract/filter.ts'
import type { TaggedKind } from '../contract/tags.ts'
import {
  type ListQuery,
  orderedPage,
  passing,
  type SortColumn,
  textsOf,
  textTerm,
} from '../platform/list-query.ts'
import type { Fragment, Tx } from '../platform/sql.ts'

export interface TagRow {
  tagId: string
  tagGroupId: string
  name: string
}

function columns(tx: Tx): Fragment {
  return tx`t.tag_id as "tagId", t.tag_group_id as "tagGroupId", t.name`
}

/** One more than a page of tags that pass all terms, from the cursor on; by name unless sorted. */
export function listTags(tx: Tx, accountId: string, list: ListQuery): Promise<TagRow[]> {
  const byId: SortColumn = { column: tx`t.tag_id`, type: tx`uuid` }
  const byName: SortColumn = { column: tx`t.name collate "C"`, type: tx`text` }
  return tx<TagRow[]>`
    select ${columns(tx)}
    from tags t
    where t.account_id = ${accountId}
      ${passing(tx, list.filter, (term) => textTerm(tx, tx`t.name`, term))}
      ${orderedPage(tx, list, list.sort?.key === 'id' ? byId : byName, byId)}`
}

/** Those with these ids that exist, by name. */
export function tagsByIds(tx: Tx, accountId: string, tagIds: readonly string[]): Promise<TagRow[]> {
  return tx<TagRow[]>`
    select ${columns(tx)}
    from tags t
    where t.account_id = ${accountId}
      and t.tag_id = any (${[...tagIds]}::uuid[])
    order by t.name collate "C"`
}

/** The tags of a group, by name. */
export function tagsOfGroup(tx: Tx, accountId: string, tagGroupId: string): Promise<TagRow[]> {
  return tx<TagRow[]>`
    select ${columns(tx)}
    from tags t
    where t.account_id = ${accountId}
      and t.tag_group_id = ${tagGroupId}
    order by t.name collate "C"`
}

export async function countTags(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count
    from tags
    where account_id = ${accountId}`
  return row?.count ?? 0
}

/** False when the name is taken. */
export async function insertTag(tx: Tx, accountId: string, tag: TagRow): Promise<boolean> {
  const inserted = await tx`
    insert into tags (account_id, tag_id, tag_group_id, name)
    values (${accountId}, ${tag.tagId}, ${tag.tagGroupId}, ${tag.name})
    on conflict do nothing`
  return inserted.count === 1
}

/** Whether another tag has the name. */
export async function isTagNameTaken(
  tx: Tx,
  accountId: string,
  tag: Pick<TagRow, 'tagId' | 'name'>,
): Promise<boolean> {
  const found = await tx`
    select 1
    from tags
    where account_id = ${accountId}
      and name = ${tag.name}
      and tag_id <> ${tag.tagId}`
  return found.length > 0
}

export async function renameTag(
  tx: Tx,
  accountId: string,
  tag: Pick<TagRow, 'tagId' | 'name'>,
): Promise<void> {
  await tx`
    update tags
    set name = ${tag.name}
    where account_id = ${accountId}
      and tag_id = ${tag.tagId}`
}

/** False when there is none. */
export async function deleteTagRow(tx: Tx, accountId: string, tagId: string): Promise<boolean> {
  const deleted = await tx`
    delete from tags
    where account_id = ${accountId}
      and tag_id = ${tagId}`
  return deleted.count === 1
}

interface TaggedWith {
  accountId: string
  kinds: readonly TaggedKind[]
  /** Ids of tags, of which one has to be on the thing. */
  value: FilterTerm['value']
}

/** A term on tags for the lists of what can be tagged; `thing` is the column with its id. */
export function taggedTerm(
  tx: Tx,
  thing: Fragment,
  { accountId, kinds, value }: TaggedWith,
): Fragment {
  return tx`exists (
    select 1
    from taggings tagging
    where tagging.account_id = ${accountId}
      and tagging.thing_id = ${thing}
      and tagging.kind = any (${[...kinds]})
      and tagging.tag_id::text = any (${textsOf(value)}))`
}
