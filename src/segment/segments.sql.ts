import type { Tx } from '../platform/sql.ts'
import type { Needs } from './needs.ts'

/** Note what can touch a segment, so that followers find it. */
export async function saveNeeds(
  tx: Tx,
  accountId: string,
  segmentId: string,
  needs: Needs,
): Promise<void> {
  const rows = [
    ...[...needs.metrics.keys()].map((key) => ({ kind: 'metric', key })),
    ...[...needs.groups].map((key) => ({ kind: 'group', key })),
    ...(needs.profile ? [{ kind: 'profile', key: '' }] : []),
    ...(needs.activity ? [{ kind: 'activity', key: '' }] : []),
  ]
  await tx`
    with gone as (
      delete from segment_needs
      where account_id = ${accountId}
        and group_id = ${segmentId}
        and (kind, key) not in (
          select r.kind, r.key
          from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (kind text, key text))
    )
    insert into segment_needs (account_id, kind, key, group_id)
    select ${accountId}, r.kind, r.key, ${segmentId}
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (kind text, key text)
    on conflict do nothing`
}

export async function insertSegment(
  tx: Tx,
  accountId: string,
  segmentId: string,
  definition: unknown,
): Promise<void> {
  await tx`
    insert into segments (account_id, group_id, definition)
    values (${accountId}, ${segmentId}, ${JSON.stringify(definition)}::text::jsonb)`
}

/** A new version, to be built. The same definition again is one as well. */
export async function redefineSegment(
  tx: Tx,
  accountId: string,
  segmentId: string,
  definition: unknown,
): Promise<void> {
  await tx`
    update segments
    set definition = ${JSON.stringify(definition)}::text::jsonb, version = version + 1,
        build_done = 0, build_total = null, build_failure = null
    where account_id = ${accountId}
      and group_id = ${segmentId}`
}

/** Off, membership is frozen; on again, it is built anew. */
export async function switchSegment(
  tx: Tx,
  accountId: string,
  segmentId: string,
  isActive: boolean,
): Promise<void> {
  await tx`
    update segments
    set is_active = ${isActive}, version = version + 1, build_done = 0, build_total = null
    where account_id = ${accountId}
      and group_id = ${segmentId}
      and is_active <> ${isActive}`
}

/** The group itself and every segment that depends on it, directly or through others. */
export async function groupsLeadingTo(
  tx: Tx,
  accountId: string,
  groupId: string,
): Promise<Set<string>> {
  const rows = await tx<{ id: string }[]>`
    with recursive dependants as (
      select ${groupId}::text collate "C" as id
      union
      select n.group_id
      from dependants l
      join segment_needs n
        on n.account_id = ${accountId} and n.kind = 'group' and n.key = l.id
    )
    select id from dependants`
  return new Set(rows.map((row) => row.id))
}
