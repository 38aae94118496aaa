import type { Language } from '../contract/agent-words.ts'
import type { Fragment, Tx } from '../platform/sql.ts'
import { wantedFacets } from './attributes.ts'
import { type FoundRow, foundProduct } from './found-product.ts'
import { knownWords, similarWords } from './known-words.sql.ts'
import {
  type MeantWord,
  meantWords,
  misspelt,
  misspeltWord,
  searchedWords,
  withSimilar,
  wordsToLookUp,
} from './meant-words.ts'
import type { FoundProduct, ProductQuery } from './product-search.ts'
import { WEIGHTS } from './search-document.ts'

/** Most products of one answer. */
const RESULTS_MAX = 20
/** What a word that no item has counts in the score, beside those that some have (at most 1). */
const UNKNOWN_WORD_WEIGHT = 0.5
/** Items that answer to less of the words than this part of them are left out. */
const SCORE_MIN = 0.15

/**
 * Products for what a shopper asks, best first: by how well their words fit, then by how often they
 * are bought. Misspelt words, inflections, compounds and common translations are understood.
 *
 * Bounds are exact: every product has an offer, itself or one variant, that has the wanted
 * attributes, lies within the prices (one without a price lies within none) and is in stock when
 * that is asked. Among several the one in stock is shown, then the cheapest.
 *
 * Measured with 100,000 items of 3 variants: `npm run bench search`.
 */
export async function findProducts(
  tx: Tx,
  accountId: string,
  query: ProductQuery,
): Promise<FoundProduct[]> {
  const limit = Math.min(Math.max(Math.trunc(query.limit), 0), RESULTS_MAX)
  if (limit === 0) return []
  const words = searchedWords(query.text)
  const chosen =
    words.length === 0
      ? await mostPopular(tx, accountId, query, limit)
      : await bestMatching(tx, accountId, query, {
          words: await understand(tx, accountId, words),
          limit,
        })
  return describe(tx, accountId, chosen, query.language)
}

/** One product of the shop, as it is sold: undefined when there is none or it is not published. */
export async function getProduct(
  tx: Tx,
  accountId: string,
  productId: string,
  language: Language = 'en',
): Promise<FoundProduct | undefined> {
  const chosen = await chooseOffers(tx, accountId, [{ productId, score: 1 }], false)
  const [product] = await describe(tx, accountId, chosen, language)
  return product
}

/** What the words of a search stand for, among the words that this shop has. */
async function understand(
  tx: Tx,
  accountId: string,
  words: readonly string[],
): Promise<MeantWord[]> {
  const meant = meantWords(words, await knownWords(tx, accountId, wordsToLookUp(words)))
  const unknown = misspelt(meant)
  if (unknown.length === 0) return meant
  return withSimilar(meant, await similarWords(tx, accountId, unknown.map(misspeltWord)))
}

/** An item with the offer that is shown of it. */
export type ChosenOffer = { itemNo: number; variantId: string; score: number }

type MeaningRow = { word: number; term: string; quality: number }

function meaningRows(words: readonly MeantWord[]): MeaningRow[] {
  return words.flatMap(({ meanings }, at) =>
    [...meanings].map(([term, quality]) => ({ word: at, term, quality })),
  )
}

function meantTable(tx: Tx, rows: readonly MeaningRow[]) {
  return tx`
    unnest(${rows.map((row) => row.word)}::int[], ${rows.map((row) => row.term)}::text[],
           ${rows.map((row) => row.quality)}::float8[])
  `
}

/** Words that more items have do not lead to items by themselves. */
const FREQUENT_FROM = 1_000
/** Items of one word that are counted. */
const COUNTED_MAX = 2_000
/** Frequent words that some items are looked at of, the rarest; per word in title or attributes, and anywhere. */
const WORDS_LOOKED_AT = 4
const STRONG_LOOKED_AT = 150
const ANY_LOOKED_AT = 50
/** Items with the rarest word that are tried for the second rarest, and those that are looked at. */
const TRIED_FOR_BOTH = 2_000
const BOTH_LOOKED_AT = 200
/** Best sellers among which those with the rarest word are found. */
const POPULAR_LOOKED_AT = 500

/** What the search of one query works with. */
interface Search {
  query: ProductQuery
  rows: readonly MeaningRow[]
  /** How many items have each word, up to COUNTED_MAX. */
  counts: ReadonlyMap<number, number>
  /** The weights of all words together, those without a meaning included. */
  weightSum: number
  limit: number
}

