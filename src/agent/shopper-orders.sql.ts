import type { Tx } from '../platform/sql.ts'
import { ORDER_EVENT_NAMES, type OrderEvent } from './order-states.ts'

/** Events about orders that are read of one person; older ones are not. */
const EVENTS_MAX = 300

/** The newest events about the orders of a person, in no order. */
export function orderEventsOf(tx: Tx, accountId: string, profileId: string): Promise<OrderEvent[]> {
  return tx<OrderEvent[]>`
    select m.name as "metricName", e.occurred_at as "occurredAt", e.unique_id as "uniqueId",
           e.value::float8 as value, e.value_currency as currency, e.properties
    from events e
    join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
    where e.account_id = ${accountId}
      and e.profile_id = ${profileId}
      and e.metric_id = any (
        select o.metric_id
        from metrics o
        where o.account_id = ${accountId}
          and o.name = any (${[...ORDER_EVENT_NAMES]})
      )
    order by e.occurred_at desc
    limit ${EVENTS_MAX}`
}
