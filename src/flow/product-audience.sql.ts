import type { Tx } from '../platform/sql.ts'
import type { ProductChange } from './product-change.ts'

/** A change of the catalogue, with the item's stock as it is. */
export async function findProductChange(
  tx: Tx,
  accountId: string,
  changeId: string,
): Promise<ProductChange | undefined> {
  const [row] = await tx<ProductChange[]>`
    select c.change_id::text as "changeId", c.item_id as "itemId", c.variant_id as "variantId",
           c.price_before::float8 as "priceBefore", c.price_after::float8 as "priceAfter",
           c.quantity_before::float8 as "quantityBefore",
           c.quantity_after::float8 as "quantityAfter", c.changed_at as "changedAt",
           (select coalesce(sum(v.inventory_quantity), 0)::float8
            from catalog_variants v
            where v.account_id = c.account_id
              and v.item_id = c.item_id) as "itemQuantity"
    from catalog_changes c
    where c.account_id = ${accountId}
      and c.change_id = ${changeId}`
  return row
}

export interface ProductEvent {
  eventId: string
  profileId: string
  at: Date
  metricId: string
  properties: Record<string, unknown>
}

/** Events of some metrics in which one of the ids is written somewhere, page by page, oldest first. */
export function eventsNaming(
  tx: Tx,
  accountId: string,
  asked: {
    metricIds: readonly string[]
    ids: readonly string[]
    from: Date
    to: Date
    after: { at: Date; eventId: string } | null
    limit: number
  },
): Promise<ProductEvent[]> {
  const { metricIds, ids, from, to, after, limit } = asked
  return tx<ProductEvent[]>`
    select e.event_id::text as "eventId", e.profile_id as "profileId", e.occurred_at as at,
           e.metric_id as "metricId", e.properties
    from events e
    where e.account_id = ${accountId}
      and e.metric_id = any (${[...metricIds]})
      and e.occurred_at > ${from}
      and e.occurred_at <= ${to}
      ${after ? tx`and (e.occurred_at, e.event_id) > (${after.at}, ${after.eventId}::bigint)` : tx``}
      and exists (
        select
        from unnest(${[...ids]}::text[]) as i (id)
        where strpos(e.properties::text, i.id) > 0
      )
    order by e.occurred_at, e.event_id
    limit ${limit}`
}

/** Positions of events in the log, by profile, of those that were recorded under one key. */
export async function eventsByKey(
  tx: Tx,
  accountId: string,
  { metricId, uniqueId }: { metricId: string; uniqueId: string },
  profileIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx<{ profileId: string; eventId: string }[]>`
    select e.profile_id as "profileId", e.event_id::text as "eventId"
    from events e
    where e.account_id = ${accountId}
      and e.profile_id = any (${[...profileIds]}::uuid[])
      and e.metric_id = ${metricId}
      and e.unique_id = ${uniqueId}`
  return new Map(rows.map((row) => [row.profileId, row.eventId]))
}
