import { eventLog } from '../platform/event-log.ts'
import { alongTheLog, rowsOf, type Stretch } from '../platform/log.ts'
import type { Tx } from '../platform/sql.ts'

/**
 * Note for each profile when it first and last was active, and when it last had any event.
 * @param passive metrics of what only happens to a profile
 */
export async function addProfileActivity(
  tx: Tx,
  events: readonly Stretch[],
  passive: readonly { accountId: string; metricId: string }[],
): Promise<void> {
  await alongTheLog(
    tx,
    () => tx`
      with entries as (
        select l.account_id, l.profile_id, l.occurred_at,
               (l.account_id, l.metric_id) not in (
                 select p.account_id, p.metric_id
                 from unnest(${passive.map(({ accountId }) => accountId)}::text[],
                             ${passive.map(({ metricId }) => metricId)}::text[])
                   as p (account_id, metric_id)
               ) as is_active
        from ${rowsOf(tx, eventLog, events)}
      )
      insert into profile_activity as a
        (account_id, profile_id, first_active_at, last_active_at, last_event_at)
      select account_id, profile_id,
             min(occurred_at) filter (where is_active),
             max(occurred_at) filter (where is_active),
             max(occurred_at)
      from entries
      group by account_id, profile_id
      order by account_id, profile_id  -- the order in which rows are locked
      on conflict (account_id, profile_id) do update
      set first_active_at = least(a.first_active_at, excluded.first_active_at),
          last_active_at = greatest(a.last_active_at, excluded.last_active_at),
          last_event_at = greatest(a.last_event_at, excluded.last_event_at)`,
  )
}
