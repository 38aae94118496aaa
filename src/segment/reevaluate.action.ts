import type { Tx } from '../platform/sql.ts'
import { evaluate } from './evaluate.ts'
import { loadFacts, lockProfiles } from './facts.sql.ts'
import type { Moment } from './facts.ts'
import { writeFindings } from './members.sql.ts'
import { allNeeds, needsOf } from './needs.ts'
import type { ChangeCause, Finding, MemberChange, Segment } from './segment.ts'

/** Profiles whose facts are in memory at once. */
export const FACTS_PROFILES_MAX = 500

/**
 * Decide anew whether these profiles belong to these segments, and write what changed. The profiles
 * are locked first: what is read afterwards is at least as new as what caused the look.
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
    /** When a flip was due, if it is not now that is asked about. */
    nowFor?: (segmentId: string, profileId: string) => Date
  },
): Promise<MemberChange[]> {
  const { segments, cause, moment } = work
  if (segments.length === 0) return []
  const needs = allNeeds(segments.map((segment) => needsOf(segment.definition)))
  const ids = [...new Set(work.profileIds)].sort()
  const changes: MemberChange[] = []
  for (let from = 0; from < ids.length; from += FACTS_PROFILES_MAX) {
    const some = ids.slice(from, from + FACTS_PROFILES_MAX)
    await lockProfiles(tx, accountId, some)
    const facts = await loadFacts(tx, accountId, some, needs)
    const findings = some.flatMap((profileId) => {
      const known = facts.get(profileId)
      return segments
        .filter(({ segmentId }) => work.isWanted?.(segmentId, profileId) ?? true)
        .map(({ segmentId, definition }): Finding => {
          const at = work.nowFor?.(segmentId, profileId) ?? moment.now
          const verdict = known && evaluate(definition, known, { ...moment, now: at })
          return {
            at,
            segmentId,
            profileId,
            matches: verdict?.matches ?? false,
            nextFlip: verdict?.nextFlip ?? null,
          }
        })
    })
    changes.push(...(await writeFindings(tx, accountId, findings, cause)))
  }
  return changes
}
