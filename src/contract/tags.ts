import { z } from 'zod'
import { document, endpoint, linkage, resourceType } from './endpoint.ts'
import type { FilterFields } from './filter.ts'

/** Tags: words of the account's own by which it finds its lists, segments, flows and campaigns. */

export const TAG_NAME_CHARACTERS_MAX = 255
/** Of one account. Source: the public API. */
export const TAGS_MAX = 500
export const TAG_GROUPS_MAX = 50
/** On one list, segment, flow or campaign. Source: the public API. */
export const TAGS_PER_THING_MAX = 100
/** Things that one request puts a tag on, or takes it off. */
export const TAGGED_PER_REQUEST_MAX = 1_000

export const TAGGED_KINDS = ['list', 'segment', 'flow', 'campaign'] as const
export type TaggedKind = (typeof TAGGED_KINDS)[number]

const Name = z.string().trim().min(1).max(TAG_NAME_CHARACTERS_MAX)
const Id = z.string().max(64)

export const TagGroup = resourceType({
  type: 'tag-group',
  self: '/api/tag-groups/{id}/',
  attributes: z.object({ name: z.string(), exclusive: z.boolean(), default: z.boolean() }),
  relationships: { tags: { to: 'tag', many: true } },
})

export const Tag = resourceType({
  type: 'tag',
  self: '/api/tags/{id}/',
  attributes: z.object({ name: z.string() }),
  // What bears it is read by ids only, so there is no second link that the public API would show here.
  relationships: { 'tag-group': { to: 'tag-group', many: false } },
})

/** For the lists of what can be tagged: those that bear the tag, or any of several. */
export const TAG_FILTER = {
  'tags.id': { type: 'string', operators: ['equals', 'contains-any'] },
} as const satisfies FilterFields

const name = {
  type: 'string',
  operators: ['contains', 'ends-with', 'equals', 'starts-with'],
} as const
const reading = { method: 'GET', tag: 'Tags', access: 'tags:read', rate: 'S' } as const
const writing = { tag: 'Tags', access: 'tags:write', rate: 'S' } as const

export const getTags = endpoint({
  ...reading,
  id: 'getTags',
  path: '/api/tags',
  summary: 'All tags, by name.',
  filter: { name },
  sort: ['id', 'name'],
  include: { 'tag-group': TagGroup },
  page: { default: 50, max: 50 },
  reply: { status: 200, many: Tag },
})

export const createTag = endpoint({
  ...writing,
  id: 'createTag',
  method: 'POST',
  path: '/api/tags',
  summary:
    'Create a tag, in the default group unless another is named. At most 500; each name once.',
  body: document(
    z.strictObject({
      type: z.literal('tag'),
      attributes: z.strictObject({ name: Name }),
      relationships: z
        .strictObject({
          'tag-group': z.strictObject({ data: linkage('tag-group').optional() }).optional(),
        })
        .optional(),
    }),
  ),
  reply: { status: 201, one: Tag },
})

export const getTag = endpoint({
  ...reading,
  id: 'getTag',
  path: '/api/tags/{id}',
  summary: 'One tag.',
  include: { 'tag-group': TagGroup },
  reply: { status: 200, one: Tag },
})

export const updateTag = endpoint({
  ...writing,
  id: 'updateTag',
  method: 'PATCH',
  path: '/api/tags/{id}',
  summary: 'Rename a tag. It stays in its group.',
  body: document(
    z.strictObject({
      type: z.literal('tag'),
      id: Id,
      attributes: z.strictObject({ name: Name }),
    }),
  ),
  reply: { status: 204 },
})

export const deleteTag = endpoint({
  ...writing,
  id: 'deleteTag',
  method: 'DELETE',
  path: '/api/tags/{id}',
  summary: 'Delete a tag. What it was on stays.',
  reply: { status: 204 },
})

export const getTagGroups = endpoint({
  ...reading,
  id: 'getTagGroups',
  path: '/api/tag-groups',
  summary: 'All groups of tags, by name. One of them is the default group.',
  filter: {
    name,
    exclusive: { type: 'boolean', operators: ['equals'] },
    default: { type: 'boolean', operators: ['equals'] },
  },
  sort: ['id', 'name'],
  page: { default: 25, max: 25 },
  reply: { status: 200, many: TagGroup },
})

