import { type Clock, nowIn } from '../platform/clock.ts'
import { inAccount, readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import { lockAllShards, lockShardsOf } from '../profile/shard-lock.sql.ts'
import {
  beginBuild,
  countProfiles,
  fillRange,
  noteBuilt,
  noteProgress,
  profilesAfter,
  type Range,
  touchedSince,
  writeRange,
} from './build.sql.ts'
import { type BulkRow, bulkQuery, candidatesQuery, planBulk } from './bulk.sql.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import type { Moment } from './facts.ts'
import { needsOf } from './needs.ts'
import { FACTS_PROFILES_MAX, reevaluate } from './reevaluate.action.ts'
import type { Segment } from './segment.ts'

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
  // Who reads which segments there are from now on leaves this one alone; who did before is waited for,
  // or what they decide by the definition of before would come after what the build finds.
  await inAccount(sql, accountId, (tx) => lockAllShards(tx, 'decisions', accountId))
  // Reads only, unless all of it is one range: a transaction holds followers back once it has written.
  const begun = await inAccount(sql, accountId, async (tx) => {
    const found = await beginBuild(tx, accountId, segmentId)
    if (!found) return undefined
    const { segment, since, isEmpty, timezone } = found
    const moment = { now: await nowIn(tx, accountId), timezone }
    const build = { sql, accountId, segment, isEmpty, moment }
    return { build, since, isBuilt: await buildInDatabase(tx, build) }
  })
  if (!begun) return false
  const { build, since } = begun
  const isBuilt = begun.isBuilt ?? (await buildInMemory(build))
  if (isBuilt)
    await catchUp({ ...build, moment: { ...build.moment, now: await clock.now(accountId) } }, since)
  return !isBuilt
}

interface Build {
  sql: Sql
  accountId: string
  segment: Segment
  /** Never built, and nobody in it: nothing has to be taken away. */
  isEmpty: boolean
  moment: Moment
}

/** @returns undefined when the database cannot answer the definition; false when it was edited */
async function buildInDatabase(tx: Tx, build: Build): Promise<boolean | undefined> {
  const { accountId, segment, moment } = build
  const query = bulkQuery(tx, accountId, segment.definition, moment.now)
  if (!query) return undefined
  await planBulk(tx, query)
  let after: string | null = null
  let done = 0
  let last: BulkRow[] = []
  const rows = tx<BulkRow[]>`${query.rows} order by r.profile_id`.cursor(RANGE_ROWS)
  for await (const some of rows) {
    const upTo: string | undefined = some.at(RANGE_ROWS - 1)?.profileId
    if (upTo === undefined) {
      last = some
      break
    }
    done += some.length
    if (!(await writeApart(build, { after, upTo, rows: some }, done))) return false
    after = upTo
  }
  return write(tx, build, { after, upTo: null, rows: last }, done)
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
      if (!(await writeApart(build, { after, upTo, rows }, done))) return false
      after = upTo
    }
    return writeApart(build, { after, upTo: null, rows: [] }, done)
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
    if (!(await writeApart(build, { after, upTo, rows }, done, total))) return false
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
  tx: Tx,
  { accountId, segment, isEmpty, moment }: Build,
  range: Range,
  done: number,
  total: number | null = null,
): Promise<boolean> {
  const { version, segmentId } = segment
  const isStill =
    range.upTo === null
      ? await noteBuilt(tx, accountId, segmentId, version, moment.now)
      : await noteProgress(tx, accountId, segmentId, { version, done, total })
  if (!isStill) return false
  await (isEmpty ? fillRange : writeRange)(tx, accountId, segmentId, range, moment.now)
  return true
}

function writeApart(build: Build, range: Range, done: number, total?: number): Promise<boolean> {
  return inAccount(build.sql, build.accountId, (tx) => write(tx, build, range, done, total))
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
      await lockShardsOf(
        tx,
        'decisions',
        touched.map((profileId) => ({ accountId, profileId })),
      )
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