/**
 * A shop with few items is searched through. In a large one, words that very many items have do not
 * lead to items: only what has the rare words is looked at; without rare words, what has the two
 * rarest, the best sellers and some others. Everything is searched when that did not fill the answer.
 */
async function bestMatching(
  tx: Tx,
  accountId: string,
  query: ProductQuery,
  { words, limit }: { words: readonly MeantWord[]; limit: number },
): Promise<ChosenOffer[]> {
  const rows = meaningRows(words)
  if (rows.length === 0) return []
  const counted = await countWords(tx, accountId, rows)
  const known = counted.filter(({ count }) => count > 0).sort((a, b) => a.count - b.count)
  const unknown = words.filter(({ meanings }) => meanings.size === 0).length
  const weights = known.map(({ count }) => weightOf(count))
  const weightSum = weights.reduce((sum, one) => sum + one, unknown * UNKNOWN_WORD_WEIGHT)
  const counts = new Map(known.map(({ word, count }) => [word, count]))
  const search = { query, rows, counts, weightSum, limit }
  const byRarity = known.map(({ word }) => word)
  const rare = rareWords(known)
  if (rare.length < known.length) {
    for (const part of rare.length > 0 ? [rare, []] : [[]]) {
      const candidates =
        part.length > 0 ? allItems(tx, accountId, part) : someItems(tx, accountId, byRarity)
      const found = await searchAmong(tx, accountId, search, candidates)
      if (found.length === limit) return found
    }
  }
  return searchThrough(tx, accountId, search)
}

/** The rarest words that together lead to no more than FREQUENT_FROM items. */
function rareWords(known: readonly { word: number; count: number }[]): number[] {
  const rare: number[] = []
  let sum = 0
  for (const { word, count } of known) {
    sum += count
    if (sum > FREQUENT_FROM) break
    rare.push(word)
  }
  return rare
}

/** A rare word says more than a frequent one: 1 when one item has it, a third for a hundred. */
function weightOf(count: number): number {
  return 1 / (1 + Math.log10(Math.max(1, count)))
}

function countWords(tx: Tx, accountId: string, rows: readonly MeaningRow[]) {
  return tx<{ word: number; count: number }[]>`
    with meant as materialized (
      select m.word, m.term
      from ${meantTable(tx, rows)} as m (word, term, quality)
    )
    select w.word, (
      select count(*)
      from (
        ${itemsWith(tx, accountId, tx`m.word = w.word`, COUNTED_MAX)}
        limit ${COUNTED_MAX}
      ) places
    ) as count
    from (select distinct word from meant) w
  `
}

/** Items that have one of the words of `meant m`, by themselves or by their categories. */
function itemsWith(tx: Tx, accountId: string, which: Fragment, limit: number) {
  return tx`
    (
      select t.item_no
      from meant m
      join catalog_terms t on t.account_id = ${accountId} and t.term = m.term
      where ${which}
      limit ${limit}
    )
    union all
    (
      select ci.item_no
      from meant m
      join catalog_category_terms c on c.account_id = ${accountId} and c.term = m.term
      join catalog_category_items ci
        on ci.account_id = ${accountId} and ci.category_id = c.category_id
      where ${which}
      limit ${limit}
    )
  `
}

function wordWeights(tx: Tx, { counts }: Search) {
  return tx`
    select w.word, w.weight
    from unnest(${[...counts.keys()]}::int[], ${[...counts.values()].map(weightOf)}::float8[])
      as w (word, weight)
  `
}

/** All items that have any of the words. */
function searchThrough(tx: Tx, accountId: string, search: Search): Promise<ChosenOffer[]> {
  const { query, rows, weightSum, limit } = search
  return tx<ChosenOffer[]>`
    with meant as (
      select m.word, m.term, m.quality
      from ${meantTable(tx, rows)} as m (word, term, quality)
    ),
    weights as (${wordWeights(tx, search)}),
    hits as (
      select m.word, t.item_no, m.quality * t.weight / 100 as fit
      from meant m
      join catalog_terms t on t.account_id = ${accountId} and t.term = m.term
      union all
      select m.word, ci.item_no, m.quality * ${WEIGHTS.category / 100}::float8
      from meant m
      join catalog_category_terms c on c.account_id = ${accountId} and c.term = m.term
      join catalog_category_items ci
        on ci.account_id = ${accountId} and ci.category_id = c.category_id
    ),
    scored as (
      select h.item_no, sum(h.fit * w.weight) / ${weightSum}::float8 as score
      from (
        select word, item_no, max(fit) as fit
        from hits
        group by word, item_no
      ) h
      join weights w using (word)
      group by h.item_no
    )
    ${rankedOffers(tx, accountId, query, limit)}
  `
}

