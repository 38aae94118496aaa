import {
  bulkImportProfiles,
  getBulkImportProfilesJob,
  getBulkImportProfilesJobs,
  getErrorsForBulkImportProfilesJob,
  getProfileIdsForBulkImportProfilesJob,
  getProfilesForBulkImportProfilesJob,
} from '../contract/profiles.ts'
import { type Call, implement, type Route } from '../platform/http.ts'
import { ulidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import type { Tx } from '../platform/sql.ts'
import { isoSeconds } from '../platform/time.ts'
import { calledImportJob } from './called-import.action.ts'
import {
  type JobErrorRow,
  listImportJobs,
  listJobErrors,
  listJobProfileIds,
  type ProfileJobRow,
} from './profile-jobs.sql.ts'
import { profileResource } from './profile-resource.ts'
import { profilesByIds } from './profiles.sql.ts'
import { queueImport, type RefuseUnknownLists } from './queue-import.action.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'params' | 'query'>

const queue = (refuseUnknownLists: RefuseUnknownLists) =>
  implement(bulkImportProfiles, async ({ body, caller, sql, now }) => {
    const { attributes, relationships } = body.data
    const listIds = relationships?.lists?.data.map(({ id }) => id) ?? []
    const wanted = { profiles: attributes.profiles.data, listIds, refuseUnknownLists }
    return { data: jobResource(await queueImport(sql, caller.accountId, wanted, now)) }
  })

const list = implement(getBulkImportProfilesJobs, (call) =>
  call.read(async (tx) => {
    const { filter, sort, page } = call.query
    const fetched = await listImportJobs(tx, call.caller.accountId, {
      statuses: statusesOf(filter),
      descending: sort?.descending ?? false,
      page,
    })
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.createdAt.toISOString(),
      id: row.jobId,
    }))
    return { data: rows.map(jobResource), next, prev }
  }),
)

const one = implement(getBulkImportProfilesJob, (call) =>
  call.read(async (tx) => ({ data: jobResource(await calledImportJob(tx, call, 'job_id')) })),
)

const profiles = implement(getProfilesForBulkImportProfilesJob, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await profileIdsOf(tx, call)
    const found = await profilesByIds(tx, call.caller.accountId, rows)
    const byId = new Map(found.map((row) => [row.profileId, row]))
    const data = rows.flatMap((id) => {
      const row = byId.get(id)
      return row ? [profileResource(row, call.query.additional.get('profile'))] : []
    })
    return { data, next, prev }
  }),
)

const profileIds = implement(getProfileIdsForBulkImportProfilesJob, (call) =>
  call.read(async (tx) => {
    const { rows, next, prev } = await profileIdsOf(tx, call)
    return { linkage: rows.map((id) => ({ type: 'profile', id: ulidOf(id) })), next, prev }
  }),
)

const errors = implement(getErrorsForBulkImportProfilesJob, (call) =>
  call.read(async (tx) => {
    const { jobId } = await calledImportJob(tx, call, 'id')
    const { page } = call.query
    const fetched = await listJobErrors(tx, call.caller.accountId, jobId, page)
    const { rows, next, prev } = pageOf(fetched, page, ({ rowNumber }) => ({
      key: '',
      id: String(rowNumber),
    }))
    return { data: rows.map((row) => errorResource(jobId, row)), next, prev }
  }),
)

/** Importing profiles in bulk, and asking what became of it. */
export function profileImportRoutes(refuseUnknownLists: RefuseUnknownLists): Route[] {
  return [queue(refuseUnknownLists), list, one, profiles, profileIds, errors]
}

function statusesOf(filter: Looking['query']['filter']): string[] | null {
  if (filter.length === 0) return null
  const [first = [], ...rest] = filter.map(({ value }) => [value].flat().map(String))
  return first.filter((status) => rest.every((others) => others.includes(status)))
}

async function profileIdsOf(tx: Tx, call: Looking) {
  const { jobId } = await calledImportJob(tx, call, 'id')
  const { page } = call.query
  const fetched = await listJobProfileIds(tx, call.caller.accountId, jobId, page)
  return pageOf(
    fetched.map(({ profileId }) => profileId),
    page,
    (id) => ({ key: '', id }),
  )
}

function jobResource(row: ProfileJobRow): Resource {
  const hasStarted = row.startedAt !== null
  return {
    type: 'profile-bulk-import-job',
    id: ulidOf(row.jobId),
    attributes: {
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      total_count: row.totalCount,
      completed_count: hasStarted ? row.completedCount : 0,
      failed_count: hasStarted ? row.failedCount : 0,
      completed_at: row.completedAt && isoSeconds(row.completedAt),
      expires_at: isoSeconds(row.expiresAt),
      started_at: row.startedAt && isoSeconds(row.startedAt),
    },
    relationships: { lists: { data: row.listIds.map((id) => ({ type: 'list', id })) } },
  }
}

function errorResource(jobId: string, row: JobErrorRow): Resource {
  return {
    type: 'import-error',
    id: `${ulidOf(jobId)}-${row.rowNumber}`,
    parentId: ulidOf(jobId),
    attributes: {
      code: row.code,
      title: row.code === 'duplicate_profile' ? 'Conflict.' : 'Invalid input.',
      detail: row.detail,
      source: { pointer: row.pointer },
      original_payload: row.original,
    },
  }
}
