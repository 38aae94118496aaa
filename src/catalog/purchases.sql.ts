import type { Language } from '../contract/agent-words.ts'
import type { Tx } from '../platform/sql.ts'
import { ANYTHING, chooseOffers, describe, mostPopular } from './find-products.sql.ts'
import type { FoundProduct } from './product-search.ts'

/** What most orders had in them lately; products that nobody bought yet come last, new ones first. */
export async function popularProducts(
  tx: Tx,
  accountId: string,
  {
    limit,
    inStockOnly,
    excludedIds,
  }: { limit: number; inStockOnly: boolean; excludedIds: readonly string[] },
): Promise<FoundProduct[]> {
  const query = { ...ANYTHING, inStockOnly, excludedIds }
  return describe(tx, accountId, await mostPopular(tx, accountId, query, limit), 'en')
}

/** Pairs looked at for one answer: some may be sold out or gone. */
const PAIRS_MAX = 100

/**
 * What was ordered together with this product, most often and lately first; only what is in stock.
 * The score is the part of the best pair.
 */
export async function boughtTogether(
  tx: Tx,
  accountId: string,
  productId: string,
  limit: number,
  language: Language = 'en',
): Promise<FoundProduct[]> {
  const pairs = await tx<{ productId: string; heat: number }[]>`
    select p.other_id as "productId", p.heat
    from catalog_pairs p
    where p.account_id = ${accountId}
      and p.item_id = ${productId}
    order by p.heat desc, p.other_id desc
    limit ${PAIRS_MAX}
  `
  const best = pairs[0]?.heat ?? 1
  const wanted = pairs.map(({ productId: id, heat }) => ({ productId: id, score: heat / best }))
  const chosen = await chooseOffers(tx, accountId, wanted, true)
  return describe(tx, accountId, chosen.slice(0, limit), language)
}

/** One product of one order. */
export type PurchaseRow = {
  accountId: string
  orderKey: string
  /** As the order names it: an id of an item or a variant, or an SKU. */
  named: readonly string[]
  orderedAt: Date
}

/** An order worth as much as two of the orders this many days before it. */
const HALF_LIFE_DAYS = 30
/** Later products of an order are not paired with each other. */
const PAIRED_MAX = 30

/**
 * Count products of orders. A product of an order counts once, by whatever event it is reported;
 * an order that arrives in parts is paired as a whole.
 *
 * Heat is the sum of 2^(days since 2020 / HALF_LIFE_DAYS) over the orders: its order never changes
 * by time passing, so nothing has to be recomputed. It fits a double until after the year 2100.
 */
