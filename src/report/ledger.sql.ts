import { AGENT_INTEGRATION } from '../metric/known-metrics.ts'
import type { Tx } from '../platform/sql.ts'
import type { Window } from './report-window.ts'

export interface ShownEvent {
  eventId: number
  profileId: string
  at: Date
  properties: Record<string, unknown>
}

/** The next events in which the agent showed products, after one; not more than `max`. */
export function shownEvents(
  tx: Tx,
  accountId: string,
  wanted: Window & { metricId: string; after: number; max: number },
): Promise<ShownEvent[]> {
  return tx<ShownEvent[]>`
    select e.event_id as "eventId", e.profile_id as "profileId", e.occurred_at as at, e.properties
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${wanted.metricId}
      and e.occurred_at >= ${wanted.from}
      and e.occurred_at < ${wanted.until}
      and e.event_id > ${wanted.after}
    order by e.event_id
    limit ${wanted.max}`
}

/** What these people did with products since an instant, oldest first. */
export function productEvents(
  tx: Tx,
  accountId: string,
  wanted: { metricIds: readonly string[]; profileIds: readonly string[]; from: Date; max: number },
): Promise<(ShownEvent & { metricId: string; uniqueId: string })[]> {
  return tx<(ShownEvent & { metricId: string; uniqueId: string })[]>`
    select e.event_id as "eventId", e.profile_id as "profileId", e.metric_id as "metricId",
           e.occurred_at as at, e.unique_id as "uniqueId", e.properties
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...wanted.profileIds]}::uuid[])
      and e.metric_id = any (${[...wanted.metricIds]})
      and e.occurred_at >= ${wanted.from}
    order by e.occurred_at, e.event_id
    limit ${wanted.max}`
}

/** Products that were clicked in these conversations. */
export function clickedProducts(
  tx: Tx,
  accountId: string,
  conversationIds: readonly string[],
): Promise<{ conversationId: string; productId: string }[]> {
  return tx<{ conversationId: string; productId: string }[]>`
    select distinct conversation_id as "conversationId", product_id as "productId"
    from web_chat_product_clicks
    where account_id = ${accountId}
      and conversation_id = any (${[...conversationIds]}::uuid[])`
}

/** One of the metrics of the agent, by its name. */
export async function agentMetric(
  tx: Tx,
  accountId: string,
  name: string,
): Promise<string | undefined> {
  const [row] = await tx<{ metricId: string }[]>`
    select metric_id as "metricId"
    from metrics
    where account_id = ${accountId}
      and name = ${name}
      and integration_key = ${AGENT_INTEGRATION}`
  return row?.metricId
}