/** All items that have one of these words. */
function allItems(tx: Tx, accountId: string, words: readonly number[]) {
  return itemsWith(tx, accountId, tx`m.word = any (${[...words]}::int[])`, FREQUENT_FROM)
}

/** Some items of each word, those with both of the two rarest, and best sellers with the rarest. */
function someItems(tx: Tx, accountId: string, byRarity: readonly number[]) {
  const [first = -1, second] = byRarity
  return tx`
    (
      select s.item_no
      from unnest(${byRarity.slice(0, WORDS_LOOKED_AT)}::int[]) as w (word)
      cross join lateral (
        (
          ${strongItems(tx, accountId, tx`m.word = w.word`)}
          limit ${STRONG_LOOKED_AT}
        )
        union all
        (${itemsWith(tx, accountId, tx`m.word = w.word`, ANY_LOOKED_AT)})
      ) s
    )
    ${
      second === undefined
        ? tx``
        : tx`
    union
    (
      select a.item_no
      from (
        ${strongItems(tx, accountId, tx`m.word = ${first}::int`)}
        limit ${TRIED_FOR_BOTH}
      ) a
      where ${hasWord(tx, accountId, second, tx`a.item_no`)}
      limit ${BOTH_LOOKED_AT}
    )`
    }
    union
    (
      select p.item_no
      from (
        select item_no
        from catalog_popularity
        where account_id = ${accountId}
          and item_no is not null
        order by heat desc
        limit ${POPULAR_LOOKED_AT}
      ) p
      where ${hasWord(tx, accountId, first, tx`p.item_no`)}
    )
  `
}

/** Items that have a word of `meant m` in their title or attributes. */
function strongItems(tx: Tx, accountId: string, which: Fragment) {
  // The weight as written in the index catalog_terms_strong.
  return tx`
    select t.item_no
    from meant m
    join catalog_terms t on t.account_id = ${accountId} and t.term = m.term
    where ${which}
      and t.weight >= 70
  `
}

function hasWord(tx: Tx, accountId: string, word: number, itemNo: Fragment) {
  return tx`exists (
    select
    from meant m
    join catalog_terms t
      on t.account_id = ${accountId} and t.term = m.term and t.item_no = ${itemNo}
    where m.word = ${word}::int
  )`
}

/** The best of these candidates, a query of item numbers over `meant`. */
function searchAmong(
  tx: Tx,
  accountId: string,
  search: Search,
  candidates: Fragment,
): Promise<ChosenOffer[]> {
  const { query, rows, weightSum, limit } = search
  return tx<ChosenOffer[]>`
    with meant as materialized (
      select m.word, m.term, m.quality, w.weight
      from ${meantTable(tx, rows)} as m (word, term, quality)
      join (${wordWeights(tx, search)}) w using (word)
    ),
    candidates as materialized (
      select distinct c.item_no
      from (${candidates}) c
    ),
    named as materialized (
      select m.word, c.category_id, max(m.quality) as quality
      from meant m
      join catalog_category_terms c on c.account_id = ${accountId} and c.term = m.term
      group by m.word, c.category_id
    ),
    fitting as materialized (
      select c.item_no
      from candidates c
      where exists (${fittingOffer(tx, accountId, query, tx`c.item_no`)})
    ),
    scored as materialized (
      select f.item_no, (
        select sum(h.fit * h.weight)
        from (
          select p.word, max(p.fit) as fit, max(p.weight) as weight
          from (
            select m.word, m.quality * t.weight / 100 as fit, m.weight
            from meant m
            join catalog_terms t
              on t.account_id = ${accountId} and t.term = m.term and t.item_no = f.item_no
            union all
            select n.word, n.quality * ${WEIGHTS.category / 100}::float8, m.weight
            from named n
            join catalog_category_items ci
              on ci.account_id = ${accountId}
              and ci.category_id = n.category_id
              and ci.item_no = f.item_no
            join (select distinct word, weight from meant) m using (word)
          ) p
          group by p.word
        ) h
      ) / ${weightSum}::float8 as score
      from fitting f
    )
    ${rankedOffers(tx, accountId, query, limit)}
  `
}

