import type { LoggedEvent } from '../platform/event-log.ts'
import type { Tx } from '../platform/sql.ts'
import { PASSIVE_METRIC_NAMES } from './passive-metrics.ts'

/** Note for each profile when it first and last was active, and when it last had any event. */
export async function addProfileActivity(tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  await tx`
    with entries as (
      select e.account_id, e.profile_id, e.occurred_at,
             m.name <> all (${[...PASSIVE_METRIC_NAMES]}) as is_active
      from unnest(${events.map((event) => event.accountId)}::text[],
                  ${events.map((event) => event.profileId)}::uuid[],
                  ${events.map((event) => event.metricId)}::text[],
                  ${events.map((event) => event.occurredAt.toISOString())}::timestamptz[])
        as e (account_id, profile_id, metric_id, occurred_at)
      join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
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
        last_event_at = greatest(a.last_event_at, excluded.last_event_at)`
}
