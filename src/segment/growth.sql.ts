import type { Page } from '../platform/page.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { taggedTerm } from '../tag/tags.sql.ts'
import type { ChangeCause } from './segment.ts'

export interface TransitionRow {
  changeId: number
  profileId: string
  kind: 'joined' | 'left'
  cause: ChangeCause
  changedAt: Date
}

/** One more than a page of who joined and left, newest first. */
export function listTransitions(
  tx: Tx,
  accountId: string,
  groupId: string,
  { cursor, size }: Page,
): Promise<TransitionRow[]> {
  const isUp = cursor?.backwards ?? false
  const direction = isUp ? tx`asc` : tx`desc`
  return tx<TransitionRow[]>`
    select c.change_id as "changeId", c.profile_id as "profileId", c.kind, c.cause,
           c.changed_at as "changedAt"
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = ${groupId}
      ${
        cursor
          ? tx`and (c.changed_at, c.change_id) ${isUp ? tx`>` : tx`<`}
               (${cursor.key}::text::timestamptz, ${cursor.id}::bigint)`
          : tx``
      }
    order by c.changed_at ${direction}, c.change_id ${direction}
    limit ${size + 1}`
}

export interface OverviewRow {
  groupId: string
  kind: 'list' | 'segment'
  name: string
  isStarred: boolean
  isActive: boolean
  isProcessing: boolean
  createdAt: Date
  updatedAt: Date
}

/** One more than a page of lists and segments by name; `kind` and `text` narrow it down. */
export function listOverviews(
  tx: Tx,
  accountId: string,
  wanted: { kind: string | null; text: string | null; tagIds: readonly string[] | null },
  { cursor, size }: Page,
): Promise<OverviewRow[]> {
  const isUp = !(cursor?.backwards ?? false)
  const direction = isUp ? tx`asc` : tx`desc`
  return tx<OverviewRow[]>`
    select g.group_id as "groupId", g.kind, g.name, g.is_starred as "isStarred",
           coalesce(s.is_active, true) as "isActive",
           coalesce(s.is_active and s.built_version < s.version, false) as "isProcessing",
           g.created_at as "createdAt", g.updated_at as "updatedAt"
    from groups g
    left join segments s on s.account_id = g.account_id and s.group_id = g.group_id
    where g.account_id = ${accountId}
      and (${wanted.kind}::text is null or g.kind = ${wanted.kind})
      and (${wanted.text}::text is null
        or position(lower(${wanted.text}::text) in lower(g.name)) > 0)
      ${
        wanted.tagIds
          ? tx`and ${taggedTerm(tx, tx`g.group_id`, {
              accountId,
              kinds: ['list', 'segment'],
              value: [...wanted.tagIds],
            })}`
          : tx``
      }
      ${
        cursor
          ? tx`and (g.name collate "C", g.group_id) ${isUp ? tx`>` : tx`<`}
               (${cursor.key}, ${cursor.id})`
          : tx``
      }
    order by g.name collate "C" ${direction}, g.group_id ${direction}
    limit ${size + 1}`
}

export interface GrowthRow {
  groupId: string
  startsAt: Date
  added: number
  removed: number
}

const INTERVALS = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' } as const
export type GrowthInterval = keyof typeof INTERVALS

/** Joined and left per group and interval of a time zone, within `[from, until)`. */
export function growthSeries(
  tx: Tx,
  accountId: string,
  wanted: {
    groupIds: readonly string[]
    interval: GrowthInterval
    from: Date
    until: Date
    timezone: string
  },
): Promise<GrowthRow[]> {
  const unit = INTERVALS[wanted.interval]
  return tx<GrowthRow[]>`
    select c.group_id as "groupId",
           date_trunc(${unit}, c.changed_at, ${wanted.timezone}) as "startsAt",
           count(*) filter (where c.kind = 'joined')::int as added,
           count(*) filter (where c.kind = 'left')::int as removed
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = any (${[...wanted.groupIds]})
      and c.changed_at >= ${wanted.from}
      and c.changed_at < ${wanted.until}
    group by 1, 2`
}

/** The starts of the intervals that touch `[from, until)`. */
export async function intervalStarts(
  tx: Tx,
  wanted: { interval: GrowthInterval; from: Date; until: Date; timezone: string },
): Promise<Date[]> {
  const unit = INTERVALS[wanted.interval]
  // Hours are found by quarters of an hour: on the day that clocks go back one comes twice, on the day they
  // go forward one is missing, and not every zone changes by whole hours. The others are steps of the wall
  // clock, so that days of 23 and 25 hours are days.
  const rows =
    unit === 'hour'
      ? await tx<{ at: Date }[]>`
          select distinct date_trunc('hour', q.at, ${wanted.timezone}) as at
          from generate_series(${wanted.from}::timestamptz, ${wanted.until}::timestamptz,
                               interval '15 minutes') as q (at)
          where q.at < ${wanted.until}
          order by 1`
      : await tx<{ at: Date }[]>`
          select t.wall at time zone ${wanted.timezone} as at
          from generate_series(
            date_trunc(${unit}, ${wanted.from}::timestamptz at time zone ${wanted.timezone}),
            ${wanted.until}::timestamptz at time zone ${wanted.timezone},
            ${`1 ${unit}`}::interval) as t (wall)
          where t.wall at time zone ${wanted.timezone} < ${wanted.until}`
  return rows.map((row) => row.at)
}

/** Joined minus left from an instant on: what a size now has to be lessened by for the size then. */
export async function netSince(
  tx: Tx,
  accountId: string,
  groupIds: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  const rows = await tx<{ groupId: string; net: number }[]>`
    select c.group_id as "groupId", sum(${signed(tx)})::int as net
    from group_changes c
    where c.account_id = ${accountId}
      and c.group_id = any (${[...groupIds]})
      and c.changed_at >= ${since}
    group by 1`
  return new Map(rows.map((row) => [row.groupId, row.net]))
}

function signed(tx: Tx): Fragment {
  return tx`case c.kind when 'joined' then 1 else -1 end`
}
