import { AGENT_INTEGRATION } from '../metric/known-metrics.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import type { Window } from './report-window.ts'

/** Where an event stands in time. */
export interface EventPlace {
  at: Date
  eventId: number
}

export interface ShownEvent extends EventPlace {
  profileId: string
  properties: Record<string, unknown>
}

/**
 * The next events in which the agent showed products, the oldest first; not more than `max`.
 * @param wanted.productId of this product alone, or null
 */
export function shownEvents(
  tx: Tx,
  accountId: string,
  wanted: Window & {
    metricId: string
    productId: string | null
    after: EventPlace | null
    max: number
  },
): Promise<ShownEvent[]> {
  const { productId } = wanted
  const having = JSON.stringify({ $extra: { items: [{ product_id: productId }] } })
  return tx<ShownEvent[]>`
    select e.event_id as "eventId", e.profile_id as "profileId", e.occurred_at as at, e.properties
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = ${wanted.metricId}
      and e.occurred_at >= ${wanted.from}
      and e.occurred_at < ${wanted.until}
      ${afterEvent(tx, wanted.after)}
      ${productId === null ? tx`` : tx`and e.properties @> ${having}::text::jsonb`}
    order by e.occurred_at, e.event_id
    limit ${wanted.max}`
}

/** The next of what these people did with products since an instant, the oldest first. */
export function productEvents(
  tx: Tx,
  accountId: string,
  wanted: {
    metricIds: readonly string[]
    profileIds: readonly string[]
    from: Date
    after: EventPlace | null
    max: number
  },
): Promise<(ShownEvent & { metricId: string; uniqueId: string })[]> {
  return tx<(ShownEvent & { metricId: string; uniqueId: string })[]>`
    select e.event_id as "eventId", e.profile_id as "profileId", e.metric_id as "metricId",
           e.occurred_at as at, e.unique_id as "uniqueId", e.properties
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...wanted.profileIds]}::uuid[])
      and e.metric_id = any (${[...wanted.metricIds]})
      and e.occurred_at >= ${wanted.from}
      ${afterEvent(tx, wanted.after)}
    order by e.occurred_at, e.event_id
    limit ${wanted.max}`
}

function afterEvent(tx: Tx, after: EventPlace | null): Fragment {
  return after ? tx`and (e.occurred_at, e.event_id) > (${after.at}, ${after.eventId})` : tx``
}

/** Products that were clicked in these conversations, and when at first. */
export function clickedProducts(
  tx: Tx,
  accountId: string,
  conversationIds: readonly string[],
): Promise<{ conversationId: string; productId: string; at: Date }[]> {
  return tx<{ conversationId: string; productId: string; at: Date }[]>`
    select conversation_id as "conversationId", product_id as "productId",
           min(first_clicked_at) as at
    from web_chat_product_clicks
    where account_id = ${accountId}
      and conversation_id = any (${[...conversationIds]}::uuid[])
    group by conversation_id, product_id`
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
