import type { Tx } from '../platform/sql.ts'
import { readDefinition } from './read-definition.ts'
import type { Segment } from './segment.ts'

type SegmentRow = Omit<Segment, 'definition'> & { definition: string }

function segmentsFrom(rows: readonly SegmentRow[]): Segment[] {
  return rows.map((row) => ({ ...row, definition: readDefinition(row.definition) }))
}

/**
 * Active, built segments that look at one of these metrics, groups, or at the profile itself. Those
 * being built are left out: their build catches up with what happened meanwhile.
 */
export async function segmentsTouched(
  tx: Tx,
  accountId: string,
  by: {
    metricIds?: readonly string[]
    groupIds?: readonly string[]
    profile?: boolean
    /** Events happened: what asks when a profile was last active is touched. */
    activity?: boolean
  },
): Promise<Segment[]> {
  const rows = await tx<SegmentRow[]>`
    select s.group_id as "segmentId", s.definition::text, s.version
    from segments s
    where s.account_id = ${accountId}
      and s.is_active
      and s.built_version = s.version
      and exists (
        select
        from segment_needs n
        where n.account_id = s.account_id
          and n.group_id = s.group_id
          and ((n.kind = 'metric' and n.key = any (${[...(by.metricIds ?? [])]}))
            or (n.kind = 'group' and n.key = any (${[...(by.groupIds ?? [])]}))
            or (n.kind = 'profile' and ${by.profile ?? false})
            or (n.kind = 'activity' and ${by.activity ?? false})))`
  return segmentsFrom(rows)
}

/** All that are active and built: what a new or a merged profile may belong to. */
export async function segmentsKept(tx: Tx, accountId: string): Promise<Segment[]> {
  const rows = await tx<SegmentRow[]>`
    select s.group_id as "segmentId", s.definition::text, s.version
    from segments s
    where s.account_id = ${accountId}
      and s.is_active
      and s.built_version = s.version`
  return segmentsFrom(rows)
}

/** One segment, whatever its state. */
export async function segmentById(
  tx: Tx,
  accountId: string,
  segmentId: string,
): Promise<(Segment & { isActive: boolean; builtVersion: number }) | undefined> {
  const [row] = await tx<(SegmentRow & { isActive: boolean; builtVersion: number })[]>`
    select s.group_id as "segmentId", s.definition::text, s.version,
           s.is_active as "isActive", s.built_version as "builtVersion"
    from segments s
    where s.account_id = ${accountId}
      and s.group_id = ${segmentId}`
  return row && { ...row, definition: readDefinition(row.definition) }
}

export interface DueFlip {
  segmentId: string
  profileId: string
  flipAt: Date
}

/** Accounts that wait for the passing of time, with the instant that comes first. */
export function accountsWithFlips(tx: Tx): Promise<{ accountId: string; firstAt: Date }[]> {
  return tx<{ accountId: string; firstAt: Date }[]>`
    select a.account_id as "accountId", f.flip_at as "firstAt"
    from accounts a
    cross join lateral (
      select s.flip_at
      from segment_flips s
      where s.account_id = a.account_id
      order by s.flip_at
      limit 1
    ) f`
}

/**
 * Flips that are due, of active and built segments; at most `limit`, oldest first.
 *
 * The segment is asked for row by row, so that the flips are walked in the order of time: joined, they
 * would all be read, segment by segment. 500 of 515,000 flips: 3 ms; joined, 950 ms.
 */
export function dueFlips(tx: Tx, accountId: string, now: Date, limit: number): Promise<DueFlip[]> {
  return tx<DueFlip[]>`
    select f.group_id as "segmentId", f.profile_id as "profileId", f.flip_at as "flipAt"
    from segment_flips f
    where f.account_id = ${accountId}
      and f.flip_at <= ${now}
      and (
        select s.is_active and s.built_version = s.version
        from segments s
        where s.account_id = f.account_id
          and s.group_id = f.group_id
      )
    order by f.flip_at
    limit ${limit}`
}

/** Whether the passing of time has changed any of these segments, and it is not applied yet. */
export async function isFlipDue(
  tx: Tx,
  accountId: string,
  groupIds: readonly string[],
  now: Date,
): Promise<boolean> {
  const [row] = await tx<{ isDue: boolean }[]>`
    select exists (
      select
      from segment_flips f
      join segments s on s.account_id = f.account_id and s.group_id = f.group_id
      where f.account_id = ${accountId}
        and f.flip_at <= ${now}
        and f.group_id = any (${[...groupIds]})
        and s.is_active
        and s.built_version = s.version) as "isDue"`
  return row?.isDue ?? false
}

export async function segmentsByIds(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
): Promise<Segment[]> {
  const rows = await tx<SegmentRow[]>`
    select s.group_id as "segmentId", s.definition::text, s.version
    from segments s
    where s.account_id = ${accountId}
      and s.group_id = any (${[...ids]})
      and s.is_active
      and s.built_version = s.version`
  return segmentsFrom(rows)
}

export async function timezoneOf(tx: Tx, accountId: string): Promise<string> {
  const [row] = await tx<{ timezone: string }[]>`
    select timezone from accounts where account_id = ${accountId}`
  return row?.timezone ?? 'UTC'
}
