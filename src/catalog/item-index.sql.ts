import type { Tx } from '../platform/sql.ts'
import type { Metadata } from './attributes.ts'
import type { Offer } from './search-document.ts'

export type IndexedItemRow = {
  itemId: string
  itemNo: number
  title: string
  description: string
  price: number | null
  metadata: Metadata
  isPublished: boolean
  /** What the search has of it so far. */
  terms: Record<string, number>
  variants: {
    variantId: string
    title: string
    sku: string
    price: number | null
    quantity: number
    metadata: Metadata
    isPublished: boolean
  }[]
}

/** Items with what the search needs of them. */
export function itemsToIndex(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<IndexedItemRow[]> {
  return tx<IndexedItemRow[]>`
    select i.item_id as "itemId", i.item_no as "itemNo", i.title, i.description,
           i.price::float8 as price, i.metadata, i.is_published as "isPublished", i.terms,
           coalesce(v.variants, '[]') as variants
    from catalog_items i
    left join lateral (
      select jsonb_agg(jsonb_build_object(
               'variantId', v.variant_id, 'title', v.title, 'sku', v.sku, 'price', v.price,
               'quantity', v.inventory_quantity, 'metadata', v.metadata,
               'isPublished', v.is_published
             ) order by v.variant_id) as variants
      from catalog_variants v
      where v.account_id = ${accountId}
        and v.item_id = i.item_id
    ) v on true
    where i.account_id = ${accountId}
      and i.item_id = any (${[...itemIds]}::text[])
  `
}

/** The words by which the search finds these items. */
export function termsOfItems(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<{ itemNo: number; term: string }[]> {
  return tx<{ itemNo: number; term: string }[]>`
    select i.item_no as "itemNo", t.term
    from catalog_items i
    cross join jsonb_object_keys(i.terms) as t (term)
    where i.account_id = ${accountId}
      and i.item_id = any (${[...itemIds]}::text[])
  `
}

export type TermRow = { term: string; itemNo: number; weight: number }

/** Bring the posting lists up to date with these differences. */
export async function writeTerms(
  tx: Tx,
  accountId: string,
  { gone, changed }: { gone: readonly Omit<TermRow, 'weight'>[]; changed: readonly TermRow[] },
): Promise<void> {
  if (gone.length > 0) {
    await tx`
      delete from catalog_terms t
      using unnest(${gone.map((one) => one.term)}::text[], ${gone.map((one) => one.itemNo)}::bigint[])
        as g (term, item_no)
      where t.account_id = ${accountId}
        and t.term = g.term
        and t.item_no = g.item_no
    `
  }
  if (changed.length === 0) return
  await tx`
    insert into catalog_terms (account_id, term, item_no, weight)
    select ${accountId}, c.term, c.item_no, c.weight
    from unnest(${changed.map((one) => one.term)}::text[],
                ${changed.map((one) => one.itemNo)}::bigint[],
                ${changed.map((one) => one.weight)}::smallint[]) as c (term, item_no, weight)
    order by c.term, c.item_no
    on conflict (account_id, term, item_no) do update
    set weight = excluded.weight
  `
}

/** Note what the search now has of items. */
export async function noteTerms(
  tx: Tx,
  accountId: string,
  rows: readonly { itemNo: number; terms: Record<string, number> }[],
): Promise<void> {
  await tx`
    update catalog_items i
    set terms = r.terms
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r ("itemNo" bigint, terms jsonb)
    where i.account_id = ${accountId}
      and i.item_no = r."itemNo"
  `
}

export type OfferRow = Offer & { itemNo: number }

/** Replace what can be bought of these items. */
export async function writeOffers(
  tx: Tx,
  accountId: string,
  itemNos: readonly number[],
  offers: readonly OfferRow[],
): Promise<void> {
  await tx`
    delete from catalog_offers o
    where o.account_id = ${accountId}
      and o.item_no = any (${[...itemNos]}::bigint[])
      and not exists (
        select
        from unnest(${offers.map((one) => one.itemNo)}::bigint[],
                    ${offers.map((one) => one.variantId)}::text[]) as k (item_no, variant_id)
        where k.item_no = o.item_no
          and k.variant_id = o.variant_id
      )
  `
  if (offers.length === 0) return
  await tx`
    insert into catalog_offers as o (account_id, item_no, variant_id, price, in_stock, facets)
    select ${accountId}, r."itemNo", r."variantId", r.price, r."isInStock", r.facets
    from jsonb_to_recordset(${JSON.stringify(offers)}::text::jsonb) as r (
      "itemNo" bigint, "variantId" text, price numeric, "isInStock" boolean, facets text[]
    )
    on conflict (account_id, item_no, variant_id) do update
    set price = excluded.price, in_stock = excluded.in_stock, facets = excluded.facets
    where (o.price, o.in_stock, o.facets)
      is distinct from (excluded.price, excluded.in_stock, excluded.facets)
  `
}

/** Make words known, with what leads to them when they are misspelt. */
export async function addWords(
  tx: Tx,
  accountId: string,
  words: readonly { term: string; grams: readonly string[] }[],
): Promise<void> {
  if (words.length === 0) return
  await tx`
    with given as (
      select w.term, w.grams
      from jsonb_to_recordset(${JSON.stringify(words)}::text::jsonb) as w (term text, grams text[])
    ),
    fresh as (
      insert into catalog_words (account_id, term)
      select ${accountId}, term
      from given
      order by term  -- the order in which keys are taken
      on conflict do nothing
      returning term
    )
    insert into catalog_word_grams (account_id, gram, term)
    select ${accountId}, gram, term
    from fresh
    join given using (term)
    cross join unnest(given.grams) as gram
    on conflict do nothing
  `
}

/** Popularity was counted by the shop's ids; let the search find it by the items' numbers. */
export async function adoptPopularity(
  tx: Tx,
  accountId: string,
  itemIds: readonly string[],
): Promise<void> {
  await tx`
    update catalog_popularity p
    set item_no = i.item_no
    from catalog_items i
    where i.account_id = ${accountId}
      and i.item_id = any (${[...itemIds]}::text[])
      and p.account_id = ${accountId}
      and p.item_id = i.item_id
      and p.item_no is distinct from i.item_no
  `
}

/**
 * Forget words that no item and no category has any more. Writers of words wait meanwhile, so that
 * none is forgotten while somebody takes it up again.
 */
export async function forgetWords(tx: Tx): Promise<number> {
  await tx`lock table catalog_words in share row exclusive mode`
  const result = await tx`
    delete from catalog_words w
    where not exists (
        select
        from catalog_terms t
        where t.account_id = w.account_id
          and t.term = w.term
      )
      and not exists (
        select
        from catalog_category_terms t
        where t.account_id = w.account_id
          and t.term = w.term
      )
  `
  return result.count
}
