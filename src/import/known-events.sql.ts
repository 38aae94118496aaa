import type { EventToRecord } from '../event/record-events.action.ts'
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
    )
    select w.place
    from wanted w
    join profile_identifiers i
      on i.account_id = ${accountId} and i.kind = w.kind and i.value = w.value
    join metrics m
      on m.account_id = ${accountId} and m.name = w.metric and m.integration_key = w.integration
    join events e
      on e.account_id = ${accountId} and e.profile_id = i.profile_id
      and e.metric_id = m.metric_id and e.unique_id = w.unique_id`
  return new Set(known.map(({ place }) => place))
}
