import type { Tx } from '../platform/sql.ts'
import { differenceOf } from './difference.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts } from './facts.sql.ts'
import type { Moment } from './facts.ts'
import { holdProfiles, keptAbout, writeDifferences } from './members.sql.ts'
import { allNeeds, needsOf } from './needs.ts'
import type { ChangeCause, Difference, Segment } from './segment.ts'

/** Profiles whose facts are in memory at once. */
export const FACTS_PROFILES_MAX = 500

/**
 * Decide anew whether these profiles belong to these segments, and write what changed. Others must be
 * kept from it: see `lockShards`.
 * @returns how often somebody joined or left
 */
export async function reevaluate(
  tx: Tx,
  accountId: string,
  work: {
    segments: readonly Segment[]
    profileIds: readonly string[]
    /** Which of the segments a profile is to be looked at for; all unless given. */
    isWanted?: (segmentId: string, profileId: string) => boolean
    cause: ChangeCause
    moment: Moment
    /** When a flip was due, if it is not now that is asked about: one that has moved is left alone. */
    dueAt?: (segmentId: string, profileId: string) => Date | undefined
  },
): Promise<number> {
  const { segments, cause, moment, dueAt } = work
  if (segments.length === 0) return 0
  let moves = 0
  const needs = allNeeds(segments.map((segment) => needsOf(segment.definition)))
  const ids = [...new Set(work.profileIds)].sort()
  for (let from = 0; from < ids.length; from += FACTS_PROFILES_MAX) {
    const some = ids.slice(from, from + FACTS_PROFILES_MAX)
    const pairs = some.flatMap((profileId) =>
      segments
        .filter(({ segmentId }) => work.isWanted?.(segmentId, profileId) ?? true)
        .map(({ segmentId, definition }) => ({ segmentId, definition, profileId })),
    )
    const [facts, kept] = await Promise.all([
      loadFacts(tx, accountId, some, needs),
      keptAbout(tx, accountId, pairs),
    ])
    const differences = pairs.flatMap(({ segmentId, definition, profileId }, place) => {
      const known = facts.get(profileId)
      const was = kept.get(place)
      const at = dueAt ? dueAt(segmentId, profileId) : moment.now
      if (!at || (dueAt && was?.flipAt?.getTime() !== at.getTime())) return []
      const verdict = known && evaluate(definition, known, { ...moment, now: at })
      const finding = {
        at,
        segmentId,
        profileId,
        matches: verdict?.matches ?? false,
        nextFlip: verdict?.nextFlip ?? null,
      }
      return differenceOf(finding, was) ?? []
    })
    await write(tx, accountId, differences, cause)
    moves += differences.filter(({ kind }) => kind !== null).length
  }
  return moves
}

async function write(
  tx: Tx,
  accountId: string,
  differences: readonly Difference[],
  cause: ChangeCause,
): Promise<void> {
  if (differences.length === 0) return
  const joining = differences.filter((one) => one.kind === 'joined').map((one) => one.profileId)
  const there = joining.length > 0 ? await holdProfiles(tx, accountId, joining) : new Set()
  await writeDifferences(
    tx,
    accountId,
    differences.filter((one) => one.kind !== 'joined' || there.has(one.profileId)),
    cause,
  )
}
