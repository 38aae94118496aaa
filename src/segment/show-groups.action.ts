import type { Call } from '../platform/http.ts'
import type { Resource } from '../platform/json-api.ts'
import type { Tx } from '../platform/sql.ts'
import { listResource, segmentResource } from './group-resource.ts'
import { countMembers, type GroupRow } from './groups.sql.ts'

type Looking = Pick<Call<never, unknown>, 'caller' | 'query'>

const NOTHING: ReadonlySet<string> = new Set()

/** Lists and segments with the costly attributes that the request asked for. */
export async function showGroups(
  tx: Tx,
  call: Looking,
  rows: readonly GroupRow[],
): Promise<Resource[]> {
  const counts = await countsAsked(tx, call, rows)
  return rows.map((row) => shown(call, row, counts))
}

/** As `showGroups`, of one. */
export async function showGroup(tx: Tx, call: Looking, row: GroupRow): Promise<Resource> {
  return shown(call, row, await countsAsked(tx, call, [row]))
}

async function countsAsked(tx: Tx, call: Looking, rows: readonly GroupRow[]) {
  const counted = rows.filter((row) => askedOf(call, row).has('profile_count'))
  if (counted.length === 0) return new Map<string, number>()
  return countMembers(
    tx,
    call.caller.accountId,
    counted.map((row) => row.groupId),
  )
}

function shown(call: Looking, row: GroupRow, counts: ReadonlyMap<string, number>): Resource {
  const extras = { asked: askedOf(call, row), count: counts.get(row.groupId) }
  return row.kind === 'list' ? listResource(row, extras) : segmentResource(row, extras)
}

function askedOf({ query }: Looking, { kind }: GroupRow): ReadonlySet<string> {
  return query.additional.get(kind) ?? NOTHING
}