export const createTagGroup = endpoint({
  ...writing,
  id: 'createTagGroup',
  method: 'POST',
  path: '/api/tag-groups',
  summary:
    'Create a group of tags. Of an exclusive one, one thing bears at most one tag. At most 50.',
  body: document(
    z.strictObject({
      type: z.literal('tag-group'),
      attributes: z.strictObject({ name: Name, exclusive: z.boolean().nullish() }),
    }),
  ),
  reply: { status: 201, one: TagGroup },
})

export const getTagGroup = endpoint({
  ...reading,
  id: 'getTagGroup',
  path: '/api/tag-groups/{id}',
  summary: 'One group of tags.',
  reply: { status: 200, one: TagGroup },
})

export const updateTagGroup = endpoint({
  ...writing,
  id: 'updateTagGroup',
  method: 'PATCH',
  path: '/api/tag-groups/{id}',
  summary: 'Rename a group of tags. Whether it is exclusive is decided when it is made.',
  body: document(
    z.strictObject({
      type: z.literal('tag-group'),
      id: Id,
      attributes: z.strictObject({
        name: Name,
        /** The public API takes it; nothing is returned. */
        return_fields: z.array(z.string().max(64)).max(16).nullish(),
      }),
    }),
  ),
  reply: { status: 204 },
})

export const deleteTagGroup = endpoint({
  ...writing,
  id: 'deleteTagGroup',
  method: 'DELETE',
  path: '/api/tag-groups/{id}',
  summary: 'Delete a group with its tags. The default group stays.',
  reply: { status: 204 },
})

export const getTagGroupForTag = endpoint({
  ...reading,
  id: 'getTagGroupForTag',
  path: '/api/tags/{id}/tag-group',
  summary: 'The group of a tag.',
  reply: { status: 200, one: TagGroup },
})

export const getTagGroupIdForTag = endpoint({
  ...reading,
  id: 'getTagGroupIdForTag',
  path: '/api/tags/{id}/relationships/tag-group',
  summary: 'The id of the group of a tag.',
  reply: { status: 200, linkage: 'tag-group', toMany: false },
})

export const getTagsForTagGroup = endpoint({
  ...reading,
  id: 'getTagsForTagGroup',
  path: '/api/tag-groups/{id}/tags',
  summary: 'The tags of a group, by name.',
  reply: { status: 200, many: Tag },
})

export const getTagIdsForTagGroup = endpoint({
  ...reading,
  id: 'getTagIdsForTagGroup',
  path: '/api/tag-groups/{id}/relationships/tags',
  summary: 'The ids of the tags of a group.',
  reply: { status: 200, linkage: 'tag', toMany: true },
})

/** What a kind of thing has to do with tags. Each call needs the right for the things as well. */
export type Tagging = ReturnType<typeof tagging>

function tagging(kind: TaggedKind, title: string) {
  const path = `/api/tags/{id}/relationships/${kind}s` as const
  const body = z.strictObject({
    data: z.array(linkage(kind)).min(1).max(TAGGED_PER_REQUEST_MAX),
  })
  return {
    kind,
    ids: endpoint({
      ...reading,
      id: `get${title}IdsForTag`,
      path,
      summary: `The ids of the ${kind}s that bear a tag.`,
      page: { fixed: TAGGED_PER_REQUEST_MAX },
      reply: { status: 200, linkage: kind, toMany: true },
    }),
    add: endpoint({
      ...writing,
      id: `tag${title}s`,
      method: 'POST',
      path,
      summary: `Put a tag on ${kind}s. At most ${TAGS_PER_THING_MAX} on one.`,
      body,
      reply: { status: 204 },
    }),
    remove: endpoint({
      ...writing,
      id: `removeTagFrom${title}s`,
      method: 'DELETE',
      path,
      summary: `Take a tag off ${kind}s.`,
      body,
      reply: { status: 204 },
    }),
    tags: endpoint({
      ...reading,
      id: `getTagsFor${title}`,
      path: `/api/${kind}s/{id}/tags`,
      summary: `The tags of a ${kind}, by name.`,
      reply: { status: 200, many: Tag },
    }),
    tagIds: endpoint({
      ...reading,
      id: `getTagIdsFor${title}`,
      path: `/api/${kind}s/{id}/relationships/tags`,
      summary: `The ids of the tags of a ${kind}.`,
      reply: { status: 200, linkage: 'tag', toMany: true },
    }),
  }
}

export const listTagging = tagging('list', 'List')
export const segmentTagging = tagging('segment', 'Segment')
export const flowTagging = tagging('flow', 'Flow')
export const campaignTagging = tagging('campaign', 'Campaign')
