import {
  addProfilesToList,
  createList as createListEndpoint,
  deleteList,
  getList,
  getListForBulkImportProfilesJob,
  getListIdsForBulkImportProfilesJob,
  getListIdsForProfile,
  getLists,
  getListsForProfile,
  removeProfilesFromList,
  snapshotSegment as snapshotEndpoint,
  updateList,
} from '../contract/groups.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { cursorKey } from '../platform/list-query.ts'
import { pageOf } from '../platform/page.ts'
import { notFound } from '../platform/problem.ts'
import { refuseOtherId } from '../platform/request-body.ts'
import type { Tx } from '../platform/sql.ts'
import { calledImportJob } from '../profile/called-import.action.ts'
import { changeList, changeMembers, createList, snapshotSegment } from './change-list.action.ts'
import { listResource } from './group-resource.ts'
import { findGroup, groupsAmong, listGroups } from './groups.sql.ts'
import { groupsOfCalledProfile } from './profile-groups.action.ts'
import { removeGroup } from './save-segment.action.ts'
import { showGroup, showGroups } from './show-groups.action.ts'

export const listRoutes: readonly Route[] = [
  implement(getLists, (call) =>
    call.read(async (tx) => {
      const { filter, sort, page } = call.query
      const fetched = await listGroups(tx, call.caller.accountId, 'list', { filter, sort, page })
      const { rows, next, prev } = pageOf(fetched, page, (row) => ({
        key: cursorKey(row.sortKey),
        id: row.groupId,
      }))
      return { data: await showGroups(tx, call, rows), next, prev }
    }),
  ),

  implement(getList, (call) =>
    call.read(async (tx) => {
      const { accountId } = call.caller
      const id = param(call, 'id')
      const row = await findGroup(tx, accountId, id)
      if (row?.kind !== 'list') throw notFound('list', id)
      return { data: await showGroup(tx, call, row) }
    }),
  ),

  implement(createListEndpoint, async ({ sql, caller, body, now }) => {
    const { name, opt_in_process } = body.data.attributes
    const wanted = { name, optInProcess: opt_in_process ?? undefined }
    return { data: listResource(await createList(sql, caller.accountId, wanted, now)) }
  }),

  implement(updateList, async (call) => {
    const id = refuseOtherId(call.body.data.id, param(call, 'id'))
    const { name, opt_in_process } = call.body.data.attributes
    const change = { name: name ?? undefined, optInProcess: opt_in_process ?? undefined }
    const row = await changeList(call.sql, call.caller.accountId, id, change, call.now)
    return { data: listResource(row) }
  }),

  implement(deleteList, (call) =>
    removeGroup(call.sql, call.caller.accountId, param(call, 'id'), 'list'),
  ),

  implement(addProfilesToList, ({ sql, caller, body, now, params }) =>
    changeMembers(
      sql,
      caller.accountId,
      param({ params }, 'id'),
      { add: true, profileIds: body.data.map((one) => one.id) },
      now,
    ),
  ),

  implement(removeProfilesFromList, ({ sql, caller, body, now, params }) =>
    changeMembers(
      sql,
      caller.accountId,
      param({ params }, 'id'),
      { add: false, profileIds: body.data.map((one) => one.id) },
      now,
    ),
  ),

  implement(snapshotEndpoint, async ({ sql, caller, body, now }) => {
    const { attributes, relationships } = body.data
    const segmentId = relationships.segment.data.id
    const row = await snapshotSegment(sql, caller.accountId, segmentId, attributes.name, now)
    return { data: listResource(row) }
  }),

  implement(getListsForProfile, (call) =>
    call.read(async (tx) => ({
      data: await showGroups(tx, call, await groupsOfCalledProfile(tx, call, 'list')),
    })),
  ),

  implement(getListIdsForProfile, (call) =>
    call.read(async (tx) => ({
      linkage: (await groupsOfCalledProfile(tx, call, 'list')).map((row) => ({
        type: 'list',
        id: row.groupId,
      })),
    })),
  ),

  implement(getListForBulkImportProfilesJob, (call) =>
    call.read(async (tx) => ({ data: await showGroups(tx, call, await listsOfImport(tx, call)) })),
  ),

  implement(getListIdsForBulkImportProfilesJob, (call) =>
    call.read(async (tx) => ({
      linkage: (await listsOfImport(tx, call)).map(({ groupId }) => ({
        type: 'list',
        id: groupId,
      })),
    })),
  ),
]

/** Those of its lists that are still there. @throws Problem 404 */
async function listsOfImport(tx: Tx, call: Pick<Call<never, unknown>, 'caller' | 'params'>) {
  const { listIds } = await calledImportJob(tx, call, 'id')
  return groupsAmong(tx, call.caller.accountId, 'list', listIds)
}
