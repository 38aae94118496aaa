import {
  createSegment as createSegmentEndpoint,
  deleteSegment,
  getSegment,
  getSegmentIdsForProfile,
  getSegments,
  getSegmentsForProfile,
  recalculateSegment as recalculateEndpoint,
  updateSegment,
} from '../contract/groups.ts'
import { implement, param, type Route } from '../platform/http.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import { segmentResource } from './group-resource.ts'
import { findGroup, listGroups } from './groups.sql.ts'
import { groupsOfCalledProfile } from './profile-groups.action.ts'
import {
  changeSegment,
  createSegment,
  recalculateSegment,
  removeGroup,
} from './save-segment.action.ts'
import { showGroup, showGroups } from './show-groups.action.ts'

export const segmentRoutes: readonly Route[] = [
  implement(getSegments, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const list = { filter, sort, page }
      const fetched = await listGroups(tx, call.caller.accountId, 'segment', list)
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.groupId,
      }))
      return { data: await showGroups(tx, call, rows), next, prev }
    }),
  ),

  implement(getSegment, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const id = param(call, 'id')
      const row = await findGroup(tx, accountId, id)
      if (row?.kind !== 'segment') throw notFound('segment', id)
      return { data: await showGroup(tx, call, row) }
    }),
  ),

  implement(createSegmentEndpoint, async ({ sql, caller, body, now }) => {
    const { name, definition, is_starred } = body.data.attributes
    const wanted = { name, definition, isStarred: is_starred ?? false }
    return { data: segmentResource(await createSegment(sql, caller.accountId, wanted, now)) }
  }),

  implement(updateSegment, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { name, definition, is_starred, is_active } = call.body.data.attributes
    const change = {
      name: name ?? undefined,
      definition: definition ?? undefined,
      isStarred: is_starred ?? undefined,
      isActive: is_active ?? undefined,
    }
    const row = await changeSegment(call.sql, call.caller.accountId, id, change, call.now)
    return { data: segmentResource(row) }
  }),

  implement(deleteSegment, (call) =>
    removeGroup(call.sql, call.caller.accountId, param(call, 'id'), 'segment'),
  ),

  implement(recalculateEndpoint, async ({ sql, caller, body }) => {
    const { id } = body.data.relationships.segment.data
    return { data: segmentResource(await recalculateSegment(sql, caller.accountId, id)) }
  }),

  implement(getSegmentsForProfile, (call) =>
    call.read(async (tx) => ({
      data: await showGroups(tx, call, await groupsOfCalledProfile(tx, call, 'segment')),
    })),
  ),

  implement(getSegmentIdsForProfile, (call) =>
    call.read(async (tx) => ({
      linkage: (await groupsOfCalledProfile(tx, call, 'segment')).map((row) => ({
        type: 'segment',
        id: row.groupId,
      })),
    })),
  ),
]
