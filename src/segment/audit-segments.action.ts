import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { enqueue } from '../platform/job.ts'
import { alongTheLog } from '../platform/log.ts'
import { inAccount, inEveryAccount, type Sql } from '../platform/sql.ts'
import type { SegmentTelemetry } from '../platform/telemetry.ts'
import { MINUTE_MS } from '../platform/time.ts'
import { lockShardsOf } from '../profile/shard-lock.sql.ts'
import { accountIds, keptRows, profileBounds, sampleProfiles } from './audit.sql.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import { momentOf } from './moment.action.ts'
import { needsOf } from './needs.ts'
import type { Segment } from './segment.ts'
import { BUILD_SEGMENT } from './segment-jobs.ts'
import { redefineSegment } from './segments.sql.ts'
import { segmentsKept } from './segments-due.sql.ts'

/** Members, and profiles whoever they are, that are looked at of each segment. */
const SAMPLE_MAX = 100
/** A flip that is due for longer than this was dropped; a younger one is about to be done. */
const FLIP_LATE_MS = 5 * MINUTE_MS

export interface Audited {
  segments: number
  profiles: number
  differences: number
}

/**
 * Decide anew about a sample of each segment, and compare with the membership that is kept. Every
 * difference is a fault of ours: it is counted, logged, and mended by building the segment again.
 *
 * What is written about a profile and not followed yet explains a difference: such profiles, and
 * those whose flip is just due, are passed over.
 */
export async function auditSegments(
  sql: Sql,
  { log, telemetry }: { log: Logger; telemetry: SegmentTelemetry },
): Promise<Audited> {
  const audited = { segments: 0, profiles: 0, differences: 0 }
  for (const accountId of await inEveryAccount(sql, accountIds)) {
    const segments = await inAccount(sql, accountId, (tx) => segmentsKept(tx, accountId))
    for (const segment of segments) {
      const { lookedAt, wrong } = await auditSegment(sql, accountId, segment)
      audited.segments += 1
      audited.profiles += lookedAt
      audited.differences += wrong.length
      if (wrong.length === 0) continue
      const { segmentId } = segment
      log.error({ accountId, segmentId, profileIds: wrong }, 'membership was not what it should be')
      telemetry.segmentDifferences.inc(wrong.length)
      await inAccount(sql, accountId, async (tx) => {
        await redefineSegment(tx, accountId, segmentId, segment.definition)
        await enqueue(tx, BUILD_SEGMENT, { accountId, segmentId })
      })
    }
  }
  return audited
}

function auditSegment(
  sql: Sql,
  accountId: string,
  { segmentId, definition }: Segment,
): Promise<{ lookedAt: number; wrong: string[] }> {
  return inAccount(sql, accountId, async (tx) => {
    const bounds = await profileBounds(tx, accountId)
    if (!bounds) return { lookedAt: 0, wrong: [] }
    const sample = { from: idBetween(bounds.first, bounds.last), limit: SAMPLE_MAX }
    const ids = await sampleProfiles(tx, accountId, segmentId, sample)
    // Followers wait until this ends: what is read now and not unread afterwards has been applied.
    await lockShardsOf(
      tx,
      'decisions',
      ids.map((profileId) => ({ accountId, profileId })),
    )
    const moment = await momentOf(tx, accountId)
    const needs = needsOf(definition)
    const facts = await loadFacts(tx, accountId, ids, needs)
    const kept = await alongTheLog(tx, () => keptRows(tx, accountId, segmentId, needs, ids))
    const looked = kept.filter(
      ({ isBehind, flipAt }) => !isBehind && !isJustDue(flipAt, moment.now),
    )
    const wrong = looked.filter(({ profileId, isMember }) => {
      const known = facts.get(profileId)
      return isMember !== (known !== undefined && evaluate(definition, known, moment).matches)
    })
    return { lookedAt: looked.length, wrong: wrong.map((row) => row.profileId) }
  })
}

function isJustDue(flipAt: Date | null, now: Date): boolean {
  return flipAt !== null && flipAt <= now && flipAt.getTime() > now.getTime() - FLIP_LATE_MS
}

/** Ids begin with the time at which they were made; any of them between two. */
function idBetween(first: string, last: string): string {
  const time = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  const random = randomBytes(16)
  const part = random.readUInt32BE(12) / 2 ** 32
  const at = Math.floor(time(first) + part * (time(last) - time(first)))
  const hex = at.toString(16).padStart(12, '0') + random.toString('hex').slice(0, 20)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
