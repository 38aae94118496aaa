import { newUlidUuid } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { notFound } from '../platform/problem.ts'
import { inAccount, type Sql, type Tx } from '../platform/sql.ts'
import { countMembers, findGroup } from '../segment/groups.sql.ts'
import { type ConsentJobRow, findConsentJob, insertConsentJob } from './consent-jobs.sql.ts'
import { type ConsentJobKind, type JobPayload, RUN_CONSENT_JOB } from './consent-jobs.ts'

export interface WantedJob {
  kind: ConsentJobKind
  payload: JobPayload
  /** To subscribe to or unsubscribe from; of suppressions, whose members. */
  listId: string | null
  segmentId: string | null
}

/**
 * Store a bulk change and queue it.
 * @throws Problem 404 for a list or segment that does not exist
 */
export function queueConsentJob(
  sql: Sql,
  accountId: string,
  wanted: WantedJob,
  now: Date,
): Promise<ConsentJobRow> {
  const jobId = newUlidUuid(now)
  const { kind, payload, listId, segmentId } = wanted
  return inAccount(sql, accountId, async (tx) => {
    await refuseUnknownGroup(tx, accountId, 'list', listId)
    await refuseUnknownGroup(tx, accountId, 'segment', segmentId)
    const isOfGroup = payload.rows.length === 0
    const groupId = listId ?? segmentId
    const members =
      isOfGroup && groupId !== null ? await countMembers(tx, accountId, [groupId]) : new Map()
    const totalCount = isOfGroup ? (members.get(groupId) ?? 0) : payload.rows.length
    await insertConsentJob(tx, accountId, { ...wanted, jobId, totalCount }, now)
    await enqueue(tx, RUN_CONSENT_JOB, { accountId, jobId })
    const row = await findConsentJob(tx, accountId, kind, jobId)
    if (!row) throw new Error('the job was just stored')
    return row
  })
}

async function refuseUnknownGroup(
  tx: Tx,
  accountId: string,
  kind: 'list' | 'segment',
  groupId: string | null,
): Promise<void> {
  if (groupId === null) return
  const group = await findGroup(tx, accountId, groupId)
  if (group?.kind !== kind) throw notFound(kind, groupId)
}