/** The best of `scored (item_no, score)`, each with the offer that is shown. */
function rankedOffers(tx: Tx, accountId: string, query: ProductQuery, limit: number) {
  return tx`
    select r.item_no as "itemNo", o.variant_id as "variantId", r.score
    from (
      select s.item_no, round(s.score::numeric, 4)::float8 as score, coalesce(p.heat, 0) as heat
      from scored s
      left join catalog_popularity p on p.account_id = ${accountId} and p.item_no = s.item_no
      where s.score >= ${SCORE_MIN}
      order by 2 desc, 3 desc, 1
    ) r
    cross join lateral (${fittingOffer(tx, accountId, query, tx`r.item_no`)}) o
    order by r.score desc, r.heat desc, r.item_no
    limit ${limit}
  `
}

/** The offer of an item that fits, if one does. */
function fittingOffer(tx: Tx, accountId: string, query: ProductQuery, itemNo: Fragment) {
  const { priceMin, priceMax, inStockOnly } = query
  const facets = Object.entries(query.attributes).flatMap(([name, value]) =>
    wantedFacets(name, value),
  )
  return tx`
    select o.variant_id
    from catalog_offers o
    where o.account_id = ${accountId}
      and o.item_no = ${itemNo}
      ${priceMin === null ? tx`` : tx`and o.price >= ${priceMin}::numeric`}
      ${priceMax === null ? tx`` : tx`and o.price <= ${priceMax}::numeric`}
      ${inStockOnly ? tx`and o.in_stock` : tx``}
      ${facets.length === 0 ? tx`` : tx`and o.facets @> ${facets}::text[]`}
      ${query.categoryIds.length === 0 ? tx`` : tx`and ${isInCategory(tx, accountId, query, itemNo)}`}
      ${query.excludedIds.length === 0 ? tx`` : tx`and ${isNotExcluded(tx, accountId, query, itemNo)}`}
    order by o.in_stock desc, o.price, o.variant_id
    limit 1
  `
}

function isInCategory(tx: Tx, accountId: string, query: ProductQuery, itemNo: Fragment) {
  return tx`exists (
    select
    from catalog_category_items c
    where c.account_id = ${accountId}
      and c.category_id = any (${[...query.categoryIds]}::text[])
      and c.item_no = ${itemNo}
  )`
}

function isNotExcluded(tx: Tx, accountId: string, query: ProductQuery, itemNo: Fragment) {
  return tx`${itemNo} <> all (array(
    select i.item_no
    from catalog_items i
    where i.account_id = ${accountId}
      and i.item_id = any (${[...query.excludedIds]}::text[])
  ))`
}

/** What is bought most, then what is new. */
export async function mostPopular(
  tx: Tx,
  accountId: string,
  query: ProductQuery,
  limit: number,
): Promise<ChosenOffer[]> {
  const bought = await tx<ChosenOffer[]>`
    select p.item_no as "itemNo", o.variant_id as "variantId", 1::float8 as score
    from (
      select p.item_no, p.heat, p.item_id
      from catalog_popularity p
      where p.account_id = ${accountId}
        and p.item_no is not null
      order by p.heat desc, p.item_id desc
    ) p
    cross join lateral (${fittingOffer(tx, accountId, query, tx`p.item_no`)}) o
    order by p.heat desc, p.item_id desc
    limit ${limit}
  `
  if (bought.length === limit) return bought
  const others = await tx<ChosenOffer[]>`
    select i.item_no as "itemNo", o.variant_id as "variantId", 1::float8 as score
    from (
      select i.item_no, i.created_at, i.item_id
      from catalog_items i
      where i.account_id = ${accountId}
        and i.item_no <> all (${bought.map(({ itemNo }) => itemNo)}::bigint[])
      order by i.created_at desc, i.item_id desc
    ) i
    cross join lateral (${fittingOffer(tx, accountId, query, tx`i.item_no`)}) o
    order by i.created_at desc, i.item_id desc
    limit ${limit - bought.length}
  `
  return [...bought, ...others]
}

/** The offer that is shown of each of these items, in their order; those without are left out. */
export function chooseOffers(
  tx: Tx,
  accountId: string,
  wanted: readonly { productId: string; score: number }[],
  inStockOnly: boolean,
): Promise<ChosenOffer[]> {
  const query = { ...ANYTHING, inStockOnly }
  return tx<ChosenOffer[]>`
    select i.item_no as "itemNo", o.variant_id as "variantId", w.score
    from unnest(${wanted.map((one) => one.productId)}::text[],
                ${wanted.map((one) => one.score)}::float8[])
      with ordinality as w (item_id, score, place)
    join catalog_items i on i.account_id = ${accountId} and i.item_id = w.item_id
    cross join lateral (${fittingOffer(tx, accountId, query, tx`i.item_no`)}) o
    order by w.place
  `
}

