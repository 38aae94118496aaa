import type { Clock } from '../platform/clock.ts'
import { inAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import {
  countProfiles,
  horizon,
  noteBuilt,
  noteProgress,
  profilesAfter,
  touchedSince,
  writeRange,
} from './build.sql.ts'
import { type BulkRow, bulkQuery, candidatesQuery, planBulk } from './bulk.sql.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import type { Moment } from './facts.ts'
import { momentOf } from './moment.action.ts'
import { needsOf } from './needs.ts'
import { FACTS_PROFILES_MAX, reevaluate } from './reevaluate.action.ts'
import type { Segment } from './segment.ts'
import { segmentById } from './segments-due.sql.ts'

/** Rows that a build writes in one transaction: long ones would hold followers back. */
const RANGE_ROWS = 10_000

/**
 * Build a segment: find everybody who matches, make membership so, and hand it over to the followers.
 * Safe to repeat and to break off: each range of profiles is made right by itself.
 *
 * What happens while it runs is not missed: the followers leave a segment alone that is being built,
 * and afterwards every profile that was written about since the build began is looked at again.
 */
export async function buildSegment(
  sql: Sql,
  clock: Clock,
  accountId: string,
  segmentId: string,
): Promise<void> {
  let isOpen = true
  while (isOpen) isOpen = await buildOnce(sql, clock, accountId, segmentId)
}

/** @returns whether the segment was edited meanwhile, so that it has to be built again */
async function buildOnce(
  sql: Sql,
  clock: Clock,
  accountId: string,
  segmentId: string,
): Promise<boolean> {
  const begun = await readInAccount(sql, accountId, async (tx) => ({
    segment: await segmentById(tx, accountId, segmentId),
    since: await horizon(tx),
    moment: await momentOf(tx, accountId, clock),
  }))
  const { segment, since, moment } = begun
  if (!segment?.isActive || segment.builtVersion === segment.version) return false

  const build = { sql, accountId, segment, moment }
  const isBuilt = (await buildInDatabase(build)) ?? (await buildInMemory(build))
  if (isBuilt)
    await catchUp({ ...build, moment: { ...moment, now: await clock.now(accountId) } }, since)
  return !isBuilt
}

interface Build {
  sql: Sql
  accountId: string
  segment: Segment
  moment: Moment
}

/** @returns undefined when the database cannot answer the definition; false when it was edited */
async function buildInDatabase(build: Build): Promise<boolean | undefined> {
  const { sql, accountId, segment, moment } = build
  return readInAccount(sql, accountId, async (tx) => {
    const query = bulkQuery(tx, accountId, segment.definition, moment.now)
    if (!query) return undefined
    await planBulk(tx, query)
    let after: string | null = null
    let done = 0
    const rows = tx<BulkRow[]>`${query.rows} order by r.profile_id`.cursor(RANGE_ROWS)
    for await (const some of rows) {
      const isLast = some.length < RANGE_ROWS
      const upTo = isLast ? null : (some.at(-1)?.profileId ?? null)
      done += some.length
      const total = isLast ? done : null
      if (!(await write(build, { after, upTo, rows: some }, { done, total }))) return false
      if (isLast) return true
      after = upTo
    }
    return write(build, { after, upTo: null, rows: [] }, { done, total: done })
  })
}

/** With the evaluator in memory, which can answer everything, over all who may match. */
async function buildInMemory(build: Build): Promise<boolean> {
  const { sql, accountId, segment, moment } = build
  const ofCandidates = await readInAccount(sql, accountId, async (tx) => {
    const query = candidatesQuery(tx, accountId, segment.definition, moment.now)
    if (!query) return undefined
    let after: string | null = null
    let done = 0
    const candidates = tx<{ profileId: string }[]>`
      select c.profile_id as "profileId" from (${query}) c order by 1`
    for await (const some of candidates.cursor(FACTS_PROFILES_MAX)) {
      const ids = some.map((one) => one.profileId)
      const upTo = ids.at(-1) ?? null
      done += ids.length
      // The cursor keeps its connection busy: facts come over another.
      const rows = await readInAccount(sql, accountId, (other) => evaluated(other, build, ids))
      if (!(await write(build, { after, upTo, rows }, { done, total: null }))) return false
      after = upTo
    }
    return write(build, { after, upTo: null, rows: [] }, { done, total: done })
  })
  return ofCandidates ?? buildOfEverybody(build)
}

async function buildOfEverybody(build: Build): Promise<boolean> {
  const { sql, accountId } = build
  const total = await readInAccount(sql, accountId, (tx) => countProfiles(tx, accountId))
  let after: string | null = null
  let done = 0
  for (;;) {
    const from: string | null = after
    const { ids, rows }: { ids: string[]; rows: BulkRow[] } = await readInAccount(
      sql,
      accountId,
      async (tx) => {
        const some = await profilesAfter(tx, accountId, from, FACTS_PROFILES_MAX)
        return { ids: some, rows: await evaluated(tx, build, some) }
      },
    )
    const upTo = ids.length < FACTS_PROFILES_MAX ? null : (ids.at(-1) ?? null)
    done += ids.length
    if (!(await write(build, { after, upTo, rows }, { done, total }))) return false
    if (upTo === null) return true
    after = upTo
  }
}

async function evaluated(
  tx: Tx,
  { accountId, segment, moment }: Build,
  profileIds: readonly string[],
): Promise<BulkRow[]> {
  const facts = await loadFacts(tx, accountId, profileIds, needsOf(segment.definition))
  return [...facts.values()].flatMap((known): BulkRow[] => {
    const { matches, nextFlip } = evaluate(segment.definition, known, moment)
    if (!matches && !nextFlip) return []
    return [{ profileId: known.profileId, matches, flipAt: nextFlip }]
  })
}

/** Write a range; with the last one the segment is built. False when it was edited meanwhile. */
async function write(
  { sql, accountId, segment, moment }: Build,
  range: Parameters<typeof writeRange>[3],
  progress: { done: number; total: number | null },
): Promise<boolean> {
  return inAccount(sql, accountId, async (tx) => {
    const { version, segmentId } = segment
    const isStill = await noteProgress(tx, accountId, segmentId, { version, ...progress })
    if (!isStill) return false
    await writeRange(tx, accountId, segmentId, range, moment.now)
    if (range.upTo === null) await noteBuilt(tx, accountId, segmentId, version, moment.now)
    return true
  })
}

/** Look again at everybody who was written about since the build began to read. */
async function catchUp({ sql, accountId, segment, moment }: Build, since: string): Promise<void> {
  const needs = needsOf(segment.definition)
  let after: string | null = null
  for (;;) {
    const from: string | null = after
    const ids = await inAccount(sql, accountId, async (tx) => {
      const page = { after: from, limit: FACTS_PROFILES_MAX }
      const touched = await touchedSince(tx, accountId, since, needs, page)
      await reevaluate(tx, accountId, {
        segments: [segment],
        profileIds: touched,
        cause: 'data',
        moment,
      })
      return touched
    })
    if (ids.length < FACTS_PROFILES_MAX) return
    after = ids.at(-1) ?? null
  }
}
