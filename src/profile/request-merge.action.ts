import { recordAudit } from '../account/audit.sql.ts'
import type { Caller } from '../platform/http.ts'
import { newUlidUuid, ulidOf, uuidOf } from '../platform/id.ts'
import { enqueue } from '../platform/job.ts'
import { conflict, invalid, notFound } from '../platform/problem.ts'
import { inAccount, type Sql } from '../platform/sql.ts'
import { mergedInto } from './merge.sql.ts'
import { insertProfileJob } from './profile-jobs.sql.ts'
import { MERGE_PROFILES } from './profile-jobs.ts'
import type { ProfileRow } from './profile-resource.ts'
import { profilesByIds } from './profiles.sql.ts'

/**
 * Queue the merge of a source into a destination, both as the caller wrote them.
 * @throws Problem 400 for a profile with itself, 404 for one that does not exist, 409 for a source
 *   that went into another profile before
 */
export function requestMerge(
  sql: Sql,
  caller: Caller,
  ids: { source: string; destination: string },
  { now, wallNow }: { now: Date; wallNow: Date },
): Promise<ProfileRow> {
  const { accountId } = caller
  const source = uuidOf(ids.source)
  const named = uuidOf(ids.destination)
  if (named === undefined) throw notFound('profile', ids.destination)
  if (source === undefined) throw notFound('profile', ids.source)
  return inAccount(sql, accountId, async (tx) => {
    // An id that was merged leads to the profile that was kept, here as everywhere.
    const destination = (await mergedInto(tx, accountId, named)) ?? named
    if (source === destination) {
      throw invalid(
        '/data/relationships/profiles/data/0/id',
        `The profile ${ids.source} cannot be merged into itself.`,
        'Name the profile to keep in data.id and the one to give up in relationships.profiles.',
      )
    }
    const rows = await profilesByIds(tx, accountId, [source, destination])
    const kept = rows.find(({ profileId }) => profileId === destination)
    if (!kept) throw notFound('profile', ids.destination)
    if (!rows.some(({ profileId }) => profileId === source)) {
      const went = await mergedInto(tx, accountId, source)
      if (went === null) throw notFound('profile', ids.source)
      throw conflict(
        'already_merged',
        `The profile ${ids.source} was merged into ${ulidOf(went)} before.`,
        'Nothing is left to merge: its id leads to that profile.',
      )
    }
    const jobId = newUlidUuid(now)
    const payload = { source, destination, mergedBy: caller.actorName }
    await insertProfileJob(tx, accountId, { jobId, kind: 'merge', payload, totalCount: 1 }, now)
    await enqueue(tx, MERGE_PROFILES, { accountId, jobId })
    await recordAudit(tx, caller, wallNow, {
      action: 'profile.merged',
      subject: ulidOf(destination),
      detail: { source: ulidOf(source) },
    })
    return kept
  })
}