/** A query that every product answers to. */
export const ANYTHING: ProductQuery = {
  text: '',
  language: 'en',
  priceMin: null,
  priceMax: null,
  attributes: {},
  categoryIds: [],
  inStockOnly: false,
  excludedIds: [],
  limit: RESULTS_MAX,
}

/** Products as they are shown, in the given order. */
export async function describe(
  tx: Tx,
  accountId: string,
  chosen: readonly ChosenOffer[],
  language: Language,
): Promise<FoundProduct[]> {
  if (chosen.length === 0) return []
  const rows = await tx<FoundRow[]>`
    select i.item_id as "itemId", i.title, i.description, i.url, i.metadata,
           coalesce(i.image_url, i.thumbnail_url) as "imageUrl",
           i.price::float8 as price, a.currency,
           v.variant_id as "variantId", v.title as "variantTitle", v.sku, v.url as "variantUrl",
           coalesce(v.image_url, v.thumbnail_url) as "variantImageUrl",
           v.price::float8 as "variantPrice", v.inventory_quantity::float8 as quantity,
           v.metadata as "variantMetadata", c.score,
           array(
             select g.name
             from catalog_category_items ci
             join catalog_categories g
               on g.account_id = ${accountId} and g.category_id = ci.category_id
             where ci.account_id = ${accountId}
               and ci.item_id = i.item_id
             order by g.created_at, g.category_id
           ) as "categoryNames"
    from unnest(${chosen.map((one) => one.itemNo)}::bigint[],
                ${chosen.map((one) => one.variantId)}::text[],
                ${chosen.map((one) => one.score)}::float8[])
      with ordinality as c (item_no, variant_id, score, place)
    join catalog_items i on i.account_id = ${accountId} and i.item_no = c.item_no
    join accounts a on a.account_id = ${accountId}
    left join catalog_variants v on v.account_id = ${accountId} and v.variant_id = c.variant_id
    order by c.place
  `
  return rows.map((row) => foundProduct(row, language))
}

/** Categories that words lead to: by their names, else by the products that the words find. */
export async function findCategories(
  tx: Tx,
  accountId: string,
  text: string,
  language: Language,
): Promise<{ categoryId: string; name: string }[]> {
  const words = searchedWords(text)
  if (words.length === 0) return []
  const meant = await understand(tx, accountId, words)
  const named = await categoriesNamed(tx, accountId, meant)
  if (named.length > 0) return named
  const query = { ...ANYTHING, text, language }
  const items = await bestMatching(tx, accountId, query, { words: meant, limit: RESULTS_MAX })
  return categoriesOf(tx, accountId, items)
}

function categoriesNamed(tx: Tx, accountId: string, words: readonly MeantWord[]) {
  const rows = meaningRows(words)
  return tx<{ categoryId: string; name: string }[]>`
    select g.category_id as "categoryId", g.name
    from (
      select f.category_id, sum(f.fit) as fit
      from (
        select m.word, c.category_id, max(m.quality) as fit
        from ${meantTable(tx, rows)} as m (word, term, quality)
        join catalog_category_terms c on c.account_id = ${accountId} and c.term = m.term
        group by m.word, c.category_id
      ) f
      group by f.category_id
    ) f
    join catalog_categories g on g.account_id = ${accountId} and g.category_id = f.category_id
    order by f.fit desc, g.name, g.category_id
    limit ${CATEGORIES_MAX}
  `
}

const CATEGORIES_MAX = 5

function categoriesOf(tx: Tx, accountId: string, items: readonly ChosenOffer[]) {
  return tx<{ categoryId: string; name: string }[]>`
    select g.category_id as "categoryId", g.name
    from (
      select ci.category_id, sum(f.score) as score
      from unnest(${items.map((one) => one.itemNo)}::bigint[],
                  ${items.map((one) => one.score)}::float8[]) as f (item_no, score)
      join catalog_items i on i.account_id = ${accountId} and i.item_no = f.item_no
      join catalog_category_items ci on ci.account_id = ${accountId} and ci.item_id = i.item_id
      group by ci.category_id
    ) f
    join catalog_categories g on g.account_id = ${accountId} and g.category_id = f.category_id
    order by f.score desc, g.name, g.category_id
    limit ${CATEGORIES_MAX}
  `
}
