import type { Definition } from '../contract/conditions.ts'
import { readInAccount, type Sql, type Tx } from '../platform/sql.ts'
import type { ProfileRow } from '../profile/profile-resource.ts'
import { profilesByIds } from '../profile/profiles.sql.ts'
import { profilesAfter } from './build.sql.ts'
import { membersQuery, planBulk } from './bulk.sql.ts'
import { checkDefinition } from './check-definition.action.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import type { Moment } from './facts.ts'
import { needsOf } from './needs.ts'
import { FACTS_PROFILES_MAX } from './reevaluate.action.ts'
import { timezoneOf } from './segments-due.sql.ts'

/** How long a preview may look at profiles one batch after the other. */
const PREVIEW_MS_MAX = 3_000
/** Longest single query of a preview. */
const QUERY_MS_MAX = 10_000

export interface Preview {
  count: number
  lookedAt: number
  isComplete: boolean
  examples: ProfileRow[]
}

/**
 * Who would be in a segment with this definition: their number and some examples. What the database
 * can answer in one query is exact; the rest is looked at for a limited time.
 *
 * @param closed aborts when the caller hangs up: an editor asks again with each change
 * @throws Problem 400 for a definition that cannot be answered
 */
export function previewSegment(
  sql: Sql,
  accountId: string,
  definition: Definition,
  examples: number,
  now: Date,
  closed: AbortSignal,
): Promise<Preview> {
  return readInAccount(sql, accountId, async (tx) => {
    await checkDefinition(tx, accountId, definition)
    await tx`select set_config('statement_timeout', ${String(QUERY_MS_MAX)}, true)`
    const moment = { now, timezone: await timezoneOf(tx, accountId) }
    const found =
      (await inDatabase(tx, accountId, definition, examples, now, closed)) ??
      (await inMemory(tx, accountId, definition, examples, moment, closed))
    const { ids, ...counted } = found
    return { ...counted, examples: await profilesByIds(tx, accountId, ids) }
  })
}

interface Found {
  ids: string[]
  count: number
  lookedAt: number
  isComplete: boolean
}

async function inDatabase(
  tx: Tx,
  accountId: string,
  definition: Definition,
  examples: number,
  now: Date,
  closed: AbortSignal,
): Promise<Found | undefined> {
  const query = membersQuery(tx, accountId, definition, now)
  if (!query) return undefined
  await planBulk(tx, query)
  const running = tx<{ count: number; ids: string[] }[]>`
    with matching as (${query.rows})
    select (select count(*)::int from matching) as count,
           array(select "profileId"::text from matching limit ${examples}) as ids`
  closed.addEventListener('abort', () => running.cancel(), { once: true })
  const [row] = await running
  return {
    ids: row?.ids ?? [],
    count: row?.count ?? 0,
    lookedAt: row?.count ?? 0,
    isComplete: true,
  }
}

async function inMemory(
  tx: Tx,
  accountId: string,
  definition: Definition,
  examples: number,
  moment: Moment,
  closed: AbortSignal,
): Promise<Found> {
  const needs = needsOf(definition)
  const endsAt = performance.now() + PREVIEW_MS_MAX
  const ids: string[] = []
  let count = 0
  let lookedAt = 0
  let after: string | null = null
  while (!closed.aborted && performance.now() < endsAt) {
    const some: string[] = await profilesAfter(tx, accountId, after, FACTS_PROFILES_MAX)
    const facts = await loadFacts(tx, accountId, some, needs)
    for (const known of facts.values()) {
      if (!evaluate(definition, known, moment).matches) continue
      count += 1
      if (ids.length < examples) ids.push(known.profileId)
    }
    lookedAt += facts.size
    if (some.length < FACTS_PROFILES_MAX) return { ids, count, lookedAt, isComplete: true }
    after = some.at(-1) ?? null
  }
  return { ids, count, lookedAt, isComplete: false }
}
