import { TAGGED_KINDS, Tag, type TaggedKind } from '../contract/tags.ts'
import type { Including, Related } from '../platform/including.ts'
import type { Tx } from '../platform/sql.ts'
import { tagResource } from './tag-resource.ts'
import { taggingsOf } from './taggings.sql.ts'

/** What stands behind each type of resources that bears tags. An overview is of a list or a segment. */
const KINDS_BEHIND = new Map<string, readonly TaggedKind[]>([
  ...TAGGED_KINDS.map((kind) => [kind, [kind]] as const),
  ['group-overview', ['list', 'segment']],
])

/** The tags of lists, segments, flows and campaigns. */
export const includedTags: Including = {
  name: 'tags',
  of: [...KINDS_BEHIND.keys()],
  inLists: true,
  type: Tag,
  access: 'tags:read',
  find: async (tx, { caller }, things) => {
    const kinds = KINDS_BEHIND.get(things[0]?.type ?? '') ?? []
    const ids = things.map(({ id }) => id)
    return tagsOf(tx, caller.accountId, kinds, ids)
  },
}

/** The tags of things of some kinds, by name. */
export async function tagsOf(
  tx: Tx,
  accountId: string,
  kinds: readonly TaggedKind[],
  thingIds: readonly string[],
): Promise<Related[]> {
  const taggings = await taggingsOf(tx, accountId, kinds, thingIds)
  return taggings.map((one) => ({
    of: one.thingId,
    resource: tagResource({ ...one, name: one.tagName }),
  }))
}
