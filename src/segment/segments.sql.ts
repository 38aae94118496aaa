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
