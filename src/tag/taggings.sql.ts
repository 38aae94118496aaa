import type { TaggedKind } from '../contract/tags.ts'
import type { Page } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'

/** A tag on a thing, with what decides whether another may join it. */
export interface TaggingRow {
  thingId: string
  tagId: string
  tagGroupId: string
  tagName: string
}

/** The tags of things of some kinds, by name. */
export function taggingsOf(
  tx: Tx,
  accountId: string,
  kinds: readonly TaggedKind[],
  thingIds: readonly string[],
): Promise<TaggingRow[]> {
  return tx<TaggingRow[]>`
    select g.thing_id as "thingId", g.tag_id as "tagId", t.tag_group_id as "tagGroupId",
           t.name as "tagName"
    from taggings g
    join tags t on t.account_id = g.account_id and t.tag_id = g.tag_id
    where g.account_id = ${accountId}
      and g.kind = any (${[...kinds]})
      and g.thing_id = any (${[...thingIds]})
    order by t.name collate "C"`
}

/** One more than a page of the things of a kind that bear a tag, by id. */
export async function taggedThings(
  tx: Tx,
  accountId: string,
  { tagId, kind }: { tagId: string; kind: TaggedKind },
  { cursor, size }: Page,
): Promise<string[]> {
  const direction = cursor?.backwards ? tx`desc` : tx`asc`
  const beyond = cursor?.backwards ? tx`<` : tx`>`
  const rows = await tx<{ thingId: string }[]>`
    select thing_id as "thingId"
    from taggings
    where account_id = ${accountId}
      and tag_id = ${tagId}
      and kind = ${kind}
      ${cursor ? tx`and thing_id ${beyond} ${cursor.id}` : tx``}
    order by thing_id ${direction}
    limit ${size + 1}`
  return rows.map((row) => row.thingId)
}

/** The things of a kind with one of these tags, or with all of them, by ids or names of tags. */
export async function thingsWithTags(
  tx: Tx,
  accountId: string,
  kind: TaggedKind,
  wanted: { by: 'id' | 'name'; values: readonly string[]; needsAll: boolean },
): Promise<string[]> {
  const values = [...new Set(wanted.values)]
  const column = wanted.by === 'id' ? tx`t.tag_id::text` : tx`t.name`
  const rows = await tx<{ thingId: string }[]>`
    select g.thing_id as "thingId"
    from taggings g
    join tags t on t.account_id = g.account_id and t.tag_id = g.tag_id
    where g.account_id = ${accountId}
      and g.kind = ${kind}
      and ${column} = any (${values})
    group by g.thing_id
    having count(*) >= ${wanted.needsAll ? values.length : 1}`
  return rows.map((row) => row.thingId)
}

/** Put a tag on things that exist. On those that bear it already nothing changes. */
export async function insertTaggings(
  tx: Tx,
  accountId: string,
  { tagId, kind }: { tagId: string; kind: TaggedKind },
  thingIds: readonly string[],
): Promise<void> {
  await tx`
    insert into taggings (account_id, tag_id, kind, thing_id)
    select ${accountId}, ${tagId}::uuid, ${kind}, thing_id
    from unnest(${[...thingIds]}::text[]) as thing_id
    on conflict do nothing`
}

/** Put the tags of a thing on another one, which exists and bears none. The account's tags must be locked. */
export async function copyTaggings(
  tx: Tx,
  accountId: string,
  kind: TaggedKind,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await tx`
    insert into taggings (account_id, tag_id, kind, thing_id)
    select account_id, tag_id, kind, ${to}
    from taggings
    where account_id = ${accountId}
      and kind = ${kind}
      and thing_id = ${from}`
}

/** Take a tag off things; those that do not bear it are passed over. */
export async function deleteTaggings(
  tx: Tx,
  accountId: string,
  { tagId, kind }: { tagId: string; kind: TaggedKind },
  thingIds: readonly string[],
): Promise<void> {
  await tx`
    delete from taggings
    where account_id = ${accountId}
      and tag_id = ${tagId}
      and kind = ${kind}
      and thing_id = any (${[...thingIds]})`
}
