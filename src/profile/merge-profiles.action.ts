import { COUNT_EVENTS } from '../platform/event-log.ts'
import { holdFollower } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'
import {
  deleteProfiles,
  dropEvents,
  lockForRemoval,
  type MergePair,
  mergedInto,
  moveActivity,
  moveEvents,
  moveOtherRows,
  recordMerges,
  repeatedEvents,
} from './merge.sql.ts'
import { mergeStates } from './merge-states.ts'
import type { ProfileState } from './profile.ts'
import { loadProfiles, saveProfiles } from './save-profiles.action.ts'

export interface MergeRequest {
  /** UUIDs. The source goes into the destination and is gone afterwards. */
  source: string
  destination: string
  /** Who asked: a name for the history. */
  mergedBy: string
}

export type MergeOutcome =
  | { outcome: 'merged'; movedEvents: number; droppedEvents: number }
  /** It went there before: nothing is left to do. */
  | { outcome: 'already-merged' }
  | { outcome: 'refused'; reason: 'same-profile' | 'unknown-source' | 'unknown-destination' }

/**
 * Merge one profile into another, in the caller's transaction. Safe to repeat: the second time it
 * answers `already-merged`.
 *
 * @throws LostRace see `retryLostRaces`
 */
export async function mergeProfiles(
  tx: Tx,
  accountId: string,
  { source, destination, mergedBy }: MergeRequest,
  now: Date,
): Promise<MergeOutcome> {
  if (source === destination) return { outcome: 'refused', reason: 'same-profile' }
  await lockForRemoval(tx, accountId, [source, destination])
  const before = await loadProfiles(tx, accountId, [source, destination])
  const kept = before.get(destination)
  const gone = before.get(source)
  if (!kept) return { outcome: 'refused', reason: 'unknown-destination' }
  if (!gone) {
    const went = await mergedInto(tx, accountId, source)
    if (went === destination) return { outcome: 'already-merged' }
    return { outcome: 'refused', reason: 'unknown-source' }
  }
  const absorbed = [{ source, destination }]
  const after = new Map([[destination, mergeStates(kept, gone)]])
  await saveProfiles(tx, accountId, { before, after, absorbed, now })
  const moved = await moveHistory(tx, accountId, {
    merges: absorbed,
    before,
    cause: 'request',
    mergedBy,
    now,
  })
  return { outcome: 'merged', ...moved }
}

export interface HistoryMove {
  merges: readonly MergePair[]
  /** The profiles as they were before: the sources' snapshots. */
  before: ReadonlyMap<string, ProfileState>
  cause: 'request' | 'identified'
  mergedBy: string
  now: Date
}

/**
 * Move everything that belongs to the sources, and remove them. Call it after `saveProfiles`: the
 * destinations exist then, and the identifiers have moved.
 */
export async function moveHistory(
  tx: Tx,
  accountId: string,
  { merges, before, cause, mergedBy, now }: HistoryMove,
): Promise<{ movedEvents: number; droppedEvents: number }> {
  const sources = merges.map(({ source }) => source)
  // Waits for events that are being recorded for a source, and lets no new ones in.
  await lockForRemoval(tx, accountId, sources)
  const repeated = await repeatedEvents(tx, accountId, merges)
  if (repeated.length > 0) {
    await holdFollower(
      tx,
      COUNT_EVENTS,
      repeated.map(({ shard }) => shard),
    )
    await dropEvents(
      tx,
      accountId,
      repeated.map(({ eventId }) => eventId),
    )
  }
  const moved = new Map(
    (await moveEvents(tx, accountId, merges)).map((one) => [one.source, one.moved]),
  )
  await moveActivity(tx, accountId, merges)
  await moveOtherRows(tx, accountId, merges)
  const records = merges.map((pair) => ({
    ...pair,
    cause,
    snapshot: snapshotOf(before.get(pair.source)),
    movedEvents: moved.get(pair.source) ?? 0,
    mergedBy,
  }))
  await recordMerges(tx, accountId, records, now)
  await deleteProfiles(tx, accountId, sources)
  return {
    movedEvents: [...moved.values()].reduce((sum, one) => sum + one, 0),
    droppedEvents: repeated.length,
  }
}

function snapshotOf(profile: ProfileState | undefined): object {
  if (!profile) return {}
  return { ...profile, identifiers: [...profile.identifiers.values()] }
}
