import { queryOptions } from '@tanstack/react-query'
import { Tag, type TaggedKind } from '../../src/contract/tags.ts'
import { call, send } from './client.ts'
import { many, nextCursor, one, resource } from './document.ts'
import { queryClient } from './query-client.ts'

const TagResource = resource(Tag.attributes)
export interface TagState {
  id: string
  name: string
}

/** All tags of the account, by name: 500 at most, so they are read whole. */
export function tagList(account: string) {
  return queryOptions({
    queryKey: [account, 'tags'],
    queryFn: async ({ signal }): Promise<TagState[]> => {
      const tags: TagState[] = []
      let cursor: string | null = null
      do {
        const query: Record<string, string | null> = { sort: 'name', 'page[cursor]': cursor }
        const page = await call('/api/tags', many(TagResource), { account, query, signal })
        tags.push(...page.data.map(({ id, attributes }) => ({ id, name: attributes.name })))
        cursor = nextCursor(page)
      } while (cursor !== null)
      return tags
    },
  })
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

async function createTag(account: string, name: string): Promise<string> {
  const created = await call('/api/tags', one(TagResource), {
    account,
    method: 'POST',
    body: { data: { type: 'tag', attributes: { name } } },
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
