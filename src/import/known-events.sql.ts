import type { EventToRecord } from '../event/new-event.ts'
import type { Tx } from '../platform/sql.ts'
import { identifiersOf } from '../profile/identifiers.ts'

/**
 * Places of those events that are recorded already, for their person, metric and unique id.
 *
 * One look-up by primary key or unique index for each event and identifier.
 */
export async function findKnownEvents(
  tx: Tx,
  accountId: string,
  events: readonly EventToRecord[],
): Promise<Set<number>> {
  const wanted = events.flatMap((event, place) =>
    identifiersOf(event.profile.identifiers).map(({ kind, value }) => ({
      place,
      kind,
      value,
      metric: event.metricName,
      integration: event.integrationKey,
      unique_id: event.uniqueId,
    })),
  )
  const known = await tx<Array<{ place: number }>>`
    with wanted as (
      select *
      from json_to_recordset(${JSON.stringify(wanted)}::text::json) as r (
        place integer, kind text, value text, metric text, integration text, unique_id text)
    ),
    named as materialized (
      select w.place, w.unique_id, i.profile_id, m.metric_id
      from wanted w
      join profile_identifiers i
        on i.account_id = ${accountId} and i.kind = w.kind and i.value = w.value
      join metrics m
        on m.account_id = ${accountId} and m.name = w.metric and m.integration_key = w.integration
    )
    select n.place
    from named n
    cross join lateral (
      select
      from events e
      where e.account_id = ${accountId}
        and e.profile_id = n.profile_id
        and e.metric_id = n.metric_id
        and e.unique_id = n.unique_id
      limit 1  -- keeps it a look-up in events_once: joined, a new account's events are all compared
    ) e`
  return new Set(known.map(({ place }) => place))
}