export async function addPurchases(tx: Tx, purchases: readonly PurchaseRow[]): Promise<void> {
  if (purchases.length === 0) return
  // One at a time: what one adds to pairs, the next must see.
  await tx`select pg_advisory_xact_lock(hashtextextended(${'catalog.purchases'}, 0))`
  await tx`
    with given as (
      select r."accountId" as account_id, r."orderKey" as order_key, r.named, r."orderedAt" as ordered_at
      from jsonb_to_recordset(${JSON.stringify(purchases)}::text::jsonb) as r (
        "accountId" text, "orderKey" text, named text[], "orderedAt" timestamptz
      )
    ),
    resolved as (
      select g.account_id, g.order_key, g.ordered_at,
             coalesce(i.item_id, v.item_id, s.item_id, g.named[1]) as item_id
      from given g
      left join lateral (
        select i.item_id
        from unnest(g.named) with ordinality as n (id, place)
        join catalog_items i on i.account_id = g.account_id and i.item_id = n.id collate "C"
        order by n.place
        limit 1
      ) i on true
      left join lateral (
        select v.item_id
        from unnest(g.named) with ordinality as n (id, place)
        join catalog_variants v on v.account_id = g.account_id and v.variant_id = n.id collate "C"
        order by n.place
        limit 1
      ) v on true
      left join lateral (
        select v.item_id
        from unnest(g.named) with ordinality as n (id, place)
        join catalog_variants v on v.account_id = g.account_id and v.sku = n.id collate "C"
        order by n.place
        limit 1
      ) s on true
    ),
    bought as (
      insert into catalog_purchases (account_id, order_key, item_id, ordered_at)
      select account_id, order_key, item_id, min(ordered_at)
      from resolved
      group by account_id, order_key, item_id
      order by account_id, order_key, item_id
      on conflict do nothing
      returning account_id, order_key, item_id, ordered_at
    ),
    warm as (
      select account_id, order_key, item_id, ordered_at, ${heat(tx)} as heat
      from bought
    ),
    counted as (
      insert into catalog_popularity as p
        (account_id, item_id, item_no, order_count, heat, last_ordered_at)
      select w.account_id, w.item_id, i.item_no, count(*), sum(w.heat), max(w.ordered_at)
      from warm w
      left join catalog_items i on i.account_id = w.account_id and i.item_id = w.item_id
      group by w.account_id, w.item_id, i.item_no
      order by w.account_id, w.item_id
      on conflict (account_id, item_id) do update
      set order_count = p.order_count + excluded.order_count,
          heat = p.heat + excluded.heat,
          item_no = excluded.item_no,
          last_ordered_at = greatest(p.last_ordered_at, excluded.last_ordered_at)
    ),
    -- The statement does not see its own insertions: what the orders had before, and what is new.
    whole as (
      select b.account_id, b.order_key, b.item_id, b.ordered_at, true as is_new
      from bought b
      union all
      select p.account_id, p.order_key, p.item_id, p.ordered_at, false
      from (select distinct account_id, order_key from bought) o
      join catalog_purchases p on p.account_id = o.account_id and p.order_key = o.order_key
    ),
    ranked as (
      select w.*,
             row_number() over (
               partition by w.account_id, w.order_key order by w.is_new, w.item_id
             ) as place
      from whole w
    ),
    paired as (
      select a.account_id, a.item_id, b.item_id as other_id, a.ordered_at
      from ranked a
      join ranked b on b.account_id = a.account_id
        and b.order_key = a.order_key
        and b.item_id <> a.item_id
      where (a.is_new or b.is_new)
        and a.place <= ${PAIRED_MAX}
        and b.place <= ${PAIRED_MAX}
    )
    insert into catalog_pairs as p (account_id, item_id, other_id, order_count, heat)
    select account_id, item_id, other_id, count(*), sum(${heat(tx)})
    from paired
    group by account_id, item_id, other_id
    order by account_id, item_id, other_id
    on conflict (account_id, item_id, other_id) do update
    set order_count = p.order_count + excluded.order_count,
        heat = p.heat + excluded.heat
  `
}

function heat(tx: Tx) {
  const days = tx`extract(epoch from ordered_at - timestamptz '2020-01-01 00:00:00Z') / 86400`
  return tx`power(2::float8, (${days} / ${HALF_LIFE_DAYS}::int)::float8)`
}

export type OrderEventRow = {
  accountId: string
  metricName: string
  uniqueId: string
  occurredAt: Date
  properties: Record<string, unknown>
}

/** The events among these that report what was ordered. */
export function orderEvents(
  tx: Tx,
  events: { accountIds: readonly string[]; eventIds: readonly number[] },
  metricNames: readonly string[],
): Promise<OrderEventRow[]> {
  return tx<OrderEventRow[]>`
    select e.account_id as "accountId", m.name as "metricName", e.unique_id as "uniqueId",
           e.occurred_at as "occurredAt", e.properties
    from unnest(${[...events.accountIds]}::text[], ${[...events.eventIds]}::bigint[])
      as k (account_id, event_id)
    join events e on e.account_id = k.account_id and e.event_id = k.event_id
    join metrics m on m.account_id = e.account_id and m.metric_id = e.metric_id
    where m.name = any (${[...metricNames]}::text[])
  `
}
