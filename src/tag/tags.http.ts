import {
  createTag as createTagEndpoint,
  createTagGroup as createTagGroupEndpoint,
  deleteTag as deleteTagEndpoint,
  deleteTagGroup as deleteTagGroupEndpoint,
  getTag,
  getTagGroup,
  getTagGroupForTag,
  getTagGroupIdForTag,
  getTagGroups,
  getTagIdsForTagGroup,
  getTags,
  getTagsForTagGroup,
  updateTag,
  updateTagGroup,
} from '../contract/tags.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { existingTag, existingTagGroup } from './existing-tag.action.ts'
import {
  changeTag,
  changeTagGroup,
  createTag,
  createTagGroup,
  deleteTag,
  deleteTagGroup,
} from './save-tag.action.ts'
import { listTagGroups, tagGroupsByIds } from './tag-groups.sql.ts'
import { tagGroupResource, tagResource } from './tag-resource.ts'
import { listTags, type TagRow, tagsOfGroup } from './tags.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'query' | 'params'>

/** Tags and their groups. What bears tags has routes of its own: tagging-routes.http.ts. */
export const tagRoutes: readonly Route[] = [
  implement(getTags, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listTags(tx, call.caller.accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, ({ name, tagId }) => ({
        key: sort?.key === 'id' ? tagId : name,
        id: tagId,
      }))
      const included = await groupsIncluded(tx, call, rows)
      return { data: rows.map(tagResource), next, prev, ...included }
    }),
  ),

  implement(getTag, (call) =>
    call.read(async (tx) => {
      const row = await calledTag(tx, call)
      return { data: tagResource(row), ...(await groupsIncluded(tx, call, [row])) }
    }),
  ),

  implement(createTagEndpoint, async ({ sql, caller, body }) => {
    const { attributes, relationships } = body.data
    const tagGroupId = relationships?.['tag-group']?.data?.id ?? null
    const row = await createTag(sql, caller.accountId, { name: attributes.name, tagGroupId })
    return { data: tagResource(row) }
  }),

  implement(updateTag, (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    return changeTag(call.sql, call.caller.accountId, id, call.body.data.attributes.name)
  }),

  implement(deleteTagEndpoint, (call) =>
    deleteTag(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(getTagGroupForTag, (call) =>
    call.read(async (tx) => {
      const { tagGroupId } = await calledTag(tx, call)
      const group = await existingTagGroup(tx, call.caller.accountId, tagGroupId)
      return { data: tagGroupResource(group) }
    }),
  ),

  implement(getTagGroupIdForTag, (call) =>
    call.read(async (tx) => {
      const { tagGroupId } = await calledTag(tx, call)
      return { linkage: { type: 'tag-group', id: tagGroupId } }
    }),
  ),

  // — Groups

  implement(getTagGroups, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listTagGroups(tx, call.caller.accountId, { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, ({ name, tagGroupId }) => ({
        key: sort?.key === 'id' ? tagGroupId : name,
        id: tagGroupId,
      }))
      return { data: rows.map(tagGroupResource), next, prev }
    }),
  ),

  implement(getTagGroup, (call) =>
    call.read(async (tx) => ({
      data: tagGroupResource(await existingTagGroup(tx, call.caller.accountId, param(call, 'id'))),
    })),
  ),

  implement(createTagGroupEndpoint, async ({ sql, caller, body }) => {
    const { name, exclusive } = body.data.attributes
    const wanted = { name, isExclusive: exclusive ?? false }
    return { data: tagGroupResource(await createTagGroup(sql, caller.accountId, wanted)) }
  }),

  implement(updateTagGroup, (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    return changeTagGroup(call.sql, call.caller.accountId, id, call.body.data.attributes.name)
  }),

  implement(deleteTagGroupEndpoint, (call) =>
    deleteTagGroup(call.sql, call.caller.accountId, param(call, 'id')),
  ),

  implement(getTagsForTagGroup, (call) =>
    call.read(async (tx) => ({ data: (await tagsOfCalledGroup(tx, call)).map(tagResource) })),
  ),

  implement(getTagIdsForTagGroup, (call) =>
    call.read(async (tx) => ({
      linkage: (await tagsOfCalledGroup(tx, call)).map(({ tagId }) => ({ type: 'tag', id: tagId })),
    })),
  ),
]

function calledTag(tx: Tx, call: Looking): Promise<TagRow> {
  return existingTag(tx, call.caller.accountId, param(call, 'id'))
}

async function tagsOfCalledGroup(tx: Tx, call: Looking): Promise<TagRow[]> {
  const { accountId } = call.caller
  const { tagGroupId } = await existingTagGroup(tx, accountId, param(call, 'id'))
  return tagsOfGroup(tx, accountId, tagGroupId)
}

async function groupsIncluded(
  tx: Tx,
  { caller, query }: Looking,
  rows: readonly TagRow[],
): Promise<{ included?: Resource[] }> {
  if (!query.include.has('tag-group')) return {}
  const ids = [...new Set(rows.map((row) => row.tagGroupId))]
  const groups = await tagGroupsByIds(tx, caller.accountId, ids)
  return { included: groups.map(tagGroupResource) }
}
