import type { TaggedKind } from '../contract/tags.ts'
import type { Call } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { tagResource } from './tag-resource.ts'
import { taggingsOf } from './taggings.sql.ts'

/** The tags of some things. */
export interface TagsOfThings {
  /** One of the things with its tags as a relationship. */
  onto: (thing: Resource) => Resource
  /** The tags, each once, by name. */
  resources: Resource[]
}

export async function tagsOf(
  tx: Tx,
  accountId: string,
  kinds: readonly TaggedKind[],
  thingIds: readonly string[],
): Promise<TagsOfThings> {
  const taggings = await taggingsOf(tx, accountId, kinds, thingIds)
  const resources = new Map(
    taggings.map((one) => [one.tagId, tagResource({ ...one, name: one.tagName })]),
  )
  const linkageOf = (thingId: string) =>
    taggings
      .filter((one) => one.thingId === thingId)
      .map(({ tagId }) => ({ type: 'tag', id: tagId }))
  return {
    onto: (thing) => ({
      ...thing,
      relationships: { ...thing.relationships, tags: { data: linkageOf(thing.id) } },
    }),
    resources: [...resources.values()],
  }
}

/** The same when a request includes tags; otherwise the things stay as they are. */
export async function tagsAsked(
  tx: Tx,
  { caller, query }: Pick<Call<never, unknown>, 'caller' | 'query'>,
  kinds: readonly TaggedKind[],
  thingIds: readonly string[],
): Promise<TagsOfThings> {
  if (!query.include.has('tags')) return { onto: (thing) => thing, resources: [] }
  return tagsOf(tx, caller.accountId, kinds, thingIds)
}

/** What a request includes: the tags, and whatever else it asked for. */
export function includedOf(
  { query }: Pick<Call<never, unknown>, 'query'>,
  tags: TagsOfThings,
  others: readonly Resource[] = [],
): { included?: Resource[] } {
  return query.include.size === 0 ? {} : { included: [...others, ...tags.resources] }
}
