import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { Tag, TagGroup, type TaggedKind } from '../../src/contract/tags.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, relatedId, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const TagResource = resource(Tag.attributes)
export interface TagState {
  id: string
  name: string
}

/** A tag with the group that it lives in. */
export interface GroupedTagState extends TagState {
  groupId: string
}

const GroupResource = resource(TagGroup.attributes)
export type TagGroupState = { id: string } & z.infer<typeof TagGroup.attributes>

/** All tags of the account, by name: 500 at most, so they are read whole. */
export function tagList(account: string) {
  return queryOptions({
    queryKey: [account, 'tags'],
    queryFn: async ({ signal }): Promise<GroupedTagState[]> => {
      const tags: GroupedTagState[] = []
      let cursor: string | null = null
      do {
        const query: Record<string, string | null> = { sort: 'name', 'page[cursor]': cursor }
        const page = await call('/api/tags', many(TagResource), { account, query, signal })
        for (const tag of page.data) {
          const groupId = relatedId(tag, 'tag-group') ?? ''
          tags.push({ id: tag.id, name: tag.attributes.name, groupId })
        }
        cursor = nextCursor(page)
      } while (cursor !== null)
      return tags
    },
  })
}

/** All groups of tags, the default one first, then by name: 50 at most. */
export function tagGroups(account: string) {
  return queryOptions({
    queryKey: [account, 'tag-groups'],
    queryFn: async ({ signal }): Promise<TagGroupState[]> => {
      const groups: TagGroupState[] = []
      let cursor: string | null = null
      do {
        const query: Record<string, string | null> = { sort: 'name', 'page[cursor]': cursor }
        const page = await call('/api/tag-groups', many(GroupResource), { account, query, signal })
        groups.push(...page.data.map(({ id, attributes }) => ({ id, ...attributes })))
        cursor = nextCursor(page)
      } while (cursor !== null)
      return groups.toSorted((a, b) => Number(b.default) - Number(a.default))
    },
  })
}

export async function createTagGroup(
  account: string,
  attributes: { name: string; exclusive: boolean },
): Promise<void> {
  await send('/api/tag-groups', {
    account,
    method: 'POST',
    body: { data: { type: 'tag-group', attributes } },
  })
  await forget(account)
}

export async function rename(
  account: string,
  of: { type: 'tag' | 'tag-group'; id: string },
  name: string,
): Promise<void> {
  await send(`/api/${of.type}s/${of.id}`, {
    account,
    method: 'PATCH',
    body: { data: { ...of, attributes: { name } } },
  })
  await forget(account)
}

export async function remove(
  account: string,
  { type, id }: { type: 'tag' | 'tag-group'; id: string },
): Promise<void> {
  await send(`/api/${type}s/${id}`, { account, method: 'DELETE' })
  await forget(account)
}

/** Tags are shown in many places: all of them are read again. */
async function forget(account: string): Promise<void> {
  await Promise.all(
    ['tags', 'tag-groups', 'tags-on', 'groups', 'flows', 'campaigns'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [account, key] }),
    ),
  )
}

/** What is on one list, segment, flow or campaign. */
export function tagsOn(account: string, kind: TaggedKind, id: string) {
  return queryOptions({
    queryKey: [account, 'tags-on', kind, id],
    queryFn: async ({ signal }): Promise<TagState[]> => {
      const found = await call(`/api/${kind}s/${id}/tags`, many(TagResource), { account, signal })
      return found.data.map((each) => ({ id: each.id, name: each.attributes.name }))
    },
  })
}

/** Put the tag of this name on a thing; a name that no tag has yet becomes one. */
export async function putTagOn(
  account: string,
  on: { kind: TaggedKind; id: string },
  name: string,
): Promise<void> {
  const known = await queryClient.fetchQuery(tagList(account))
  const same = known.find((tag) => tag.name.toLowerCase() === name.toLowerCase())
  await link(account, 'POST', same?.id ?? (await createTag(account, name)), on)
}

export function takeTagOff(
  account: string,
  on: { kind: TaggedKind; id: string },
  tagId: string,
): Promise<void> {
  return link(account, 'DELETE', tagId, on)
}

/** In the default group unless another is named; answers its id. */
export async function createTag(account: string, name: string, groupId?: string): Promise<string> {
  const relationships = groupId && {
    relationships: { 'tag-group': { data: { type: 'tag-group', id: groupId } } },
  }
  const created = await call('/api/tags', one(TagResource), {
    account,
    method: 'POST',
    body: { data: { type: 'tag', attributes: { name }, ...relationships } },
  })
  await queryClient.invalidateQueries({ queryKey: [account, 'tags'] })
  return created.data.id
}

async function link(
  account: string,
  method: 'POST' | 'DELETE',
  tagId: string,
  { kind, id }: { kind: TaggedKind; id: string },
): Promise<void> {
  await send(`/api/tags/${tagId}/relationships/${kind}s`, {
    account,
    method,
    body: { data: [{ type: kind, id }] },
  })
  const lists = { list: 'groups', segment: 'groups', flow: 'flows', campaign: 'campaigns' }
  await Promise.all(
    [
      [account, 'tags-on', kind, id],
      [account, lists[kind]],
    ].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  )
}

/** A term for the filter of a list; nothing when no tag is wanted. */
export function tagTerm(tagId: string): string | null {
  return tagId ? `equals(tags.id,${JSON.stringify(tagId)})` : null
}
