import {
  bulkSuppressProfiles,
  bulkUnsuppressProfiles,
  getBulkSuppressProfilesJob,
  getBulkSuppressProfilesJobs,
  getBulkUnsuppressProfilesJob,
  getBulkUnsuppressProfilesJobs,
} from '../contract/consent.ts'
import { type Call, implement, param, type Route } from '../platform/http.ts'
import { ulidOf, uuidOf } from '../platform/id.ts'
import type { Resource } from '../platform/json-api.ts'
import { pageOf } from '../platform/page.ts'
import { invalid, notFound } from '../platform/problem.ts'
import { isoSeconds } from '../platform/time.ts'
import { readIdentifiers } from '../profile/identifiers.ts'
import { type ConsentJobRow, findConsentJob, listConsentJobs } from './consent-jobs.sql.ts'
import type { JobRow } from './consent-jobs.ts'
import { queueConsentJob } from './queue-consent-job.action.ts'

type Kind = 'suppress' | 'unsuppress'
const TYPE_OF = {
  suppress: 'profile-suppression-bulk-create-job',
  unsuppress: 'profile-suppression-bulk-delete-job',
} as const

interface SuppressionCall extends Pick<Call<unknown, unknown>, 'caller' | 'sql' | 'now' | 'ip'> {
  body: {
    data: {
      attributes: {
        profiles?: { data: readonly { attributes: { email: string } }[] } | null | undefined
      }
      relationships?:
        | {
            list?: { data: { id: string } } | null | undefined
            segment?: { data: { id: string } } | null | undefined
          }
        | null
        | undefined
    }
  }
}

async function queue(kind: Kind, { body, caller, sql, now, ip }: SuppressionCall) {
  const { attributes, relationships } = body.data
  const emails = (attributes.profiles?.data ?? []).map((one) => one.attributes.email)
  const listId = relationships?.list?.data.id ?? null
  const segmentId = relationships?.segment?.data.id ?? null
  const named = [emails.length > 0, listId !== null, segmentId !== null].filter(Boolean)
  if (named.length !== 1) {
    throw invalid(
      '/data',
      named.length === 0
        ? 'The request names no emails, no list and no segment.'
        : 'The request names more than one of emails, list and segment.',
      'Send exactly one: attributes.profiles, relationships.list or relationships.segment.',
    )
  }
  const rows = emails.map((email, at): JobRow => {
    const pointer = `/data/attributes/profiles/data/${at}/attributes`
    const identifiers = readIdentifiers({ email }, pointer)
    if (!identifiers.email) throw invalid(`${pointer}/email`, 'The email is empty.')
    return { id: null, identifiers, fields: {}, consents: [] }
  })
  const payload = { rows, customSource: null, isHistorical: false, isFromClient: false, ip }
  const wanted = { kind, payload, listId, segmentId }
  return { data: jobResource(kind, await queueConsentJob(sql, caller.accountId, wanted, now)) }
}

function list(kind: Kind, call: Pick<Call<unknown, unknown>, 'caller' | 'query' | 'read'>) {
  return call.read(async (tx) => {
    const { filter, sort, page } = call.query
    const fetched = await listConsentJobs(tx, call.caller.accountId, kind, { filter, sort, page })
    const { rows, next, prev } = pageOf(fetched, page, (row) => ({
      key: row.createdAt.toISOString(),
      id: row.jobId,
    }))
    return { data: rows.map((row) => jobResource(kind, row)), next, prev }
  })
}

function one(kind: Kind, call: Pick<Call<unknown, unknown>, 'caller' | 'params' | 'read'>) {
  return call.read(async (tx) => {
    const id = param(call, 'job_id')
    const uuid = uuidOf(id)
    const { accountId } = call.caller
    const row = uuid === undefined ? undefined : await findConsentJob(tx, accountId, kind, uuid)
    if (!row) throw notFound(TYPE_OF[kind], id)
    return { data: jobResource(kind, row) }
  })
}

/** Suppressing and lifting suppressions by hand, and asking what became of it. */
export const suppressionRoutes: readonly Route[] = [
  implement(bulkSuppressProfiles, (call) => queue('suppress', call)),
  implement(getBulkSuppressProfilesJobs, (call) => list('suppress', call)),
  implement(getBulkSuppressProfilesJob, (call) => one('suppress', call)),
  implement(bulkUnsuppressProfiles, (call) => queue('unsuppress', call)),
  implement(getBulkUnsuppressProfilesJobs, (call) => list('unsuppress', call)),
  implement(getBulkUnsuppressProfilesJob, (call) => one('unsuppress', call)),
]

function jobResource(kind: Kind, row: ConsentJobRow): Resource {
  return {
    type: TYPE_OF[kind],
    id: ulidOf(row.jobId),
    attributes: {
      status: row.status,
      created_at: isoSeconds(row.createdAt),
      total_count: row.totalCount,
      completed_count: row.completedCount,
      completed_at: row.completedAt && isoSeconds(row.completedAt),
      skipped_count: row.skippedCount,
    },
    relationships: {
      lists: { data: row.listId === null ? [] : [{ type: 'list', id: row.listId }] },
      segments: { data: row.segmentId === null ? [] : [{ type: 'segment', id: row.segmentId }] },
    },
  }
}
